"""scorecard.rubric for those who have no rulebooks: its metrics, rules and segments as lists, and as one SQL query.

A value that is missing (no invoice, nothing paid yet, a credit limit of 0) meets no rule. Weights are in tenths, so
that contributions are whole numbers; score = contributions / 100, from 0 to 5.
"""

import datetime

AS_OF = "2026-06-30"
SCALE = 100

# customers, invoices, orders, complaints
SCALES = {
    "XS": (2_000, 20_000, 10_000, 1_000),
    "S": (100_000, 1_000_000, 500_000, 50_000),
    "M": (1_000_000, 10_000_000, 5_000_000, 500_000),
    "L": (10_000_000, 20_000_000, 10_000_000, 1_000_000),
}

# m: money, i: a whole number, f: a ratio, which these engines have as a binary float only
METRICS = {
    "total_revenue": "m", "invoice_count": "i", "avg_invoice": "f", "refund_ratio": "f", "revenue_365": "m",
    "avg_delay": "f", "late_ratio": "f", "overdue_count": "i", "overdue_amount": "m", "overdue_ratio": "f",
    "outstanding": "m", "credit_utilization": "f", "days_since_invoice": "i", "order_count": "i", "orders_30": "i",
    "orders_90": "i", "orders_365": "i", "order_value_30": "m", "order_value_90": "m", "order_value_365": "m",
    "days_since_order": "i", "repeat_ratio": "f", "complaints_30": "i", "complaints_365": "i", "high_complaints": "i",
}

# metric, comparison, threshold, points, weight in tenths
RULES = [
    ("total_revenue", ">=", 20000, 5, 20),
    ("total_revenue", ">=", 5000, 3, 15),
    ("avg_invoice", ">=", 5000, 4, 10),
    ("invoice_count", ">=", 20, 3, 10),
    ("refund_ratio", ">", 0.1, -3, 10),
    ("avg_delay", "<=", 0, 4, 15),
    ("avg_delay", ">", 15, -4, 15),
    ("late_ratio", ">", 0.5, -3, 12),
    ("late_ratio", "<=", 0.1, 3, 12),
    ("overdue_count", ">=", 3, -3, 10),
    ("overdue_amount", ">=", 1000, -4, 15),
    ("overdue_ratio", ">=", 0.3, -5, 20),
    ("outstanding", "<", 500, 2, 8),
    ("credit_utilization", ">", 0.9, -3, 10),
    ("days_since_invoice", "<=", 60, 3, 10),
    ("revenue_365", ">=", 10000, 4, 12),
    ("orders_30", ">=", 1, 2, 10),
    ("orders_90", ">=", 2, 3, 10),
    ("orders_365", ">=", 5, 3, 10),
    ("order_value_365", ">=", 5000, 3, 12),
    ("days_since_order", ">", 180, -2, 10),
    ("repeat_ratio", ">=", 0.8, 2, 10),
    ("complaints_30", ">=", 1, -2, 10),
    ("complaints_365", ">=", 3, -3, 12),
    ("high_complaints", ">=", 1, -4, 10),
]

# the first that holds; else "Active"
SEGMENTS = [
    ("VIP", "total_revenue >= 20000 AND avg_invoice >= 5000 AND overdue_ratio < 0.3"),
    ("High Value", "total_revenue >= 5000 AND overdue_ratio < 0.5"),
    ("High Risk", "overdue_ratio >= 0.5"),
    ("Inactive", "invoice_count = 0"),
    ("Low Value", "total_revenue < 1000"),
]

# t: text, b: yes or no, m: money, d: a date
COLUMNS = {
    "customers": {"id": "t", "name": "t", "company": "t", "vip": "b", "credit_limit": "m", "salesperson": "t"},
    "invoices": {
        "number": "t", "customer_id": "t", "issued": "d", "due": "d", "paid_on": "d", "amount": "m", "residual": "m",
        "state": "t", "kind": "t",
    },
    "orders": {"customer_id": "t", "ordered_on": "d", "amount": "m"},
    "complaints": {"customer_id": "t", "opened_on": "d", "priority": "t"},
}


def numbered_rules():
    """r01, r02 … with each rule."""
    return [(f"r{number:02d}", *rule) for number, rule in enumerate(RULES, 1)]


def days_before(count):
    return (datetime.date.fromisoformat(AS_OF) - datetime.timedelta(days=count)).isoformat()


def sql(sources, trace, difference=lambda a, b: f"({a} - {b})"):
    """The query. `sources`: what to select from, by table; `difference`: days between two dates in this dialect."""
    today = f"DATE '{AS_OF}'"
    money = "DECIMAL(18,2)"

    def back(count):
        return f"DATE '{days_before(count)}'"

    def ratio(a, b):
        return f"CAST({a} AS DOUBLE) / NULLIF(CAST({b} AS DOUBLE), 0)"

    def total(column, condition):
        return f"CAST(sum({column}) FILTER (WHERE {condition}) AS {money})"

    def count(condition, column="*"):
        return f"count({column}) FILTER (WHERE {condition})"

    bill = "kind = 'invoice'"
    overdue = f"{bill} AND paid_on IS NULL AND due < {today}"
    of_invoices = {
        "invoice_count": count(bill),
        "total_revenue": total("amount", bill),
        "refund_total": total("amount", "kind = 'refund'"),
        "revenue_365": total("amount", f"{bill} AND issued > {back(365)}"),
        "paid_count": count(bill, "paid_on"),
        "delay_days": f"sum({difference('paid_on', 'due')}) FILTER (WHERE {bill})",
        "late_count": count(f"{bill} AND paid_on > due"),
        "overdue_count": count(overdue),
        "overdue_amount": total("residual", overdue),
        "outstanding": total("residual", bill),
        "last_invoice": f"max(issued) FILTER (WHERE {bill})",
    }
    of_orders = {"order_count": "count(*)", "last_order": "max(ordered_on)"}
    for window in (30, 90, 365):
        of_orders[f"orders_{window}"] = count(f"ordered_on > {back(window)}")
        of_orders[f"order_value_{window}"] = total("amount", f"ordered_on > {back(window)}")
    of_complaints = {
        "complaints_30": count(f"opened_on > {back(30)}"),
        "complaints_365": count(f"opened_on > {back(365)}"),
        "high_complaints": count(f"opened_on > {back(365)} AND priority = 'high'"),
    }
    by_table = {"i": of_invoices, "o": of_orders, "k": of_complaints}
    gathered = [(table, name) for table, names in by_table.items() for name in names]
    joined = ["c.id", "c.credit_limit"]
    joined += [
        f"{table}.{name}" if name.startswith("last_") else f"coalesce({table}.{name}, 0) AS {name}"
        for table, name in gathered
    ]
    measured = [
        "*",
        ratio("total_revenue", "invoice_count") + " AS avg_invoice",
        ratio("refund_total", "total_revenue") + " AS refund_ratio",
        ratio("delay_days", "paid_count") + " AS avg_delay",
        ratio("late_count", "paid_count") + " AS late_ratio",
        ratio("overdue_count", "invoice_count") + " AS overdue_ratio",
        ratio("outstanding", "credit_limit") + " AS credit_utilization",
        f"{difference(today, 'last_invoice')} AS days_since_invoice",
        f"{difference(today, 'last_order')} AS days_since_order",
        ratio("order_count - 1", "order_count") + " AS repeat_ratio",
    ]
    rules = numbered_rules()
    passed = ["*"]
    passed += [f"coalesce({metric} {sign} {than}, false) AS {rule}_passed" for rule, metric, sign, than, _, _ in rules]
    awarded = ["*"] + [
        f"CASE WHEN {rule}_passed THEN {points * weight} ELSE 0 END AS {rule}_points"
        for rule, _, _, _, points, weight in rules
    ]
    contributions = " + ".join(f"{rule}_points" for rule, *_ in rules)
    segment = " ".join(f"WHEN {condition} THEN '{name}'" for name, condition in SEGMENTS)
    shown = [
        "id",
        "contrib",
        f"greatest(0, least(5, CAST(contrib AS DOUBLE) / {SCALE})) AS score",
        f"CASE {segment} ELSE 'Active' END AS segment",
    ]
    if trace:
        types = {"m": money, "i": "INT", "f": "DOUBLE"}
        for rule, metric, *_ in rules:
            shown += [f"CAST({metric} AS {types[METRICS[metric]]}) AS {rule}_value", f"{rule}_passed", f"{rule}_points"]

    def listed(items):
        return ",\n    ".join(items)

    def grouped(made, table, condition=""):
        items = ["customer_id"] + [f"{expression} AS {name}" for name, expression in made.items()]
        return f"(SELECT {listed(items)}\n  FROM {sources[table]} {condition} GROUP BY customer_id)"

    return f"""WITH i AS {grouped(of_invoices, 'invoices', "WHERE state = 'posted'")},
o AS {grouped(of_orders, 'orders')},
k AS {grouped(of_complaints, 'complaints')},
joined AS (SELECT {listed(joined)}
  FROM {sources['customers']} c
  LEFT JOIN i ON i.customer_id = c.id LEFT JOIN o ON o.customer_id = c.id LEFT JOIN k ON k.customer_id = c.id),
measured AS (SELECT {listed(measured)} FROM joined),
passed AS (SELECT {listed(passed)} FROM measured),
awarded AS (SELECT {listed(awarded)} FROM passed),
totals AS (SELECT *, {contributions} AS contrib FROM awarded)
SELECT {listed(shown)} FROM totals"""
