"""Runs one scorecard in Rubric and in engines that people would write it in by hand, and prints how they compare.

    python versus.py [--scales S,M] [--rounds 5] [--engines rubric,duckdb,polars,datafusion] [--formats parquet,csv]

Makes the data once, runs the engines in turn (each a process of its own, round after round, so that a busy moment of
the machine meets all of them), checks that they say the same, and prints medians. An engine whose package is not
installed is left out. README.md says what is measured.
"""

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass

import scorecard

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
ENGINES = ["rubric", "duckdb", "polars", "datafusion"]


@dataclass
class Run:
    """One process: seconds and megabytes; `work` is what it says its query took, without starting the interpreter."""

    wall: float
    cpu: float
    peak: float
    work: float
    work_cpu: float


@dataclass
class Cell:
    """What is run side by side."""

    scale: str
    format: str
    trace: bool


def measured(command, environment=None):
    """Runs a process to its end and takes its times and its peak of memory from the system."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, **(environment or {})}
    )
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"failed ({process.returncode}): {' '.join(command)}")
    cpu = usage.ru_utime + usage.ru_stime
    kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    lines = [line for line in said.splitlines() if line.startswith("{")]
    own = json.loads(lines[-1]) if lines else {"wall": wall, "cpu": cpu}
    return Run(wall, cpu, kilobytes / 1024, own["wall"], own["cpu"])


def make_data(scale, folder, formats, wide=1):
    """Makes the data of a scale, unless they are there. A format is complete when its file `complete` is."""
    lacking = [name for name in formats if not os.path.exists(os.path.join(folder, name, "complete"))]
    if lacking:
        told = [scale, folder, "--formats", ",".join(lacking), "--wide", str(wide)]
        subprocess.run([sys.executable, f"{HERE}/data.py", *told], check=True)
    for name in lacking:
        open(os.path.join(folder, name, "complete"), "w").close()


class Versus:
    """The comparison: where things are, and what is run."""

    def __init__(self, given):
        self.given = given
        self.folder = given.folder or os.path.join(ROOT, "target", "versus")
        self.rubric = given.rubric or os.path.join(ROOT, "target", "release", "rubric")
        self.engines = [engine for engine in given.engines.split(",") if self.is_there(engine)]

    def is_there(self, engine):
        there = engine == "rubric" or importlib.util.find_spec(engine) is not None
        if not there:
            print(f"{engine} is left out: its Python package is not installed")
        return there

    def prepare(self):
        if not self.given.rubric:
            subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)
        for scale in self.given.scales.split(","):
            make_data(scale, self.data(scale), ["parquet", "csv"])

    def data(self, scale):
        return os.path.join(self.folder, "data", scale)

    def out(self, engine, cell):
        name = f"{engine}-{cell.scale}-{cell.format}-{'trace' if cell.trace else 'plain'}"
        return os.path.join(self.folder, name if engine == "rubric" else f"{name}.parquet")

    def command(self, engine, cell):
        data, out, threads = f"{self.data(cell.scale)}/{cell.format}", self.out(engine, cell), str(self.given.threads)
        if engine == "rubric":
            trace = ["--trace", "wide"] if cell.trace else []
            told = [self.rubric, "run", self.given.rulebook, "--data", data, "--as-of", scorecard.AS_OF]
            return [*told, "--out", out, "--threads", threads, *trace]
        trace = ["--trace"] if cell.trace else []
        script = [sys.executable, f"{HERE}/peer_{engine}.py", "--data", data, "--format", cell.format]
        return [*script, "--out", out, "--threads", threads, *trace]

    def rounds(self, cell):
        """Runs of each engine. Its files are read once before, so that the first does not pay for the disk."""
        folder = f"{self.data(cell.scale)}/{cell.format}"
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), "rb", buffering=0) as file:
                while file.read(1 << 24):
                    pass
        runs = {engine: [] for engine in self.engines}
        for _ in range(self.given.rounds):
            for engine in self.engines:
                environment = {"POLARS_MAX_THREADS": str(self.given.threads)}
                runs[engine].append(measured(self.command(engine, cell), environment))
        return runs

    def agrees(self, cell):
        """Whether Rubric and the others say the same. DuckDB compares, in a process of its own: a process counts the
        memory of the one that started it, so this one stays small."""
        others = {engine: self.out(engine, cell) for engine in self.engines if engine != "rubric"}
        if "rubric" not in self.engines or not others:
            return True
        if importlib.util.find_spec("duckdb") is None:
            print("  not compared: that takes the duckdb package")
            return True
        trace = ["--trace"] if cell.trace else []
        named = [f"{engine}={file}" for engine, file in others.items()]
        compared = subprocess.run([sys.executable, f"{HERE}/agree.py", *trace, self.out("rubric", cell), *named])
        return compared.returncode == 0

    def cells(self):
        for scale in self.given.scales.split(","):
            for format in self.given.formats.split(","):
                for trace in (False, True):
                    yield Cell(scale, format, trace)

    def run(self):
        self.prepare()
        lines, agreed = [], True
        for cell in self.cells():
            print(f"{cell.scale} {cell.format} {'with' if cell.trace else 'without'} trace", flush=True)
            runs = self.rounds(cell)
            agreed &= self.agrees(cell)
            lines += rows(cell, runs)
        print("\n" + "\n".join(HEAD + lines))
        return agreed


COLUMNS = ["scale", "from", "trace", "engine", "seconds", "least to most", "CPU s", "peak MB"]
COLUMNS += ["its query alone", "CPU s"]
RATIOS = ["Rubric is faster by", "than its query alone"]
HEAD = [f"| {' | '.join(COLUMNS + RATIOS)} |", "| --- " * 4 + "| ---: " * (len(COLUMNS + RATIOS) - 4) + "|"]


def rows(cell, runs):
    """Medians of each engine, and how many times as long as Rubric it took: whole, and without starting Python."""
    for engine, ran in runs.items():
        median = {what: statistics.median(getattr(run, what) for run in ran) for what in Run.__annotations__}
        walls = [run.wall for run in ran]
        figures = [cell.scale, cell.format, "with" if cell.trace else "without", engine, f"{median['wall']:.3f}"]
        figures += [f"{min(walls):.3f}–{max(walls):.3f}", f"{median['cpu']:.3f}", f"{median['peak']:.0f}"]
        if engine == "rubric":
            figures += ["", "", "", ""]
        else:
            rubric = statistics.median(run.wall for run in runs["rubric"]) if "rubric" in runs else float("nan")
            figures += [f"{median['work']:.3f}", f"{median['work_cpu']:.3f}"]
            figures += [f"{median['wall'] / rubric:.2f} ×", f"{median['work'] / rubric:.2f} ×"]
        yield f"| {' | '.join(figures)} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scales", default="S,M")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--formats", default="parquet,csv")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--folder", help="where data and results go (target/versus)")
    parser.add_argument("--rubric", help="a binary of Rubric; without it the repository's is built")
    parser.add_argument("--rulebook", default=f"{HERE}/scorecard.rubric")
    sys.exit(0 if Versus(parser.parse_args()).run() else 1)


if __name__ == "__main__":
    main()
