"""Maximum flow: how many routes there are that share nothing, and the smallest set of gates whose loss cuts them all.

Dinic's algorithm. Every step passes a gate, an assertion for instance, that lets one route through; steps may share a
gate. Where none do, the cut is exact (Menger); where some do, a flow may pass a gate from the tail of one step to the
head of another, so that the cut is an upper bound.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable
from typing import TypeVar

Gate = TypeVar("Gate", bound=Hashable)

_MANY = 1 << 30


class _Network:
    """Arcs with room, each beside its way back: arc ``a`` and arc ``a ^ 1``."""

    def __init__(self) -> None:
        self.numbers: dict[Hashable, int] = {}
        self.leaving: list[list[int]] = []
        self.head: list[int] = []
        self.room: list[int] = []

    def node(self, name: Hashable) -> int:
        if name not in self.numbers:
            self.numbers[name] = len(self.leaving)
            self.leaving.append([])
        return self.numbers[name]

    def arc(self, tail: int, head: int, room: int) -> None:
        for begin, end, free in ((tail, head, room), (head, tail, 0)):
            self.leaving[begin].append(len(self.head))
            self.head.append(end)
            self.room.append(free)

    def levels(self, source: int) -> list[int]:
        """Return the least arcs with room from the source to each node, -1 where there is no way."""
        level = [-1] * len(self.leaving)
        level[source], queue = 0, deque([source])
        while queue:
            node = queue.popleft()
            for arc in self.leaving[node]:
                if self.room[arc] and level[self.head[arc]] < 0:
                    level[self.head[arc]] = level[node] + 1
                    queue.append(self.head[arc])
        return level

    def fill(self, source: int, sink: int) -> None:
        """Send as much from source to sink as there is room for."""
        while (level := self.levels(source))[sink] >= 0:
            at = [0] * len(self.leaving)
            path: list[int] = []
            node = source
            while True:
                if node == sink:
                    for arc in path:
                        self.room[arc] -= 1
                        self.room[arc ^ 1] += 1
                    path, node = [], source
                elif (arc := self._onward(node, at, level)) >= 0:
                    path.append(arc)
                    node = self.head[arc]
                elif path:
                    node = self.head[path.pop() ^ 1]
                    at[node] += 1
                else:
                    break

    def _onward(self, node: int, at: list[int], level: list[int]) -> int:
        """Return the arc from ``node`` to the next level, the same again for as long as it has room; -1 for none.

        ``at`` is how many of its arcs are done with, which each phase passes once.
        """
        arcs, wanted = self.leaving[node], level[node] + 1
        for place in range(at[node], len(arcs)):
            arc = arcs[place]
            if self.room[arc] and level[self.head[arc]] == wanted:
                at[node] = place
                return arc
        at[node] = len(arcs)
        return -1


def minimum_cut(
    steps: Iterable[tuple[Hashable, Hashable, Gate]], source: Hashable, ends: Iterable[Hashable]
) -> list[Gate]:
    """Return the fewest gates without which no way leads from ``source`` to one of ``ends``, in the order given.

    ``steps`` are tail, head and gate. Their number is the most ways of which no two share a gate. Empty where there is
    no way, or where the source is an end.
    """
    network, gates = _Network(), dict[Gate, tuple[int, int]]()
    begin, sink = network.node((0, source)), network.node((2, None))
    for tail, head, gate in dict.fromkeys(steps):
        if gate not in gates:
            gates[gate] = network.node((1, gate)), network.node((3, gate))
            network.arc(*gates[gate], 1)
        into, out = gates[gate]
        network.arc(network.node((0, tail)), into, _MANY)
        network.arc(out, network.node((0, head)), _MANY)
    for end in ends:
        if end == source:
            return []
        network.arc(network.node((0, end)), sink, _MANY)
    network.fill(begin, sink)
    reached = network.levels(begin)
    return [gate for gate, (into, out) in gates.items() if reached[into] >= 0 > reached[out]]
