"""The inner loops of the search in plain Python: layers as dictionaries, and a walk over a graph of stations.

A station is a node with all that decides how a route may go on from it. The steps from it are found once, and walked
as often as routes pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.search import CLOSED, NEVER, Amounts, Ask, Found

_Key = tuple[int, int, int, int, int]


class Station:
    """A node, the steps left, what the way to it amounts to, and the place and side that bind the next step.

    ``closing`` are steps that reach an end, ``going`` steps that lead on, each with its node, the station it leads to
    and what else it counts as visited; both by edge number.
    """

    __slots__ = ("closing", "going", "key", "looks")

    def __init__(self, key: _Key) -> None:
        self.key = key
        self.looks = -1
        self.closing: list[tuple[int, int]] = []
        self.going: list[tuple[int, int, Station, Sequence[int]]] = []


class Plain:
    """See ``kg.search.loops.Loops``. A state is ``node * width + amount``; an amount is a sign, and whether the way
    has an edge of the grade that is wanted.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask, self._index = ask, ask.graph
        self._routes: list[tuple[int, ...]] = []
        self._work = 0
        self.shortest = NEVER

    def begin(self, level: int, hits: bool) -> None:
        ask = self._ask
        self._amounts = Amounts(ask.sign is not None, hits, level)
        self._width = self._amounts.width
        self._ranks = [rank if rank <= level else CLOSED for rank in ask.ranks]
        shut = ask.shut
        self._ends = {
            end: rank for end, rank in ask.ends.items() if rank <= level and end != ask.source and end not in shut
        }
        # Ends of a grade that is not wanted are passed through no more than others.
        self._walls = shut | ask.ends.keys() | {ask.source}
        self.shortest = NEVER
        start = ask.source * self._width
        self._fore: dict[int, int] = {}
        self._fore_layers: list[list[int]] = [[]]
        if ask.source not in shut:
            self._fore[start] = 0
            self._fore_layers = [[start]]
        wanted = [
            end * self._width + amount
            for end, rank in self._ends.items()
            for amount in self._amounts.accepted(rank, ask.sign)
        ]
        self._back = dict.fromkeys(wanted, 0)
        self._back_layer = wanted
        self._bridged: list[int] = []

    def cost(self, forward: bool) -> int:
        first = self._index.first if forward else self._index.back_first
        layer = self._fore_layers[-1] if forward else self._back_layer
        nodes = [state // self._width for state in layer]
        return sum(first[node + 1] - first[node] for node in nodes)

    def grow(self, forward: bool) -> None:
        self._unbridge()
        if forward:
            self._grow_fore()
        else:
            self._grow_back()

    def _grow_fore(self) -> None:
        depth, layer = len(self._fore_layers), []
        fore, back = self._fore, self._back
        for state in self._fore_layers[-1]:
            for reached in self._onward(state):
                if reached not in fore:
                    fore[reached] = depth
                    layer.append(reached)
                    if reached in back:
                        self.shortest = min(self.shortest, depth + back[reached])
        self._fore_layers.append(layer)

    def _onward(self, state: int) -> Iterator[int]:
        """Yield the states one step on; none from an end."""
        index, width, ranks, barred = self._index, self._width, self._ranks, self._ask.barred
        node, amount = divmod(state, width)
        if node in self._ask.ends and node != self._ask.source:
            return
        walls, ends = self._walls, self._ends
        low, high = index.first[node], index.first[node + 1]
        if width == 1 and not barred and min(ranks) < CLOSED and len(ranks) == 1:
            for after in dict.fromkeys(index.target[low:high]):
                if after not in walls or after in ends:
                    yield after
            return
        target, kind = index.target, index.kind
        for edge in range(low, high):
            rank = ranks[kind[edge]]
            if rank < CLOSED and edge not in barred:
                after = target[edge]
                if after not in walls or after in ends:
                    yield after * width + (0 if width == 1 else self._amounts.after(amount, index.sign[edge], rank))

    def _grow_back(self) -> None:
        index, width, ranks, barred = self._index, self._width, self._ranks, self._ask.barred
        fore, back, walls, start = self._fore, self._back, self._walls, self._ask.source
        layer = []
        for state in self._back_layer:
            node, amount = divmod(state, width)
            if node == start:
                continue
            depth = back[state] + 1
            for at in range(index.back_first[node], index.back_first[node + 1]):
                edge = index.back[at]
                before = index.source[edge]
                rank = ranks[index.kind[edge]]
                if rank == CLOSED or (before in walls and before != start) or edge in barred:
                    continue
                for earlier in range(width):
                    reached = before * width + earlier
                    if reached not in back and (
                        width == 1 or self._amounts.after(earlier, index.sign[edge], rank) == amount
                    ):
                        back[reached] = depth
                        layer.append(reached)
                        if reached in fore:
                            self.shortest = min(self.shortest, depth + fore[reached])
        self._back_layer = layer

    def bridge(self, length: int, back: int) -> None:
        self._unbridge()
        needed = self._back
        for depth in range(back + 1, length + 1):
            fresh = [
                state
                for layer in self._fore_layers[: length - depth + 1]
                for state in layer
                if state not in needed and any(needed.get(on, NEVER) == depth - 1 for on in self._onward(state))
            ]
            for state in fresh:
                needed[state] = depth
            self._bridged += fresh

    def _unbridge(self) -> None:
        """Take out what a bridge added, which a layer from the ends must not take for its own."""
        for state in self._bridged:
            del self._back[state]
        self._bridged = []

    def walk(self, length: int, exact: bool, most: int) -> bool:
        self._exact, self._most = exact, most
        self._stations: dict[_Key, Station] = {}
        self._seen = bytearray(self._index.nodes)
        self._seen[self._ask.source] = 1
        try:
            self._walk(self._station((self._ask.source, length, 0, 0, 0)), ())
        except _SpentError:
            return True
        except _EnoughError:
            return False
        return False

    def _walk(self, station: Station, path: tuple[int, ...]) -> None:
        if station.looks < 0:
            self._look(station)
        self._work += station.looks
        if self._work > self._ask.work:
            raise _SpentError
        routes, seen = self._routes, self._seen
        if station.closing:
            closing = station.closing
            if self._index.covers:
                closing = [step for step in closing if not seen[step[1]]]
            routes += [(*path, edge) for edge, _ in closing[: self._most - len(routes)]]
            if len(routes) >= self._most:
                raise _EnoughError
        for edge, node, onward, covered in station.going:
            if not seen[node]:
                if covered:
                    self._cover(edge, onward, covered, path)
                else:
                    seen[node] = 1
                    self._walk(onward, (*path, edge))
                    seen[node] = 0

    def _cover(self, edge: int, onward: Station, covered: Sequence[int], path: tuple[int, ...]) -> None:
        """Go on over an edge that counts more nodes than its target as visited."""
        fresh = [node for node in (onward.key[0], *covered) if not self._seen[node]]
        for node in fresh:
            self._seen[node] = 1
        self._walk(onward, (*path, edge))
        for node in fresh:
            self._seen[node] = 0

    def _station(self, key: _Key) -> Station:
        if key not in self._stations:
            self._stations[key] = Station(key)
        return self._stations[key]

    def _look(self, station: Station) -> None:
        """Find the steps from a station."""
        index, ask, width, kinds = self._index, self._ask, self._width, self._index.kinds
        node, left, amount, place, side = station.key
        low, high = index.first[node], index.first[node + 1]
        station.looks, left = high - low, left - 1
        for edge in range(low, high):
            kind = index.kind[edge]
            rank = self._ranks[kind]
            if rank == CLOSED or edge in ask.barred:
                continue
            own = kinds.sides[kind]
            if (own and side and own != side) or not kinds.meet(place, kinds.leaves[kind]):
                continue
            after = index.target[edge]
            onward = self._amounts.after(amount, index.sign[edge], rank) if width > 1 else 0
            if self._back.get(after * width + onward, NEVER) > left:
                continue
            if after in self._ends:
                if not (self._exact and left):
                    station.closing.append((edge, after))
            elif after not in self._walls and left:
                reaches = 0 if index.free[after] else kinds.reaches[kind]
                there = self._station((after, left, onward, reaches, side or own))
                station.going.append((edge, after, there, index.covers.get(edge, ())))

    def count(self) -> int:
        return len(self._routes)

    def forget(self) -> None:
        self._routes, self._work = [], 0

    def found(self, stopped: bool) -> Found:
        return Found(self._routes, stopped)


class _SpentError(Exception):
    """The budget of work is spent."""


class _EnoughError(Exception):
    """There are as many routes as were wanted."""
