"""Every table of ``csv`` and ``parquet``, loaded by the programs it is meant for: what comes out is what went in."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.export import FORMATS
from kg.export.format import Request
from kg.export.tables import tables
from kg.graph import Graph
from tests.receivers.inventory import expected_cells
from tests.receivers.programs.tables import PROGRAMS, held
from tests.receivers.python import REQUIREMENTS

HOSTILE = Path(__file__).with_name("hostile.ttl")


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The packaged graph with hostile strings laid over it."""
    return kg.load(data=[HOSTILE])


@pytest.mark.slow
@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_every_table_holds_what_was_exported(graph: Graph, tmp_path: Path, format: str, program: str) -> None:
    """Evidence, reports, works, contexts, closures, steps and the rest: the same tables, rows, kinds and values."""
    graph.export(format, str(tmp_path / "out"))
    found = held(program, format, tmp_path / "out").tables
    with Request(graph, view="convenient") as request:
        exported = tables(request)
        assert set(found) == {table.name for table in exported}
        for table in exported:
            cells = {(row["id"], column): cell for row in found[table.name] for column, cell in row.items()}
            assert cells == {(own, column): value for own, column, value in expected_cells(table)}, table.name
            assert len(found[table.name]) == sum(1 for _ in table.rows()), table.name


@pytest.mark.parametrize(("group", "formats"), [("tables", ("csv", "parquet")), ("kgx", ("kgx", "kgx-lenient"))])
def test_the_versions_that_are_told_are_those_that_are_pinned(group: str, formats: tuple[str, ...]) -> None:
    """What the list of exports says it was loaded with is what the tests install."""
    pins = dict(line.split("==") for line in (REQUIREMENTS / f"{group}.txt").read_text().splitlines())
    for name in formats:
        told = FORMATS[name].loaded_with.replace("Biolink ", "biolink-model ").replace(" with ", ", ").lower()
        assert [pins[program] for program, _ in map(str.split, told.split(", "))] == [
            version for _, version in map(str.split, told.split(", "))
        ]
