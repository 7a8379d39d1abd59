"""A layered layout (after Sugiyama, Tagawa and Toda 1981): layers by longest way, crossings lowered by barycentres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where everything lies: node -> (x, y, width, height), link index -> points, and the extent."""

    boxes: Mapping[str, tuple[float, float, float, float]]
    ways: Mapping[int, Sequence[Point]]
    wide: float
    high: float


def layered(
    sizes: Mapping[str, tuple[float, float]], links: Sequence[tuple[str, str]], *, gap: float = 26, drop: float = 64
) -> Placed:
    """Return the layout of a directed graph, top to bottom; links that close a cycle run upward."""
    order = list(sizes)
    layer = _layers(order, links)
    rows: list[list[str]] = [[] for _ in range(max(layer.values(), default=0) + 1)]
    for node in order:
        rows[layer[node]].append(node)
    chains: dict[int, list[str]] = {}
    wides = dict(sizes)
    for number, (tail, head) in enumerate(links):
        chains[number] = _chain(number, tail, head, layer, rows, wides)
    steps = [(a, b) for chain in chains.values() for a, b in pairwise(chain)]
    _untangle(rows, steps)
    return _coordinates(rows, wides, sizes, chains, gap, drop)


def _layers(order: Sequence[str], links: Sequence[tuple[str, str]]) -> dict[str, int]:
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


def _chain(
    number: int,
    tail: str,
    head: str,
    layer: Mapping[str, int],
    rows: list[list[str]],
    wides: dict[str, tuple[float, float]],
) -> list[str]:
    step = 1 if layer[head] >= layer[tail] else -1
    chain = [tail]
    for level in range(layer[tail] + step, layer[head], step):
        bend = f"bend {number} {level}"
        rows[level].append(bend)
        wides[bend] = (8.0, 0.0)
        chain.append(bend)
    return [*chain, head]


def _untangle(rows: list[list[str]], steps: Sequence[tuple[str, str]]) -> None:
    near: dict[str, list[str]] = {}
    for a, b in steps:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    for sweep in range(12):
        levels = range(1, len(rows)) if sweep % 2 == 0 else range(len(rows) - 2, -1, -1)
        for level in levels:
            fixed = rows[level - 1 if sweep % 2 == 0 else level + 1]
            place = {node: number for number, node in enumerate(fixed)}

            def centre(node: str, place: dict[str, int] = place, row: list[str] = rows[level]) -> float:
                found = [place[other] for other in near.get(node, ()) if other in place]
                return sum(found) / len(found) if found else float(row.index(node))

            keyed = {node: centre(node) for node in rows[level]}
            rows[level].sort(key=lambda node, keyed=keyed: keyed[node])  # type: ignore[misc]


def _coordinates(
    rows: list[list[str]],
    wides: Mapping[str, tuple[float, float]],
    sizes: Mapping[str, tuple[float, float]],
    chains: Mapping[int, list[str]],
    gap: float,
    drop: float,
) -> Placed:
    lengths = [sum(wides[node][0] for node in row) + gap * (len(row) - 1) for row in rows]
    wide = max(lengths, default=0)
    spots: dict[str, tuple[float, float, float, float]] = {}
    y = 0.0
    for row, length in zip(rows, lengths, strict=True):
        high = max((wides[node][1] for node in row), default=0) or 28
        x = (wide - length) / 2
        for node in row:
            spots[node] = (x, y, wides[node][0], high)
            x += wides[node][0] + gap
        y += high + drop
    ways: dict[int, list[Point]] = {}
    for number, chain in chains.items():
        down = spots[chain[-1]][1] >= spots[chain[0]][1]
        ways[number] = [_port(spots[node], place, len(chain), down) for place, node in enumerate(chain)]
    return Placed({node: spots[node] for node in sizes}, _spread(ways, chains, spots), wide, y - drop)


def _port(spot: tuple[float, float, float, float], place: int, count: int, down: bool) -> Point:
    x, y, wide, high = spot
    if place == 0:
        return (x + wide / 2, y + high if down else y)
    if place == count - 1:
        return (x + wide / 2, y - 4 if down else y + high + 4)
    return (x + wide / 2, y + high / 2)


def _spread(
    ways: dict[int, list[Point]],
    chains: Mapping[int, list[str]],
    spots: Mapping[str, tuple[float, float, float, float]],
) -> dict[int, list[Point]]:
    """Give the links at one box ports of their own, in the order in which they come."""
    for end in (0, -1):
        at: dict[str, list[int]] = {}
        for number, chain in chains.items():
            at.setdefault(chain[end], []).append(number)
        for node, numbers in at.items():
            x, _, wide, _ = spots[node]
            inner = 1 if end == 0 else -2
            numbers.sort(key=lambda number, inner=inner: (ways[number][inner][0], number))  # type: ignore[misc]
            for place, number in enumerate(numbers, 1):
                ways[number][end] = (x + wide * place / (len(numbers) + 1), ways[number][end][1])
    return ways
