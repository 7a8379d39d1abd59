"""The inner loops of the search, compiled by Numba and kept beside this file, or in the user's cache, once compiled.

They take the same steps in the same order as ``kg.search.plain``. A layer is a stretch of a queue of states; the depth
at which a state was reached stands in an array, ``FAR`` where it was not.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from kg.search.ask import CLOSED

FAR = 255
OPEN, WALL, END = range(3)
"""What a node is to a question."""
DONE, SPENT, ENOUGH = range(3)


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


@njit(cache=True, inline="always")  # type: ignore[misc]
def _after(rules: Rules, amount: int, sign: int, rank: int) -> int:
    two = 2 if rules.hits else 1
    before, hit = amount // two, amount % two
    if rules.signed:
        own = 0 if sign > 0 else 1 if sign < 0 else 2
        before = 2 if before == 2 or own == 2 else before ^ own
    if rules.hits and rank == rules.level:
        hit = 1
    return before * two + hit


@njit(cache=True)  # type: ignore[misc]
def cost(first: Any, queue: Any, low: int, high: int, width: int) -> int:
    """Return the number of edges at the states of a layer."""
    total = 0
    for at in range(low, high):
        node = queue[at] // width
        total += first[node + 1] - first[node]
    return total


@njit(cache=True)  # type: ignore[misc]
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


@njit(cache=True)  # type: ignore[misc]
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


@njit(cache=True)  # type: ignore[misc]
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


@njit(cache=True, inline="always")  # type: ignore[misc]
def _meet(graph: Graph, one: int, other: int) -> bool:
    if one == 0 or other == 0:
        return True
    for word in range(graph.bits.shape[1]):
        if graph.bits[one, word] & graph.above[other, word] or graph.above[one, word] & graph.bits[other, word]:
            return True
    return False


@njit(cache=True)  # type: ignore[misc]
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
    routes: Any,
    steps: Any,
    count: int,
) -> tuple[int, int, Any, Any, int]:
    """Add routes to ``routes``, one a row, and their lengths to ``steps``, both made longer where they are full.

    Return how it ended, the work done so far, both arrays and how many routes they hold.
    """
    node, at = np.zeros(length + 1, np.int64), np.zeros(length + 1, np.int64)
    amount, place = np.zeros(length + 1, np.int64), np.zeros(length + 1, np.int64)
    side, marks = np.zeros(length + 1, np.int64), np.zeros(length + 2, np.int64)
    path = np.zeros(length + 1, np.int32)
    marked = np.zeros(64, np.int32)
    node[0], at[0], depth, ended = rules.source, -1, 0, DONE
    marked[0], marks[1] = rules.source, 1
    seen[rules.source] = 1
    while depth >= 0:
        here = node[depth]
        low, high = graph.first[here], graph.first[here + 1]
        left = length - depth - 1
        if at[depth] < 0:
            at[depth] = low
            work += high - low
            if work > budget:
                ended = SPENT
                break
            if not exact or left == 0:
                for edge in range(low, high):
                    after = graph.target[edge]
                    if rules.gate[after] != END or seen[after]:
                        continue
                    kind = graph.kind[edge]
                    rank = rules.ranks[kind]
                    own = graph.sides[kind]
                    if rank >= CLOSED or rules.barred[edge] or (own and side[depth] and own != side[depth]):
                        continue
                    if not _meet(graph, place[depth], graph.leaves[kind]):
                        continue
                    if needed[after * width + _after(rules, amount[depth], graph.sign[edge], rank)] != 0:
                        continue
                    if count == len(steps):
                        routes, steps = _longer(routes, steps)
                    path[depth] = edge
                    for step in range(depth + 1):
                        routes[count, step] = path[step]
                    steps[count] = depth + 1
                    count += 1
                    if count >= most:
                        ended = ENOUGH
                        break
                if ended != DONE:
                    break
            if left == 0:
                at[depth] = high
        found = False
        while at[depth] < high:
            edge = at[depth]
            at[depth] += 1
            after = graph.target[edge]
            if seen[after] or rules.gate[after] != OPEN:
                continue
            kind = graph.kind[edge]
            rank = rules.ranks[kind]
            own = graph.sides[kind]
            if rank >= CLOSED or rules.barred[edge] or (own and side[depth] and own != side[depth]):
                continue
            onward = _after(rules, amount[depth], graph.sign[edge], rank)
            if needed[after * width + onward] > left or not _meet(graph, place[depth], graph.leaves[kind]):
                continue
            found = True
            path[depth] = edge
            depth += 1
            node[depth], at[depth], amount[depth] = after, -1, onward
            place[depth] = 0 if graph.free[after] else graph.reaches[kind]
            side[depth] = side[depth - 1] if side[depth - 1] else own
            marked, marks[depth + 1] = _mark(graph, edge, after, seen, marked, marks[depth])
            break
        if not found:
            for mark in range(marks[depth], marks[depth + 1]):
                seen[marked[mark]] = 0
            depth -= 1
    if ended != DONE:
        for mark in range(marks[depth + 1]):
            seen[marked[mark]] = 0
    return ended, work, routes, steps, count


@njit(cache=True)  # type: ignore[misc]
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


@njit(cache=True)  # type: ignore[misc]
def _longer(routes: Any, steps: Any) -> tuple[Any, Any]:
    more = np.empty((2 * len(steps), routes.shape[1]), np.int32)
    more[: len(steps)] = routes
    lengths = np.empty(2 * len(steps), np.uint8)
    lengths[: len(steps)] = steps
    return more, lengths
