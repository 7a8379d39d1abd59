"""``kg export FORMAT --to URL``: each named graph is put whole into a graph store, and a failure says which stand."""

from __future__ import annotations

import urllib.parse
from http.server import BaseHTTPRequestHandler
from itertools import groupby

import pyoxigraph as ox
import pytest

from kg.api import Graph
from kg.errors import BadParameter, LimitReached, PartlyWritten
from kg.export.graph_store import push
from kg.interop.quads import all_quads
from tests.conftest import Run
from tests.remote_servers import Answering, Form, replying, send, serving

GRAPH = "https://w3id.org/serm-bone/graph/"


class GraphStore:
    """Takes graphs by PUT, but the one called ``refused``."""

    def __init__(self, refused: str = "") -> None:
        self.refused = refused
        self.types: set[str] = set()
        self.graphs: dict[str, set[ox.Triple]] = {}

    def __call__(self, handler: BaseHTTPRequestHandler, form: Form) -> None:
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(handler.path).query, keep_blank_values=True)
        named = query["graph"][0] if "graph" in query else "default" if "default" in query else ""
        if handler.command != "PUT" or not named or named == self.refused:
            send(handler, 507, "text/plain", b"the disk is full")
            return
        media = handler.headers["Content-Type"]
        self.types.add(media)
        read = ox.parse(form["body"][0].encode(), format=ox.RdfFormat.from_media_type(media))
        self.graphs[named] = {quad.triple for quad in read}
        send(handler, 204, "text/plain", b"")


@pytest.fixture(scope="module")
def quads(graph: Graph) -> list[ox.Quad]:
    """Of each named graph the last hundred triples, those with a blank node among them."""
    return [quad for _, of in groupby(all_quads(graph), key=lambda quad: quad.graph_name) for quad in [*of][-100:]]


@pytest.fixture(autouse=True)
def gathered(quads: list[ox.Quad], monkeypatch: pytest.MonkeyPatch) -> None:
    """These stand for the whole graph, which goes to real servers in the slow tests."""
    monkeypatch.setattr("kg.interop.quads.all_quads", lambda graph: quads)


@pytest.fixture(scope="module")
def mine(quads: list[ox.Quad]) -> dict[str, set[ox.Triple]]:
    """The triples of each named graph."""
    found: dict[str, set[ox.Triple]] = {}
    for quad in quads:
        found.setdefault(str(getattr(quad.graph_name, "value", "")), set()).add(quad.triple)
    return found


def named(triples: set[ox.Triple]) -> set[ox.Triple]:
    """Those without a blank node, whose name a store may choose."""
    return {triple for triple in triples if "_:" not in str(triple)}


@pytest.mark.parametrize(
    ("name", "media"),
    [("nquads", "application/n-triples"), ("trig", "text/turtle"), ("jsonld", "application/ld+json")],
)
def test_every_graph_arrives_whole(graph: Graph, mine: dict[str, set[ox.Triple]], name: str, media: str) -> None:
    store = GraphStore()
    with serving(store) as url:
        assert graph.push(url, format=name) == {target: len(triples) for target, triples in sorted(mine.items())}
    assert store.types == {media}
    assert {g: len(t) for g, t in store.graphs.items()} == {g: len(t) for g, t in mine.items()}
    assert {target: named(triples) for target, triples in store.graphs.items()} == {
        g: named(t) for g, t in mine.items()
    }


def test_merged_turtle_goes_to_the_default_graph(graph: Graph, mine: dict[str, set[ox.Triple]]) -> None:
    store = GraphStore()
    with serving(store) as url:
        assert push(graph, "turtle", url) == {"default": len(set().union(*mine.values()))}
    assert set(store.graphs) == {"default"}
    assert named(store.graphs["default"]) == named(set().union(*mine.values()))


def test_an_address_may_have_a_query_of_its_own(graph: Graph, mine: dict[str, set[ox.Triple]]) -> None:
    store = GraphStore()
    with serving(store) as url:
        push(graph, "nquads", f"{url}?repository=bone")
    assert store.graphs.keys() == mine.keys()


def test_the_graph_that_is_not_taken_is_named_and_those_that_stand(graph: Graph, run: Run) -> None:
    """In the order of their names; what comes after the first failure is not sent."""
    store = GraphStore(refused=GRAPH + "audit")
    with serving(store) as url:
        with pytest.raises(PartlyWritten) as caught:
            push(graph, "nquads", url)
        code, _, err = run("export", "nquads", "--to", url)
    assert caught.value.standing == (GRAPH + "assertions", GRAPH + "assessment") == tuple(store.graphs)
    assert caught.value.missing[:2] == (GRAPH + "audit", GRAPH + "claims")
    assert len(caught.value.missing) == 15
    assert (code, err.splitlines()[-1:]) == (4, [f"kg: {caught.value}"])
    assert f"<{GRAPH}audit>: it answered 507 Insufficient Storage; the disk is full. Written whole: " in err
    assert err.endswith("Writing again replaces each graph\n")


FAULTS: dict[str, tuple[Answering, str]] = {
    "redirect": (replying(307, "text/plain", b"", Location="http://127.0.0.1:9/store"), "which was not followed"),
    "read only": (replying(405, "text/plain", b""), "it does not take this kind of request"),
    "promise": (replying(202, "text/plain", b""), "it answered 202 Accepted"),
    "silent": (lambda handler, form: None, "cannot be reached"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_store_that_takes_nothing(graph: Graph, fault: str) -> None:
    answer, message = FAULTS[fault]
    with serving(answer) as url, pytest.raises(PartlyWritten, match=message) as caught:
        push(graph, "trig", url)
    assert caught.value.standing == ()
    assert len(caught.value.missing) == 17
    assert "Written whole: nothing" in str(caught.value)
    assert isinstance(caught.value, LimitReached)


def test_the_command_says_how_much_it_put(run: Run, mine: dict[str, set[ox.Triple]]) -> None:
    with serving(GraphStore()) as url:
        code, out, err = run("export", "trig", "--to", url)
    total = sum(map(len, mine.values()))
    assert (code, out) == (0, "")
    assert err == f"putting {total} triples into {url} …\nput {len(mine)} graphs with {total} triples into {url}\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["export", "sssom", "--to", "http://127.0.0.1:9/"], "sssom is no form of RDF"),
        (["export", "trig", "--to", "file:///tmp/x"], "no address of a server"),
        (["export", "trig", "--to", "http://127.0.0.1:9/", "-o", "out"], "or kg export FORMAT --to URL"),
        (["export", "trig"], "or kg export FORMAT --to URL"),
    ],
)
def test_wrong_use_sends_nothing(run: Run, arguments: list[str], told: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert told in err


def test_a_format_that_is_no_rdf_is_refused(graph: Graph) -> None:
    with pytest.raises(BadParameter, match="take nquads, trig, turtle, jsonld"):
        push(graph, "sssom", "http://127.0.0.1:9/")
