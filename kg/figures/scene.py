"""What a figure shows, before any coordinate: nodes, signed edges, rows of a forest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A thing in a figure; ``kind`` decides its outline."""

    id: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A signed edge: +1 ends in an arrow, -1 in a bar, None in a circle; dashed where borrowed or uncited."""

    source: str
    target: str
    sign: int | None
    dashed: bool
    assertions: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A graph with title, notes below, and the data version that it was drawn from.

    ``signed`` if its ends mean signs.
    """

    name: str
    title: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    notes: tuple[str, ...]
    data_version: str
    signed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a forest: what was measured, the estimate and its interval as printed, None where there is none."""

    group: str
    label: str
    value: str
    low: str | None
    high: str | None
    printed: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Rows of one endpoint, grouped by statistic and unit, never pooled. ``ratio`` groups are drawn on a log axis."""

    name: str
    title: str
    rows: tuple[Row, ...]
    ratio: frozenset[str]
    notes: tuple[str, ...]
    data_version: str
