"""What the compiled loops are handed: the columns of an index and the rules of a question, as tuples of arrays."""

from __future__ import annotations

from typing import Any, NamedTuple


class Graph(NamedTuple):
    """The columns of an index as arrays, and its table of kinds; masks of places are rows of 64-bit words."""

    first: Any
    target: Any
    source: Any
    sign: Any
    kind: Any
    back: Any
    back_first: Any
    free: Any
    leaves: Any
    reaches: Any
    sides: Any
    bits: Any
    above: Any
    cover_edges: Any
    cover_first: Any
    cover_nodes: Any


class Rules(NamedTuple):
    """What a question lets through: grades by kind, barred edges, what each node is, and how amounts are counted."""

    ranks: Any
    barred: Any
    gate: Any
    source: int
    signed: bool
    hits: bool
    level: int
