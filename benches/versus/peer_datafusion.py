"""The scorecard in DataFusion."""

import pyarrow as pa
from datafusion import SessionConfig, SessionContext

import peer
import scorecard

given = peer.arguments(__doc__)
context = SessionContext(SessionConfig({"datafusion.execution.target_partitions": str(given.threads)}))
TYPES = {"t": pa.string(), "b": pa.bool_(), "m": pa.decimal128(12, 2), "d": pa.date32()}


def register(table, columns):
    path = f"{given.data}/{table}.{given.format}"
    if given.format == "parquet":
        context.register_parquet(table, path)
    else:
        schema = pa.schema([(name, TYPES[kind]) for name, kind in columns.items()])
        context.register_csv(table, path, schema=schema, has_header=True)


with peer.timed():
    for table, columns in scorecard.COLUMNS.items():
        register(table, columns)
    days = lambda a, b: f"(CAST({a} AS INT) - CAST({b} AS INT))"
    query = scorecard.sql({table: table for table in scorecard.COLUMNS}, given.trace, days)
    context.sql(f"COPY ({query}) TO '{given.out}' STORED AS PARQUET").collect()
