"""Coordinates for layers, and lines that run upright through a layer and level in the channel between two layers.

A level piece has a track of its own wherever it would lie on another, so lines cross but never run into each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from kg.figures.layout import Box, Layers, Placed, Point

PORT = 16.0
_GAP, _BEND, _EDGE, _TRACK = 26.0, 14.0, 14.0, 9.0
_ABOVE_BOX, _ABOVE_TAG = 24.0, 15.0  # a box has arrow heads above it
_CLEAR, _SAME, _NEAR = 3.0, 0.6, 5.0  # an arrow ends just before its box
End = tuple[int, int]  # link, and 0 for its begin or -1 for its end


def routed(nodes: Sequence[str], drawn: Layers) -> Placed:
    """Return the places of ``nodes``, the lines between them and their tags."""
    centre = _centres(drawn)
    ports = _ports(drawn, centre)
    level = {node: number for number, row in enumerate(drawn.rows) for node in row}
    lefts = [centre[node] - drawn.sizes[node][0] / 2 for node in centre]
    shift = -min(lefts, default=0)
    wide = max((centre[node] + drawn.sizes[node][0] / 2 for node in centre), default=0) + shift
    x = {
        number: [place + shift for place in _across(chain, number, centre, ports)]
        for number, chain in drawn.chains.items()
    }
    tracks = _tracks(drawn, x, level)
    tops, highs = _heights(drawn, tracks)
    ways = {
        number: _way(chain, x[number], number, level, tops, highs, tracks) for number, chain in drawn.chains.items()
    }
    boxes = {node: _box(drawn, node, centre[node] + shift, tops[level[node]], highs[level[node]]) for node in nodes}
    tags: dict[int, Box] = {}
    for number, chain in drawn.chains.items():
        mark = chain[-2]
        if drawn.sizes[mark][1] and len(chain) > 2:
            tags[number] = _box(drawn, mark, x[number][-2], tops[level[mark]], highs[level[mark]])
    return Placed(boxes, ways, tags, wide, tops[-1] + highs[-1] if tops else 0.0)


def _box(drawn: Layers, node: str, x: float, top: float, high: float) -> Box:
    wide, tall = drawn.sizes[node]
    return (x - wide / 2, top + (high - tall) / 2, wide, tall)


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


def _centres(drawn: Layers) -> dict[str, float]:
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


def _ports(drawn: Layers, centre: Mapping[str, float]) -> dict[End, float]:
    """End of a link -> x at which it meets its box: as near to where it comes from as the box and its other links
    allow.
    """
    level = {node: number for number, row in enumerate(drawn.rows) for node in row}
    sides: dict[tuple[str, bool], list[End]] = {}
    for number, chain in drawn.chains.items():
        for end, inner in ((0, 1), (-1, -2)):
            sides.setdefault((chain[end], level[chain[inner]] > level[chain[end]]), []).append((number, end))
    found: dict[End, float] = {}

    def source(end: End) -> float:
        chain = drawn.chains[end[0]]
        if len(chain) == 2:
            return found.get((end[0], -1 - end[1]), centre[chain[-1 - end[1]]])
        return centre[chain[1 if end[1] == 0 else -2]]

    for _ in range(4):
        for (node, _), ends in sides.items():
            ends.sort(key=lambda end: (source(end), end))
            room = drawn.sizes[node][0] / 2 - _EDGE
            pitch = min(PORT, 2 * room / max(len(ends) - 1, 1))
            free = settle([source(end) for end in ends], [1.0] * len(ends), [pitch] * (len(ends) - 1))
            for place, port in enumerate(ends):
                low, high = centre[node] - room + pitch * place, centre[node] + room - pitch * (len(ends) - 1 - place)
                found[port] = min(max(free[place], low), high)
    return found


def _across(chain: Sequence[str], number: int, centre: Mapping[str, float], ports: Mapping[End, float]) -> list[float]:
    """The x of each place of a chain; what differs by less than a line's width is one x, so that no line slants."""
    found = [ports[number, 0]]
    for x in (*(centre[bend] for bend in chain[1:-1]), ports[number, -1]):
        found.append(x if abs(x - found[-1]) > _SAME else found[-1])
    return found


Tracks = Mapping[tuple[int, int], tuple[int, int]]  # (link, piece) -> (channel, track)


def _tracks(drawn: Layers, x: Mapping[int, Sequence[float]], level: Mapping[str, int]) -> Tracks:
    channels: dict[int, list[tuple[float, float, tuple[int, int]]]] = {}
    for number, chain in drawn.chains.items():
        for piece, (a, b) in enumerate(pairwise(chain)):
            upper, lower = x[number][piece], x[number][piece + 1]
            if level[b] < level[a]:
                upper, lower = lower, upper
            if upper != lower:
                channels.setdefault(min(level[a], level[b]), []).append((upper, lower, (number, piece)))
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for channel, pieces in channels.items():
        for key, track in stacked(pieces).items():
            found[key] = (channel, track)
    return found


Piece = tuple[float, float, tuple[int, int]]  # x above, x below, and which piece of which link


def stacked(pieces: Sequence[Piece]) -> dict[tuple[int, int], int]:
    """Piece -> its track, from the top.

    Pieces that go right stand in the order in which the later begins higher, pieces that go left the other way round:
    so neighbours of one box do not cross. Where one piece comes down on the x at which another goes down, it is above.
    """
    waiting = sorted(pieces, key=lambda p: (p[0] > p[1], -p[0] if p[0] < p[1] else p[0], p[2]))
    above = {q[2]: {p[2] for p in pieces if p is not q and abs(p[0] - q[1]) < _NEAR} for q in pieces}
    placed: list[tuple[float, float, bool, int]] = []
    found: dict[tuple[int, int], int] = {}
    while waiting:
        piece = next((p for p in waiting if above[p[2]] <= found.keys()), waiting[0])
        waiting.remove(piece)
        upper, lower, key = piece
        left, right, rightward = min(upper, lower) - _NEAR, max(upper, lower) + _NEAR, upper < lower
        touching = [entry for entry in placed if entry[0] < right and entry[1] > left]
        least = max((track + 1 for *_, way, track in touching if way == rightward), default=0)
        least = max([least, *(found[other] + 1 for other in above[key] if other in found)])
        taken = {track for *_, track in touching}
        while least in taken:
            least += 1
        placed.append((left, right, rightward, least))
        found[key] = least
    return found


def _heights(drawn: Layers, tracks: Tracks) -> tuple[list[float], list[float]]:
    """Top and height of each layer, with room between them for the tracks of their channel and for arrow heads."""
    most: dict[int, int] = {}
    for channel, track in tracks.values():
        most[channel] = max(most.get(channel, 0), track + 1)
    tops, highs, y = [], [], 0.0
    for number, row in enumerate(drawn.rows):
        high = max((drawn.sizes[node][1] for node in row), default=0.0)
        tops.append(y)
        highs.append(high)
        below = drawn.rows[number + 1] if number + 1 < len(drawn.rows) else ()
        boxes = any(not node.startswith("bend ") for node in below)
        y += high + _TRACK * most.get(number, 0) + (_ABOVE_BOX if boxes else _ABOVE_TAG)
    return tops, highs


def _way(
    chain: Sequence[str],
    x: Sequence[float],
    number: int,
    level: Mapping[str, int],
    tops: Sequence[float],
    highs: Sequence[float],
    tracks: Tracks,
) -> list[Point]:
    down = level[chain[-1]] > level[chain[0]]
    first, last = level[chain[0]], level[chain[-1]]
    points = [(x[0], tops[first] + highs[first] if down else tops[first])]
    for piece in range(len(chain) - 1):
        if (number, piece) in tracks:
            channel, track = tracks[number, piece]
            y = tops[channel] + highs[channel] + 7 + _TRACK * track
            points += [(x[piece], y), (x[piece + 1], y)]
    return [*points, (x[-1], tops[last] - _CLEAR if down else tops[last] + highs[last] + _CLEAR)]
