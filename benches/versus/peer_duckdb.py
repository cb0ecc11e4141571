"""The scorecard in DuckDB."""

import duckdb

import peer
import scorecard

given = peer.arguments(__doc__)
connection = duckdb.connect(config={"threads": given.threads})
connection.execute("SET preserve_insertion_order = false")
TYPES = {"t": "VARCHAR", "b": "BOOLEAN", "m": "DECIMAL(12,2)", "d": "DATE"}


def source(table):
    if given.format == "parquet":
        return f"read_parquet('{given.data}/{table}.parquet')"
    columns = ", ".join(f"'{name}': '{TYPES[kind]}'" for name, kind in scorecard.COLUMNS[table].items())
    return (
        f"read_csv('{given.data}/{table}.csv', auto_detect=false, header=true, delim=',', quote='\"', escape='\"', "
        f"nullstr='', dateformat='%Y-%m-%d', columns={{{columns}}})"
    )


query = scorecard.sql({table: source(table) for table in scorecard.COLUMNS}, given.trace)
with peer.timed():
    connection.execute(f"COPY ({query}) TO '{given.out}' (FORMAT parquet)")
