"""The two views that every property-graph format is written from, held against the curated Turtle and the quads."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import kg
from kg.api import Graph
from kg.base.resources import folder
from kg.errors import UnreadableInput
from kg.export import lossless
from kg.export.format import Request, Written
from kg.export.formats import FORMATS
from kg.export.readme_questions import asked
from kg.export.table import Kind, Row, Table
from kg.interop.quads import all_quads
from tests.curated import blocks

HOSTILE = Path(__file__).parent / "receivers" / "hostile.ttl"
SIGNS = {"1": 1, "-1": -1}


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The packaged graph with hostile strings laid over it."""
    return kg.load(data=[HOSTILE])


def by_id(table: Table) -> dict[str, Row]:
    """The rows of a table by their key."""
    rows = list(table.rows())
    found = {str(row[0]): row for row in rows}
    assert len(found) == len(rows), "an id stands twice"
    return found


def test_each_curated_assertion_is_one_edge_with_its_sign_and_pmids(graph: Graph) -> None:
    """Ends, relation, sign and PMIDs as the Turtle files say; nothing beside the curated and the derived."""
    root = folder("ontology")
    told = blocks([*root.glob("assertions/*.ttl"), *root.glob("references/*.ttl"), root / "relations.ttl", HOSTILE])
    with Request(graph) as request:
        table = request.property_graph.edges[0]
        edges = by_id(table)
    place = {column.name: index for index, column in enumerate(table.columns)}
    curated = {own: block for own, block in told.items() if "sb:Assertion" in block.get("rdf:type", ())}
    assert len(curated) == 411
    assert {own for own, row in edges.items() if row[place["inferred_by"]] is None} == set(curated)
    for own, block in curated.items():
        row, relation = edges[own], told[block["sb:relation"][0]]
        ends = (*block["sb:subject"], *block["sb:object"])
        assert (row[place["source"]], row[place["target"]]) == ends
        assert f"rel:{row[place['relation']]}" == block["sb:relation"][0]
        null = "sb:NullRelation" in relation["rdf:type"]
        sign = relation.get("sb:sign")
        assert row[place["sign"]] == (0 if null else SIGNS[sign[0]] if sign else None), own
        lines = [b for b in told.values() if own in b.get("sb:evidenceFor", ())]
        supporting = {b["sb:reference"][0] for b in lines if b["sb:direction"] == ["sb:supports"]}
        assert row[place["pmids"]] == tuple(sorted(p for work in supporting for p in told[work].get("sb:pmid", ()))), (
            own
        )


def test_every_end_of_an_edge_is_a_node_and_no_edge_is_turned_round(graph: Graph) -> None:
    """In both views; and where A acts on B, no row says the same from B to A."""
    for view in ("convenient", "lossless"):
        with Request(graph, view=view) as request:
            ids = {own for table in request.property_graph.nodes for own in by_id(table)}
            for table in request.property_graph.edges:
                rows = by_id(table)
                assert all(own for own in rows)
                assert {end for row in rows.values() for end in row[1:3]} <= ids
    with Request(graph) as request:
        assertions = by_id(request.property_graph.edges[0]).values()
    assert not {(row[4], row[1], row[2]) for row in assertions} & {(row[4], row[2], row[1]) for row in assertions} - {
        (row[4], row[1], row[2]) for row in assertions if row[1] == row[2]
    }


def test_parallel_edges_stay_parallel_and_an_unknown_sign_is_absent(graph: Graph) -> None:
    """Two assertions of opposite sign between the same two things are two edges; binding has no sign; a null is 0."""
    with Request(graph) as request:
        table = request.property_graph.edges[0]
        edges = by_id(table)
    sign = table.place("sign")
    assert {own: row[sign] for own, row in edges.items() if own.startswith("asr:H")} == {
        "asr:H0001": 1,
        "asr:H0002": -1,
        "asr:H0003": None,
        "asr:H0004": 0,
    }
    assert edges["asr:H0001"][1:3] == edges["asr:H0002"][1:3]


def test_each_outcome_is_a_node_joined_to_what_it_is_about(graph: Graph) -> None:
    """One node an outcome of the Turtle; each is joined to its endpoint, population and study, and to its drugs."""
    told = blocks(folder("ontology").glob("outcomes/*.ttl"))
    curated = {own: block for own, block in told.items() if own.startswith("out:") and "sb:endpoint" in block}
    with Request(graph) as request:
        nodes = by_id(request.property_graph.nodes[1])
        links = by_id(request.property_graph.edges[1]).values()
    assert set(nodes) == set(curated)
    assert len(nodes) == 459
    joined = {(row[1], row[3], row[2]) for row in links}
    for own, block in curated.items():
        assert (own, "measures", block["sb:endpoint"][0]) in joined
        assert (own, "in-population", block["sb:population"][0]) in joined
        assert (own, "from-study", block["sb:trial"][0]) in joined
    assert Counter(row[3] for row in links)["measures"] == len(curated)


def test_cells_are_of_the_kind_that_their_column_says(graph: Graph) -> None:
    """What typed programs rely on: texts are never None, numbers are finite, ids are never absent."""
    allowed = {
        Kind.TEXT: (str, type(None)),
        Kind.TEXTS: (tuple,),
        Kind.INTEGER: (int, type(None)),
        Kind.NUMBER: (float, type(None)),
        Kind.FLAG: (bool, type(None)),
    }
    for view in ("convenient", "lossless"):
        with Request(graph, view=view) as request:
            for table in (*request.property_graph.nodes, *request.property_graph.edges):
                assert len({column.name for column in table.columns}) == len(table.columns)
                for row in table.rows():
                    assert len(row) == len(table.columns)
                    assert row[0]
                    for column, cell in zip(table.columns, row, strict=True):
                        assert isinstance(cell, allowed[column.kind]), (table.name, column.name, cell)


def test_the_lossless_view_leads_back_to_the_identical_quads(graph: Graph) -> None:
    """Graph to rows to graph is the identity, blank nodes of axioms included."""
    with Request(graph, view="lossless") as request:
        view = request.property_graph
        nodes = [(str(row[0]), row[3]) for row in view.nodes[0].rows()]
        edges = [(row[1], row[2], row[4], row[5]) for row in view.edges[0].rows()]
    assert lossless.quads(nodes, edges) == set(all_quads(graph))  # type: ignore[arg-type]


def test_the_questions_of_rdf_count_what_the_property_graph_counts(graph: Graph) -> None:
    """The three SPARQL questions of the README return the counts that stand beside them."""
    with Request(graph) as request:
        nothing = Written(rows={})
        questions = [asked(request, FORMATS[name], nothing) for name in ("trig", "neo4j")]
    for question, same in zip(*questions, strict=True):
        (row,) = graph.query(question.text)
        assert int(row["count"]) == question.count == same.count > 0


def test_an_assertion_about_nothing_described_is_refused(tmp_path: Path) -> None:
    """A dangling end is said with its assertion and file; nothing is written."""
    overlay = tmp_path / "dangling.ttl"
    overlay.write_text(
        HOSTILE.read_text(encoding="utf-8").replace("sb:object ent:ESR1", "sb:object ent:no-such-thing"),
        encoding="utf-8",
    )
    with Request(kg.load(data=[overlay])) as request, pytest.raises(UnreadableInput, match=r"dangling.ttl.*asr:H0003"):
        by_id(request.property_graph.edges[0])
