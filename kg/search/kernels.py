"""The inner loops of the search, compiled by Numba and kept beside this file, or in the user's cache, once compiled.

They take the same steps in the same order as ``kg.search.plain``. A layer is a stretch of a queue of states; the depth
at which a state was reached stands in an array, ``FAR`` where it was not.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from kg.search import CLOSED

FAR = 255
OPEN, WALL, END = range(3)
"""What a node is to a question."""


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


@njit(cache=True, inline="always")  # type: ignore[untyped-decorator]
def _after(rules: Rules, amount: int, sign: int, rank: int) -> int:
    two = 2 if rules.hits else 1
    before, hit = amount // two, amount % two
    if rules.signed:
        own = 0 if sign > 0 else 1 if sign < 0 else 2
        before = 2 if before == 2 or own == 2 else before ^ own
    if rules.hits and rank == rules.level:
        hit = 1
    return before * two + hit


@njit(cache=True)  # type: ignore[untyped-decorator]
def cost(first: Any, queue: Any, low: int, high: int, width: int) -> int:
    """Return the number of edges at the states of a layer."""
    total = 0
    for at in range(low, high):
        node = queue[at] // width
        total += first[node + 1] - first[node]
    return total


@njit(cache=True)  # type: ignore[untyped-decorator]
def grow_fore(
    graph: Graph, rules: Rules, width: int, queue: Any, low: int, high: int, fore: Any, back: Any, depth: int
) -> tuple[int, int]:
    """Add the layer of states one step on from ``queue[low:high]``; return its end, and the shortest way met."""
    end, shortest = high, 1 << 20
    for at in range(low, high):
        node, amount = queue[at] // width, queue[at] % width
        if rules.gate[node] != OPEN and node != rules.source:
            continue
        for edge in range(graph.first[node], graph.first[node + 1]):
            rank = rules.ranks[graph.kind[edge]]
            after = graph.target[edge]
            if rank >= CLOSED or rules.barred[edge] or rules.gate[after] == WALL:
                continue
            reached = after * width + _after(rules, amount, graph.sign[edge], rank)
            if fore[reached] == FAR:
                fore[reached] = depth
                queue[end] = reached
                end += 1
                if back[reached] != FAR:
                    shortest = min(shortest, depth + back[reached])
    return end, shortest


@njit(cache=True)  # type: ignore[untyped-decorator]
def grow_back(
    graph: Graph, rules: Rules, width: int, queue: Any, low: int, high: int, fore: Any, back: Any, depth: int
) -> tuple[int, int]:
    """Add the layer of states one step before ``queue[low:high]``; return its end, and the shortest way met."""
    end, shortest = high, 1 << 20
    for at in range(low, high):
        node, amount = queue[at] // width, queue[at] % width
        if node == rules.source:
            continue
        for place in range(graph.back_first[node], graph.back_first[node + 1]):
            edge = graph.back[place]
            rank = rules.ranks[graph.kind[edge]]
            before = graph.source[edge]
            if rank >= CLOSED or rules.barred[edge] or (rules.gate[before] != OPEN and before != rules.source):
                continue
            for earlier in range(width):
                reached = before * width + earlier
                if back[reached] == FAR and _after(rules, earlier, graph.sign[edge], rank) == amount:
                    back[reached] = depth
                    queue[end] = reached
                    end += 1
                    if fore[reached] != FAR:
                        shortest = min(shortest, depth + fore[reached])
    return end, shortest


@njit(cache=True)  # type: ignore[untyped-decorator]
def bridge(
    graph: Graph, rules: Rules, width: int, queue: Any, ends: Any, needed: Any, length: int, back: int, bridged: Any
) -> int:
    """Set the steps still needed of states that only the layers of the source have; ``ends[d]`` ends layer d.

    Return how many states ``bridged`` then lists.
    """
    count = 0
    for depth in range(back + 1, length + 1):
        begun = count
        for at in range(ends[min(length - depth, len(ends) - 1)]):
            state = queue[at]
            node, amount = state // width, state % width
            if needed[state] != FAR or (rules.gate[node] != OPEN and node != rules.source):
                continue
            for edge in range(graph.first[node], graph.first[node + 1]):
                rank = rules.ranks[graph.kind[edge]]
                after = graph.target[edge]
                if rank >= CLOSED or rules.barred[edge] or rules.gate[after] == WALL:
                    continue
                if needed[after * width + _after(rules, amount, graph.sign[edge], rank)] == depth - 1:
                    bridged[count] = state
                    count += 1
                    break
        for at in range(begun, count):
            needed[bridged[at]] = depth
    return count


@njit(cache=True, inline="always")  # type: ignore[untyped-decorator]
def _meet(graph: Graph, one: int, other: int) -> bool:
    if one == 0 or other == 0:
        return True
    for word in range(graph.bits.shape[1]):
        if graph.bits[one, word] & graph.above[other, word] or graph.above[one, word] & graph.bits[other, word]:
            return True
    return False


@njit(cache=True, inline="always")  # type: ignore[untyped-decorator]
def _takes(graph: Graph, rules: Rules, edge: int, place: int, side: int) -> Any:
    """Whether an edge may be taken after a way that reached ``place`` on ``side``."""
    kind = graph.kind[edge]
    own = graph.sides[kind]
    if rules.ranks[kind] >= CLOSED or rules.barred[edge] or (own and side and own != side):
        return False
    return _meet(graph, place, graph.leaves[kind])


@njit(cache=True)  # type: ignore[untyped-decorator]
def _close(
    graph: Graph,
    rules: Rules,
    width: int,
    needed: Any,
    seen: Any,
    way: Any,
    path: Any,
    depth: int,
    most: int,
    kept: Any,
) -> Any:
    """Add the routes that end one step after a way; ``kept`` are rows, their lengths and how many there are."""
    routes, steps, count = kept
    node, amount, place, side = way[depth]
    for edge in range(graph.first[node], graph.first[node + 1]):
        after = graph.target[edge]
        if rules.gate[after] != END or seen[after] or not _takes(graph, rules, edge, place, side):
            continue
        if needed[after * width + _after(rules, amount, graph.sign[edge], rules.ranks[graph.kind[edge]])] != 0:
            continue
        if count == len(steps):
            routes, steps = _longer(routes, steps)
        path[depth] = edge
        routes[count, : depth + 1] = path[: depth + 1]
        steps[count] = depth + 1
        count += 1
        if count >= most:
            break
    return routes, steps, count


@njit(cache=True)  # type: ignore[untyped-decorator]
def walk(
    graph: Graph,
    rules: Rules,
    width: int,
    needed: Any,
    seen: Any,
    length: int,
    exact: bool,
    most: int,
    budget: int,
    work: int,
    kept: Any,
) -> Any:
    """Add routes to ``kept``: rows of edges, their lengths and how many there are; arrays grow where they are full.

    Return whether the budget ended it, the work done so far, and ``kept``. The rows of ``way`` are node, amount, place
    and side by depth; ``at`` is the edge that comes next, -1 where a node was just entered.
    """
    way, at = np.zeros((length + 1, 4), np.int64), np.full(length + 1, -1, np.int64)
    path, marks = np.zeros(length + 1, np.int32), np.zeros(length + 2, np.int64)
    marked = np.zeros(64, np.int32)
    way[0, 0], depth, spent = rules.source, 0, False
    marked[0], marks[1] = rules.source, 1
    seen[rules.source] = 1
    while depth >= 0 and not spent and kept[2] < most:
        left, high = length - depth - 1, graph.first[way[depth, 0] + 1]
        if at[depth] < 0:
            at[depth] = graph.first[way[depth, 0]]
            work += high - at[depth]
            if work > budget:
                spent = True
                continue
            if not exact or left == 0:
                kept = _close(graph, rules, width, needed, seen, way, path, depth, most, kept)
            if left == 0:
                at[depth] = high
        edge, onward = _next(graph, rules, width, needed, seen, way, depth, at, high, left)
        if edge >= 0:
            after, kind = graph.target[edge], graph.kind[edge]
            path[depth] = edge
            depth += 1
            at[depth] = -1
            way[depth, 0], way[depth, 1] = after, onward
            way[depth, 2] = 0 if graph.free[after] else graph.reaches[kind]
            way[depth, 3] = way[depth - 1, 3] if way[depth - 1, 3] else graph.sides[kind]
            marked, marks[depth + 1] = _mark(graph, edge, after, seen, marked, marks[depth])
        else:
            for mark in range(marks[depth], marks[depth + 1]):
                seen[marked[mark]] = 0
            depth -= 1
    for mark in range(marks[depth + 1]):
        seen[marked[mark]] = 0
    return spent, work, kept


@njit(cache=True, inline="always")  # type: ignore[untyped-decorator]
def _next(
    graph: Graph,
    rules: Rules,
    width: int,
    needed: Any,
    seen: Any,
    way: Any,
    depth: int,
    at: Any,
    high: int,
    left: int,
) -> tuple[int, int]:
    """Return the next edge that leads on from a way, and what the way then amounts to; -1 where there is none."""
    amount, place, side = way[depth, 1], way[depth, 2], way[depth, 3]
    while at[depth] < high:
        edge = at[depth]
        at[depth] += 1
        after = graph.target[edge]
        if seen[after] or rules.gate[after] != OPEN:
            continue
        onward = _after(rules, amount, graph.sign[edge], rules.ranks[graph.kind[edge]])
        if needed[after * width + onward] <= left and _takes(graph, rules, edge, place, side):
            return edge, onward
    return -1, 0


@njit(cache=True)  # type: ignore[untyped-decorator]
def _mark(graph: Graph, edge: int, after: int, seen: Any, marked: Any, count: int) -> tuple[Any, int]:
    """Count the target of an edge, and what the edge covers besides, as visited; ``marked`` lists what was not yet."""
    low = high = 0
    if len(graph.cover_edges):
        at = np.searchsorted(graph.cover_edges, edge)
        if at < len(graph.cover_edges) and graph.cover_edges[at] == edge:
            low, high = graph.cover_first[at], graph.cover_first[at + 1]
    while count + 1 + high - low > len(marked):
        longer = np.zeros(2 * len(marked), np.int32)
        longer[: len(marked)] = marked
        marked = longer
    seen[after] = 1
    marked[count] = after
    count += 1
    for place in range(low, high):
        node = graph.cover_nodes[place]
        if not seen[node]:
            seen[node] = 1
            marked[count] = node
            count += 1
    return marked, count


@njit(cache=True)  # type: ignore[untyped-decorator]
def _longer(routes: Any, steps: Any) -> tuple[Any, Any]:
    more = np.empty((2 * len(steps), routes.shape[1]), np.int32)
    more[: len(steps)] = routes
    lengths = np.empty(2 * len(steps), np.uint8)
    lengths[: len(steps)] = steps
    return more, lengths
