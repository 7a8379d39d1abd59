"""Graphs of any size that are like the curated one: degrees, parallel edges, signs and contexts as measured there.

Seeded: the same size and seed give the same graph.
"""

from __future__ import annotations

from math import log
from typing import Any, NamedTuple

import numpy as np

from kg.api import Graph
from kg.network.encoding import numbered
from kg.search.csr_graph import Index, Kinds, build


class Mix(NamedTuple):
    """What was measured: edges a node, the exponents of the degrees, the share of edges beside another of the same
    pair, the degree of the largest hub as a power of the number of edges, and the sign and kind of each edge.
    """

    density: float
    leaving: float
    reaching: float
    parallel: float
    hub: float
    signs: Any
    kinds: Any
    table: Kinds
    free: float


class Columns(NamedTuple):
    """A graph as columns, one entry an edge, and the nodes that carry no place along."""

    nodes: int
    source: Any
    target: Any
    sign: Any
    kind: Any
    free: Any

    def indexed(self, table: Kinds | None = None) -> Index:
        """Return the index; without a ``table`` of kinds, of the graph without its contexts."""
        if table is None:
            return build(self.nodes, self.source, self.target, self.sign)
        return build(self.nodes, self.source, self.target, self.sign, self.kind, table=table, free=self.free.tolist())


def measured(graph: Graph) -> Mix:
    """Return what the edges are like that the packaged graph is searched on."""
    index = numbered(graph.network).index
    source, target = (np.asarray(column) for column in (index.source, index.target))
    leaving, reaching = (np.bincount(column, minlength=index.nodes) for column in (source, target))
    pairs = len(set(zip(source.tolist(), target.tolist(), strict=True)))
    return Mix(
        density=index.edges / index.nodes,
        leaving=_exponent(leaving),
        reaching=_exponent(reaching),
        parallel=1 - pairs / index.edges,
        hub=log(max(leaving.max(), reaching.max())) / log(index.edges),
        signs=np.asarray(index.sign),
        kinds=np.asarray(index.kind),
        table=index.kinds,
        free=sum(index.free) / index.nodes,
    )


def _exponent(degrees: Any) -> float:
    """The exponent of a power law of degrees, by maximum likelihood (Clauset, Shalizi and Newman, least degree 1)."""
    own = degrees[degrees > 0]
    return float(1 + len(own) / np.log(own / 0.5).sum())


def generate(mix: Mix, edges: int, seed: int = 1) -> Columns:
    """Return a graph of so many edges."""
    dice = np.random.default_rng(seed)
    nodes = max(2, round(edges / mix.density))
    source = _drawn(dice, mix, mix.leaving, nodes, edges)
    target = _drawn(dice, mix, mix.reaching, nodes, edges)
    # Hubs meet by chance already; the rest of the parallel edges are copies.
    chance = 1 - len(np.unique(source * np.int64(nodes) + target)) / edges
    copies = max(0.0, 1 - (1 - mix.parallel) / (1 - chance))
    again = dice.choice(edges, round(edges * copies), replace=False)
    like = dice.integers(0, edges, len(again))
    source[again], target[again] = source[like], target[like]
    row = dice.integers(0, len(mix.kinds), edges)
    free = np.nonzero(dice.random(nodes) < mix.free)[0]
    return Columns(nodes, source, target, mix.signs[row], mix.kinds[row], free)


def _drawn(dice: Any, mix: Mix, exponent: float, nodes: int, edges: int) -> Any:
    """One end of each edge: nodes drawn by weights of a power law, no hub above the share that was measured."""
    weights = dice.pareto(exponent - 1, nodes) + 1
    most = edges**mix.hub / edges
    for _ in range(30):
        weights = np.minimum(weights, most * weights.sum())
    bounds = np.cumsum(weights / weights.sum())
    found = np.searchsorted(bounds, dice.random(edges))
    return np.minimum(found, nodes - 1).astype(np.int32)
