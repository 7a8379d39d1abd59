"""The SHACL engine of Apache Jena as a second opinion: it finds in our data and examples what pyshacl finds."""

from __future__ import annotations

import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.api import Graph
from kg.check.report import Result
from kg.check.shacl import validate
from kg.check.shapes import load_shapes
from tests.examples import example_store, expectation
from tests.receivers.rdf_servers import Server, fuseki, jena
from tests.test_shapes import HERE, INVALID, VALID

pytestmark = [pytest.mark.slow, pytest.mark.java]

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
EXAMPLE = "urn:example:graph"
Finding = tuple[str, str, str | None, str | None]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """An empty Fuseki with its validation service."""
    with fuseki() as running:
        yield running


@pytest.fixture(scope="module")
def shapes() -> bytes:
    """All shapes in one N-Triples document."""
    return load_shapes().graph.serialize(format="nt").encode()


def by_jena(report: str) -> Counter[Finding]:
    """Return focus, constraint with component, path (None for a compound one) and value of each result of a report."""
    graph = rdflib.Graph().parse(data=report, format="turtle")
    assert (None, SH.conforms, None) in graph

    def finding(result: rdflib.term.Node) -> Finding:
        shape, component, focus, path, value = (
            graph.value(result, SH[name])
            for name in ("sourceShape", "sourceConstraintComponent", "focusNode", "resultPath", "value")
        )
        rule = f"{str(shape).rsplit('/', 1)[-1]} {str(component).rsplit('#', 1)[-1]}"
        return (str(focus), rule, str(path) if isinstance(path, rdflib.URIRef) else None, lexical(value))

    return Counter(map(finding, graph.subjects(rdflib.RDF.type, SH.ValidationResult)))


def lexical(term: rdflib.term.Node | None) -> str | None:
    """Return the text of a term; a decimal in the canonical form, for each store has a form of its own."""
    if isinstance(term, rdflib.Literal) and term.datatype == rdflib.XSD.decimal:
        return f"{Decimal(str(term)).normalize():f}"
    return str(term) if term is not None else None


def by_pyshacl(results: Iterable[Result]) -> Counter[Finding]:
    return Counter((result.focus, result.rule, result.path, result.value) for result in results)


def triples(store: ox.Store) -> bytes:
    """Return the union of all graphs of a store as N-Triples."""
    return "".join(sorted(f"{quad.triple} .\n" for quad in store)).encode()


def send(url: str, body: bytes, method: str) -> str:
    request = urllib.request.Request(url, data=body, method=method)
    request.add_header("Content-Type", "application/n-triples")
    request.add_header("Accept", "text/turtle")
    with urllib.request.urlopen(request, timeout=120) as answer:
        return str(answer.read().decode())


def judged(server: Server, shapes: bytes, store: ox.Store) -> Counter[Finding]:
    """Return what Fuseki's validation service finds in ``store``."""
    named = urllib.parse.urlencode({"graph": EXAMPLE})
    send(f"{server.graphs}?{named}", triples(store), "PUT")
    return by_jena(send(f"{server.graphs.removesuffix('data')}shacl?{named}", shapes, "POST"))


@pytest.mark.parametrize("path", [*VALID, *INVALID], ids=lambda path: path.relative_to(HERE).with_suffix("").as_posix())
def test_an_example_breaks_the_same_constraints(server: Server, shapes: bytes, path: Path) -> None:
    """On the same nodes, by the same components, along the same paths, with the same values."""
    store = example_store(path)
    found = judged(server, shapes, store)
    assert found == by_pyshacl(validate(store, load_shapes(), unmatched=True))
    assert {rule for _, rule, _, _ in found} == ({expectation(path)} if path in INVALID else set())


def test_the_packaged_graph_breaks_nothing(graph: Graph, shapes: bytes, tmp_path: Path) -> None:
    """Jena's own command line over the whole graph, its inferred and derived part too."""
    (tmp_path / "shapes.nt").write_bytes(shapes)
    (tmp_path / "data.nt").write_bytes(triples(graph.store))
    told = jena("shacl.shacl_validate", "--shapes", tmp_path / "shapes.nt", "--data", tmp_path / "data.nt")
    assert by_jena(told) == by_pyshacl(validate(graph.store, load_shapes())) == Counter()


def test_a_broken_graph_is_seen_by_both(graph: Graph, shapes: bytes, tmp_path: Path) -> None:
    """The whole graph without its labels: thousands of results, the same ones."""
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    broken = ox.Store()
    broken.extend(quad for quad in graph.store if str(quad.predicate) != label)
    (tmp_path / "shapes.nt").write_bytes(shapes)
    (tmp_path / "data.nt").write_bytes(triples(broken))
    told = jena("shacl.shacl_validate", "--shapes", tmp_path / "shapes.nt", "--data", tmp_path / "data.nt")
    found = by_jena(told)
    assert found == by_pyshacl(validate(broken, load_shapes()))
    assert found.total() > 1000
