"""Parquet tables with typed columns and lists, for DuckDB, Spark, pandas, polars and R.

Needs pyarrow (the extra ``parquet``). Its name and version stand in the footer of each file: bytes are the same for the
same graph and the same pyarrow.
"""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import LimitReached
from kg.export import load_sql
from kg.export.format import BOTH, Format, Request, Written
from kg.export.table import Kind, Table
from kg.export.tables import DICTIONARY, dictionary, dictionary_text, tables

if TYPE_CHECKING:
    import pyarrow as pa

_GROUP = 32_768


def write(request: Request, folder: Path) -> Written:
    """Write one file a table in row groups of 32,768 rows, the data dictionary, and ``load.sql`` for DuckDB.

    An absent value is NULL, a list is never NULL. The metadata of each file has the meaning of the table
    (``meaning``) and of its columns (``columns``, a JSON object). Memory is that of one row group. Raises
    ``LimitReached`` where pyarrow is not installed.
    """
    arrow = _pyarrow()
    rows = {}
    described = tables(request)
    for table in (*described, dictionary(described)):
        rows[f"{table.name}.parquet"] = _write(arrow, request, table, folder)
    page = ["# Data dictionary", "", *dictionary_text(described)]
    (folder / f"{DICTIONARY}.md").write_text("\n".join(page), encoding="utf-8")
    rows[f"{DICTIONARY}.md"] = rows[f"{DICTIONARY}.parquet"]
    (folder / load_sql.FILE).write_text(load_sql.of_parquet(described), encoding="utf-8")
    rows[load_sql.FILE] = len(described)
    return Written(rows=rows)


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise LimitReached("parquet needs pyarrow: pip install 'serm-bone-kg[parquet]'") from error
    return pyarrow


def _write(arrow: Any, request: Request, table: Table, folder: Path) -> int:
    schema, count = _schema(arrow, table), 0
    # Arrow would keep its own schema a second time, with what differs between versions.
    with arrow.parquet.ParquetWriter(
        folder / f"{table.name}.parquet", schema, compression="zstd", store_schema=False
    ) as writer:
        meanings = {column.name: column.meaning for column in table.columns}
        writer.add_key_value_metadata({"meaning": table.meaning, "columns": json.dumps(meanings, ensure_ascii=False)})
        rows = request.rows(table)
        while batch := list(islice(rows, _GROUP)):
            columns = zip(*batch, strict=True)
            arrays = [arrow.array(cells, field.type) for cells, field in zip(columns, schema, strict=True)]
            writer.write_batch(arrow.record_batch(arrays, schema=schema), row_group_size=_GROUP)
            count += len(batch)
    return count


def _schema(arrow: Any, table: Table) -> pa.Schema:
    kinds = {
        Kind.TEXT: arrow.string(),
        Kind.TEXTS: arrow.list_(arrow.string()),
        Kind.INTEGER: arrow.int64(),
        Kind.NUMBER: arrow.float64(),
        Kind.FLAG: arrow.bool_(),
    }
    return arrow.schema([arrow.field(column.name, kinds[column.kind]) for column in table.columns])


FORMAT = Format(
    name="parquet",
    target="DuckDB, Spark, pandas, polars and R (arrow)",
    files="nodes.parquet, edges.parquet, outcomes.parquet, evidence.parquet, bibliography.parquet and more",
    how_to_load=(
        "duckdb graph.duckdb < load.sql\n"
        "pandas.read_parquet('edges.parquet')\n"
        "polars.read_parquet('edges.parquet')\n"
        "spark.read.parquet('edges.parquet')"
    ),
    loaded_with="DuckDB 2.0.1, pandas 3.1.1, polars 2.1.0",
    writer=write,
    views=BOTH,
    queries="sql",
)
