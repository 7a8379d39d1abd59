"""CSV for the bulk loaders of graph databases: texts always in quotes, nothing where a value is absent.

So an empty text (``""``) is told from no value, and no blank, line break or digit of a text is left to the taste of a
loader.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from kg.export.table import Cell, Column, Kind, Row, Table

SEPARATOR, ESCAPE = "\x1f", "\x1b"
LISTS = (
    "lists are joined by U+001F; within an item U+001F is written as U+001B u and U+001B as U+001B e, and a list of "
    "just one empty text is U+001B 0"
)
TEXTS = (
    "lists are joined by U+001F; in a text with a backslash or U+001B, and in a list with one of these or U+001F, a "
    "backslash is written as U+001B b, U+001F as U+001B u and U+001B as U+001B e"
)


class _Absent:
    """What the csv module writes as nothing and without quotes: it takes the thing for a number."""

    def __float__(self) -> float:
        raise ValueError("an absent value is no number")

    def __str__(self) -> str:
        return ""


ABSENT = _Absent()
Encode = Callable[[Any], object]
Encoder = Callable[[Column], Encode | None]
More = Callable[[Row], Sequence[object]]


class Escapes:
    """Encoders of cells, and how many values each rule had to rewrite."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def joined(self, items: tuple[str, ...]) -> object:
        """Return a list as one text, by the rule ``LISTS``."""
        if not items:
            return ABSENT
        told = SEPARATOR.join(items)
        if ESCAPE in told or told.count(SEPARATOR) != len(items) - 1 or not told:
            self.counts[LISTS] += 1
            if not told:
                return ESCAPE + "0"
            return SEPARATOR.join(it.replace(ESCAPE, ESCAPE + "e").replace(SEPARATOR, ESCAPE + "u") for it in items)
        return told

    def text(self, value: str) -> str:
        """Return a text without backslashes, by the rule ``TEXTS``."""
        if "\\" in value or ESCAPE in value:
            self.counts[TEXTS] += 1
            return _without_backslash(value)
        return value

    def texts(self, items: tuple[str, ...]) -> object:
        """Return a list as one text without backslashes, by the rule ``TEXTS`` for each item."""
        if not items:
            return ABSENT
        told = SEPARATOR.join(items)
        if "\\" in told or ESCAPE in told or told.count(SEPARATOR) != len(items) - 1:
            self.counts[TEXTS] += 1
            return SEPARATOR.join(_without_backslash(item) for item in items)
        return told


def write(
    path: Path,
    table: Table,
    rows: Iterable[Row],
    *,
    header: Sequence[str],
    encode: Encoder,
    more: More | None = None,
) -> int:
    """Write ``rows`` to ``path`` in the columns of ``table`` and return how many there were.

    ``encode`` says what makes the cells of a column, where they are not written as they are; it is not asked for cells
    that are absent, but for empty lists. ``more`` gives further cells of a row. An empty ``header`` is not written.
    """
    made = [(at, _flag if it.kind is Kind.FLAG else encode(it), it.kind) for at, it in enumerate(table.columns)]
    always = [(at, make) for at, make, kind in made if make is not None and kind is Kind.TEXTS]
    present = [(at, make) for at, make, kind in made if make is not None and kind is not Kind.TEXTS]
    count = 0
    with open(path, "w", encoding="utf-8", newline="") as file:
        if header:
            csv.writer(file, lineterminator="\n").writerow(header)
        put = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC).writerow
        for row in rows:
            cells: list[object] = [ABSENT if cell is None else cell for cell in row]
            for at, make in always:
                cells[at] = make(row[at])
            for at, make in present:
                if row[at] is not None:
                    cells[at] = make(row[at])
            if more is not None:
                cells += more(row)
            put(cells)
            count += 1
    return count


def _without_backslash(text: str) -> str:
    escaped = text.replace(ESCAPE, ESCAPE + "e").replace(SEPARATOR, ESCAPE + "u")
    return escaped.replace("\\", ESCAPE + "b")


def _flag(cell: Cell) -> str:
    return "true" if cell else "false"
