"""What may go wrong with an endpoint: whatever a server does, the fault is a clear error and no short answer."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.base.resources import folder
from kg.errors import BadParameter, LimitReached, RemoteFailed
from kg.remote import results
from kg.remote.endpoint import Endpoint, version
from tests.conftest import Run
from tests.remote_servers import ROWS, TRIPLES, Answering, Form, replying, send, sending, serving

G = "https://w3id.org/serm-bone/graph/"
ONTOLOGY = "https://w3id.org/serm-bone/ontology"
CURATED = (
    *("assertions", "audit", "claims", "controversies", "entities", "evidence"),
    *("imports", "inferred", "ontology", "outcomes", "protocols", "references"),
)
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "ftp://example.org/sparql", "localhost:7878", "http://", "http://host:port/"),
        *("http://h/ x", "http://h/é", "http://h/\n", "http://h/#part", "javascript:alert(1)", "", "http://[::1/"),
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadParameter, match="no address of a server"):
        Endpoint(url)


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(BadParameter, match="leave them out") as caught:
        Endpoint("http://ann:secret@127.0.0.1/sparql")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), 1e6])
def test_a_time_that_is_none_is_refused(run: Run, tmp_path: Path, seconds: float) -> None:
    with pytest.raises(BadParameter, match="no time to wait"):
        Endpoint("http://127.0.0.1:9/", seconds=seconds)
    (tmp_path / "q.rq").write_text(COUNT)
    code, _, err = run("query", str(tmp_path / "q.rq"), "--remote", "http://127.0.0.1:9/", f"--seconds={seconds}")
    assert (code, "no time to wait" in err) == (2, True)


def rows(columns: str, *lines: tuple[str, ...]) -> bytes:
    """Return SPARQL JSON with literals, and IRIs where a text begins with http."""
    names = columns.split()
    bindings = [
        {
            name: {"type": "uri" if value.startswith("http") else "literal", "value": value}
            for name, value in zip(names, line, strict=True)
        }
        for line in lines
    ]
    return json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}}).encode()


def held(*names: str) -> bytes:
    """Return the answer of an endpoint that holds these graphs, one triple each."""
    return rows("graph triples", *((G + name, "1") for name in names))


def scripted(**answers: Answering | bytes) -> Answering:
    """Return what answers the request for graphs, version and triples, each as told, and ``other`` for anything else.

    Without a script it holds the graphs of curated records, each of one triple, of our version.
    """
    usual: dict[str, Answering | bytes] = {
        "graphs": held(*CURATED),
        "version": rows("version", (version(),)),
        "triples": f'<{ONTOLOGY}> <http://example.org/p> "x" .\n'.encode(),
        "other": rows("n", ("1",)),
    }

    def answer(handler: BaseHTTPRequestHandler, form: Form) -> None:
        text = form.get("query", [""])[0]
        asked = next((name for name in ("graphs", "version", "triples") if text == query(name)), "other")
        chosen = (usual | answers)[asked]
        if callable(chosen):
            chosen(handler, form)
        else:
            send(handler, 200, TRIPLES if asked == "triples" else ROWS, chosen)

    return answer


def query(name: str) -> str:

    return (folder("queries") / "remote" / f"{name}.rq").read_text(encoding="utf-8")


def late(handler: BaseHTTPRequestHandler, form: Form) -> None:
    time.sleep(30)


def drop(handler: BaseHTTPRequestHandler, form: Form) -> None:
    """Close the connection without a word."""


def dripping(first: bytes) -> Answering:
    """Send ``first``, then a byte now and then, each in time."""

    def answer(handler: BaseHTTPRequestHandler, form: Form) -> None:
        handler.wfile.write(first)
        for _ in range(300):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)

    return answer


def endless(handler: BaseHTTPRequestHandler, form: Form) -> None:
    handler.wfile.write(IN_ROWS + b"\r\n")
    while True:
        handler.wfile.write(b" " * 65536)


OK = b"HTTP/1.1 200 OK\r\n"
IN_ROWS = OK + f"Content-Type: {ROWS}\r\n".encode()
UNFRAMED = OK + f"Content-Type: {TRIPLES}\r\n\r\n<a:a> <a:b> <a:c> .\n".encode()
FAULTS: dict[str, tuple[Answering, str]] = {
    "silent": (late, "did not answer within 0.6 s"),
    "header byte by byte": (dripping(OK + b"X-Slow: "), "did not answer within 0.6 s"),
    "body byte by byte": (dripping(IN_ROWS + b"\r\n"), "did not answer within"),
    "hangs up": (drop, "cannot be reached"),
    "no HTTP": (sending(b"220 mail.example.org ESMTP\r\n"), "cannot be reached"),
    "web page": (replying(200, "text/html", b"<html>Welcome"), "answered with text/html instead of"),
    "no media type": (sending(OK + b"Content-Length: 2\r\n\r\n{}"), "answered with no media type"),
    "XML": (replying(200, "application/sparql-results+xml", b"<sparql/>"), "instead of application/sparql-results"),
    "short": (sending(IN_ROWS + b"Content-Length: 900\r\n\r\n{}"), "cut short after 2 bytes"),
    "broken chunk": (sending(IN_ROWS + b"Transfer-Encoding: chunked\r\n\r\nff\r\n{}"), "cut short"),
    "half of the JSON": (replying(200, ROWS, rows("n", ("1",))[:-9]), "no whole SPARQL JSON"),
    "Oxigraph's cancelled answer": (
        replying(200, ROWS, b'{"head":{"vars":["n"]},"results":{"bindings":[The SPARQL operation has been cancelled'),
        "no whole SPARQL JSON",
    ),
    "a list": (replying(200, ROWS, b"[]"), "no whole SPARQL JSON"),
    "no bindings": (replying(200, ROWS, b'{"head":{"vars":["n"]}}'), "no whole SPARQL JSON"),
    "a cell without value": (
        replying(200, ROWS, b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"uri"}}]}}'),
        "no whole SPARQL JSON",
    ),
    "deep": (replying(200, ROWS, b"[" * 100_000), "no whole SPARQL JSON"),
    "not UTF-8": (replying(200, ROWS, b'{"head":"\xff"}'), "no whole SPARQL JSON"),
    "too large": (endless, "more than 100000 bytes"),
    "compressed": (replying(200, ROWS, b"\x1f\x8b", Content_Encoding="gzip"), "encoding 'gzip', which was not asked"),
    "not found": (replying(404, "text/html", b"<h1>no"), "404 Not Found; nothing is there; check the path"),
    "credentials": (replying(401, "text/plain", b""), "401 Unauthorized; it asks for credentials"),
    "forbidden": (replying(403, "text/plain", b"blocked"), "403 Forbidden; blocked; it refuses access"),
    "busy": (replying(503, "text/plain", b"at work"), "503 Service Unavailable; at work; it is busy"),
    "fault": (replying(500, "text/plain", b"\x1b[1mno\r\nmemory"), r"500 Internal Server Error; \[1mno memory$"),
    "empty success": (replying(204, ROWS, b""), "204 No Content"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("when", ["graphs", "other"])
def test_a_fault_of_the_server_is_a_clear_error(fault: str, when: str) -> None:
    """At the first request and at a later one: exit code 4, the address, and what is wrong."""
    answer, message = FAULTS[fault]
    with serving(scripted(**{when: answer})) as url:
        began = time.monotonic()
        with pytest.raises(RemoteFailed, match=message) as caught:
            kg.load(endpoint=Endpoint(url, seconds=0.6, most=100_000)).query(COUNT)
        assert time.monotonic() - began < 15
    assert (caught.value.exit_code, caught.value.url) == (4, url)
    assert isinstance(caught.value, LimitReached)
    assert str(caught.value).startswith(url)
    assert str(caught.value).isprintable()


def test_a_server_that_says_nothing_of_the_end_is_believed_for_rows_only() -> None:
    """SPARQL JSON shows that it is whole, N-Triples do not."""
    with serving(scripted(other=sending(IN_ROWS + b"\r\n" + rows("n", ("1",))))) as url:
        assert kg.load(endpoint=url).query(COUNT).to_dict() == [{"n": "1"}]
    with serving(scripted(other=sending(UNFRAMED))) as url, pytest.raises(RemoteFailed, match="where its answer ends"):
        kg.load(endpoint=url).query("CONSTRUCT WHERE { ?s ?p ?o }")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_told_and_not_followed(status: int) -> None:
    heard: list[Form] = []
    with ExitStack() as servers:
        elsewhere = servers.enter_context(serving(lambda handler, form: heard.append(form)))
        url = servers.enter_context(serving(replying(status, "text/plain", b"", Location=elsewhere)))
        with pytest.raises(RemoteFailed, match=f"it leads to {elsewhere}, which was not followed"):
            kg.load(endpoint=url)
    assert heard == []


def test_nobody_there(run: Run) -> None:
    with serving(drop) as url:
        pass
    with pytest.raises(RemoteFailed, match=r"cannot be reached .*refused.*; check the address"):
        kg.load(endpoint=url)
    code, out, err = run("outcomes", "--remote", url)
    assert (code, out) == (4, "")
    assert err.startswith(f"kg: {url}: it cannot be reached")
    assert err.count("\n") == 1


def test_a_name_that_nobody_has() -> None:
    with pytest.raises(RemoteFailed, match=r"(cannot be reached|did not answer)"):
        kg.load(endpoint=Endpoint("http://serm-bone.invalid/sparql", seconds=5))


@pytest.mark.parametrize(
    "found",
    [
        rows("graph triples"),
        rows("graph triples", ("http://example.org/g", "7")),
        rows("graph triples", (f"{G}x> . # ", "7"), (G + "claims", "many")),
        rows("other", ("1",)),
    ],
)
def test_an_endpoint_without_our_graphs(found: bytes) -> None:
    with (
        serving(scripted(graphs=found)) as url,
        pytest.raises(RemoteFailed, match="holds no graph of serm-bone-kg; load"),
    ):
        kg.load(endpoint=url)


@pytest.mark.parametrize("lacking", CURATED)
def test_an_endpoint_that_was_filled_in_part(lacking: str) -> None:
    """As after a push that failed midway: it would answer, and leave things out."""
    found = held(*(name for name in CURATED if name != lacking))
    message = f"it lacks {G}{lacking}; load the whole export there"
    with serving(scripted(graphs=found)) as url, pytest.raises(RemoteFailed, match=message):
        kg.load(endpoint=url)


@pytest.mark.parametrize(("there", "told"), [(rows("version", ("9.9.9",)), "9.9.9"), (rows("version"), "unknown")])
def test_an_endpoint_with_another_version(there: bytes, told: str) -> None:
    message = f"holds version {told} of the vocabulary and this program reads {version()}"
    with serving(scripted(version=there)) as url, pytest.raises(RemoteFailed, match=message):
        kg.load(endpoint=url)


@pytest.mark.parametrize(
    ("triples", "message"),
    [
        (b"", "counts 1 triples in .* and gave 0"),
        (b"<a:a> <a:b> <a:c> .\n<a:a> <a:b> <a:d> .\n", "counts 1 triples in .* and gave 2"),
        (b"<a:a> <a:b> ", "is not N-Triples"),
        (b"<html>", "is not N-Triples"),
    ],
)
def test_a_graph_that_does_not_come_whole(triples: bytes, message: str) -> None:
    with serving(scripted(triples=triples)) as url, pytest.raises(RemoteFailed, match=message):
        kg.load(endpoint=url).outcomes()


def test_blank_nodes_of_two_graphs_stay_apart() -> None:
    """A server may call them alike."""
    with serving(scripted(triples=b"_:b <a:a> <a:b> .\n")) as url:
        found = list(kg.load(endpoint=url).store)
    assert len(found) == len({quad.subject for quad in found}) == len(CURATED)


@pytest.mark.parametrize(
    "value", ["2.0", "2", "-0.70", "+1.5", "007", "0.0", "-0.0", ".5", "3.", "100", "1.000000000000000001", "-12.340"]
)
def test_a_decimal_has_the_form_that_our_own_store_gives_it(value: str) -> None:
    """Whatever zeros a server keeps; the store itself is asked."""
    here, decimal = ox.NamedNode("a:a"), ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    store = ox.Store()
    store.add(ox.Quad(here, here, ox.Literal(value, datatype=decimal)))
    (kept,) = store
    cell = {"n": {"type": "literal", "value": value, "datatype": decimal.value}}
    body = json.dumps({"head": {"vars": ["n"]}, "results": {"bindings": [cell]}}).encode()
    assert results.plain(results.parsed(body)) == [{"n": str(getattr(kept.object, "value", None))}]


@pytest.mark.parametrize("value", ["1E999999999", "", "-", ".", "NaN", "12a", "٣"])
def test_what_is_no_decimal_stays_as_it_came(value: str) -> None:
    cell = {"n": {"type": "literal", "value": value, "datatype": "http://www.w3.org/2001/XMLSchema#decimal"}}
    body = json.dumps({"head": {"vars": ["n"]}, "results": {"bindings": [cell, {}]}}).encode()
    assert results.plain(results.parsed(body)) == [{"n": value}, {"n": None}]


def test_the_vocabulary_version_is_that_of_the_ontology() -> None:
    assert version() == "0.1.0"
