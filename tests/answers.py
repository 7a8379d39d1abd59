"""Read the answers of catalogued queries, IRIs by their last part."""

from __future__ import annotations

from collections.abc import Iterable

from kg.api import Graph


def short(value: str | None) -> str | None:
    """The last part of an IRI; text as it is."""
    return value.rsplit("/", 1)[-1].rsplit("#", 1)[-1] if value and value.startswith("http") else value


def ask(graph: Graph, query: str, **parameters: str) -> list[dict[str, str | None]]:
    """The rows of a catalogued query, IRIs by their last part."""
    return [{name: short(row[name]) for name in row} for row in graph.ask(query, **parameters)]


def table(rows: Iterable[dict[str, str | None]], *columns: str) -> set[tuple[str | None, ...]]:
    return {tuple(row[name] for name in columns) for row in rows}
