"""The search on compiled loops: for graphs of many edges, where Numba is installed (extra ``fast``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np

from kg.search import CLOSED, NEVER, Amounts, Ask, Found, numba_kernels
from kg.search.csr_graph import LIMIT, Index
from kg.search.numba_arrays import Graph, Rules
from kg.search.numba_kernels import FAR

_ROWS = 1024
"""Room for so many routes at first."""


class Ground:
    """The arrays of an index, and room to work in, which a question takes, leaves clean and gives back."""

    def __init__(self, index: Index) -> None:
        kinds, covered = index.kinds, sorted(index.covers)
        several = [index.covers[edge] for edge in covered]
        words = 1 + max(max(mask.bit_length() for mask in masks) for masks in (kinds.bits, kinds.above)) // 64
        self.graph = Graph(
            *(np.asarray(getattr(index, name)) for name in Graph._fields[:7]),  # type: ignore[call-arg]
            np.frombuffer(index.free, np.uint8),
            np.asarray(kinds.leaves, np.int32),
            np.asarray(kinds.reaches, np.int32),
            np.asarray(kinds.sides, np.int8),
            _words(kinds.bits, words),
            _words(kinds.above, words),
            np.asarray(covered, np.int32),
            np.cumsum([0, *map(len, several)], dtype=np.int32),
            np.asarray([node for nodes in several for node in nodes], np.int32),
        )
        self.seen, self.gate = np.zeros(index.nodes, np.uint8), np.zeros(index.nodes, np.uint8)
        self.barred = np.zeros(index.edges, np.bool_)
        self.opened, self.pool = np.full(index.nodes, -1, np.int32), np.empty(1024, np.int32)
        self._layers: dict[int, list[Any]] = {}
        self._nodes = index.nodes

    @property
    def bytes(self) -> int:
        """The memory that the room to work in takes, besides the columns of the index."""
        arrays = [self.seen, self.gate, self.barred, self.opened, self.pool]
        return sum(array.nbytes for array in (*arrays, *(array for own in self._layers.values() for array in own)))

    def layers(self, width: int) -> list[Any]:
        """Return depths from the source and from the ends, all ``FAR``, and three queues, for so many amounts."""
        if width not in self._layers:
            size = self._nodes * width
            depths = [np.full(size, FAR, np.uint16) for _ in range(2)]
            states = np.int32 if size <= LIMIT else np.int64
            self._layers[width] = [*depths, *(np.empty(size, states) for _ in range(3))]
        return self._layers[width]


class Routes(Sequence[tuple[int, ...]]):
    """Routes as one array, a row each; read as tuples of edge numbers."""

    def __init__(self, rows: Any, lengths: Any) -> None:
        self.rows, self.lengths = rows, lengths

    def __len__(self) -> int:
        return len(self.lengths)

    @overload
    def __getitem__(self, at: int) -> tuple[int, ...]: ...
    @overload
    def __getitem__(self, at: slice) -> Routes: ...
    def __getitem__(self, at: int | slice) -> tuple[int, ...] | Routes:
        if isinstance(at, slice):
            return Routes(self.rows[at], self.lengths[at])
        return tuple(self.rows[at, : self.lengths[at]].tolist())

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        for row, length in zip(self.rows.tolist(), self.lengths.tolist(), strict=True):
            yield tuple(row[:length])


class Compiled:
    """See ``kg.search.backend.Loops``."""

    _work: int
    _kept: Any

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        # Taken while in use: a question at the same time, or after one that was broken off, makes its own.
        ground, ask.graph.compiled = ask.graph.compiled, None
        self._ground: Ground = ground or Ground(ask.graph)
        if ask.barred:
            self._ground.barred[list(ask.barred)] = True
        self._width = 0
        self.forget()

    def begin(self, level: int, hits: bool) -> None:
        self._clear()
        ask, ground = self._ask, self._ground
        amounts = Amounts(ask.sign is not None, hits, level)
        self._width = amounts.width
        self._fore, self._back, self._queue, self._behind, self._bridged = ground.layers(self._width)
        ranks = np.array([rank if rank <= level else CLOSED for rank in ask.ranks], np.uint8)
        # One by one: for a few nodes an array of places costs more than it saves.
        self._gates = (*ask.shut, *ask.ends, ask.source)
        gate, wanted = ground.gate, []
        for node in self._gates:
            gate[node] = numba_kernels.WALL
        for end, rank in ask.ends.items():
            if rank <= level and end != ask.source and end not in ask.shut:
                gate[end] = numba_kernels.END
                wanted += [end * self._width + amount for amount in amounts.accepted(rank, ask.sign)]
        self._rules = Rules(ranks, ground.barred, gate, ask.source, amounts.signed, hits, level)
        start = [] if ask.source in ask.shut else [ask.source * self._width]
        for queue, depths, states in ((self._queue, self._fore, start), (self._behind, self._back, wanted)):
            for place, state in enumerate(states):
                queue[place], depths[state] = state, 0
        # By side: how many layers there are, and where each ends in its queue.
        self._layers = np.zeros((2, ask.max_steps + 3), np.int64)
        self._layers[:, 0] = 1
        self._layers[:, 1] = len(start), len(wanted)
        self._bridges, self.shortest = 0, NEVER

    def _clear(self) -> None:
        """Leave the ground as it was found."""
        if self._width:
            sides = ((self._fore, self._queue), (self._back, self._behind))
            for (depths, queue), ends in zip(sides, self._layers, strict=True):
                depths[queue[: ends[ends[0]]]] = FAR
            self._unbridge()
            for node in self._gates:
                self._ground.gate[node] = numba_kernels.OPEN
            self._width = 0

    def meet(self, length: int, most: int) -> int:
        self._unbridge()
        if most + 3 > self._layers.shape[1]:
            self._layers = np.pad(self._layers, ((0, 0), (0, most)))
        self.shortest, length = numba_kernels.meet(
            self._ground.graph,
            self._rules,
            self._width,
            (self._fore, self._queue),
            (self._back, self._behind),
            self._layers,
            length,
            most,
            self.shortest,
        )
        return int(length)

    def climb(self, most: int) -> bool:
        ground = self._ground
        spent, self._work, self._kept, ground.pool, self._bridges = numba_kernels.climb(
            ground.graph,
            self._rules,
            self._width,
            (self._fore, self._queue),
            (self._back, self._behind),
            (self._layers, self._bridged),
            (ground.seen, ground.opened, ground.pool),
            (self._ask.max_steps, most, self._ask.work, self._work),
            self._kept,
        )
        return bool(spent)

    def _unbridge(self) -> None:
        """Take out what a bridge added, which a layer from the ends must not take for its own."""
        self._back[self._bridged[: self._bridges]] = FAR
        self._bridges = 0

    def walk(self, most: int) -> bool:
        self._unbridge()
        ground, task = self._ground, (self._ask.max_steps, False, most, self._ask.work, self._work)
        spent, self._work, self._kept, ground.pool, self._bridges = numba_kernels.walk(
            ground.graph,
            self._rules,
            self._width,
            (self._fore, self._queue),
            self._back,
            (self._layers, self._bridged),
            (ground.seen, ground.opened, ground.pool),
            task,
            self._kept,
        )
        return bool(spent)

    def count(self) -> int:
        return int(self._kept[2])

    def forget(self) -> None:
        self._work = 0
        self._kept = (np.empty((_ROWS, self._ask.max_steps), np.int32), np.empty(_ROWS, np.uint8), 0)

    def found(self, stopped: bool) -> Found:
        self._clear()
        if self._ask.barred:
            self._ground.barred[list(self._ask.barred)] = False
        self._ask.graph.compiled = self._ground
        rows, lengths, count = self._kept
        return Found(Routes(rows[:count], lengths[:count]), stopped)


def _words(masks: Sequence[int], words: int) -> Any:
    raw = b"".join(mask.to_bytes(8 * words, "little") for mask in masks)
    return np.frombuffer(raw, "<u8").reshape(len(masks), words).astype(np.uint64)
