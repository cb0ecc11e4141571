"""Do the engines say the same? Every customer's score, segment and, with a trace, all that each rule found.

    python agree.py [--trace] RUBRIC_FOLDER NAME=FILE.parquet …

Rubric's numbers are exact decimals, those of the others binary floats, so a ratio may differ in its last digits. Such a
difference is counted and shown with its size; it may be no larger than half of the twelfth decimal and what a binary
float of this size can't hold. Anything else is a disagreement, and the exit code is 1.
"""

import argparse
import os
import sys
from dataclasses import dataclass

import duckdb

import scorecard

# Rubric writes 12 decimals; a double holds 52 bits after its first, and two roundings are behind ours and theirs.
HALF_A_DECIMAL = "5e-13"
OF_A_DOUBLE = "4.5e-16"


@dataclass
class Column:
    """A column that both have: exact, or a binary float on the other side."""

    name: str
    exact: bool


@dataclass
class Difference:
    column: str
    rows: int
    largest: float
    allowed: bool


def columns(trace):
    out = [Column("score", False), Column("segment", True)]
    if trace:
        out.append(Column("contrib", True))
        for rule, metric, *_ in scorecard.numbered_rules():
            out.append(Column(f"{rule}_value", scorecard.METRICS[metric] != "f"))
            out += [Column(f"{rule}_passed", True), Column(f"{rule}_points", True)]
    return out


def names(connection, file):
    return [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM read_parquet('{file}')").fetchall()]


def rubric_view(connection, folder, trace):
    """Rubric's results, and its trace with the columns of the other engines."""
    results = f"SELECT id, rating AS score, standing AS segment FROM read_parquet('{folder}/results.parquet')"
    if not trace:
        return results
    rules = [rule for rule, *_ in scorecard.numbered_rules()]
    file = f"{folder}/trace.parquet"
    found = names(connection, file)
    made = wide(rules, found) if "rule" not in found else long(rules)
    group = "GROUP BY id" if "rule" in found else ""
    listed = ", ".join(f"{expression} AS {name}" for name, expression in made.items())
    contrib = " + ".join(f"{rule}_points" for rule in rules)
    return (
        f"SELECT r.*, t.* EXCLUDE (id), {contrib} AS contrib FROM ({results}) r JOIN "
        f"(SELECT id, {listed} FROM read_parquet('{file}') {group}) t USING (id)"
    )


def long(rules):
    """A row for each rule: the rules become columns."""
    made = {}
    for rule in rules:
        of_rule = f"FILTER (WHERE rule = '{rule}')"
        made[f"{rule}_value"] = f"CAST(max(value) {of_rule} AS DECIMAL(38,12))"
        made[f"{rule}_passed"] = f"bool_or(outcome = 'met') {of_rule}"
        made[f"{rule}_points"] = f"CAST(10 * sum(contribution) {of_rule} AS BIGINT)"
    return made


def wide(rules, found):
    """A row for each customer: columns named for the rule and for what of it they hold."""

    def column(rule, what):
        named = [name for name in found if rule in name and name.endswith(what)]
        if len(named) != 1:
            sys.exit(f"the trace has {len(named)} columns for {what} of {rule}: {', '.join(named) or 'none'}")
        return f'"{named[0]}"'

    made = {}
    for rule in rules:
        made[f"{rule}_value"] = f"CAST({column(rule, 'value')} AS DECIMAL(38,12))"
        made[f"{rule}_passed"] = f"{column(rule, 'outcome')} = 'met'"
        made[f"{rule}_points"] = f"CAST(10 * {column(rule, 'contribution')} AS BIGINT)"
    return made


def compare(connection, rubric, file, trace):
    """The differences of one engine. Both are joined by the customer's id once."""
    theirs = f"SELECT * FROM read_parquet('{file}')"
    pairs = f"SELECT x AS rubric, y AS other FROM ({rubric}) x FULL JOIN ({theirs}) y ON x.id = y.id"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE pairs AS {pairs}")
    lost = connection.execute("SELECT count(*) FROM pairs WHERE rubric IS NULL OR other IS NULL").fetchone()[0]
    found = [Difference("customers in one of them only", lost, 0, False)] if lost else []
    measured = [measure(column) for column in columns(trace)]
    counts = connection.execute(f"SELECT {', '.join(measured)} FROM pairs").fetchone()
    for column, (wrong, near, largest) in zip(columns(trace), counts):
        found += [Difference(column.name, wrong, largest or 0, False)] if wrong else []
        found += [Difference(column.name, near, largest or 0, True)] if near else []
    return found


def measure(column):
    """(rows that disagree, rows that differ as binary floats must, the largest difference)"""
    ours, theirs = f"rubric.{column.name}", f"other.{column.name}"
    if column.exact:
        return f"(count(*) FILTER (WHERE {ours} IS DISTINCT FROM {theirs}), 0, NULL)"
    double = f"CAST({ours} AS DOUBLE)"
    apart = f"abs({double} - {theirs})"
    close = f"{apart} <= {HALF_A_DECIMAL} + {OF_A_DOUBLE} * abs({theirs})"
    differ = f"{double} IS DISTINCT FROM {theirs}"
    wrong = f"count(*) FILTER (WHERE {differ} AND ({close}) IS NOT TRUE)"
    return f"({wrong}, count(*) FILTER (WHERE {differ} AND {close}), max({apart}))"


def report(name, found):
    """Prints what differs; whether nothing disagrees."""
    wrong = [difference for difference in found if not difference.allowed]
    for difference in wrong:
        print(f"  {name} DISAGREES: {difference.column} in {difference.rows:,} rows, by up to {difference.largest:g}")
    near = [difference for difference in found if difference.allowed]
    shown = ", ".join(f"{d.column} {d.rows:,} (up to {d.largest:.1e})" for d in near) or "nothing at all"
    print(f"  {name} {'otherwise ' if wrong else ''}agrees; rows that differ as binary floats must: {shown}")
    return not wrong


def check(folder, others, trace, threads=2):
    """Compares Rubric's folder with each engine's file; whether all agree."""
    scratch = os.path.join(folder, "scratch")
    connection = duckdb.connect(config={"threads": threads, "temp_directory": scratch})
    rubric = rubric_view(connection, folder, trace)
    return all([report(name, compare(connection, rubric, file, trace)) for name, file in others.items()])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trace", action="store_true")
    parser.add_argument("rubric")
    parser.add_argument("others", nargs="+", metavar="NAME=FILE")
    given = parser.parse_args()
    others = dict(other.split("=", 1) for other in given.others)
    sys.exit(0 if check(given.rubric, others, given.trace) else 1)


if __name__ == "__main__":
    main()
