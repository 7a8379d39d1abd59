"""``load.sql``: what makes typed tables of DuckDB from the files of ``csv`` and ``parquet``."""

from __future__ import annotations

from collections.abc import Sequence

from kg.export.table import Column, Kind, Table

FILE = "load.sql"
# RE2 has no look-behind: the line break before an apostrophe is put back.
_UNGUARDED = r"""CREATE OR REPLACE MACRO unguarded(cell) AS
    regexp_replace(cell, '(\A|[\n\r\v\f\x1c\x1d\x1e\x{85}\x{2028}\x{2029}])''', '\1', 'g');
"""
_READ = "header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', parallel = false"
_CAST = {Kind.INTEGER: "BIGINT", Kind.NUMBER: "DOUBLE", Kind.FLAG: "BOOLEAN"}


def of_csv(described: Sequence[Table]) -> str:
    """Return SQL that reads each file of ``csv`` into a table of its name: lists as lists, guards taken away."""
    return _UNGUARDED + "".join(
        f'CREATE OR REPLACE TABLE "{table.name}" AS SELECT\n    '
        + ",\n    ".join(_typed(column) for column in table.columns)
        + f"\nFROM read_csv('{table.name}.csv', {_READ});\n"
        for table in described
    )


def of_parquet(described: Sequence[Table]) -> str:
    """Return SQL that makes a view of each file of ``parquet``."""
    return "".join(
        f"CREATE OR REPLACE VIEW \"{table.name}\" AS FROM read_parquet('{table.name}.parquet');\n"
        for table in described
    )


def _typed(column: Column) -> str:
    name = f'"{column.name}"'
    if column.kind is Kind.TEXTS:
        return f"coalesce(from_json({name}, '[\"VARCHAR\"]'), []) AS {name}"
    if column.kind is Kind.TEXT:
        return f"unguarded({name}) AS {name}"
    return f"CAST({name} AS {_CAST[column.kind]}) AS {name}"
