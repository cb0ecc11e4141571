"""What the engines' scripts share: their arguments, and the time from after the imports to the closed file."""

import argparse
import contextlib
import json
import resource
import time


def arguments(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", required=True, help="folder of the tables' files")
    parser.add_argument("--format", choices=["parquet", "csv"], default="parquet")
    parser.add_argument("--trace", action="store_true", help="also value, passed and points of each rule")
    parser.add_argument("--out", default="out.parquet")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


@contextlib.contextmanager
def timed():
    """Prints wall and CPU seconds of what is done within, as one line of JSON."""
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    yield
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"wall": wall, "cpu": cpu}), flush=True)
