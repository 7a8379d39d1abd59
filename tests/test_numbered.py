"""The network in numbers grades as the grader does, and is the same from the snapshot as from the assertions."""

from __future__ import annotations

import json
from itertools import product

import pytest

import kg
from kg.context import EXACT, GENERALISED, Context, Grader
from kg.numbered import Dimension, numbered
from kg.walked import columns

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
            assert ranks[numbers.kinds[edge]] == wanted, (asked, edge)


def test_the_snapshot_holds_the_edges_that_the_assertions_give(graph: kg.Graph) -> None:
    section = graph.section("assertions")
    whole = {**section["items"], **graph.section("superseded")}
    assert json.loads(json.dumps(columns(section, whole, graph.names.items))) == graph.section("walked")


def test_every_edge_of_the_index_is_an_edge_of_the_network(graph: kg.Graph) -> None:
    numbers, things = numbered(graph.network), graph.section("walked")["things"]
    assert sorted(numbers.edges) == sorted(graph.network.edges)
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
