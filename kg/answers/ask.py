"""``ask`` and ``query``: SPARQL, catalogued or raw, for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kg.record import Rows

if TYPE_CHECKING:
    from kg.graph import Graph


def ask(graph: Graph, question: str, parameters: Mapping[str, str]) -> Rows:
    """Return the rows of a catalogued query; entity parameters may be any name of the entity."""
    from kg import catalogue

    rows: Rows = catalogue.ask(graph.store, question, parameters, resolve=graph.names.find)
    return rows


def query(graph: Graph, text: str) -> Any:
    """Return ``Rows`` for SELECT, a bool for ASK, N-Triples text for CONSTRUCT and DESCRIBE."""
    from kg.query import run

    return run(graph.store, text)
