"""The graph asked at an endpoint: whatever is asked, the answer is that of the packaged graph."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pyoxigraph as ox
import pytest

import kg
from kg.api import Graph
from kg.errors import BadParameter, UnreadableInput, WrongUse
from kg.rdf import catalogue
from tests.conftest import Run
from tests.remote_servers import serving, sparql

G = "https://w3id.org/serm-bone/graph/"
ONTOLOGY = "https://w3id.org/serm-bone/ontology"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


@pytest.fixture(scope="module")
def address(graph: Graph) -> Iterator[str]:
    """A faithful endpoint with the packaged graph, and a stranger's graph beside it."""
    store = ox.Store()
    store.bulk_extend(iter(graph.store))
    stranger = ox.NamedNode("https://example.org/other")
    store.add(ox.Quad(stranger, stranger, ox.Literal("not ours"), stranger))
    with serving(sparql(store)) as url:
        yield url


@pytest.fixture(scope="module")
def remote(address: str) -> Graph:
    """The graph of that endpoint."""
    return kg.load(endpoint=address)


@pytest.mark.parametrize("name", catalogue.names())
def test_ask_gives_the_same_rows_in_the_same_order(graph: Graph, remote: Graph, name: str) -> None:
    assert remote.ask(name) == graph.ask(name)
    assert remote.ask(name).columns == graph.ask(name).columns


@pytest.mark.parametrize(
    ("question", "parameters"),
    [
        ("targets-of-drug", {"drug": "Evista"}),
        ("change-beside-comparator", {"drug": "Fareston", "endpoint": "lumbar spine BMD", "study": "NCT00129142"}),
        ("evidence-count-per-assertion", {"status": "contested"}),
    ],
)
def test_parameters_are_names_as_everywhere(
    graph: Graph, remote: Graph, question: str, parameters: dict[str, str]
) -> None:
    assert remote.ask(question, **parameters) == graph.ask(question, **parameters) != graph.ask(question)


VERBS: dict[str, Callable[[Graph], Any]] = {
    "outcomes": lambda graph: graph.outcomes(pooled=True),
    "outcomes of a drug": lambda graph: graph.outcomes(drug="toremifene", endpoint="BMD"),
    "explain in men": lambda graph: graph.explain("toremifene", "lumbar spine BMD", population="men on ADT"),
    "explain in breast": lambda graph: graph.explain("raloxifene", "mammary proliferation", anatomy="breast"),
    "explain bone resorption": lambda graph: graph.explain("tamoxifen", "bone resorption", without=["pub:smith-2008a"]),
    "evidence": lambda graph: graph.evidence("toremifene", "ESR1"),
    "conflicts": lambda graph: graph.conflicts(),
    "gaps": lambda graph: graph.gaps("toremifene"),
    "compare": lambda graph: graph.compare("toremifene", "raloxifene", anatomy="bone,breast"),
    "audit": lambda graph: graph.audit(),
    "show": lambda graph: graph.entity("Fareston"),
    "find": lambda graph: graph.find("BMD"),
    "protocol": lambda graph: graph.protocol("prt:osteoclast-assay"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_the_other_verbs_answer_the_same(graph: Graph, remote: Graph, verb: str) -> None:
    assert VERBS[verb](remote).to_dict() == VERBS[verb](graph).to_dict()


QUERIES = [
    COUNT,
    f"SELECT (COUNT(*) AS ?n) FROM <{G}audit> WHERE {{ ?s ?p ?o }}",
    "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    f"SELECT ?v ?none WHERE {{ ?s <{ONTOLOGY}#value> ?v }} ORDER BY ?v LIMIT 20",
    "ASK { ?s ?p 'not ours' }",
    "ASK { ?s ?p 'toremifene'@en }",
]


@pytest.mark.parametrize("text", QUERIES)
def test_raw_queries_see_our_graphs_together_and_no_other(graph: Graph, remote: Graph, text: str) -> None:
    assert remote.query(text) == graph.query(text)


def test_a_constructed_graph_is_the_same(graph: Graph, remote: Graph) -> None:
    text = "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }"
    lines = remote.query(text).splitlines()
    assert set(lines) == set(graph.query(text).splitlines())
    assert len(lines) > 1000


@pytest.mark.parametrize("style", ["table", "md", "json", "csv", "tsv", "xml"])
def test_the_command_prints_the_same(run: Run, address: str, tmp_path: Any, style: str) -> None:
    (tmp_path / "q.rq").write_text(f"SELECT ?s ?v WHERE {{ ?s <{ONTOLOGY}#value> ?v }} ORDER BY ?s LIMIT 9")
    here = run("query", str(tmp_path / "q.rq"), "--format", style)
    assert run("query", str(tmp_path / "q.rq"), "--format", style, "--remote", address) == here
    assert here[0] == 0


def test_the_command_asks_the_remote(run: Run, address: str, remote: Graph) -> None:
    code, out, err = run("outcomes", "--drug", "toremifene", "--json", "--remote", address)
    assert (code, json.loads(out)) == (0, remote.outcomes(drug="toremifene").to_dict())
    assert "triples from" in err
    code, out, _ = run("ask", "drugs", "--json", "--remote", address)
    assert (code, json.loads(out)) == (0, remote.ask("drugs").to_dict())


def test_a_graph_of_an_endpoint_can_be_exported(graph: Graph, remote: Graph, tmp_path: Any) -> None:
    """Its quads are those of the endpoint, none are taken from this installation."""
    remote.export("nquads", str(tmp_path / "out"))
    read = ox.Store()
    read.bulk_load(path=str(tmp_path / "out" / "serm-bone.nq"), format=ox.RdfFormat.N_QUADS)
    named = {quad for quad in read if "_:" not in str(quad)}
    assert named == {quad for quad in graph.store if "_:" not in str(quad)}
    assert len(read) == len(graph.store)


def test_its_version_is_the_digest_of_its_triples(graph: Graph, remote: Graph, address: str) -> None:
    assert remote.data_version == kg.load(endpoint=address).data_version != graph.data_version
    with pytest.raises(WrongUse, match="no folder"):
        _ = remote.snapshot_folder


def test_own_data_is_not_laid_over_an_endpoint(run: Run, address: str, tmp_path: Any) -> None:
    with pytest.raises(BadParameter, match="packaged graph only"):
        kg.load([tmp_path], endpoint=address)
    code, _, err = run("ask", "drugs", "--remote", address, "--data", str(tmp_path))
    assert (code, "packaged graph only" in err) == (2, True)


@pytest.mark.parametrize("text", ["SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "CLEAR ALL"])
def test_updates_and_service_are_not_even_sent(remote: Graph, text: str) -> None:
    with pytest.raises(BadParameter):
        remote.query(text)


def test_a_syntax_error_is_the_users(remote: Graph) -> None:
    with pytest.raises(UnreadableInput, match=r"is refused by .* expected"):
        remote.query("SELECT * WHERE { ?s ?p }")
