"""Apache Jena Fuseki and the Oxigraph server: started as their users start them, and asked over SPARQL Protocol."""

from __future__ import annotations

import json
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from tests.receivers.java import runtime
from tests.receivers.maven import classpath
from tests.receivers.process import free_port, responds, running
from tests.receivers.python import interpreter
from tests.receivers.rdf import jar_version

CONFIG = Path(__file__).parent / "fuseki.ttl"
JAVA = 21
_DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"
Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running SPARQL server: what it is, where it is asked, where graphs are put and got, and whether its default
    graph is the union of the named ones.
    """

    name: str
    version: str
    query: str
    graphs: str
    union: bool


def jena(*arguments: str | Path, limit: float = 300) -> str:
    """Run one of the command-line programs of Jena; return what it prints."""
    command: list[str | Path] = [runtime(JAVA), "-cp", classpath("fuseki"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=limit, check=True).stdout


@contextmanager
def fuseki() -> Iterator[Server]:
    """Run an empty Fuseki: one dataset in memory, its default graph the union of the named ones."""
    port = free_port()
    program = "org.apache.jena.fuseki.main.cmds.FusekiMainCmd"
    options = [f"--config={CONFIG}", f"--port={port}", "--localhost"]
    command: list[str | Path] = [runtime(JAVA), "-cp", classpath("fuseki"), program, *options]
    base = f"http://127.0.0.1:{port}/serm-bone"
    with running(command, ready=responds(base), limit=120):
        yield Server(
            name="Fuseki",
            version=jar_version(classpath("fuseki"), "jena-fuseki-main"),
            query=f"{base}/sparql",
            graphs=f"{base}/data",
            union=True,
        )


def oxigraph() -> Path:
    """Return the program ``oxigraph``."""
    return interpreter("servers").with_name("oxigraph")


def _oxigraph_version() -> str:
    told = subprocess.run([oxigraph(), "--version"], capture_output=True, text=True, timeout=60, check=True).stdout
    return told.split()[-1]


@contextmanager
def oxigraph_server(store: Path, *, writable: bool = False) -> Iterator[Server]:
    """Serve the Oxigraph store in the folder ``store``; its default graph is not the union of the others."""
    port = free_port()
    verb = "serve" if writable else "serve-read-only"
    command: list[str | Path] = [oxigraph(), verb, "--location", store, "--bind", f"127.0.0.1:{port}"]
    base = f"http://127.0.0.1:{port}"
    with running(command, ready=responds(base), limit=60):
        yield Server(
            name="Oxigraph server",
            version=_oxigraph_version(),
            query=f"{base}/query",
            graphs=f"{base}/store",
            union=False,
        )


def put(server: Server, path: Path, content_type: str) -> None:
    """Load a file with named graphs into an empty ``server``, in one request."""
    request = urllib.request.Request(server.graphs, data=path.read_bytes(), method="PUT")
    request.add_header("Content-Type", content_type)
    with urllib.request.urlopen(request, timeout=300) as answer:
        assert answer.status in (200, 201, 204)


def select(server: Server, text: str, *, graphs: Sequence[str] = ()) -> tuple[tuple[str, ...], list[Row]]:
    """Return columns and rows of a SELECT, decimals in canonical form, unbound as None.

    ``graphs`` name the graphs whose union is the default graph; without them the server decides.
    """
    fields = [("query", text), *(("default-graph-uri", graph) for graph in graphs)]
    request = urllib.request.Request(server.query, data=urllib.parse.urlencode(fields).encode())
    request.add_header("Accept", "application/sparql-results+json")
    try:
        with urllib.request.urlopen(request, timeout=300) as answer:
            found = json.loads(answer.read())
    except urllib.error.HTTPError as error:
        pytest.fail(f"{server.query} answered {error.code}: {error.read(2000).decode('utf-8', 'replace')}")
    columns = tuple(found["head"]["vars"])
    return columns, [tuple(_text(row.get(name)) for name in columns) for row in found["results"]["bindings"]]


def _text(cell: Mapping[str, str] | None) -> str | None:
    """Return the lexical form; a decimal in the canonical form, in which our store keeps it."""
    if cell is None:
        return None
    return f"{Decimal(cell['value']).normalize():f}" if cell.get("datatype") == _DECIMAL else cell["value"]
