"""The scorecard in Polars, by its streaming engine. POLARS_MAX_THREADS says how many threads."""

import datetime

import polars as pl
from polars import col, lit, when

import peer
import scorecard

given = peer.arguments(__doc__)
TODAY = datetime.date.fromisoformat(scorecard.AS_OF)
TYPES = {"t": pl.String, "b": pl.Boolean, "m": pl.Decimal(12, 2), "d": pl.Date}
MONEY = pl.Decimal(18, 2)
SIGNS = {">=": "ge", ">": "gt", "<=": "le", "<": "lt"}


def scan(table):
    if given.format == "parquet":
        return pl.scan_parquet(f"{given.data}/{table}.parquet")
    schema = {name: TYPES[kind] for name, kind in scorecard.COLUMNS[table].items()}
    return pl.scan_csv(f"{given.data}/{table}.csv", schema=schema, null_values=[""])


def since(column, count):
    return col(column) > lit(TODAY - datetime.timedelta(days=count))


def count(condition):
    return condition.sum().cast(pl.Int64)


def total(condition, column):
    return when(condition).then(col(column)).sum()


def ratio(above, below):
    below = col(below).cast(pl.Float64)
    return when(below != 0).then(above.cast(pl.Float64) / below)


def money(amount):
    return lit(amount).cast(MONEY)


bill, overdue = col("bill"), col("overdue")
invoices = (
    scan("invoices")
    .filter(col("state") == "posted")
    .with_columns(bill=col("kind") == "invoice")
    .with_columns(
        overdue=bill & col("paid_on").is_null() & (col("due") < lit(TODAY)),
        delay=when(bill).then((col("paid_on") - col("due")).dt.total_days()),
    )
    .group_by("customer_id")
    .agg(
        invoice_count=count(bill),
        total_revenue=total(bill, "amount"),
        refund_total=total(~bill, "amount"),
        revenue_365=total(bill & since("issued", 365), "amount"),
        paid_count=col("delay").count().cast(pl.Int64),
        delay_days=col("delay").sum(),
        late_count=count(col("delay") > 0),
        overdue_count=count(overdue),
        overdue_amount=total(overdue, "residual"),
        outstanding=total(bill, "residual"),
        last_invoice=when(bill).then(col("issued")).max(),
    )
)
orders = (
    scan("orders")
    .group_by("customer_id")
    .agg(
        pl.len().cast(pl.Int64).alias("order_count"),
        col("ordered_on").max().alias("last_order"),
        *[count(since("ordered_on", window)).alias(f"orders_{window}") for window in (30, 90, 365)],
        *[total(since("ordered_on", window), "amount").alias(f"order_value_{window}") for window in (30, 90, 365)],
    )
)
complaints = (
    scan("complaints")
    .group_by("customer_id")
    .agg(
        *[count(since("opened_on", window)).alias(f"complaints_{window}") for window in (30, 365)],
        count(since("opened_on", 365) & (col("priority") == "high")).alias("high_complaints"),
    )
)

counts = ["invoice_count", "paid_count", "delay_days", "late_count", "overdue_count", "order_count", "orders_30"]
counts += ["orders_90", "orders_365", "complaints_30", "complaints_365", "high_complaints"]
amounts = ["total_revenue", "refund_total", "revenue_365", "overdue_amount", "outstanding"]
amounts += ["order_value_30", "order_value_90", "order_value_365"]
measured = scan("customers").select("id", "credit_limit")
for gathered in (invoices, orders, complaints):
    measured = measured.join(gathered, left_on="id", right_on="customer_id", how="left")
measured = measured.with_columns(
    *[col(name).fill_null(0) for name in counts],
    *[col(name).cast(MONEY).fill_null(money(0)) for name in amounts],
).with_columns(
    avg_invoice=ratio(col("total_revenue"), "invoice_count"),
    refund_ratio=ratio(col("refund_total"), "total_revenue"),
    avg_delay=ratio(col("delay_days"), "paid_count"),
    late_ratio=ratio(col("late_count"), "paid_count"),
    overdue_ratio=ratio(col("overdue_count"), "invoice_count"),
    credit_utilization=ratio(col("outstanding"), "credit_limit"),
    days_since_invoice=(lit(TODAY) - col("last_invoice")).dt.total_days(),
    days_since_order=(lit(TODAY) - col("last_order")).dt.total_days(),
    repeat_ratio=ratio(col("order_count") - 1, "order_count"),
)


def meets(metric, sign, than):
    than = money(than) if scorecard.METRICS[metric] == "m" else lit(than)
    return getattr(col(metric), SIGNS[sign])(than).fill_null(False)


def points(rule, amount):
    return when(col(f"{rule}_passed")).then(lit(amount, pl.Int32)).otherwise(lit(0, pl.Int32)).alias(f"{rule}_points")


rules = scorecard.numbered_rules()
judged = (
    measured.with_columns(
        *[meets(metric, sign, than).alias(f"{rule}_passed") for rule, metric, sign, than, *_ in rules]
    )
    .with_columns(*[points(rule, award * weight) for rule, _, _, _, award, weight in rules])
    .with_columns(contrib=pl.sum_horizontal([f"{rule}_points" for rule, *_ in rules]))
)
revenue, late = col("total_revenue"), col("overdue_ratio")
segment = (
    when((revenue >= money(20000)) & (col("avg_invoice") >= 5000) & (late < 0.3))
    .then(lit("VIP"))
    .when((revenue >= money(5000)) & (late < 0.5))
    .then(lit("High Value"))
    .when(late >= 0.5)
    .then(lit("High Risk"))
    .when(col("invoice_count") == 0)
    .then(lit("Inactive"))
    .when(revenue < money(1000))
    .then(lit("Low Value"))
    .otherwise(lit("Active"))
)
score = (col("contrib").cast(pl.Float64) / scorecard.SCALE).clip(0, 5)
shown = [col("id"), col("contrib"), score.alias("score"), segment.alias("segment")]
if given.trace:
    for rule, metric, *_ in rules:
        value = col(metric).cast(pl.Int32) if scorecard.METRICS[metric] == "i" else col(metric)
        shown += [value.alias(f"{rule}_value"), col(f"{rule}_passed"), col(f"{rule}_points")]
with peer.timed():
    judged.select(shown).sink_parquet(given.out, engine="streaming")
