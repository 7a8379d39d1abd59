"""Every RDF export, read by other programs: the quads that come out are the quads that went in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.api import Graph
from kg.base.namespaces import RDF_TYPE, SB
from kg.export import FORMATS
from kg.interop.quads import all_quads
from tests.receivers.programs.outside import job, manifest
from tests.receivers.rdf import RDF_RECEIVERS, RdfReceiver, row
from tests.receivers.rows import ReceiverRow

HOSTILE = Path(__file__).with_name("hostile.ttl")
RDF = RDF_TYPE.removesuffix("type")
EDGES = ox.NamedNode("https://w3id.org/serm-bone/graph/edges")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The packaged graph with hostile strings laid over it."""
    return kg.load(data=[HOSTILE])


@pytest.fixture(scope="module")
def exported(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """What writes a format once and returns its folder."""
    top, done = tmp_path_factory.mktemp("rdf"), set[str]()

    def once(format: str) -> Path:
        if format not in done:
            graph.export(format, str(top / format))
            done.add(format)
        return top / format

    return once


@pytest.fixture(scope="module")
def went_in(graph: Graph) -> frozenset[ox.Quad]:
    """Every quad, its blank nodes named by what they say."""
    return frozenset(all_quads(graph))


@pytest.mark.parametrize(
    "receiver", RDF_RECEIVERS, ids=lambda it: f"{it.format}-{it.view}-{it.name}".replace(" ", "-").replace(":", "-")
)
def test_what_comes_out_is_what_went_in(
    graph: Graph,
    exported: Callable[[str], Path],
    went_in: frozenset[ox.Quad],
    receiver: RdfReceiver,
    hold: Callable[[ReceiverRow], None],
) -> None:
    """Each quad is read as it was written and no other; the README's questions count what it says; the table of
    receivers prints just this.
    """
    folder = exported(receiver.format)
    read = receiver.read(folder / receiver.file)
    found = canonical(read.quads)
    assert found == expected(receiver, went_in)
    assert f"{receiver.name} {read.version}" in FORMATS[receiver.format].loaded_with
    store = ox.Store()
    store.extend(found)
    asked = {name: answer(store, text) for name, text in job(folder)["questions"].items()}
    assert asked == manifest(folder)["questions"]
    losses = manifest(folder)["losses"]
    assert losses == ({"graph of a statement": len(went_in)} if receiver.format == "turtle" else {})
    hold(row(receiver.format, receiver.view, receiver.name, read.version, found, losses))


def canonical(text: bytes) -> set[ox.Quad]:
    """The quads of N-Quads, with names for blank nodes that depend on what they say only."""
    return renamed(ox.parse(text, format=ox.RdfFormat.N_QUADS))


def renamed(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """The quads with canonical names for their blank nodes."""
    read = ox.Dataset(quads)
    read.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(read)


def expected(receiver: RdfReceiver, went_in: frozenset[ox.Quad]) -> set[ox.Quad]:
    """The quads that the file must hold."""
    if receiver.format == "turtle":
        return renamed(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in went_in)
    if receiver.view == "rdf:Statement":
        return {*went_in, *statements(went_in)}
    return {*went_in, *reifiers(went_in)} if receiver.format == "rdf12" else set(went_in)


def supported(quads: Iterable[ox.Quad]) -> dict[ox.NamedNode, ox.Triple]:
    """Assertion -> the plain triple that it makes, for those that their evidence supports."""
    said: dict[str, dict[ox.NamedNode, ox.NamedNode]] = {
        SB + name: {} for name in ("subject", "relation", "object", "directProperty", "status")
    }
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            said.get(quad.predicate.value, {})[quad.subject] = quad.object
    subject, relation, object, direct, status = said.values()
    return {
        own: ox.Triple(subject[own], direct[relation[own]], object[own])
        for own, value in status.items()
        if value.value == SB + "supported"
    }


def reifiers(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """The quads that name the triple of each supported assertion in RDF 1.2."""
    return {ox.Quad(own, ox.NamedNode(RDF + "reifies"), triple, EDGES) for own, triple in supported(quads).items()}


def statements(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    """The quads that name them in RDF 1.1."""
    return {
        ox.Quad(own, ox.NamedNode(RDF + name), value, EDGES)
        for own, triple in supported(quads).items()
        for name, value in (
            ("type", ox.NamedNode(RDF + "Statement")),
            ("subject", triple.subject),
            ("predicate", triple.predicate),
            ("object", triple.object),
        )
    }


def answer(store: ox.Store, text: str) -> int:
    """The count that a question of the README gives."""
    rows = store.query(text, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    return int(next(rows)["count"].value)
