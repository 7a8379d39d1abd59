"""CSV and Parquet tables: well-formed, safe to open, and what the curated Turtle says; no other program."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet
import pytest

import kg
from kg.answers.parts.evaluation import Inquiry
from kg.answers.question import question, targets
from kg.api import Graph
from kg.base import prefixes
from kg.base.resources import folder
from kg.errors import LimitReached
from kg.export.format import Request
from kg.export.formats import csv_tables
from kg.export.formula_guard import RULE, unguarded
from kg.export.table import Column, Kind, Row, Table
from kg.export.tables import dictionary, tables
from tests.curated import Block, blocks

HOSTILE = Path(__file__).parent / "receivers" / "hostile.ttl"
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
LINES = re.compile("[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
FORMULA = re.compile(r"[^\S\n\r]*[=+\-@\t\r＝＋－＠]")
READ: dict[str, Any] = {
    "text": unguarded,
    "texts": lambda cell: tuple(json.loads(cell)),
    "integer": int,
    "number": float,
    "flag": {"true": True, "false": False}.__getitem__,
}


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The packaged graph with hostile strings laid over it."""
    return kg.load(data=[HOSTILE])


@pytest.fixture(scope="module")
def written(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``csv``, ``raw`` and ``parquet`` written once, in folders of these names."""
    top = tmp_path_factory.mktemp("tables")
    graph.export("csv", str(top / "csv"))
    graph.export("csv", str(top / "raw"), raw=True)
    graph.export("parquet", str(top / "parquet"))
    return top


@pytest.fixture(scope="module")
def held(graph: Graph) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table, cells by the names of the columns."""
    with Request(graph, view="convenient") as request:
        return {
            table.name: [dict(zip((c.name for c in table.columns), row, strict=True)) for row in table.rows()]
            for table in tables(request)
        }


@pytest.fixture(scope="module")
def told() -> dict[str, Block]:
    """Everything that the curated Turtle says."""
    return blocks([*folder("ontology").rglob("*.ttl"), HOSTILE])


def of_class(told: dict[str, Block], *kinds: str) -> dict[str, Block]:
    return {own: block for own, block in told.items() if set(kinds) & set(block.get("rdf:type", ()))}


def read(path: Path) -> list[list[str]]:
    """The rows of a file, by the ``csv`` module with its strictest reading."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


def test_csv_is_read_back_cell_by_cell_by_the_rules_of_the_readme(graph: Graph, written: Path) -> None:
    """Kinds come from the written data dictionary; lines end in CR LF; every row has as many fields as the header."""
    head, *rows = read(written / "csv" / "data-dictionary.csv")
    described = [dict(zip(head, row, strict=True)) for row in rows]
    with Request(graph, view="convenient") as request:
        for table in tables(request):
            kinds = {row["column"]: row["kind"] for row in described if row["table"] == table.name}
            path = written / "csv" / f"{table.name}.csv"
            names, *lines = read(path)
            assert names == list(kinds) == [column.name for column in table.columns]
            assert path.read_bytes().count(b"\r\n") >= len(lines) + 1
            found = [
                tuple(
                    READ[kinds[name]](cell) if cell else () if kinds[name] == "texts" else None
                    for name, cell in zip(names, line, strict=True)
                )
                for line in lines
            ]
            assert found == list(table.rows()), table.name


def test_no_line_of_any_cell_runs_as_a_formula(written: Path) -> None:
    """Over every cell of every file, as a spreadsheet sees it; plain numbers stay numbers."""
    guarded, negative = 0, 0
    for path in (written / "csv").glob("*.csv"):
        for row in read(path):
            for cell in row:
                assert NUMBER.fullmatch(cell) or not any(map(FORMULA.match, LINES.split(cell))), (path.name, cell)
                guarded += cell.startswith("'")
                negative += NUMBER.fullmatch(cell) is not None and cell.startswith("-")
    assert guarded > 0
    assert negative > 300, "digits of trials are not guarded"


def test_how_many_cells_are_guarded_is_told_and_raw_guards_none(graph: Graph, written: Path) -> None:
    """The manifest counts each; with ``raw`` the cells are the texts themselves."""
    safe, raw = (json.loads((written / name / "manifest.json").read_text()) for name in ("csv", "raw"))
    differing = 0
    for path in (written / "csv").glob("*.csv"):
        for one, other in zip(read(path), read(written / "raw" / path.name), strict=True):
            differing += sum(a != b for a, b in zip(one, other, strict=True))
    assert safe["escaped"] == {RULE: differing}
    assert differing > 0
    assert raw["escaped"] == {}
    assert any("=2+5" in cell[:4] for row in read(written / "raw" / "edges.csv") for cell in row)


class Made:
    """Stands for a request with one table of its own."""

    def __init__(self, rows: list[Row], *, raw: bool = False) -> None:
        self.raw, self.view = raw, "lossless"
        kinds = {"id": Kind.TEXT, "text": Kind.TEXT, "many": Kind.TEXTS}
        columns = tuple(Column(name, kind, name) for name, kind in kinds.items())
        self.table = Table("made", "one row", columns, lambda: iter(rows))
        self.property_graph = self
        self.nodes, self.edges = (self.table,), ()

    def rows(self, table: Table) -> Iterator[Row]:
        """Yield rows."""
        return table.rows()


def test_an_empty_text_is_not_an_absent_one(tmp_path: Path) -> None:
    """It is a lone apostrophe, which the same rule undoes; raw it is lost, and that is counted."""
    rows: list[Row] = [("a", "", ()), ("b", None, ("",)), ("c", "'", ("", "x"))]
    told = csv_tables.write(cast(Request, Made(rows)), tmp_path)
    assert read(tmp_path / "made.csv")[1:] == [["a", "'", ""], ["b", "", '[""]'], ["c", "''", '["", "x"]']]
    assert told.escaped == {"a text of no characters is a single '": 1, RULE: 1}
    assert not told.losses
    assert csv_tables.write(cast(Request, Made(rows, raw=True)), tmp_path).losses == {"made.text": 1}


def test_separators_of_lines_inside_lists_are_escaped(tmp_path: Path) -> None:
    """So that no line of a list can begin with a formula either."""
    rows: list[Row] = [("a", None, ("x\u2028=1", "y\x85@2", 'quo"ted', "é\n-3"))]
    csv_tables.write(cast(Request, Made(rows)), tmp_path)
    cell = read(tmp_path / "made.csv")[1][2]
    assert cell.splitlines() == [cell]
    assert "é" in cell
    assert tuple(json.loads(cell)) == rows[0][2]


def test_parquet_has_typed_columns_with_their_meaning(graph: Graph, written: Path) -> None:
    """Lists are lists, NULL is absent, no list is NULL; the file says what each column means."""
    with Request(graph, view="convenient") as request:
        for table in tables(request):
            path = written / "parquet" / f"{table.name}.parquet"
            found = pyarrow.parquet.read_table(path)
            types = {field.name: str(field.type) for field in found.schema}
            wanted = {Kind.TEXT: "string", Kind.INTEGER: "int64", Kind.NUMBER: "double", Kind.FLAG: "bool"}
            for column in table.columns:
                assert types[column.name].startswith(wanted.get(column.kind, "list<")), column
            assert [
                tuple(tuple(cell) if isinstance(cell, list) else cell for cell in row.values())
                for row in found.to_pylist()
            ] == list(table.rows())
            meta = pyarrow.parquet.read_schema(path).metadata
            assert meta[b"meaning"].decode() == table.meaning
            assert json.loads(meta[b"columns"]) == {column.name: column.meaning for column in table.columns}


def test_parquet_is_written_in_row_groups(graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more rows are held than one group has."""
    monkeypatch.setattr("kg.export.formats.parquet._GROUP", 500)
    graph.export("parquet", str(tmp_path / "out"))
    info = pyarrow.parquet.ParquetFile(tmp_path / "out" / "edges.parquet").metadata
    assert [info.row_group(n).num_rows for n in range(info.num_row_groups)] == [500, 500, info.num_rows - 1000]


def test_without_pyarrow_the_message_says_what_to_install(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 4, and nothing is written."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(LimitReached, match=r"pip install 'serm-bone-kg\[parquet\]'"):
        graph.export("parquet", str(tmp_path / "out"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_the_same_graph_gives_the_same_bytes(graph: Graph, written: Path, tmp_path: Path, format: str) -> None:
    """Nothing of time, place or process stands in a file."""
    graph.export(format, str(tmp_path / "again"))
    before = {path.name: path.read_bytes() for path in (written / format).iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == before


def test_the_dictionary_describes_every_column_of_every_table(graph: Graph) -> None:
    """No column without a meaning, none twice; keys are never absent and never twice."""
    with Request(graph, view="convenient") as request:
        described = tables(request)
        rows = list(dictionary(described).rows())
    assert [row[0] for row in rows] == [f"{t.name}.{c.name}" for t in described for c in t.columns]
    assert len({row[0] for row in rows}) == len(rows)
    assert all(row[4] for row in rows)
    for table in described:
        keys = [row[0] for row in table.rows()]
        assert all(keys), table.name
        assert len(set(keys)) == len(keys), table.name


def test_each_curated_evidence_line_is_a_row(held: dict[str, list[dict[str, Any]]], told: dict[str, Block]) -> None:
    """Edge, work, direction and verification as the Turtle says, and no other line."""
    curated = of_class(told, "sb:EvidenceLine")
    rows = {row["id"]: row for row in held["evidence"]}
    live = {own: b for own, b in curated.items() if b["sb:evidenceFor"][0] in {row["id"] for row in held["edges"]}}
    assert set(rows) == set(live)
    assert len(rows) > 400
    for own, block in live.items():
        row, work = rows[own], told[block["sb:reference"][0]]
        assert [row["edge"]] == block["sb:evidenceFor"]
        assert [row["reference"]] == block["sb:reference"]
        assert [f"sb:{row['direction']}"] == block["sb:direction"]
        assert [f"sb:{row['verification']}"] == block["sb:verification"]
        assert [row["paraphrase"]] == block.get("sb:paraphrase", [None])
        assert [row["pmid"]] == work.get("sb:pmid", [None])


def test_each_curated_work_and_report_is_a_row(held: dict[str, list[dict[str, Any]]], told: dict[str, Block]) -> None:
    """The bibliography has every publication; reports have what is printed, digit for digit."""
    assert {row["id"] for row in held["bibliography"]} == set(of_class(told, "sb:Publication"))
    curated = of_class(told, "sb:OutcomeReport")
    rows = {row["id"]: row for row in held["reports"]}
    assert set(rows) == set(curated)
    for own, block in curated.items():
        row = rows[own]
        assert [row["outcome"]] == block["sb:reportOf"]
        assert [row["document"]] == block["sb:inDocument"]
        assert [row["verbatim"]] == block.get("sb:verbatim", [None])
        assert [row["value"]] == block.get("sb:valueText", [None])
    assert {row["id"] for row in held["discrepancies"]} == set(of_class(told, "sb:Discrepancy"))


def test_outcomes_carry_their_links(held: dict[str, list[dict[str, Any]]], told: dict[str, Block]) -> None:
    """Endpoint, population, study and the drugs of the arm as the Turtle says, as ids of nodes."""
    nodes = {row["id"] for row in held["nodes"]}
    for row in held["outcomes"]:
        block = told[row["id"]]
        assert [row["endpoint_id"]] == block["sb:endpoint"]
        assert [row["population_id"]] == block["sb:population"]
        assert [row["study_id"]] == block["sb:trial"]
        assert set(row["drug_ids"]) == {d for arm in block.get("sb:arm", ()) for d in told[arm].get("sb:drug", ())}
        assert {*row["drug_ids"], *row["comparator_ids"], row["endpoint_id"], row["study_id"]} <= nodes


def test_closures_are_all_that_a_thing_is_part_of_or_narrower_than(
    held: dict[str, list[dict[str, Any]]], told: dict[str, Block]
) -> None:
    """Every step of the curated hierarchy, and every chain of them."""
    nodes = {row["id"] for row in held["nodes"]}
    wanted = set()
    for relation, name in (("narrower-than", "sb:narrowerThan"), ("part-of", "sb:partOf")):
        for own in nodes & set(told):
            todo = list(told[own].get(name, ()))
            while todo:
                broader = todo.pop()
                if (own, broader, relation) not in wanted and broader != own:
                    wanted.add((own, broader, relation))
                    todo += told.get(broader, {}).get(name, ())
    assert {(row["narrower"], row["broader"], row["relation"]) for row in held["closures"]} == wanted
    assert ("ent:adt", "ent:estrogen-deplete", "narrower-than") in wanted


def test_contexts_and_indicators_are_those_of_the_turtle(
    held: dict[str, list[dict[str, Any]]], told: dict[str, Block]
) -> None:
    """Milieu, sex and species of every curated assertion; what each endpoint tells about, with its sign."""
    found = {(row["edge"], row["dimension"], row["value"]) for row in held["contexts"]}
    curated = {row["id"] for row in held["edges"] if row["inferred_by"] is None}
    for dimension, name in (("milieu", "sb:inMilieu"), ("sex", "sb:inSex"), ("species", "sb:inSpecies")):
        wanted = {(own, dimension, value) for own in curated for value in told[own].get(name, ())}
        assert {row for row in found if row[0] in curated and row[1] == dimension} == wanted
        assert wanted
    for row in held["indicators"]:
        block = told[row["id"]]
        assert [row["indicates"]] == block.get("sb:indicates", [None])
        assert [row["sign"]] == [int(sign) for sign in block.get("sb:indicatorSign", ())] or [None]


def test_each_curated_name_is_a_row(held: dict[str, list[dict[str, Any]]], told: dict[str, Block]) -> None:
    """Case folded; it means a thing whose label it is, else one whose synonym or symbol it is, where there are any."""
    means = {row["name"]: row for row in held["names"] if row["asked"] == "thing"}
    nodes = {row["id"] for row in held["nodes"]}
    ranked: dict[str, dict[int, set[str]]] = {}
    for own in nodes & set(told):
        for rank, predicates in enumerate((["rdfs:label"], ["skos:altLabel", "skos:notation"])):
            for name in (name for predicate in predicates for name in told[own].get(predicate, ())):
                ranked.setdefault(name.casefold(), {}).setdefault(rank, set()).add(own)
    ranked = {name: bearers for name, bearers in ranked.items() if name == name.strip()}
    for name, bearers in ranked.items():
        best, row = bearers[min(bearers)], means[name]
        if row["means"] is None:
            assert {text.rpartition("(")[2].rstrip(")") for text in row["candidates"]} <= best, name
            assert len(row["candidates"]) > 1
        else:
            assert row["means"] in best, name
            assert row["candidates"] == ()
    assert len(ranked) > 800
    assert any(len(bearers) > 1 for bearers in ranked.values())


@pytest.mark.parametrize(
    ("asked", "name", "means", "stands_for"),
    [
        ("thing", "evista", "ent:raloxifene", "ent:raloxifene"),
        ("thing", "chebi:9635", "ent:toremifene", "ent:toremifene"),
        ("thing", "lumbar spine bmd", "ent:lumbar-spine-BMD", "ent:lumbar-spine-BMD"),
        ("thing", "bmd", "ent:endpoint-bmd", "ent:bone-mineral-density"),
        ("thing", "n-telopeptide", "ent:endpoint-ntx", None),
        ("thing", "orx", "ent:orchidectomised", "ent:orchidectomised"),
        ("milieu", "orx", "ent:orchidectomised", None),
        ("population", "orx", "ent:population-orchidectomised-rodents", None),
        ("thing", "asr:a0076", "asr:A0076", None),
        ("thing", "nct00129142", "std:NCT00129142", None),
    ],
)
def test_a_name_means_what_the_question_asks_for(
    held: dict[str, list[dict[str, Any]]], asked: str, name: str, means: str, stands_for: str | None
) -> None:
    """By hand; an endpoint stands for its quantity only where an outcome reports it, and a record for nothing."""
    (row,) = (row for row in held["names"] if (row["asked"], row["name"]) == (asked, name))
    assert (row["means"], row["stands_for"], row["candidates"]) == (means, stands_for, ())


def test_a_name_of_several_things_says_which(held: dict[str, list[dict[str, Any]]]) -> None:
    (row,) = (row for row in held["names"] if row["id"] == "thing/healthy postmenopausal women")
    assert (row["means"], row["kind"], row["stands_for"]) == (None, None, None)
    assert row["candidates"] == tuple(
        f"healthy postmenopausal women (std:{own})"
        for own in ("komi-2004-pop", "komi-2006-pop", "royal-marsden-tamoxifen-prevention-pop-postmenopausal")
    )


def test_no_name_has_what_is_taken_off_a_name_that_is_asked_for(
    graph: Graph, held: dict[str, list[dict[str, Any]]]
) -> None:
    """Blanks at both ends: one of the hostile names has them, and nobody can ask for it."""
    assert {name for name, *_ in graph.names.everything() if name != name.strip()} >= {" blank at both ends "}
    assert [row for row in held["names"] if row["name"] != row["name"].strip().casefold()] == []


@pytest.mark.parametrize("target", ["bone mineral density", "bone resorption", "RANKL"])
def test_the_tables_alone_give_the_routes_of_the_graph(
    graph: Graph, held: dict[str, list[dict[str, Any]]], target: str
) -> None:
    """A search by ``steps``, ``contexts`` and ``closures`` finds each route with the sign that the graph finds."""
    asked = question(graph, "toremifene", target, max_steps=4)
    ends = targets(graph, asked.target)
    wanted = {
        tuple((prefixes.compress(edge.iri), prefixes.compress(edge.target), edge.sign) for edge in route.edges)
        for route in Inquiry(graph, asked.source, ends, asked.asked, 4).search.routes
    }
    routes = set(Walk(held, {prefixes.compress(end) for end in ends}).routes("ent:toremifene", 4))
    assert routes == wanted
    assert len(routes) > 10


@pytest.mark.parametrize("name", ["steps", "spare-steps"])
def test_a_step_has_the_context_of_its_edge(held: dict[str, list[dict[str, Any]]], name: str) -> None:
    """The lists of ``steps`` are the rows of ``contexts``; spare steps have no edge, so only their form is told."""
    columns = {
        "leaves": "subject-anatomy",
        "reaches": "object-anatomy",
        **{own: own for own in ("milieu", "sex", "species")},
    }
    found: dict[tuple[str, str], list[str]] = {}
    for row in held["contexts"]:
        found.setdefault((row["edge"], row["dimension"]), []).append(row["value"])
    known = {row["id"] for row in held["edges"]}
    assert held[name]
    for row in held[name]:
        if name == "steps":
            assert {column: list(row[column]) for column in columns} == {
                column: sorted(found.get((row["edge"], dimension), ())) for column, dimension in columns.items()
            }
        else:
            assert row["edge"] not in known


def test_a_population_lives_as_the_turtle_says(held: dict[str, list[dict[str, Any]]]) -> None:
    """By hand: men on ADT, and people of a trial who are narrower than these."""
    lives = {row["id"]: (row["milieu"], row["sex"], row["species"]) for row in held["populations"]}
    assert lives["ent:population-men-on-adt"] == ("ent:adt", "ent:male", "ent:human")
    assert lives["std:NCT00129142-pop-interim"] == ("ent:adt", "ent:male", "ent:human")


def test_strength_is_read_in_the_order_of_the_tiers(held: dict[str, list[dict[str, Any]]]) -> None:
    """The order of ruling 6: grade, opposition, system, independence; all but the first are columns of ``steps``."""
    order = [row["id"] for row in sorted(held["tiers"], key=lambda row: row["place"])]
    assert order == ["grade", "opposition", "system", "independence"]
    assert set(order[1:]) <= set(held["steps"][0])


def test_an_edge_falls_with_the_only_studies_that_support_it(
    held: dict[str, list[dict[str, Any]]], told: dict[str, Block]
) -> None:
    """Of curated edges, by the table ``evidence``: it stands without a cohort where read support of others is left."""
    curated = {row["id"] for row in held["edges"] if row["inferred_by"] is None and row["id"] in told}
    support: dict[str, set[str]] = {}
    for row in held["evidence"]:
        if row["direction"] == "supports" and row["verification"] not in ("citedOnly", "notFoundInSource"):
            support.setdefault(row["edge"], set()).add(row["study"])
    rows = [row for row in held["withdrawals"] if row["edge"] in curated]
    for row in rows:
        assert row["stands"] is bool(support.get(row["edge"], set()) - set(row["cohort_ids"])), row["id"]
    assert {row["stands"] for row in rows} == {True, False}


def test_an_outcome_says_what_it_is_held_against(held: dict[str, list[dict[str, Any]]]) -> None:
    """By hand: the rise of lumbar spine BMD in the interim analysis of the trial of toremifene in men on ADT."""
    (row,) = (row for row in held["outcomes"] if row["id"] == "out:O0001")
    told = ("indicates_id", "unusable", "observed_sign", "significance", "comparative")
    assert [row[name] for name in told] == ["ent:bone-mass", None, 1, "untested", False]
    assert tuple(row["cohort_ids"]) == ("std:NCT00129142",)


class Walk:
    """All simple routes, from the tables alone."""

    def __init__(self, held: dict[str, list[dict[str, Any]]], ends: set[str]) -> None:
        self.ends = ends
        self.above: dict[str, set[str]] = {}
        for row in held["closures"]:
            self.above.setdefault(row["narrower"], {row["narrower"]}).add(row["broader"])
        self.context: dict[tuple[str, str], set[str]] = {}
        for row in held["contexts"]:
            self.context.setdefault((row["edge"], row["dimension"]), set()).add(row["value"])
        self.steps: dict[str, list[dict[str, Any]]] = {}
        for row in held["steps"]:
            self.steps.setdefault(row["source"], []).append(row)

    def routes(
        self, node: str, left: int, path: tuple[dict[str, Any], ...] = (), seen: frozenset[str] = frozenset()
    ) -> Iterator[tuple[tuple[str, str, int], ...]]:
        for step in self.steps.get(node, ()):
            route = (*path, step)
            if step["target"] in seen | {node} or (path and not self.meets(path[-1], step)):
                continue
            if len({side for one in route if (side := self.side(one["edge"]))}) > 1:
                continue
            if step["target"] in self.ends:
                yield tuple((one["edge"], one["target"], one["sign"]) for one in route)
            elif left > 1:
                yield from self.routes(step["target"], left - 1, route, seen | {node, *step["covers"]})

    def meets(self, before: dict[str, Any], after: dict[str, Any]) -> bool:
        here = self.context.get((before["edge"], "object-anatomy"), set())
        there = self.context.get((after["edge"], "subject-anatomy"), set())
        if before["circulates"] or not here or not there:
            return True
        return any(a in self.above.get(b, {b}) or b in self.above.get(a, {a}) for a in here for b in there)

    def side(self, edge: str) -> str | None:
        sides = set()
        for milieu in self.context.get((edge, "milieu"), ()):
            found = self.above.get(milieu, {milieu}) & {"ent:estrogen-deplete", "ent:estrogen-replete"}
            sides.add(found.pop() if found else None)
        return sides.pop() if len(sides) == 1 else None


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_every_table_is_named_in_quotes_for_duckdb(graph: Graph, tmp_path: Path, format: str) -> None:
    """A name may have a hyphen, which SQL takes for a minus."""
    graph.export(format, str(tmp_path / "out"))
    made = re.findall(r"^CREATE OR REPLACE (?:TABLE|VIEW) (.*?) AS ", (tmp_path / "out" / "load.sql").read_text(), re.M)
    files = {path.stem for path in (tmp_path / "out").glob(f"*.{format}")}
    assert {f'"{name}"' for name in files - {"data-dictionary"}} <= set(made)
    assert '"spare-steps"' in made
