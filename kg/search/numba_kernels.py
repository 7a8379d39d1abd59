"""The inner loops of the search, compiled by Numba and kept beside this file, or in the user's cache, once compiled.

They take the same steps in the same order as ``kg.search.python_backend``. A layer is a stretch of a queue of
states; the depth at which a state was reached stands in an array, ``FAR`` where it was not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from kg.search import CLOSED, NEVER
from kg.search.numba_arrays import Graph, Rules

FAR = 65_535
OPEN, WALL, END = range(3)
"""What a node is to a question."""


@njit(cache=True, inline="always")
def _after(rules: Rules, amount: int, sign: int, rank: int) -> int:
    two = 2 if rules.hits else 1
    before, hit = amount // two, amount % two
    if rules.signed:
        own = 0 if sign > 0 else 1 if sign < 0 else 2
        before = 2 if before == 2 or own == 2 else before ^ own
    if rules.hits and rank == rules.level:
        hit = 1
    return before * two + hit


@njit(cache=True)
def _cost(first: Any, queue: Any, low: int, high: int, width: int) -> int:
    """Return the number of edges at the states of a layer."""
    total = 0
    for at in range(low, high):
        node = queue[at] // width
        total += first[node + 1] - first[node]
    return total


@njit(cache=True)
def _deepen(graph: Graph, rules: Rules, width: int, fore: Any, back: Any, ends: Any, length: int, shortest: int) -> Any:
    """Grow the cheaper side until both are ``length`` deep together, or can never meet.

    ``fore`` and ``back`` are depths by state and a queue of states; ``ends[0, d + 1]`` ends layer d of the source, and
    ``ends[1, d + 1]`` layer d of the ends, their number in ``ends[:, 0]``. Return the shortest way met, and whether
    they can meet.
    """
    depths, queue = fore
    behind, trail = back
    while ends[0, 0] + ends[1, 0] < length + 2:
        ahead, past = ends[0, 0], ends[1, 0]
        low, high = ends[0, ahead - 1] if ahead > 1 else 0, ends[0, ahead]
        least, most = ends[1, past - 1] if past > 1 else 0, ends[1, past]
        cost = _cost(graph.first, queue, low, high, width), _cost(graph.back_first, trail, least, most, width)
        if min(cost) == 0 and shortest == NEVER:
            return shortest, False
        if cost[0] <= cost[1]:
            end, met = _grow_fore(graph, rules, width, queue, low, high, depths, behind, ahead)
            ends[0, ahead + 1], ends[0, 0] = end, ahead + 1
        else:
            end, met = _grow_back(graph, rules, width, trail, least, most, depths, behind, past)
            ends[1, past + 1], ends[1, 0] = end, past + 1
        shortest = min(shortest, met)
    return shortest, True


@njit(cache=True)
def meet(
    graph: Graph, rules: Rules, width: int, fore: Any, back: Any, ends: Any, length: int, most: int, shortest: int
) -> tuple[int, int]:
    """Grow until both sides are ``length`` deep together, and on until they meet or are ``most`` deep; see ``_deepen``.

    Return the shortest way met, and how deep they are; 0 where they do not meet.
    """
    while length <= most:
        shortest, able = _deepen(graph, rules, width, fore, back, ends, length, shortest)
        if shortest <= length:
            return shortest, length
        if not able:
            break
        length += 1
    return shortest, 0


@njit(cache=True)
def _grow_fore(
    graph: Graph, rules: Rules, width: int, queue: Any, low: int, high: int, fore: Any, back: Any, depth: int
) -> tuple[int, int]:
    """Add the layer of states one step on from ``queue[low:high]``; return its end, and the shortest way met."""
    end, shortest = high, NEVER
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


@njit(cache=True)
def _grow_back(
    graph: Graph, rules: Rules, width: int, queue: Any, low: int, high: int, fore: Any, back: Any, depth: int
) -> tuple[int, int]:
    """Add the layer of states one step before ``queue[low:high]``; return its end, and the shortest way met."""
    end, shortest = high, NEVER
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


@njit(cache=True)
def _bridge(
    graph: Graph, rules: Rules, width: int, queue: Any, ends: Any, needed: Any, length: int, bridged: Any
) -> int:
    """Set the steps still needed of states that only the layers of the source have; ``ends`` as in ``_deepen``.

    Return how many states ``bridged`` then lists.
    """
    layers, back = ends[0, 0], ends[1, 0] - 1
    count = 0
    for depth in range(back + 1, length + 1):
        begun = count
        for at in range(ends[0, min(length - depth + 1, layers)]):
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


@njit(cache=True)
def _fits(graph: Graph, edge: int, place: int, side: int) -> bool:
    """Whether an edge may be taken after a way that reached ``place`` on ``side``."""
    kind = graph.kind[edge]
    own, other = graph.sides[kind], graph.leaves[kind]
    if own and side and own != side:
        return False
    if place == 0 or other == 0:
        return True
    for word in range(graph.bits.shape[1]):
        if graph.bits[place, word] & graph.above[other, word] or graph.above[place, word] & graph.bits[other, word]:
            return True
    return False


@njit(cache=True)
def _open(graph: Graph, rules: Rules, width: int, needed: Any, left: int, node: int, pool: Any, used: int) -> Any:
    """Add to ``pool`` the edges of a node that may be on a route with ``left`` steps after them, by number.

    They follow a header: the node, how many edges reach an end, how many lead on. Return the pool and what is used.
    """
    low, high = graph.first[node], graph.first[node + 1]
    while used + 3 + high - low > len(pool):
        longer = np.empty(2 * len(pool), np.int32)
        longer[:used] = pool[:used]
        pool = longer
    at, closing = used + 3, 0
    for gate in (END, OPEN):
        for edge in range(low, high):
            after = graph.target[edge]
            if rules.gate[after] != gate or rules.ranks[graph.kind[edge]] >= CLOSED or rules.barred[edge]:
                continue
            near = False
            for amount in range(width):
                near |= needed[after * width + amount] <= left
            if near:
                pool[at] = edge
                at += 1
        if gate == END:
            closing = at - used - 3
    pool[used], pool[used + 1], pool[used + 2] = node, closing, at - used - 3 - closing
    return pool, at


@njit(cache=True)
def _onward(
    graph: Graph, rules: Rules, width: int, needed: Any, left: int, edge: int, amount: int, place: int, side: int
) -> int:
    """Return what a way amounts to with one edge more; -1 where it cannot be taken, or no end is near enough."""
    if (place or side) and not _fits(graph, edge, place, side):
        return -1
    onward = 0
    if width > 1:
        onward = _after(rules, amount, graph.sign[edge], rules.ranks[graph.kind[edge]])
    return onward if needed[graph.target[edge] * width + onward] <= left else -1


@njit(cache=True)
def _walk(graph: Graph, rules: Rules, width: int, fore: Any, needed: Any, room: Any, task: Any, kept: Any) -> Any:
    """See ``walk``. The columns of ``way`` are node, amount, place, side, next entry of the pool and its end, by depth;
    ``marked`` lists what was covered besides, up to ``marks[depth + 1]``.
    """
    length, exact, most, budget, work = task
    seen, opened, pool, way, path, marked, marks = room
    routes, steps, count = kept
    first, target = graph.first, graph.target
    simple = width == 1 and len(graph.sides) == 1 and len(graph.cover_edges) == 0
    depth, used, spent = 0, 0, False
    while depth >= 0 and count < most and not spent:
        node, amount, place, side = way[depth, 0], way[depth, 1], way[depth, 2], way[depth, 3]
        left = length - depth - 1
        if way[depth, 4] < 0:
            work += first[node + 1] - first[node]
            spent = work > budget
            if opened[node] < 0:
                opened[node] = used
                far = length - 1 - _least(fore, node, width)
                pool, used = _open(graph, rules, width, needed, far, node, pool, used)
            begin, middle = opened[node] + 3, opened[node] + 3 + pool[opened[node] + 1]
            way[depth, 4], way[depth, 5] = middle, middle + pool[begin - 1] if left else middle
            for at in range(begin, begin if spent or (exact and left) else middle):
                edge = path[depth] = pool[at]
                if not simple and (
                    seen[target[edge]] or _onward(graph, rules, width, needed, 0, edge, amount, place, side) < 0
                ):
                    continue
                if count == len(steps):
                    routes, steps = _longer(routes, steps)
                for step in range(depth + 1):
                    routes[count, step] = path[step]
                steps[count] = depth + 1
                count += 1
                if count == most:
                    break
        onward = -1
        while onward < 0 and way[depth, 4] < way[depth, 5]:
            edge = path[depth] = pool[way[depth, 4]]
            way[depth, 4] += 1
            if not seen[target[edge]]:
                if simple:
                    onward = 0 if needed[target[edge]] <= left else -1
                else:
                    onward = _onward(graph, rules, width, needed, left, edge, amount, place, side)
        if onward >= 0:
            depth += 1
            way[depth, 0], way[depth, 1], way[depth, 4] = target[edge], onward, -1
            seen[target[edge]] = 1
            if not simple:
                marked, marks[depth + 1] = _enter(graph, edge, way, depth, seen, marked, marks[depth])
        else:
            seen[node] = 0
            for at in range(marks[depth], marks[depth + 1]):
                seen[marked[at]] = 0
            depth -= 1
    return spent, work, (routes, steps, count), pool, used, marked


@njit(cache=True)
def _enter(graph: Graph, edge: int, way: Any, depth: int, seen: Any, marked: Any, count: int) -> Any:
    """Set what binds the step after an edge, and mark what the edge covers."""
    kind = graph.kind[edge]
    way[depth, 2] = 0 if graph.free[way[depth, 0]] else graph.reaches[kind]
    way[depth, 3] = way[depth - 1, 3] if way[depth - 1, 3] else graph.sides[kind]
    if len(graph.cover_edges):
        return _mark(graph, edge, seen, marked, count)
    return marked, count


@njit(cache=True)
def walk(
    graph: Graph, rules: Rules, width: int, fore: Any, needed: Any, layers: Any, room: Any, task: Any, kept: Any
) -> Any:
    """Add routes to ``kept``: rows of edges, their lengths and how many there are; arrays grow where they are full.

    ``task`` is the length, whether routes have just that, how many are wanted, the budget and the work done before;
    ``fore`` are depths and queue of the source, ``needed`` the depths of the ends, ``layers`` their ends (``_deepen``);
    ``room`` is the nodes seen, where the edges of nodes stand in the pool (-1 where they do not), and the pool. Return
    whether the budget ended it, the work done, ``kept``, the pool, and how many states were added to ``needed``, which
    ``bridged`` lists.
    """
    (depths, queue), (ends, bridged) = fore, layers
    seen, opened, pool = room
    added = _bridge(graph, rules, width, queue, ends, needed, task[0], bridged)
    way, path = np.zeros((task[0] + 1, 6), np.int64), np.zeros(task[0] + 1, np.int32)
    marked, marks = np.full(64, rules.source, np.int32), np.zeros(task[0] + 2, np.int64)
    way[:, 0] = rules.source
    way[0, 4] = -1
    seen[rules.source] = 1
    held = (seen, opened, pool, way, path, marked, marks)
    spent, work, kept, pool, used, marked = _walk(graph, rules, width, depths, needed, held, task, kept)
    for row in range(len(way)):
        seen[way[row, 0]] = 0
    for node in marked:
        seen[node] = 0
    at = 0
    while at < used:
        opened[pool[at]] = -1
        at += 3 + pool[at + 1] + pool[at + 2]
    return spent, work, kept, pool, added


@njit(cache=True)
def climb(
    graph: Graph, rules: Rules, width: int, fore: Any, back: Any, layers: Any, room: Any, task: Any, kept: Any
) -> Any:
    """Add the routes of each length in turn, up to the limit: one call for what ``meet`` and ``walk`` do in several.

    ``task`` is the limit, how many routes are wanted, the budget and the work done before. Return as ``walk`` does.
    """
    limit, most, budget, work = task
    seen, opened, pool = room
    ends, bridged = layers
    length, added, spent, shortest = 0, 0, False, NEVER
    while kept[2] < most and not spent:
        for at in range(added):
            back[0][bridged[at]] = FAR
        added = 0
        shortest, length = meet(graph, rules, width, fore, back, ends, length + 1, limit, shortest)
        if length == 0:
            break
        each = (length, True, most, budget, work)
        held = (seen, opened, pool)
        spent, work, kept, pool, added = walk(graph, rules, width, fore, back[0], layers, held, each, kept)
    return spent, work, kept, pool, added


@njit(cache=True)
def _least(fore: Any, node: int, width: int) -> int:
    """Return the least number of steps from the source to a node, as far as the layers know; 1 where they do not."""
    least = FAR
    for amount in range(width):
        least = min(least, fore[node * width + amount])
    return 1 if least == FAR else least


@njit(cache=True)
def _mark(graph: Graph, edge: int, seen: Any, marked: Any, count: int) -> tuple[Any, int]:
    """Count what an edge covers besides its target as visited; ``marked`` lists what was not yet."""
    at = np.searchsorted(graph.cover_edges, edge)
    if at == len(graph.cover_edges) or graph.cover_edges[at] != edge:
        return marked, count
    low, high = graph.cover_first[at], graph.cover_first[at + 1]
    if count + high - low > len(marked):
        longer = np.full(2 * (count + high - low), marked[0], np.int32)
        longer[:count] = marked[:count]
        marked = longer
    for place in range(low, high):
        node = graph.cover_nodes[place]
        if not seen[node]:
            seen[node] = 1
            marked[count] = node
            count += 1
    return marked, count


@njit(cache=True)
def _longer(routes: Any, steps: Any) -> tuple[Any, Any]:
    more = np.empty((2 * len(steps), routes.shape[1]), np.int32)
    more[: len(steps)] = routes
    lengths = np.empty(2 * len(steps), np.uint8)
    lengths[: len(steps)] = steps
    return more, lengths
