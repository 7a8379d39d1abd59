"""What DuckDB, polars or pandas holds of the tables of ``csv`` or ``parquet``; run by an interpreter that has them.

``tables_reader.py PROGRAM FORMAT FOLDER QUERIES`` prints JSON: the version, every table as rows without absent cells,
and the answer to each question. It knows the rules of the README and nothing of the package that wrote the files.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

GUARD = re.compile("(?:\\A|(?<=[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]))'")
DRUG = "ent:toremifene"
DRUG_IRI = "https://w3id.org/serm-bone/entity/toremifene"


def main(program: str, format: str, folder: str, queries: str) -> dict[str, Any]:
    """Return version, tables and answers."""
    os.chdir(folder)
    if program == "duckdb":
        return with_duckdb(format, Path(queries))
    version, tables = with_polars(format) if program == "polars" else with_pandas(format)
    described = tables.pop("data-dictionary")
    if format == "csv":
        kinds = {(row["table"], row["column"]): row["kind"] for row in described}
        tables = {name: [decoded(name, row, kinds) for row in rows] for name, rows in tables.items()}
    return {"version": version, "tables": tables, "answers": answers(tables)}


def with_duckdb(format: str, queries: Path) -> dict[str, Any]:
    """Load by ``load.sql`` and ask the questions of the README in SQL."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(Path("load.sql").read_text(encoding="utf-8"))
    tables = {}
    for path in sorted(Path().glob(f"*.{format}")):
        if path.stem != "data-dictionary":
            found = connection.execute(f'SELECT * FROM "{path.stem}"')
            names = [column[0] for column in found.description]
            tables[path.stem] = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    told = {
        path.stem: int(connection.execute(path.read_text(encoding="utf-8")).fetchone()[0])
        for path in sorted(queries.glob("*.sql"))
    }
    return {"version": duckdb.__version__, "tables": present(tables), "answers": told}


def with_polars(format: str) -> tuple[str, dict[str, list[dict[str, Any]]]]:
    """Read each file with the line of the README."""
    import polars

    def read(path: Path) -> polars.DataFrame:
        return polars.read_csv(path, infer_schema=False) if format == "csv" else polars.read_parquet(path)

    tables = {path.stem: read(path).to_dicts() for path in sorted(Path().glob(f"*.{format}"))}
    return polars.__version__, present(tables)


def with_pandas(format: str) -> tuple[str, dict[str, list[dict[str, Any]]]]:
    """Read each file with the line of the README."""
    import pandas

    def read(path: Path) -> pandas.DataFrame:
        if format == "csv":
            return pandas.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
        return pandas.read_parquet(path, dtype_backend="pyarrow")

    def rows(frame: pandas.DataFrame) -> list[dict[str, Any]]:
        whole = frame.astype(object).where(frame.notna(), None)
        return [dict(zip(whole.columns, row, strict=True)) for row in whole.itertuples(index=False, name=None)]

    return pandas.__version__, present({p.stem: rows(read(p)) for p in sorted(Path().glob(f"*.{format}"))})


def present(tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The rows without what is absent or an empty list, lists as lists."""
    return {
        name: [
            {column: value for column, cell in row.items() if (value := plain(cell)) is not None and value != []}
            for row in rows
        ]
        for name, rows in tables.items()
    }


def plain(cell: Any) -> Any:
    """A cell as JSON has it."""
    if isinstance(cell, (str, bool, int, float)) or cell is None:
        return cell
    return cell.item() if hasattr(cell, "item") and getattr(cell, "ndim", 0) == 0 else list(cell)


def decoded(table: str, row: dict[str, str], kinds: dict[tuple[str, str], str]) -> dict[str, Any]:
    """A row of CSV by the rules of the README: kinds from the data dictionary, guards taken away."""
    read: dict[str, Callable[[str], Any]] = {
        "text": lambda cell: GUARD.sub("", cell),
        "texts": json.loads,
        "integer": int,
        "number": float,
        "flag": {"true": True, "false": False}.__getitem__,
    }
    return {column: read[kinds[table, column]](cell) for column, cell in row.items()}


def answers(tables: dict[str, list[dict[str, Any]]]) -> dict[str, int]:
    """The questions of the README, for programs that have no SQL."""
    if "statements" in tables:
        return {
            "statements": len(tables["statements"]),
            "literals": sum(len(row.get("literals", ())) for row in tables["subjects"]),
            "subject-of": sum(r["target"] == DRUG_IRI and r["relation"] == "sb:subject" for r in tables["statements"]),
        }
    return {
        "assertions": len(tables["edges"]),
        "acts-on": sum(row["source"] == DRUG and row["status"] == "supported" for row in tables["edges"]),
        "outcomes": sum(DRUG in row.get("drug_ids", ()) for row in tables["outcomes"]),
    }


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:5]), sys.stdout)
