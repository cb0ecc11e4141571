"""What Rubric costs when the work grows: more rules, more rows, wider tables.

    python growth.py rules [--times 10] [--scale S]      ten times as many metrics and rules on the same data
    python growth.py rows [--from S] [--to M]            the time for each row of the data, small and large
    python growth.py columns [--times 10] [--scale S]    ten times as many columns that no rule reads
    python growth.py large [--scale L]                   10 million customers with 20 million invoices

Each prints medians of seconds, CPU seconds and the peak of memory, and the ratio.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys

import scorecard
from versus import HERE, ROOT, make_data, measured


class Growth:
    """Where things are, and how they are run."""

    def __init__(self, given):
        self.given = given
        self.folder = given.folder or os.path.join(ROOT, "target", "versus")
        self.rubric = given.rubric or os.path.join(ROOT, "target", "release", "rubric")
        if not given.rubric:
            subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=ROOT, check=True)

    def data(self, scale, wide=1, formats=("parquet", "csv")):
        folder = os.path.join(self.folder, "data", scale if wide == 1 else f"{scale}-wide{wide}")
        make_data(scale, folder, formats, wide)
        return folder

    def runs(self, rulebooks, datas, write=True):
        """Medians of (wall, CPU, peak) of each rulebook and data, run in turn."""
        found = [[] for _ in datas]
        for _ in range(self.given.rounds):
            for runs, rulebook, data in zip(found, rulebooks, datas):
                out = os.path.join(self.folder, "growth")
                told = [self.rubric, "run", rulebook, "--data", data, "--as-of", scorecard.AS_OF]
                told += ["--threads", str(self.given.threads)] + (["--out", out] if write else [])
                told += ["--trace", "full"] if self.given.trace and write else []
                runs.append(measured(told))
        return [
            tuple(statistics.median(getattr(run, what) for run in runs) for what in ("wall", "cpu", "peak"))
            for runs in found
        ]

    def rulebook(self, times):
        """The scorecard with `times` as many metrics and rules, in a file of its own."""
        path = os.path.join(self.folder, f"scorecard-{times}.rubric")
        os.makedirs(self.folder, exist_ok=True)
        with open(f"{HERE}/scorecard.rubric") as file:
            text = grown(file.read(), times)
        with open(path, "w") as file:
            file.write(text)
        return path


def grown(text, times):
    """Copies of all row sets, metrics and rules. Each has an amount or a window of its own, so that no copy can be
    computed from another."""
    rows, metrics, rules = (
        [found[0] for found in re.finditer(rf"^( *){word} .*\n(?:\1 +.*\n|\1\}}\n)*", text, re.M)]
        for word in ("rows", "metric", "rule")
    )
    names = re.findall(r"^(?:rows|metric) +(\w+)", text, re.M)
    for copy in range(1, times):
        sets, more, judged = (
            "".join(made(line, copy, names) for line in lines)
            for made, lines in ((set_of, rows), (metric_of, metrics), (rule_of, rules))
        )
        text = text.replace("\nmetric ", f"\n{sets}\nmetric ", 1)
        text = text.replace("\nscore ", f"\n{more}\nscore ", 1)
        text = text.replace("\n}\n\nsegment", f"\n{judged}}}\n\nsegment", 1)
    return text


def renamed(line, copy, names):
    """The line about the copies; labels in quotes stay."""
    return re.sub(rf'(?<!")\b({"|".join(names)})\b', rf"\1_{copy}", line)


def set_of(line, copy, names):
    """A row set of large invoices: how large differs. Sets made of a copied set differ already."""
    line = renamed(line, copy, names)
    return re.sub(r"(= invoices where .*)", rf"\1 and amount >= {copy} EUR", line)


def metric_of(line, copy, names):
    """A metric over other rows: those of the copied sets, of another window, or of large orders."""
    line = renamed(line, copy, names)
    line = re.sub(r"today - (\d+) days", lambda found: f"today - {int(found[1]) + copy} days", line)
    return re.sub(r"(in|of) orders(\)?)$(?!\n +where)", rf"\1 orders where amount >= {copy} EUR\2", line, flags=re.M)


def rule_of(line, copy, names):
    return re.sub(r"rule (r\d+)", rf"rule \1_{copy}", renamed(line, copy, names))


def table(lines):
    print("\n| what | seconds | CPU s | peak MB |\n| --- | ---: | ---: | ---: |")
    for what, (wall, cpu, peak) in lines:
        print(f"| {what} | {wall:.3f} | {cpu:.3f} | {peak:.0f} |")


def rules(growth, given):
    data = growth.data(given.scale)
    books = [growth.rulebook(1), growth.rulebook(given.times)]
    for kind in ("parquet", "csv"):
        one, more = growth.runs(books, [f"{data}/{kind}"] * 2)
        table([(f"{given.scale} {kind}, 25 metrics and rules", one), (f"{25 * given.times} metrics and rules", more)])
        print(f"\n{given.times} times the rulebook takes {more[0] / one[0]:.2f} times as long")


def rows(growth, given):
    small, large = growth.data(given.small), growth.data(given.large)
    book = growth.rulebook(1)
    times = sum(scorecard.SCALES[given.large]) / sum(scorecard.SCALES[given.small])
    for kind in ("parquet", "csv"):
        one, more = growth.runs([book] * 2, [f"{small}/{kind}", f"{large}/{kind}"])
        table([(f"{given.small} {kind}", one), (f"{given.large} {kind}", more)])
        longer = more[0] / one[0]
        print(f"\n{times:.0f} times the rows take {longer:.2f} times as long: {longer / times:.2f} times for each row")


def columns(growth, given):
    narrow, wide = growth.data(given.scale), growth.data(given.scale, given.times)
    book = growth.rulebook(1)
    for kind in ("parquet", "csv"):
        for write in (False, True):
            one, more = growth.runs([book] * 2, [f"{narrow}/{kind}", f"{wide}/{kind}"], write)
            what = f"{given.scale} {kind}, {'results and digests of all files' if write else 'nothing'} written"
            table([(what, one), (f"{given.times} times as many columns", more)])
            print(f"\ncolumns that nobody reads: {more[0] / one[0]:.2f} times as long")


def large(growth, given):
    data = growth.data(given.scale, formats=["parquet"])
    [one] = growth.runs([growth.rulebook(1)], [f"{data}/parquet"])
    table([(f"{given.scale}: {scorecard.SCALES[given.scale][0]:,} customers", one)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--trace", action="store_true")
    parser.add_argument("--folder", help="where data and results go (target/versus)")
    parser.add_argument("--rubric", help="a binary of Rubric; without it the repository's is built")
    what = parser.add_subparsers(required=True)
    for name, run in (("rules", rules), ("columns", columns), ("rows", rows), ("large", large)):
        command = what.add_parser(name)
        command.set_defaults(run=run)
        if name == "rows":
            command.add_argument("--from", dest="small", choices=scorecard.SCALES, default="S")
            command.add_argument("--to", dest="large", choices=scorecard.SCALES, default="M")
            continue
        command.add_argument("--scale", choices=scorecard.SCALES, default="L" if name == "large" else "S")
        if name != "large":
            command.add_argument("--times", type=int, default=10)
    given = parser.parse_args()
    given.run(Growth(given), given)


if __name__ == "__main__":
    main()
