"""The inner loops of the search in plain Python: layers as dictionaries, and a walk over a graph of stations.

A station is a node with all that decides how a route may go on from it. The steps from it are found once, and walked
as often as routes pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.search import CLOSED, NEVER, Amounts, Ask, Found

_Key = tuple[int, int, int, int, int]


class Station:
    """A node, the steps left, what the way to it amounts to, and the place and side that bind the next step.

    ``closing`` are edges that reach an end, ``going`` edges that lead on, each with its node, the station it leads to
    and what else it counts as visited; both in order, edges as tuples of one so that they lengthen a path.
    """

    __slots__ = ("closing", "going", "key", "looks")

    def __init__(self, key: _Key) -> None:
        self.key = key
        self.looks = -1
        self.closing: list[tuple[int]] = []
        self.going: list[tuple[tuple[int], int, Station, Sequence[int]]] = []


class Plain:
    """See ``kg.search.backend.Loops``. A state is ``node * width + amount``; an amount is a sign, and whether the way
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
        self._back_layer, self._depth = wanted, 0
        self._bridged: list[int] = []

    def meet(self, length: int, most: int) -> int:
        self._unbridge()
        while length <= most:
            able = self._deepen(length)
            if self.shortest <= length:
                return length
            if not able:
                break
            length += 1
        return 0

    def _deepen(self, length: int) -> bool:
        """Grow the cheaper side until both are ``length`` deep together; return False where they can never meet."""
        index = self._index
        while len(self._fore_layers) - 1 + self._depth < length:
            costs = self._cost(index.first, self._fore_layers[-1]), self._cost(index.back_first, self._back_layer)
            if not min(costs) and self.shortest == NEVER:
                return False
            if costs[0] <= costs[1]:
                self._grow_fore()
            else:
                self._grow_back()
        return True

    def _cost(self, first: Sequence[int], layer: Sequence[int]) -> int:
        """How many edges the next layer looks at; 0 where there is nothing to grow from."""
        nodes = [state // self._width for state in layer]
        return sum([first[node + 1] - first[node] for node in nodes])

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
        self._depth += 1

    def _bridge(self, length: int) -> None:
        """Find the steps still needed from where only the layers of the source have been.

        Ways of at most ``length`` steps count.
        """
        self._unbridge()
        needed = self._back
        for depth in range(self._depth + 1, length + 1):
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

    def walk(self, most: int) -> bool:
        return self._walked(self._ask.max_steps, False, most)

    def climb(self, most: int) -> bool:
        length = 0
        while len(self._routes) < most and (length := self.meet(length + 1, self._ask.max_steps)):
            if self._walked(length, True, most):
                return True
        return False

    def _walked(self, length: int, exact: bool, most: int) -> bool:
        """Add the routes of at most, or just, ``length`` steps; return whether the budget ended it."""
        self._bridge(length)
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
        seen = self._seen
        if station.closing:
            self._close(station, path)
        for edge, node, onward, covered in station.going:
            if not seen[node]:
                if covered:
                    self._cover(path + edge, onward, covered)
                else:
                    seen[node] = 1
                    self._walk(onward, path + edge)
                    seen[node] = 0

    def _close(self, station: Station, path: tuple[int, ...]) -> None:
        """Add the routes that end one step on."""
        routes, closing = self._routes, station.closing
        if self._index.covers:
            closing = [step for step in closing if not self._seen[self._index.target[step[0]]]]
        if len(routes) + len(closing) >= self._most:
            routes += map(path.__add__, closing[: self._most - len(routes)])
            raise _EnoughError
        routes += map(path.__add__, closing)

    def _cover(self, path: tuple[int, ...], onward: Station, covered: Sequence[int]) -> None:
        """Go on over an edge that counts more nodes than its target as visited."""
        fresh = [node for node in dict.fromkeys((onward.key[0], *covered)) if not self._seen[node]]
        for node in fresh:
            self._seen[node] = 1
        self._walk(onward, path)
        for node in fresh:
            self._seen[node] = 0

    def _station(self, key: _Key) -> Station:
        if key not in self._stations:
            self._stations[key] = Station(key)
        return self._stations[key]

    def _look(self, station: Station) -> None:
        """Find the steps from a station."""
        index, kinds, barred, width = self._index, self._index.kinds, self._ask.barred, self._width
        target, kind_of, sign, needed = index.target, index.kind, index.sign, self._back
        ranks, sides, leaves = self._ranks, kinds.sides, kinds.leaves
        ends, walls, shut_out = self._ends, self._walls, self._exact and station.key[1] > 1
        node, left, amount, place, side = station.key
        low, high = index.first[node], index.first[node + 1]
        station.looks, left, onward = high - low, left - 1, 0
        edges: Iterable[int] = range(low, high)
        if width == 1:  # of a hub, most edges lead nowhere near an end
            edges = [edge for edge, after in enumerate(target[low:high], low) if after in needed]
        for edge in edges:
            kind, after = kind_of[edge], target[edge]
            rank = ranks[kind]
            if width > 1:
                onward = self._amounts.after(amount, sign[edge], rank)
            if needed.get(after * width + onward, NEVER) > left or rank == CLOSED or edge in barred:
                continue
            own = sides[kind]
            if (side and own and own != side) or (place and not kinds.meet(place, leaves[kind])):
                continue
            if after in ends:
                if not shut_out:
                    station.closing.append((edge,))
                    if len(station.closing) == self._most and not index.covers:
                        break  # the walk ends here, however many more there are
            elif left and after not in walls:
                reaches = 0 if index.free[after] else kinds.reaches[kind]
                there = self._station((after, left, onward, reaches, side or own))
                station.going.append(((edge,), after, there, index.covers.get(edge, ())))

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
