"""Raw SPARQL: what is refused, what is answered, and that no text ends the process or leaves the machine."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.base.records import Rows
from kg.errors import BadParameter, LimitReached, UnreadableInput
from kg.rdf.sparql_sandbox import DEEPEST, LONGEST, guard, run, serialise

EX = "http://example.org/"
EVERYTHING = "SELECT ?subject ?predicate ?object WHERE { ?subject ?predicate ?object } ORDER BY ?subject"


@pytest.fixture
def store() -> ox.Store:
    """Forty quads in a named graph."""
    made = ox.Store()
    for number in range(40):
        made.add(
            ox.Quad(ox.NamedNode(f"{EX}s{number}"), ox.NamedNode(EX + "p"), ox.Literal(number), ox.NamedNode(EX + "g"))
        )
    return made


@pytest.fixture
def canary() -> Iterator[tuple[str, list[bytes]]]:
    """A listening server and what it was sent."""
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                visitor, _ = server.accept()
            except OSError:
                return
            heard.append(visitor.recv(1000))
            visitor.close()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/sparql", heard
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(2)


AWAY = {
    "plain": "SELECT * WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "silent": "SELECT * WHERE { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "case": "SELECT * WHERE { sErViCe <URL> { ?s ?p ?o } }",
    "variable": "SELECT * WHERE { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "exists": "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "comment": "SELECT * WHERE { #\nSERVICE#\n<URL> { ?s ?p ?o } }",
    "escaped": "SELECT * WHERE { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "after a number": "SELECT * WHERE { VALUES ?n { 1 }SERVICE <URL> { ?s ?p ?o } }",
    "after a comparison": "SELECT * WHERE { FILTER(1<2) SERVICE <URL> { ?s ?p ?o } FILTER(2>1) }",
    "in a subquery": "SELECT * { { SELECT * { SERVICE<URL>{ ?s ?p ?o } } } }",
    "base": "BASE <URL> SELECT * WHERE { SERVICE <> { ?s ?p ?o } }",
}


@pytest.mark.parametrize("case", AWAY)
def test_no_query_leaves_the_machine(store: ox.Store, canary: tuple[str, list[bytes]], case: str) -> None:
    """SERVICE is refused in every guise, and nothing arrives at the address it names."""
    url, heard = canary
    with pytest.raises((BadParameter, UnreadableInput)):
        serialise(store, AWAY[case].replace("URL", url), "json", seconds=5)
    assert heard == []


@pytest.mark.parametrize("clause", ["FROM <URL>", "FROM NAMED <URL>", "FROM <file:///etc/passwd>", "FROM <secret.nt>"])
def test_from_fetches_nothing(store: ox.Store, canary: tuple[str, list[bytes]], clause: str) -> None:
    """FROM names graphs of this store; it reads neither the network nor a file."""
    url, heard = canary
    text = f"BASE <{EX}> SELECT * {clause.replace('URL', url)} WHERE {{ ?s ?p ?o }}"
    assert json.loads(serialise(store, text, "json", seconds=5))["results"]["bindings"] == []
    assert heard == []


def test_from_chooses_among_the_graphs(store: ox.Store) -> None:
    """FROM asks one graph of the store alone; without it all graphs are asked together."""
    assert len(run(store, f"SELECT * FROM <{EX}g> WHERE {{ ?s ?p ?o }}")) == 40
    assert len(run(store, f"SELECT * FROM <{EX}other> WHERE {{ ?s ?p ?o }}")) == 0
    assert len(run(store, "SELECT * WHERE { ?s ?p ?o }")) == 40


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * WHERE { ?s ?p "SERVICE" }',
        "SELECT * WHERE { ?s ?p ?o } # SERVICE <http://example.org/> { }",
        "PREFIX e: <http://example.org/> SELECT * WHERE { ?s e:SERVICE ?o }",
        "PREFIX service: <http://example.org/> SELECT * WHERE { ?s service:p ?o }",
        "SELECT ?SERVICE WHERE { ?s ?p ?SERVICE }",
        "SELECT * WHERE { ?s <http://example.org/SERVICE> ?o }",
        "PREFIX e: <http://example.org/> SELECT * WHERE { ?s e:insert ?load }",
    ],
)
def test_the_word_alone_is_harmless(store: ox.Store, text: str) -> None:
    """A string, comment, name or IRI may hold any word."""
    assert "results" in json.loads(serialise(store, text, "json", seconds=5))


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <http://e/a> <http://e/b> 1 }",
        "PREFIX e: <http://e/> delete where { ?s ?p ?o }",
        "# SELECT\nDROP ALL",
        "CLEAR ALL",
        "LOAD <http://example.org/>",
        "WITH <http://e/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused(store: ox.Store, text: str) -> None:
    """The graph is read-only, and the store is what it was."""
    before = sorted(map(str, store))
    with pytest.raises(BadParameter, match="read-only"):
        serialise(store, text, "json", seconds=5)
    assert sorted(map(str, store)) == before


DEEP: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "SELECT * WHERE " + "{" * n + "}" * n,
    "parentheses": lambda n: "SELECT * WHERE { FILTER(" + "(" * n + "1" + ")" * n + ") }",
    "if": lambda n: "SELECT (" + "IF(1," * n + "1" + ",1)" * n + " AS ?x) WHERE {}",
    "blank nodes": lambda n: "SELECT * WHERE { " + "[ ?p " * n + "1" + "]" * n + " . }",
    "subselects": lambda n: "SELECT * WHERE { " + "{ SELECT * WHERE { " * n + "} }" * n + " }",
    "sum": lambda n: "SELECT (1" + "+1" * n + " AS ?x) WHERE {}",
    "and": lambda n: "SELECT * WHERE { FILTER(true" + " && true" * n + ") }",
    "path": lambda n: f"SELECT * WHERE {{ ?s {'/'.join([f'<{EX}p>'] * n)} ?o }}",
    "alternatives": lambda n: f"SELECT * WHERE {{ ?s {'|'.join([f'<{EX}p>'] * n)} ?o }}",
    "unions": lambda n: "SELECT * WHERE { {}" + " UNION {}" * n + " }",
    "values": lambda n: "SELECT * WHERE { VALUES ?x { " + "1 " * n + "} }",
}


@pytest.mark.parametrize("size", [DEEPEST - 10, 1_000, 2_500, 12_000])
@pytest.mark.parametrize("case", DEEP)
def test_no_text_ends_the_process(store: ox.Store, case: str, size: int) -> None:
    """Deep and long texts are answered or refused; the process that asked lives on."""
    with suppress(LimitReached, UnreadableInput):
        serialise(store, DEEP[case](size), "json", seconds=2)
    assert run(store, "ASK {}") is True


def test_what_is_too_long_or_too_deep() -> None:
    """Length and depth are refused before the engine sees the text."""
    with pytest.raises(LimitReached, match="bytes"):
        guard("SELECT * WHERE { # " + "x" * LONGEST)
    with pytest.raises(LimitReached, match="brackets"):
        guard("SELECT * WHERE " + "{" * (DEEPEST + 1))
    guard("SELECT * WHERE " + "{" * (DEEPEST - 1) + "}" * (DEEPEST - 1))


RUNAWAY = {
    "cross product": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }",
    "order": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?l",
    "result": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }",
}


@pytest.mark.parametrize("case", RUNAWAY)
def test_a_query_that_does_not_end_is_ended(store: ox.Store, case: str) -> None:
    """At the limit the query is killed, nothing is answered, and no process stays behind."""
    began = time.monotonic()
    with pytest.raises(LimitReached, match="did not end"):
        serialise(store, RUNAWAY[case], "json", seconds=1)
    assert time.monotonic() - began < 8
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_answers_as_the_w3c_has_them(store: ox.Store) -> None:
    """SELECT and ASK in JSON, XML, CSV and TSV; CONSTRUCT in Turtle, N-Triples and JSON-LD."""
    text = f"SELECT ?o WHERE {{ <{EX}s7> ?p ?o }}"
    assert json.loads(serialise(store, text, "json", seconds=5))["results"]["bindings"][0]["o"]["value"] == "7"
    assert serialise(store, text, "csv", seconds=5) == b"o\r\n7\r\n"
    assert serialise(store, text, "tsv", seconds=5) == b"?o\n7\n"
    assert b"<sparql" in serialise(store, text, "xml", seconds=5)
    graph = f"CONSTRUCT {{ ?s <{EX}q> ?o }} WHERE {{ ?s ?p ?o . FILTER(?o = 7) }}"
    assert serialise(store, graph, "ntriples", seconds=5).startswith(f"<{EX}s7> <{EX}q>".encode())
    turtle = serialise(store, graph, "turtle", seconds=5)
    assert [str(quad.object) for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)] == [str(ox.Literal(7))]
    assert json.loads(serialise(store, graph, "jsonld", seconds=5))


@pytest.mark.parametrize(("text", "style"), [(EVERYTHING, "turtle"), ("CONSTRUCT WHERE { ?s ?p ?o }", "csv")])
def test_a_style_that_does_not_fit(store: ox.Store, text: str, style: str) -> None:
    """Rows have no Turtle and graphs have no CSV: that is wrong use, and says what fits."""
    with pytest.raises(BadParameter, match="take one of"):
        serialise(store, text, style, seconds=5)


def test_python_values(store: ox.Store) -> None:
    """``run`` gives rows, a bool, or N-Triples."""
    rows = run(store, EVERYTHING)
    assert isinstance(rows, Rows)
    assert (len(rows), rows.columns) == (40, ("subject", "predicate", "object"))
    assert run(store, "ASK { ?s ?p 99 }") is False
    assert run(store, "CONSTRUCT WHERE { ?s ?p 3 }").startswith(f"<{EX}s3>")


def test_a_syntax_error_names_the_line(store: ox.Store) -> None:
    """The message has file and line."""
    with pytest.raises(UnreadableInput) as caught:
        serialise(store, "SELECT *\nWHERE {\n ?s ?p\n}", "json", seconds=5, name="mine.rq")
    assert (caught.value.path, caught.value.line) == ("mine.rq", 4)


def test_a_store_on_disk_is_opened_by_the_child(store: ox.Store, tmp_path: Path) -> None:
    """The folder of a store will do in its place; nothing in it changes."""
    disk = ox.Store(str(tmp_path / "store"))
    disk.bulk_extend(iter(store))
    disk.flush()
    del disk
    before = {path.name: path.read_bytes() for path in (tmp_path / "store").iterdir()}
    assert len(run(tmp_path / "store", EVERYTHING)) == 40
    assert {path.name: path.read_bytes() for path in (tmp_path / "store").iterdir()} == before
