"""Relations: pairs of a subject and a value, as two lists of keys, with what sets know about them at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property


class Relation:
    """Pairs of a subject and a value, each pair once, as two lists of keys."""

    def __init__(self, subjects: list[str], values: list[str]) -> None:
        self.subjects, self.values = subjects, values

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Relation:
        """Return the relation of ``pairs``, each kept once."""
        once = dict.fromkeys(pairs)
        return cls([pair[0] for pair in once], [pair[1] for pair in once])

    @classmethod
    def same(cls, nodes: Collection[str]) -> Relation:
        """Return the relation of each node to itself."""
        return cls([*nodes], [*nodes])

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return zip(self.subjects, self.values, strict=True)

    @cached_property
    def subject_set(self) -> set[str]:
        """Every subject."""
        return set(self.subjects)

    @cached_property
    def value_set(self) -> set[str]:
        """Every value."""
        return set(self.values)

    @cached_property
    def counts(self) -> Counter[str]:
        """How many values each subject has."""
        return Counter(self.subjects)

    @cached_property
    def single(self) -> bool:
        """Whether no subject has two values."""
        return len(self.subject_set) == len(self.subjects)

    def within(self, nodes: set[str]) -> Relation:
        """Return the pairs whose subject is one of ``nodes``."""
        return self if self.subject_set <= nodes else Part(self, nodes)

    def outside(self, allowed: Collection[str]) -> set[str]:
        """Return the values that are not ``allowed``."""
        return self.value_set - allowed if isinstance(allowed, set) else self.value_set.difference(allowed)

    def leading_to(self, values: Collection[str]) -> Iterator[tuple[str, str]]:
        """Yield the pairs whose value is one of ``values``."""
        if values:
            for subject, value in self:
                if value in values:
                    yield subject, value

    def by_subject(self) -> dict[str, set[str]]:
        """Return subject -> its values."""
        found: dict[str, set[str]] = defaultdict(set)
        for subject, value in self:
            found[subject].add(value)
        return found

    def turned(self) -> Relation:
        """Return the relation read from value to subject."""
        return Relation(self.values, self.subjects)


class Part(Relation):
    """The pairs of a relation whose subject is one of ``nodes``, picked out when they are asked for."""

    def __init__(self, all: Relation, nodes: set[str]) -> None:
        self._all, self._nodes = all, nodes

    @cached_property
    def _pairs(self) -> list[tuple[str, str]]:
        return [pair for pair in self._all if pair[0] in self._nodes]

    @cached_property
    def subjects(self) -> list[str]:  # type: ignore[override]
        """The subjects, one for each pair."""
        return [pair[0] for pair in self._pairs]

    @cached_property
    def values(self) -> list[str]:  # type: ignore[override]
        """The values, one for each pair."""
        return [pair[1] for pair in self._pairs]

    @cached_property
    def subject_set(self) -> set[str]:
        """Every subject."""
        return self._all.subject_set & self._nodes

    @cached_property
    def single(self) -> bool:
        """Whether no subject has two values."""
        return self._all.single or len(self.subject_set) == len(self._pairs)

    def outside(self, allowed: Collection[str]) -> set[str]:
        """Return the values that are not ``allowed``; where the whole relation has none, nothing is picked out."""
        strangers = self._all.outside(allowed)
        return strangers & self.value_set if strangers else strangers
