"""Fuseki and the Oxigraph server as receivers: every catalogued query gives there the rows that the package gives."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from kg.api import Graph
from kg.base.prefixes import expand
from kg.rdf import catalogue
from tests.receivers.rdf_servers import Row, Server, fuseki, oxigraph, oxigraph_server, put, select
from tests.test_queries import golden

pytestmark = pytest.mark.slow

NAMES = catalogue.names()
# A parameter that rows may lack cannot be bound so: a join takes the rows without it too.
BOUND = [
    name
    for name in NAMES
    if golden(name)[0] and not any(catalogue.question(name).params[key].optional for key in golden(name)[0])
]
COUNTS = "SELECT ?graph (COUNT(*) AS ?quads) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"


@pytest.fixture(scope="module", params=[pytest.param("fuseki", marks=pytest.mark.java), "oxigraph"])
def server(request: pytest.FixtureRequest, graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that was given the TriG export: Fuseki over HTTP, Oxigraph by its own loader."""
    folder = tmp_path_factory.mktemp("trig")
    graph.export("trig", str(folder / "export"))
    written = folder / "export" / "serm-bone.trig"
    if request.param == "fuseki":
        with fuseki() as running:
            put(running, written, "application/trig")
            yield running
    else:
        load: list[str | Path] = [oxigraph(), "load", "--location", folder / "store", "--file", written]
        subprocess.run(load, check=True, capture_output=True, timeout=300)
        with oxigraph_server(folder / "store") as running:
            yield running


@pytest.fixture(scope="module")
def graphs(server: Server) -> list[str]:
    """The graphs to name in a request: none where the server takes the union of all by itself."""
    return [] if server.union else [str(name) for name, _ in select(server, COUNTS)[1]]


def packaged(graph: Graph, name: str, **bindings: str) -> list[Row]:
    return [tuple(row[column] for column in row) for row in graph.ask(name, **bindings).to_dict()]


def test_every_graph_has_as_many_quads_as_the_package(server: Server, graph: Graph) -> None:
    mine = Counter(str(quad.graph_name).strip("<>") for quad in graph.store)
    assert len(mine) > 10
    assert {name: int(quads or 0) for name, quads in select(server, COUNTS)[1]} == mine


@pytest.mark.parametrize("name", NAMES)
def test_every_query_gives_the_same_rows(server: Server, graphs: list[str], graph: Graph, name: str) -> None:
    """The text of the file, sent as it is, over the union of the named graphs."""
    asked = catalogue.question(name)
    columns, rows = select(server, asked.text, graphs=graphs)
    assert columns == asked.columns
    assert Counter(rows) == Counter(packaged(graph, name))
    assert rows


@pytest.mark.parametrize("name", BOUND)
def test_a_parameter_bound_on_the_server_gives_the_rows_of_ask(
    server: Server, graphs: list[str], graph: Graph, name: str
) -> None:
    """Anybody's tool can bind a parameter with VALUES behind the query; the bindings are those of the golden rows."""
    asked, bindings = catalogue.question(name), golden(name)[0]
    codes = partial(catalogue.codes, graph.store)
    meant = [
        codes(value) if asked.params[param].kind == "code" else (str(expand(value)),)
        for param, value in bindings.items()
    ]
    table = " ".join(f"({' '.join(f'<{iri}>' for iri in line)})" for line in product(*meant))
    values = f"VALUES ({' '.join(f'?{param}' for param in bindings)}) {{ {table} }}"
    rows = select(server, f"{asked.text}\n{values}", graphs=graphs)[1]
    assert Counter(rows) == Counter(packaged(graph, name, **bindings))
    assert rows
