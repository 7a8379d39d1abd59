"""A signed multigraph as flat columns: every edge once, in the order of the node that it leaves.

An edge takes 21 bytes, a node 9. Nothing in it changes with a question, so that one index serves all.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain
from typing import Any

LIMIT = 2**31 - 1


class Kinds:
    """What edges of one kind have in common, one entry a kind.

    ``leaves`` and ``reaches`` number the places where an edge begins and ends, 0 for anywhere; ``sides`` is 0, or one
    of two sides that no route has both of. ``bits`` and ``above`` are masks of places, one entry a place number: the
    places themselves, and with them all that they are part of.
    """

    def __init__(
        self,
        leaves: Sequence[int] = (0,),
        reaches: Sequence[int] = (0,),
        sides: Sequence[int] = (0,),
        bits: Sequence[int] = (0,),
        above: Sequence[int] = (0,),
    ) -> None:
        self.leaves, self.reaches, self.sides, self.bits, self.above = leaves, reaches, sides, bits, above

    def meet(self, one: int, other: int) -> bool:
        """Return whether two place numbers can be the same place: equal, or one part of the other."""
        if not one or not other:
            return True
        return bool(self.bits[one] & self.above[other] or self.above[one] & self.bits[other])


PLAIN = Kinds()
"""One kind for all edges: shown anywhere, on neither side."""


class Index:
    """Edges and nodes by number. Edges that leave a node are neighbours, in the order in which they were given.

    ``first[n]`` to ``first[n + 1]`` are the edges that leave node n; ``target``, ``source``, ``sign`` (1, -1, or 0
    where it is not known), ``kind`` and ``given`` (the place in the columns that the index was built from) are by
    edge. ``back`` holds the edges that reach node n, from ``back_first[n]``. ``free[n]`` is 1 where the place of a
    step to n does not bind the next. ``covers`` lists what an edge counts as visited besides its target.
    """

    __slots__ = (
        "asked",
        "back",
        "back_first",
        "compiled",
        "covers",
        "edges",
        "first",
        "free",
        "given",
        "kind",
        "kinds",
        "nodes",
        "sign",
        "source",
        "target",
    )

    def __init__(self, columns: Mapping[str, Any], nodes: int, kinds: Kinds, covers: Mapping[int, Sequence[int]]):
        for name, column in columns.items():
            setattr(self, name, column)
        self.nodes, self.edges, self.kinds, self.covers = nodes, len(columns["target"]), kinds, covers
        self.compiled: Any = None
        self.asked = 0

    first: Any
    target: Any
    source: Any
    sign: Any
    kind: Any
    given: Any
    back: Any
    back_first: Any
    free: Any

    @property
    def bytes(self) -> int:
        """The memory that the columns take."""
        columns = (getattr(self, name) for name in _COLUMNS)
        return sum(memoryview(column).nbytes for column in columns)


INDEXED = ("first", "target", "source", "sign", "kind", "back", "back_first")
"""The columns that, with ``free``, an index of edges in its own order is put together from again."""
_COLUMNS = (*INDEXED, "given", "free")


def build(
    nodes: int,
    sources: Sequence[int],
    targets: Sequence[int],
    signs: Sequence[int],
    kinds: Sequence[int] | None = None,
    *,
    table: Kinds = PLAIN,
    free: Iterable[int] = (),
    covers: Mapping[int, Sequence[int]] | None = None,
) -> Index:
    """Return the index of edges given as columns; ``kinds`` numbers rows of ``table``, left out where all are alike.

    ``free`` are nodes, ``covers`` is by place in the columns. Linear in edges and nodes. Columns that are NumPy arrays
    are sorted by NumPy, which is ten times as fast; the index is the same. Raises ``ValueError`` for columns of
    unequal length or more than 2**31 - 1 edges.
    """
    length = len(targets)
    if not len(sources) == len(signs) == length or (kinds is not None and len(kinds) != length):
        raise ValueError("the columns of an index are of unequal length")
    if length > LIMIT or nodes > LIMIT:
        raise ValueError(f"{max(length, nodes)} edges or nodes; an index holds at most {LIMIT}")
    numpy = sys.modules.get("numpy")
    fast = numpy is not None and isinstance(targets, numpy.ndarray)
    columns = (_by_numpy if fast else _by_counting)(nodes, sources, targets, signs, kinds)
    columns["free"] = bytearray(nodes)
    for node in free:
        columns["free"][node] = 1
    placed = {}
    if covers:
        at = {number: edge for edge, number in enumerate(columns["given"]) if int(number) in covers}
        placed = {at[number]: tuple(several) for number, several in covers.items()}
    return Index(columns, nodes, table, placed)


def _by_counting(
    nodes: int, sources: Sequence[int], targets: Sequence[int], signs: Sequence[int], kinds: Sequence[int] | None
) -> dict[str, Any]:
    first, given = _grouped(nodes, sources)
    target = array("i", map(targets.__getitem__, given))
    back_first, back = _grouped(nodes, target)
    return {
        "first": first,
        "target": target,
        "source": array("i", map(sources.__getitem__, given)),
        "sign": array("b", map(signs.__getitem__, given)),
        "kind": array("i", map(kinds.__getitem__, given)) if kinds is not None else array("i", bytes(4 * len(given))),
        "given": given,
        "back": back,
        "back_first": back_first,
    }


def _grouped(nodes: int, keys: Sequence[int]) -> tuple[array[int], array[int]]:
    """Return where the group of each key begins, and the places of ``keys`` in the order of their keys."""
    groups: list[list[int]] = [[] for _ in range(nodes)]
    for place, group in enumerate(map(groups.__getitem__, keys)):
        group.append(place)
    return array("i", accumulate(map(len, groups), initial=0)), array("i", chain.from_iterable(groups))


def _by_numpy(nodes: int, sources: Any, targets: Any, signs: Any, kinds: Any) -> dict[str, Any]:
    import numpy as np

    def grouped(keys: Any) -> tuple[Any, Any]:
        first = np.zeros(nodes + 1, np.int32)
        np.cumsum(np.bincount(keys, minlength=nodes), out=first[1:])
        return first, np.argsort(keys, kind="stable").astype(np.int32)

    first, given = grouped(sources)
    target = np.ascontiguousarray(targets[given], np.int32)
    back_first, back = grouped(target)
    return {
        "first": first,
        "target": target,
        "source": np.ascontiguousarray(sources[given], np.int32),
        "sign": np.ascontiguousarray(signs[given], np.int8),
        "kind": np.zeros(len(given), np.int32) if kinds is None else np.ascontiguousarray(kinds[given], np.int32),
        "given": given,
        "back": back,
        "back_first": back_first,
    }
