"""A layered layout (after Sugiyama, Tagawa and Toda 1981): layers by longest way, crossings lowered by barycentres.

Where a link bends or carries a tag it has a place of its own in each layer that it passes, so that a line which runs
upright inside a layer and level only between layers meets no box but its ends (``channels``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Box = tuple[float, float, float, float]
TAG = 16.0


@dataclass(frozen=True, slots=True)
class Placed:
    """Where everything lies: node -> box, link index -> points and -> tag, and the extent. A box is x, y, width,
    height.
    """

    boxes: Mapping[str, Box]
    ways: Mapping[int, Sequence[Point]]
    tags: Mapping[int, Box]
    wide: float
    high: float


@dataclass(frozen=True, slots=True)
class Layers:
    """Rows of nodes and bends from top to bottom, the size of each, and the chain of each link through the rows."""

    rows: Sequence[Sequence[str]]
    sizes: Mapping[str, tuple[float, float]]
    chains: Mapping[int, Sequence[str]]


def layers(
    sizes: Mapping[str, tuple[float, float]], links: Sequence[tuple[str, str]], tags: Mapping[int, float]
) -> Layers:
    """Return the layers of a graph, in an order with few crossings. With tags, every second layer is theirs."""
    order, step = list(sizes), 2 if tags else 1
    layer = {node: level * step for node, level in _levels(order, links).items()}
    rows: list[list[str]] = [[] for _ in range(max(layer.values(), default=0) + 1)]
    for node in order:
        rows[layer[node]].append(node)
    chains: dict[int, list[str]] = {}
    wides = dict(sizes)
    for number, (tail, head) in enumerate(links):
        chains[number] = _chain(number, tail, head, layer, rows)
        for bend in chains[number][1:-1]:
            wides[bend] = (6.0, 0.0)
        if number in tags:
            wides[chains[number][-2]] = (tags[number], TAG)
    _untangle(rows, [(a, b) for chain in chains.values() for a, b in pairwise(chain)])
    return Layers(rows, wides, chains)


def _levels(order: Sequence[str], links: Sequence[tuple[str, str]]) -> dict[str, int]:
    forward = _acyclic(order, links)
    layer = dict.fromkeys(order, 0)
    for _ in order:
        changed = False
        for tail, head in forward:
            if layer[head] <= layer[tail]:
                layer[head], changed = layer[tail] + 1, True
        if not changed:
            break
    return layer


def _acyclic(order: Sequence[str], links: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out the links that close a cycle in a depth-first walk in the given order."""
    below: dict[str, list[str]] = {}
    for tail, head in links:
        below.setdefault(tail, []).append(head)
    state: dict[str, int] = {}
    kept = []

    def visit(node: str) -> None:
        state[node] = 1
        for head in below.get(node, ()):
            if state.get(head) != 1:
                kept.append((node, head))
            if head not in state:
                visit(head)
        state[node] = 2

    for node in order:
        if node not in state:
            visit(node)
    return kept


def _chain(number: int, tail: str, head: str, layer: Mapping[str, int], rows: list[list[str]]) -> list[str]:
    step = 1 if layer[head] >= layer[tail] else -1
    chain = [tail]
    for level in range(layer[tail] + step, layer[head], step):
        bend = f"bend {number} {level}"
        rows[level].append(bend)
        chain.append(bend)
    return [*chain, head]


def _untangle(rows: list[list[str]], steps: Sequence[tuple[str, str]]) -> None:
    """Sort each row by the mean place of its neighbours, downward and upward in turn; keep the order with the fewest
    crossings.
    """
    near: dict[str, list[str]] = {}
    for a, b in steps:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    best, fewest = [list(row) for row in rows], _crossings(rows, near)
    for sweep in range(24):
        down = sweep % 2 == 0
        for level in range(1, len(rows)) if down else range(len(rows) - 2, -1, -1):
            fixed = {node: place for place, node in enumerate(rows[level - 1 if down else level + 1])}
            keyed = {}
            for place, node in enumerate(rows[level]):
                found = [fixed[other] for other in near.get(node, ()) if other in fixed]
                keyed[node] = sum(found) / len(found) if found else float(place)
            rows[level].sort(key=keyed.__getitem__)
        count = _crossings(rows, near)
        if count < fewest:
            best, fewest = [list(row) for row in rows], count
    rows[:] = best


def _crossings(rows: Sequence[Sequence[str]], near: Mapping[str, Sequence[str]]) -> int:
    count = 0
    for upper, lower in pairwise(rows):
        place = {node: number for number, node in enumerate(lower)}
        ends = [sorted(place[other] for other in near.get(node, ()) if other in place) for node in upper]
        flat = [(number, end) for number, found in enumerate(ends) for end in found]
        count += sum(a[0] < b[0] and a[1] > b[1] for i, a in enumerate(flat) for b in flat[i + 1 :])
    return count
