"""The smallest set of studies or publications whose loss leaves no route: a minimum cut in which one withdrawal may cut
several steps, and one step may need several withdrawals.

Where each step rests on one work of its own this is the minimum cut of Menger and of Ford and Fulkerson. Where works
are shared it is a minimum hitting set, found by branch and bound: routes that share no work are a lower bound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

Cuts = Sequence[frozenset[str]]
_WORK = 3_000
_KEPT_FREE = 10
"""How many looks at what was asked before cost as much as asking."""


class Cut(NamedTuple):
    """What has to be withdrawn, and whether a smaller set is excluded; None where no withdrawal cuts every route."""

    withdrawn: frozenset[str] | None
    exact: bool


def minimum_hitting_set(standing: Callable[[frozenset[str]], Cuts | None], *, work: int = _WORK) -> Cut:
    """Return the smallest set of withdrawals after which no route stands.

    ``standing`` takes what is withdrawn and returns, of some route that stands all the same, the sets of further
    withdrawals that each cut it; None where no route stands. ``work`` bounds the calls to it: past it the best set
    found so far is returned, with ``exact`` false.
    """
    return _Search(standing, work).run()


class _Search:
    def __init__(self, standing: Callable[[frozenset[str]], Cuts | None], work: int) -> None:
        self._ask, self._left, self._looks = standing, work, work * _KEPT_FREE
        self._kept: dict[frozenset[str], Cuts | None] = {}
        self._seen: set[frozenset[str]] = set()
        self._best: frozenset[str] | None = None

    def run(self) -> Cut:
        self._best = self._greedy()
        if self._best is None:
            return Cut(None, exact=not self._spent)
        proven = self._least(frozenset()) >= len(self._best)
        self._search()
        return Cut(self._best, exact=proven or not self._spent)

    @property
    def _spent(self) -> bool:
        return self._left <= 0 or self._looks <= 0

    def _standing(self, withdrawn: frozenset[str]) -> Cuts | None:
        self._looks -= 1
        if withdrawn not in self._kept:
            self._left -= 1
            self._kept[withdrawn] = self._ask(withdrawn)
        return self._kept[withdrawn]

    def _greedy(self) -> frozenset[str] | None:
        """Cut one standing route after the other where it costs least."""
        withdrawn: frozenset[str] = frozenset()
        while (cuts := self._standing(withdrawn)) is not None:
            if not cuts or self._spent:
                return None
            withdrawn |= min(cuts, key=lambda cut: (len(cut - withdrawn), sorted(cut)))
        return withdrawn

    def _search(self) -> None:
        """Depth first; not by recursion, since a cut may have more works than Python has frames."""
        waiting = [iter([frozenset[str]()])]
        while waiting:
            withdrawn = next(waiting[-1], None)
            if withdrawn is None:
                waiting.pop()
            elif withdrawn not in self._seen and not self._spent:
                self._seen.add(withdrawn)
                waiting.append(iter(self._branch(withdrawn)))

    def _branch(self, withdrawn: frozenset[str]) -> list[frozenset[str]]:
        """Return what to withdraw next; nothing where no route stands, or no smaller set can begin so."""
        cuts = self._standing(withdrawn)
        assert self._best is not None
        if cuts is None:
            if _rank(withdrawn) < _rank(self._best):
                self._best = withdrawn
            return []
        if len(withdrawn) + self._least(withdrawn) > len(self._best):
            return []
        return [withdrawn | cut for cut in sorted(cuts, key=lambda cut: (len(cut), sorted(cut)))]

    def _least(self, withdrawn: frozenset[str]) -> int:
        """Return how many further withdrawals it takes at least: routes that share no work each need one."""
        count = 0
        while (cuts := self._standing(withdrawn)) is not None and not self._spent:
            count += min((len(cut) for cut in cuts), default=1)
            withdrawn = withdrawn.union(*cuts)
        return count


def _rank(cut: frozenset[str]) -> tuple[int, list[str]]:
    return (len(cut), sorted(cut))
