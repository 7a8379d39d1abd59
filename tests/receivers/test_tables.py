"""Every table of ``csv`` and ``parquet``, loaded by the programs it is meant for: what comes out is what went in."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from kg.api import Graph
from kg.export import FORMATS
from kg.export.format import Request
from kg.export.tables import tables
from tests.receivers.cache import absent
from tests.receivers.inventory import expected_cells
from tests.receivers.programs.outside import answers, manifest
from tests.receivers.programs.tables import PROGRAMS, held
from tests.receivers.python import REQUIREMENTS, interpreter
from tests.receivers.rows import ReceiverRow, told

HOSTILE = Path(__file__).with_name("hostile.ttl")
HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "analyse-in-duckdb-or-pandas.md"
R = Path(__file__).parent / "programs" / "tables_reader.R"
PYKEEN = Path(__file__).parent / "programs" / "pykeen_reader.py"


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


@pytest.mark.slow
@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_the_questions_of_the_how_to_are_answered(graph: Graph, tmp_path: Path, format: str) -> None:
    """Each SQL statement of the page runs in DuckDB after ``load.sql`` and finds something."""
    graph.export(format, str(tmp_path / "out"))
    (tmp_path / "asked").mkdir()
    (block,) = re.findall(r"```sql\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)
    statements = [text.strip() for text in block.split(";") if text.strip()]
    for number, text in enumerate(statements):
        bare = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
        (tmp_path / "asked" / f"{number}.sql").write_text(f"SELECT count(*) FROM ({bare})", encoding="utf-8")
    answers = held("duckdb", format, tmp_path / "out", tmp_path / "asked").answers
    assert len(answers) == len(statements) == 4
    assert all(answers.values())


@pytest.mark.slow
def test_numpy_reads_the_triples(graph: Graph, tmp_path: Path, hold: Callable[[ReceiverRow], None]) -> None:
    """As PyKEEN's documentation has it; PyKEEN itself is not here."""
    graph.export("pykeen", str(tmp_path))
    done = subprocess.run(
        [interpreter("tables"), "-P", PYKEEN, tmp_path], capture_output=True, text=True, timeout=120, check=True
    )
    found = json.loads(done.stdout)
    for name, rows in found["parts"].items():
        lines = (tmp_path / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
        assert ["\t".join(row) for row in rows] == lines
        assert len(lines) > 20
    triples = [row for rows in found["parts"].values() for row in rows]
    assert answers(interpreter("tables"), tmp_path) == manifest(tmp_path)["questions"]
    losses = manifest(tmp_path)["losses"]
    hold(
        ReceiverRow(
            format="pykeen",
            view="triples",
            receiver="NumPy for PyKEEN",
            version=found["version"],
            nodes=len({end for head, _, tail in triples for end in (head, tail)}),
            edges=len(triples),
            signs=0,
            pmids=0,
            strings=3 * len(triples),
            losses=told(losses),
        )
    )


@pytest.mark.slow
def test_r_holds_what_was_exported(graph: Graph, tmp_path: Path) -> None:
    """Every cell of every table in base R with jsonlite; only that R makes a line feed of CR LF within a text."""
    program = shutil.which("Rscript")
    if program is None:
        absent("Rscript is not here (Debian: r-base-core, r-cran-jsonlite)")
    graph.export("csv", str(tmp_path / "out"))
    done = subprocess.run(
        [program, "--vanilla", R, tmp_path / "out"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["tables"]
    with Request(graph, view="convenient") as request:
        for table in tables(request):
            cells = {
                (row["id"], column): cell for row in found[table.name] for column, cell in row.items() if cell != []
            }
            wanted = {
                (own.replace("\r\n", "\n"), column): value.replace("\r\n", "\n") if isinstance(value, str) else value
                for own, column, value in expected_cells(table)
            }
            assert cells == wanted, table.name
