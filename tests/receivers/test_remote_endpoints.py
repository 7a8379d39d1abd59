"""The other way: Fuseki and the Oxigraph server are filled by ``kg export --to``, asked by ``kg.load(endpoint=…)``."""

from __future__ import annotations

import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import kg
from kg.api import Graph
from kg.errors import PartlyWritten, RemoteFailed
from kg.export.graph_store import push
from kg.interop.quads import all_quads
from kg.rdf import catalogue
from kg.remote.endpoint import Endpoint
from tests.conftest import Run
from tests.receivers.rdf import row
from tests.receivers.rdf_servers import Server, fuseki, oxigraph_server
from tests.receivers.rows import ReceiverRow
from tests.test_remote import QUERIES, VERBS

pytestmark = pytest.mark.slow

NAMES = catalogue.names()
QUESTIONS = [
    ("toremifene", "lumbar spine BMD", {"population": "men on ADT"}),
    ("toremifene", "bone resorption", {}),
    ("raloxifene", "bone mineral density", {"population": "postmenopausal women"}),
    ("tamoxifen", "bone mass", {"milieu": "estrogen-replete"}),
    ("denosumab", "bone resorption", {"species": "human"}),
    ("clomifene", "bone strength", {"max_steps": 5}),
]


@pytest.fixture(scope="module", params=[pytest.param("fuseki", marks=pytest.mark.java), "oxigraph"])
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server without data that may be written to."""
    if request.param == "fuseki":
        with fuseki() as running:
            yield running
    else:
        with oxigraph_server(tmp_path_factory.mktemp("oxigraph") / "store", writable=True) as running:
            yield running


@pytest.fixture(scope="module")
def server(empty: Server, graph: Graph) -> Server:
    """The server with every named graph put into it."""
    with pytest.raises(RemoteFailed, match="holds no graph of serm-bone-kg"):
        kg.load(endpoint=empty.query)
    assert sum(push(graph, "trig", empty.graphs).values()) == len(graph.store)
    return empty


@pytest.fixture(scope="module")
def remote(server: Server) -> Graph:
    """The graph that the server holds."""
    return kg.load(endpoint=Endpoint(server.query, seconds=300))


@pytest.fixture(scope="module")
def mine(graph: Graph) -> dict[str, set[ox.Triple]]:
    """What is exported, by graph."""
    return canonical(all_quads(graph))


def canonical(quads: Iterator[ox.Quad] | list[ox.Quad]) -> dict[str, set[ox.Triple]]:
    """Return the triples by graph, numbers and blank nodes in one form."""
    store = ox.Store()
    store.extend(quads)
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    found: dict[str, set[ox.Triple]] = {}
    for quad in dataset:
        found.setdefault(str(getattr(quad.graph_name, "value", "")), set()).add(quad.triple)
    return found


def graph_request(server: Server, name: str, method: str) -> urllib.request.Request:
    url = f"{server.graphs}?{urllib.parse.urlencode({'graph': name})}"
    return urllib.request.Request(url, method=method, headers={"Accept": "application/n-triples"})


def read(server: Server, name: str) -> Iterator[ox.Quad]:
    """Yield the quads of one graph as the server's graph store hands them out."""
    with urllib.request.urlopen(graph_request(server, name, "GET"), timeout=120) as answer:
        triples = ox.parse(answer.read(), format=ox.RdfFormat.N_TRIPLES)
    return (ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(name)) for t in triples)


def test_every_graph_is_read_back_as_it_was(
    server: Server, mine: dict[str, set[ox.Triple]], hold: Callable[[ReceiverRow], None]
) -> None:
    assert len(mine) > 10
    found = canonical([quad for name in mine for quad in read(server, name)])
    assert found == mine
    quads = {ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(name)) for name in found for t in found[name]}
    hold(row("trig", "quads of the packaged graph", server.name, server.version, quads, {}))


@pytest.mark.parametrize("name", NAMES)
def test_ask_gives_the_same_rows_in_the_same_order(graph: Graph, remote: Graph, name: str) -> None:
    assert remote.ask(name).to_dict() == graph.ask(name).to_dict()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: f"{question[0]} {question[1]}")
def test_explain_gives_the_same_answer(graph: Graph, remote: Graph, question: tuple[str, str, dict[str, Any]]) -> None:
    source, target, context = question
    answer = remote.explain(source, target, **context).to_dict()
    assert answer == graph.explain(source, target, **context).to_dict()
    assert answer["routes"] or answer["against"] or answer["gaps"]


@pytest.mark.parametrize("verb", VERBS)
def test_the_other_verbs_answer_the_same(graph: Graph, remote: Graph, verb: str) -> None:
    assert VERBS[verb](remote).to_dict() == VERBS[verb](graph).to_dict()


@pytest.mark.parametrize("text", QUERIES)
def test_raw_queries_answer_the_same(graph: Graph, remote: Graph, text: str) -> None:
    assert remote.query(text) == graph.query(text)


def test_the_command_prints_the_same(run: Run, server: Server) -> None:
    asked = ["explain", "toremifene", "lumbar spine BMD", "--population", "men on ADT"]
    code, out, _ = run(*asked, "--remote", server.query)
    assert (code, out) == run(*asked)[:2]


def test_what_comes_back_is_exported_as_it_was(mine: dict[str, set[ox.Triple]], remote: Graph, tmp_path: Path) -> None:
    """Through a server and back: the same quads."""
    remote.export("nquads", str(tmp_path / "out"))
    raw = (tmp_path / "out" / "serm-bone.nq").read_bytes()
    assert canonical([*ox.parse(raw, format=ox.RdfFormat.N_QUADS)]) == mine


def test_the_web_page_of_a_server_is_no_endpoint(server: Server) -> None:
    page = urllib.parse.urljoin(server.query, "/")
    with pytest.raises(RemoteFailed, match=r"it answered (with|\d)"):
        kg.load(endpoint=page)


def test_the_address_for_queries_takes_no_graphs(server: Server, graph: Graph) -> None:
    with pytest.raises(PartlyWritten, match="Written whole: nothing") as caught:
        push(graph, "nquads", server.query)
    assert caught.value.standing == ()


def test_a_query_that_a_server_cannot_read_is_the_users(remote: Graph) -> None:
    with pytest.raises(kg.UnreadableInput, match="is refused by"):
        remote.query("SELECT * WHERE { ?s ?p }")


@pytest.mark.parametrize("name", ["nquads", "jsonld"])
def test_the_other_forms_arrive_as_they_were(
    server: Server, graph: Graph, mine: dict[str, set[ox.Triple]], name: str
) -> None:
    """Put over what stands there; a graph that lost a triple meanwhile is whole again."""
    lost = min(mine, key=lambda graph: len(mine[graph]))
    urllib.request.urlopen(graph_request(server, lost, "DELETE"), timeout=120).close()
    push(graph, name, server.graphs)
    assert canonical([quad for name in mine for quad in read(server, name)]) == mine


def test_merged_turtle_is_taken_for_the_default_graph(server: Server, graph: Graph) -> None:
    written = push(graph, "turtle", server.graphs)
    assert written == {"default": len({quad.triple for quad in all_quads(graph)})}
