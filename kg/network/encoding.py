"""The network in numbers: what ``kg.search`` walks, and the way back from its numbers to assertions and things.

What the grade of an edge depends on is its kind: its context, the ligand it was shown with, the rule behind it, and
whether it leads to a broader or narrower name. Few kinds occur, so that a question is graded by kind.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kg.network.context import (
    DEPLETE,
    EXACT,
    EXTRAPOLATED,
    GENERALISED,
    GRADES,
    REPLETE,
    UNSPECIFIED,
    Context,
    compare,
    side,
)
from kg.network.signed_graph import Network
from kg.search.csr_graph import INDEXED, Index, Kinds

_SIDES = {None: 0, DEPLETE: 1, REPLETE: 2}
_GRADED = ("milieu", "species", "sex")
NOWHERE = len(GRADES)


class Dimension:
    """The sets of values that rows have in one dimension.

    ``of`` numbers the set of each row among ``sets``. ``bits`` are the masks of the sets, set by set.
    """

    def __init__(self, of: Sequence[int], sets: Sequence[Sequence[str]]) -> None:
        self.of = of
        self.values: dict[str, int] = {}
        self.bits = [0] * len(sets)
        self._members: list[list[int]] = [[] for _ in sets]
        for number in set(of):
            self._members[number] = [self.values.setdefault(value, 1 << len(self.values)) for value in sets[number]]
            self.bits[number] = _union(self._members[number])

    def above(self, closure: Callable[[str], Iterable[str]]) -> list[int]:
        """Return the masks of the sets with all that their values are a part or a kind of, among those that occur."""
        values = self.values
        wide = {bit: _union(values.get(other, 0) for other in closure(value)) | bit for value, bit in values.items()}
        return [_union(map(wide.__getitem__, members)) for members in self._members]

    def graded(self, grade: Callable[[str], int], empty: int) -> list[int]:
        """Return the grade of each row: the least of its values' grades, ``empty`` for a row without values."""
        levels: dict[int, int] = {}
        for value, bit in self.values.items():
            found = grade(value)
            levels[found] = levels.get(found, 0) | bit
        ordered = sorted(levels.items())
        sets = [next((found for found, mask in ordered if mask & bits), empty) for bits in self.bits]
        return [sets[number] for number in self.of]


class Numbered:
    """A network with its index.

    ``nodes`` gives each thing its number, ``edges`` are those of the network, by number.
    """

    def __init__(self, network: Network) -> None:
        self.names, self.rules = network.names, network.rules
        walked = network.walked
        self.nodes, self.edges = network.places, network.edges
        columns: dict[str, Any] = {name: _array(walked[name]) for name in INDEXED}
        columns |= {"given": range(len(network.edges)), "free": walked["free"]}
        covers = {edge: tuple(several) for edge, several in walked["covers"]}
        self.index = Index(columns, len(self.nodes), self._table(walked["kinds"], walked["sets"]), covers)
        self._kept: dict[tuple[Context, str], list[int]] = {}

    def _table(self, kinds: Mapping[str, list[Any]], sets: Sequence[Sequence[str]]) -> Kinds:
        leaves, reaches = kinds["subject_anatomy"], kinds["object_anatomy"]
        places = Dimension([*leaves, *reaches], sets)
        self._dimensions = {name: Dimension(kinds[name], sets) for name in _GRADED}
        self._where = [Dimension(column, sets) for column in (leaves, reaches)]
        self._ligands = Dimension(kinds["ligand"], sets)
        self._made = [GRADES.index(self.rules[name]["grade"]) if name else None for name in kinds["rule"]]
        self._acts, self._widened = kinds["acts"], kinds["widened"]
        sides = {number: self._side(sets[number]) for number in set(kinds["milieu"])}
        return Kinds(
            leaves,
            reaches,
            [sides[number] for number in kinds["milieu"]],
            places.bits,
            places.above(self.names.closure),
        )

    def _side(self, milieux: Sequence[str]) -> int:
        sides = {side(self.names, milieu) for milieu in milieux}
        return _SIDES[sides.pop()] if len(sides) == 1 else 0

    def ranks(self, asked: Context, source: str) -> list[int]:
        """Return the grade of each kind of edge for a question; as ``Judge.fit`` grades an edge."""
        if (asked, source) not in self._kept:
            found = self._lent(source)
            for name, dimension in self._dimensions.items():
                wanted = getattr(asked, name)
                if wanted is not None:
                    found = list(map(max, found, dimension.graded(self._grade(name, wanted), UNSPECIFIED)))
            if asked.anatomy is not None:
                found = list(map(max, found, self._local(asked.anatomy)))
            self._kept[asked, source] = found
        return self._kept[asked, source]

    def _local(self, wanted: str) -> list[int]:
        """How near the places of each kind are to the one asked for: the nearest of where it begins and ends."""
        grade = self._grade("anatomy", wanted)
        begins, ends = (dimension.graded(grade, NOWHERE) for dimension in self._where)
        near = map(min, begins, ends)
        return [UNSPECIFIED if found == NOWHERE else found for found in near]

    def _grade(self, name: str, wanted: str) -> Callable[[str], int]:
        return lambda value: compare(self.names, name, wanted, value)

    def _lent(self, source: str) -> list[int]:
        """What a kind is at best: by its rule, by the ligand that it was shown with, by the name that it leads to."""
        lends = bool(self.names.items.get(source, {}).get("drug_class"))
        shown = self._ligands.graded(lambda value: EXACT if value == source else EXTRAPOLATED, EXACT)
        rows = zip(self._made, self._acts, shown, self._widened, strict=True)
        return [
            max(
                (EXACT if acts or not lends else lent) if made is None else made,
                GENERALISED if widened else EXACT,
            )
            for made, acts, lent, widened in rows
        ]

    def ends(self, targets: Mapping[str, int]) -> dict[int, int]:
        """Return the targets that edges lead to, by number, with their grades."""
        return {self.nodes[target]: grade for target, grade in targets.items() if target in self.nodes}


def numbered(network: Network) -> Numbered:
    """Return a network in numbers, found once."""
    if network.numbered is None:
        network.numbered = Numbered(network)
    found: Numbered = network.numbered
    return found


def _array(column: Any) -> array[int]:
    """Return a column as an array, which is quicker to look into than a view of a file."""
    if isinstance(column, array):
        return column
    found = array(column.format)
    found.frombytes(column.cast("B"))
    return found


def _union(masks: Iterable[int]) -> int:
    whole = 0
    for mask in masks:
        whole |= mask
    return whole
