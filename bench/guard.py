"""Whether a measurement is worse than the one that the page of performance tells."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bench.measure import Line

WORSE = 1.5
"""From how many times worse than before a ratio is named: what a busy machine does to a quotient is less."""
_NUMBER = re.compile(r"[0-9.]+(?:e[+-]?[0-9]+)?")


def regressions(lines: Iterable[Line], page: str) -> list[str]:
    """Return, in words, each line that is more than ``WORSE`` times worse than on ``page``; a new line is not."""
    before = told(page)
    found = []
    for line in lines:
        then = before.get((line.what, line.peer))
        if then and line.ratio:
            factor = line.ratio / then if line.at_most else then / line.ratio
            if factor > WORSE:
                found.append(
                    f"{line.what} ({line.peer}): {then:g} before, {line.ratio:.3g} now, {factor:.1f} times worse"
                )
    return found


def told(page: str) -> dict[tuple[str, str], float]:
    """Return (what, peer) -> the ratio that the tables of ``page`` tell."""
    rows = [(row, _cells(row)) for row in page.splitlines()]
    return {key(row): float(number[0]) for row, cells in rows if len(cells) > 2 and (number := _NUMBER.match(cells[2]))}


def key(row: str) -> tuple[str, str]:
    """Return (what, peer) of a row of a table; empty texts for any other line."""
    cells = _cells(row)
    return (cells[0].partition("; ")[0], cells[1]) if len(cells) > 2 else ("", "")


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split(" | ")] if row.startswith("| ") else []
