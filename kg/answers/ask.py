"""``ask`` and ``query``: SPARQL, catalogued or raw, for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kg.base.records import Rows

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph


def ask(graph: KnowledgeGraph, question: str, parameters: Mapping[str, str]) -> Rows:
    """Return the rows of a catalogued query; entity parameters may be any name of the entity.

    The rows were found when the graph was compiled, so that no query runs now; an endpoint is asked.
    """
    from kg.rdf import catalogue

    catalogue.question(question)

    def find(name: str, *, kinds: tuple[str, ...] = (), what: str = "entity") -> str:
        return graph.names.find(name, kinds=kinds, what=what)

    def codes(name: str) -> tuple[str, ...]:
        return catalogue.codes(graph.store, name)

    return catalogue.select(question, graph.section(f"ask-{question}"), parameters, resolve=find, codes=codes)


def query(graph: KnowledgeGraph, text: str) -> Any:
    """Return ``Rows`` for SELECT, a bool for ASK, N-Triples text for CONSTRUCT and DESCRIBE."""
    if graph.endpoint is not None:
        return graph.endpoint.run(text)
    from kg.rdf.sparql_sandbox import run

    return run(graph.store, text)
