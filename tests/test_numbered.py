"""The network in numbers grades as the grader does, and is the same from the snapshot as from the assertions."""

from __future__ import annotations

from itertools import product

import pytest

import kg
from kg.network.context import EXACT, GENERALISED, Context, Grader
from kg.network.edge_table import columns
from kg.network.encoding import Dimension, numbered

ENT = "https://w3id.org/serm-bone/entity/"
SOURCES = ("toremifene", "estradiol", "RANKL", "tamoxifen")
CONTEXTS = [
    Context(
        anatomy=where and ENT + where,
        milieu=milieu and ENT + milieu,
        species=species and ENT + species,
        sex=sex and ENT + sex,
    )
    for where, milieu, species, sex in product(
        (None, "bone-tissue", "osteoblast", "breast"),
        (None, "adt", "estrogen-replete", "estrogen-deplete"),
        (None, "human", "mouse", "mammal"),
        (None, "male"),
    )
][::5]


@pytest.fixture(scope="module")
def graph() -> kg.Graph:
    return kg.load()


@pytest.mark.parametrize("source", SOURCES)
def test_a_kind_has_the_grade_that_the_grader_gives_each_of_its_edges(graph: kg.Graph, source: str) -> None:
    """Every edge of the packaged graph, in 26 contexts; what leads to another name is generalised at best."""
    iri, numbers, items = graph.names.find(source), numbered(graph.network), graph.network.assertions
    for asked in CONTEXTS:
        grader = Grader(graph.names, asked, iri, graph.network.rules)
        ranks = numbers.ranks(asked, iri)
        for edge in numbers.edges:
            wanted = max(grader.fit(edge.iri, items[edge.iri]).grade, GENERALISED if edge.widened else EXACT)
            assert ranks[edge.kind] == wanted, (asked, edge)


def test_the_snapshot_holds_the_columns_that_the_assertions_give(graph: kg.Graph) -> None:
    section = graph.section("assertions")
    found = columns(section, {**section["items"], **graph.section("superseded")}, graph.names.items)
    held = graph.section("walked")
    assert found.keys() == held.keys()
    assert {name: list(value) for name, value in found.items()} == {name: list(value) for name, value in held.items()}
    assert found["kinds"] == held["kinds"]


def test_every_edge_is_an_assertion_that_conducts_and_its_object_or_another_name_of_it(graph: kg.Graph) -> None:
    items, relations, things = graph.network.assertions, graph.network.relations, graph.names.items
    for edge in graph.network.edges:
        item = items[edge.iri]
        others = {*things[item["object"]]["broader"], *graph.names.narrower(item["object"])}
        assert (edge.source, edge.sign) == (item["subject"], relations[item["relation"]]["sign"])
        assert edge.target in (others if edge.widened else {item["object"]})
    direct = [edge.iri for edge in graph.network.edges if not edge.widened]
    assert len(direct) == len(set(direct)) > 1000


def test_edges_are_in_the_order_of_the_thing_that_they_leave_and_of_their_assertion(graph: kg.Graph) -> None:
    edges, order = graph.network.edges, list(graph.network.assertions)
    places = [(edge.source, order.index(edge.iri)) for edge in edges]
    assert places == sorted(places)
    assert list(graph.network.places) == sorted({end for edge in edges for end in (edge.source, edge.target)})


def test_edges_beside_a_thing_are_those_that_leave_and_reach_it(graph: kg.Graph) -> None:
    edges, network = graph.network.edges, graph.network
    for thing in (*(ENT + name for name in ("toremifene", "ESR1", "bone-mass")), "nowhere"):
        assert network.leaving(thing) == [edge for edge in edges if edge.source == thing]
        assert network.reaching(thing) == [edge for edge in edges if edge.target == thing]


def test_every_edge_of_the_index_is_an_edge_of_the_network(graph: kg.Graph) -> None:
    numbers, things = numbered(graph.network), graph.section("walked")["things"]
    assert (len(numbers.edges), numbers.edges[0].iri) == (numbers.index.edges, graph.network.edges[0].iri)
    for number, edge in enumerate(numbers.edges):
        assert things[numbers.index.source[number]] == edge.source
        assert things[numbers.index.target[number]] == edge.target
        assert numbers.index.sign[number] == edge.sign


def test_a_set_has_the_grade_of_its_best_value_and_an_empty_one_its_own() -> None:
    dimension = Dimension([0, 1, 2, 1], [(), ("a",), ("a", "b")])
    assert dimension.graded({"a": 5, "b": 2}.__getitem__, 3) == [3, 5, 2, 5]


def test_above_a_set_is_what_its_values_are_part_of() -> None:
    part_of = {"cell": ["cell", "tissue", "body"], "tissue": ["tissue", "body"]}
    dimension = Dimension([1, 2], [(), ("cell",), ("tissue",)])
    cell, tissue = dimension.bits[1:]
    assert dimension.above(part_of.__getitem__) == [0, cell | tissue, tissue]
