"""Coordinates for layers, and lines that run upright through a layer and level in the channel between two layers.

A level piece has a track of its own wherever it would lie on another, so lines cross but never run into each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from kg.figures.layer_order import centres, settle
from kg.figures.layout import Box, Layers, Placed, Point, layers

PORT = 16.0
_EDGE, _TRACK = 14.0, 9.0
_ABOVE_BOX, _ABOVE_TAG = 24.0, 15.0  # a box has arrow heads above it
_CLEAR, _SAME, _NEAR = 3.0, 0.6, 5.0  # an arrow ends just before its box
End = tuple[int, int]  # link, and 0 for its begin or -1 for its end


def layered(
    sizes: Mapping[str, tuple[float, float]],
    links: Sequence[tuple[str, str]],
    tags: Mapping[int, float] | None = None,
) -> Placed:
    """Return the layout of a directed graph, top to bottom; links that close a cycle run upward.

    ``tags``: link index -> width of what is written on it.
    """
    return routed(list(sizes), layers(sizes, links, tags or {}))


def routed(nodes: Sequence[str], drawn: Layers) -> Placed:
    """Return the places of ``nodes``, the lines between them and their tags."""
    centre = centres(drawn)
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
