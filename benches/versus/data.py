"""Makes customers, invoices, orders and complaints: the same bytes for the same scale, as Parquet and as CSV.

    python data.py SCALE DIR [--formats parquet,csv] [--wide N]

Leaves DIR/parquet/*.parquet (Snappy, dictionaries, row groups of 131,072) and DIR/csv/*.csv. A twentieth of the
customers have no activity at all; that of the others falls off like a power law. `--wide N` adds columns that no rule
reads, until invoices and orders have N times as many.
"""

import argparse
import os

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from scorecard import AS_OF, SCALES

TODAY = np.datetime64(AS_OF)
SEED = 20260630
ROW_GROUP = 131_072
COMPANIES = ["Northwind Trading", "Southfield Ltd", "Eastgate GmbH"]
SALESPEOPLE = [f"Salesperson {i:02d}" for i in range(50)]


def decimals(cents):
    """Whole cents as decimal(12, 2)."""
    cents = np.ascontiguousarray(cents, dtype=np.int64)
    raw = np.empty((len(cents), 2), dtype=np.int64)
    raw[:, 0] = cents
    raw[:, 1] = cents >> 63
    return pa.Decimal128Array.from_buffers(pa.decimal128(12, 2), len(cents), [None, pa.py_buffer(raw)])


def dates(days, unknown=None):
    return pa.array(days.astype("datetime64[D]"), type=pa.date32(), mask=unknown)


def words(codes, names):
    codes = pa.array(codes.astype(np.int32))
    return pa.DictionaryArray.from_arrays(codes, pa.array(names)).cast(pa.string())


def numbered(prefix, numbers, width, suffix=""):
    return pa.array([f"{prefix}{number:0{width}d}{suffix}" for number in numbers.tolist()])


def weighted(random, weights, count):
    """Positions drawn by their weights."""
    up_to = np.cumsum(weights)
    return np.searchsorted(up_to, random.random(count) * up_to[-1], side="right").astype(np.int64)


def days(numbers):
    return numbers.astype("timedelta64[D]")


class Writer:
    """Writes tables row group by row group, so that a large one never stands in memory as text."""

    def __init__(self, folder, formats, wide):
        self.folder, self.formats, self.wide = folder, formats, wide

    def table(self, name, rows, columns, widen=False):
        """`columns(part)` makes the columns of a range of rows."""
        parquet = csv = None
        for start in range(0, max(rows, 1), ROW_GROUP):
            made = columns(slice(start, min(start + ROW_GROUP, rows)))
            group = pa.table(self.widened(made) if widen else made)
            if "parquet" in self.formats:
                parquet = parquet or pq.ParquetWriter(self.path(name, "parquet"), group.schema)
                parquet.write_table(group, row_group_size=ROW_GROUP)
            if "csv" in self.formats:
                options = pc.WriteOptions(quoting_style="none")
                csv = csv or pc.CSVWriter(self.path(name, "csv"), group.schema, write_options=options)
                csv.write_table(group)
        for file in filter(None, (parquet, csv)):
            file.close()
        print(f"{name}: {rows:,} rows", flush=True)

    def path(self, name, kind):
        os.makedirs(f"{self.folder}/{kind}", exist_ok=True)
        return f"{self.folder}/{kind}/{name}.{kind}"

    def widened(self, made):
        source = list(made.items())
        return {**made, **{f"{name}_{copy}": column for copy in range(1, self.wide) for name, column in source}}


def make(scale, writer):
    customers, invoices, orders, complaints = SCALES[scale]
    random = np.random.default_rng(SEED)
    width = max(7, len(str(customers)))

    def ids(positions):
        return numbered("C", positions + 1, width)

    shuffled = random.permutation(customers)
    credit = np.where(
        random.random(customers) < 0.1, 0, np.exp(random.normal(9, 1, customers)).round(-2) * 100
    ).astype(np.int64)
    credit = np.minimum(credit, 10**11)
    company = random.choice(3, customers, p=[0.6, 0.3, 0.1])
    vip = random.random(customers) < 0.03
    seller = weighted(random, 1 / (np.arange(50) + 5.0), customers)
    writer.table("customers", customers, lambda part: {
        "id": ids(shuffled[part]),
        "name": numbered("Customer ", shuffled[part] + 1, width, " Inc"),
        "company": words(company[part], COMPANIES),
        "vip": pa.array(vip[part]),
        "credit_limit": decimals(credit[part]),
        "salesperson": words(seller[part], SALESPEOPLE),
    })
    del shuffled, credit, company, vip, seller

    activity = 1.0 / (random.permutation(customers) + customers * 0.02) ** 0.9
    activity[random.random(customers) < 0.05] = 0
    level = np.exp(random.normal(6.6, 1.3, customers))  # what an invoice of this customer is usually over
    delay = random.normal(2, 14, customers)  # how many days late they usually pay
    unpaid_chance = random.random(customers) ** 3

    def amounts(of, spread, count):
        return np.clip(level[of] * np.exp(random.normal(0, spread, count)) * 100, 100, 9e9).astype(np.int64)

    whose = weighted(random, activity, invoices)
    issued = TODAY - days(random.integers(0, 1500, invoices))
    due = issued + days(random.choice(np.array([15, 30, 45, 60]), invoices))
    amount = amounts(whose, 0.7, invoices)
    state = random.choice(3, invoices, p=[0.9, 0.06, 0.04])
    refund = (random.random(invoices) < 0.06).astype(np.int64)
    paid = due + days(np.round(delay[whose] + random.normal(0, 9, invoices)))
    paid = np.maximum(paid, issued)
    unpaid = (random.random(invoices) < unpaid_chance[whose]) | (paid > TODAY) | (state != 0)
    residual = np.where(unpaid, np.where(random.random(invoices) < 0.2, amount // 2, amount), 0)
    residual = np.where(state == 0, residual, 0)
    writer.table("invoices", invoices, lambda part: {
        "number": numbered("INV", np.arange(part.start, part.stop) + 1, 8),
        "customer_id": ids(whose[part]),
        "issued": dates(issued[part]),
        "due": dates(due[part]),
        "paid_on": dates(paid[part], unpaid[part]),
        "amount": decimals(amount[part]),
        "residual": decimals(residual[part]),
        "state": words(state[part], ["posted", "draft", "cancelled"]),
        "kind": words(refund[part], ["invoice", "refund"]),
    }, widen=True)
    del issued, due, amount, state, refund, paid, unpaid, residual

    whose = weighted(random, activity, orders)
    ordered = TODAY - days(random.random(orders) ** 1.5 * 1500)
    amount = amounts(whose, 0.8, orders)
    writer.table("orders", orders, lambda part: {
        "customer_id": ids(whose[part]),
        "ordered_on": dates(ordered[part]),
        "amount": decimals(amount[part]),
    }, widen=True)

    whose = weighted(random, activity, complaints)
    opened = TODAY - days(random.integers(0, 900, complaints))
    priority = random.choice(3, complaints, p=[0.5, 0.35, 0.15])
    writer.table("complaints", complaints, lambda part: {
        "customer_id": ids(whose[part]),
        "opened_on": dates(opened[part]),
        "priority": words(priority[part], ["low", "medium", "high"]),
    })


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scale", choices=SCALES)
    parser.add_argument("folder")
    parser.add_argument("--formats", default="parquet,csv")
    parser.add_argument("--wide", type=int, default=1)
    given = parser.parse_args()
    make(given.scale, Writer(given.folder, given.formats.split(","), given.wide))


if __name__ == "__main__":
    main()
