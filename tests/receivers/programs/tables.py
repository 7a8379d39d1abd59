"""DuckDB, polars and pandas: what each holds of the tables of ``csv`` and ``parquet``."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kg.base.resources import folder as data
from tests.receivers.inventory import Inventory, Properties
from tests.receivers.python import interpreter

PROGRAMS = {"duckdb": "DuckDB", "polars": "polars", "pandas": "pandas"}
_READER = Path(__file__).with_name("tables_reader.py")
_LIMIT = 300.0
_LINKS = {
    "compared-with": "comparator_ids",
    "from-study": "study_id",
    "in-population": "population_id",
    "measured-with": "drug_ids",
    "measures": "endpoint_id",
}


class Held(NamedTuple):
    """What a program holds: its version, rows without absent cells by table, and its answers to the questions."""

    version: str
    tables: Mapping[str, list[Properties]]
    answers: Mapping[str, int]


def held(program: str, format: str, folder: Path, queries: Path | None = None) -> Held:
    """Return all that ``program`` holds of the export in ``folder``, and its answers to the questions of the README or
    to the ``queries`` of another folder.
    """
    view = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["view"]
    queries = queries or data("queries") / "questions" / ("sql" if view == "convenient" else f"sql-{view}")
    done = subprocess.run(
        [interpreter("tables"), "-P", _READER, program, format, folder, queries],
        capture_output=True,
        text=True,
        timeout=_LIMIT,
        check=False,
    )
    if done.returncode:
        pytest.fail(f"{program} cannot read {format}: {done.stderr[-2000:]}")
    return Held(**json.loads(done.stdout))


def reader(program: str, format: str) -> Callable[[Path], Inventory]:
    """Return what reads an export of ``format`` as an inventory; ends of outcome links come from their columns."""

    def read(folder: Path) -> Inventory:
        found = held(program, format, folder)
        if "statements" in found.tables:
            nodes, edges = _by_id(found.tables["subjects"]), _by_id(found.tables["statements"])
        else:
            nodes = _by_id(found.tables["nodes"]) | _by_id(found.tables["outcomes"])
            edges = _by_id(found.tables["edges"]) | _links(found.tables["outcomes"])
        return Inventory(version=found.version, nodes=nodes, edges=edges, answers=found.answers)

    return read


def _by_id(rows: list[Properties]) -> dict[str, Properties]:
    found = {str(row["id"]): row for row in rows}
    assert len(found) == len(rows), "an id stands twice"
    return found


def _links(outcomes: list[Properties]) -> dict[str, Properties]:
    found: dict[str, Any] = {}
    for row in outcomes:
        for relation, column in _LINKS.items():
            ends = row.get(column, [])
            for end in [ends] if isinstance(ends, str) else ends:
                own = f"{row['id']}/{relation}/{end}"
                found[own] = {"id": own, "source": row["id"], "target": end, "relation": relation}
    return found
