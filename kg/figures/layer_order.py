"""Where each node of a layer stands: near to its neighbours, in order, with room between, long lines upright."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from kg.figures.layout import Layers

_GAP, _BEND = 26.0, 14.0  # least room between two boxes, and beside a bend


def settle(wanted: Sequence[float], weights: Sequence[float], apart: Sequence[float]) -> list[float]:
    """Return the places nearest to ``wanted`` (weighted least squares) that keep order and distance.

    ``apart[i]`` is the least distance from place i to place i + 1; pools of neighbours that push each other move
    together (pool adjacent violators).
    """
    shifts = [0.0]
    for distance in apart:
        shifts.append(shifts[-1] + distance)
    pools: list[list[float]] = []
    for place, weight, shift in zip(wanted, weights, shifts, strict=True):
        pools.append([place - shift, weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, heavy, many = pools.pop()
            total = pools[-1][1] + heavy
            pools[-1] = [(pools[-1][0] * pools[-1][1] + mean * heavy) / total, total, pools[-1][2] + many]
    free = [mean for mean, _, many in pools for _ in range(int(many))]
    return [place + shift for place, shift in zip(free, shifts, strict=True)]


def centres(drawn: Layers) -> dict[str, float]:
    """Node -> x of its middle: near to its neighbours, a long line as straight as its layers allow."""
    centre: dict[str, float] = {}
    for row in drawn.rows:
        for node, place in zip(row, settle([0.0] * len(row), [1.0] * len(row), _apart(drawn, row)), strict=True):
            centre[node] = place
    near: dict[str, list[tuple[str, float]]] = {}
    for chain in drawn.chains.values():
        for number, (a, b) in enumerate(pairwise(chain)):
            weight = 6.0 if 0 < number < len(chain) - 2 else 1.0
            near.setdefault(a, []).append((b, weight))
            near.setdefault(b, []).append((a, weight))
    for sweep in range(30):
        for row in drawn.rows if sweep % 2 == 0 else list(reversed(drawn.rows)):
            weights = [sum(weight for _, weight in near.get(node, ())) or 0.1 for node in row]
            wanted = [
                sum(centre[other] * weight for other, weight in near[node]) / total if node in near else centre[node]
                for node, total in zip(row, weights, strict=True)
            ]
            for node, place in zip(row, settle(wanted, weights, _apart(drawn, row)), strict=True):
                centre[node] = place
    for _ in range(2):
        for chain in sorted(drawn.chains.values(), key=lambda chain: (-len(chain), chain)):
            _straighten(drawn, chain, centre)
    return centre


def _straighten(drawn: Layers, chain: Sequence[str], centre: dict[str, float]) -> None:
    """Move the bends of a chain onto as few upright lines as their neighbours leave room for, from its end upward."""
    run: list[str] = []
    low, high, goal = float("-inf"), float("inf"), centre[chain[-1]]
    for bend in (*reversed(chain[1:-1]), ""):
        least, most = _room(drawn, bend, centre) if bend else (0.0, 0.0)
        if run and (not bend or max(low, least) > min(high, most)):
            goal = min(max(goal, low), high)
            centre.update(dict.fromkeys(run, goal))
            run, low, high = [], float("-inf"), float("inf")
        if bend:
            run.append(bend)
            low, high = max(low, least), min(high, most)


def _room(drawn: Layers, bend: str, centre: Mapping[str, float]) -> tuple[float, float]:
    row = next(row for row in drawn.rows if bend in row)
    place, apart = row.index(bend), _apart(drawn, row)
    low = centre[row[place - 1]] + apart[place - 1] if place else float("-inf")
    high = centre[row[place + 1]] - apart[place] if place + 1 < len(row) else float("inf")
    return low, high


def _apart(drawn: Layers, row: Sequence[str]) -> list[float]:
    def gap(one: str, other: str) -> float:
        return _BEND if one.startswith("bend ") or other.startswith("bend ") else _GAP

    return [(drawn.sizes[a][0] + drawn.sizes[b][0]) / 2 + gap(a, b) for a, b in pairwise(row)]
