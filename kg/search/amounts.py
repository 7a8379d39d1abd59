"""What a way amounts to: its sign, and whether it has an edge of the grade that is wanted, as one small number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Amounts(NamedTuple):
    """The amounts that one pass of a search tells apart.

    With ``signed`` it tells the signs apart; with ``hits`` whether an edge of grade ``level`` was passed.
    """

    signed: bool
    hits: bool
    level: int

    @property
    def two(self) -> int:
        """How many amounts there are of one sign."""
        return 2 if self.hits else 1

    @property
    def width(self) -> int:
        """How many amounts there are."""
        return self.two * (3 if self.signed else 1)

    def after(self, amount: int, sign: int, rank: int) -> int:
        """Return what a way amounts to after an edge of this sign and grade."""
        before, hit = divmod(amount, self.two)
        if self.signed:
            before = product(before, letter(sign))
        return before * self.two + (1 if hit or (self.hits and rank == self.level) else 0)

    def accepted(self, rank: int, sign: int | None) -> Iterator[int]:
        """Yield the amounts with which a route of ``sign`` may reach an end of grade ``rank``."""
        for amount in range(self.width):
            reached, hit = divmod(amount, self.two)
            if (hit or not self.hits or rank == self.level) and (sign is None or reached == letter(sign)):
                yield amount


def letter(sign: int) -> int:
    """Return the number of a sign: 0 for 1, 1 for -1, 2 for one that is not known."""
    return 0 if sign > 0 else 1 if sign < 0 else 2


def product(one: int, other: int) -> int:
    """Return the number of the product of two signs; what is not known stays so."""
    return 2 if one == 2 or other == 2 else one ^ other
