"""What the inner loops of the search do, whichever they are. Read by type checkers only."""

from __future__ import annotations

from typing import Protocol

from kg.search import Found


class Loops(Protocol):
    """The inner loops of one question; the layers are states, nodes with what the way to them amounts to.

    ``shortest`` is the least number of steps of a way from the source to an end that the layers know, ``NEVER`` where
    they have not met.
    """

    shortest: int

    def begin(self, level: int, hits: bool) -> None:
        """Forget the layers; walk what is of grade ``level`` or better, with ``hits`` only routes of just that."""

    def meet(self, length: int, most: int) -> int:
        """Grow layers, those that look at fewer edges first, until both sides are ``length`` deep together, and on
        until they meet; return how deep they are then. 0 where they do not meet within ``most``.
        """

    def walk(self, most: int) -> bool:
        """Add the routes of at most as many steps as asked for, to which the layers have to reach, until there are
        ``most``; return whether the budget of work ended it.
        """

    def climb(self, most: int) -> bool:
        """Add the routes of one step, then of two, and so on, until there are ``most``; return as ``walk`` does."""

    def count(self) -> int:
        """Return how many routes were added."""

    def forget(self) -> None:
        """Drop the routes that were added, and the account of work."""

    def found(self, stopped: bool) -> Found:
        """Return the routes in the order in which they were added, and give back what the question held."""
