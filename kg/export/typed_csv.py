"""CSV for the bulk loaders of graph databases: texts in quotes, nothing where a value is absent.

So an empty text (``""``) is told from no value, and no blank, line break or digit of a text is left to the taste of a
loader.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
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


_ABSENT = _Absent()
_KNOWN = 4096
Encode = Callable[[Any], object]
Encoder = Callable[[Column], Encode | None]
More = Callable[[Row], Sequence[object]]


class Escapes:
    """Encoders of cells, and how many values each rule had to rewrite.

    ``known``: lists that no rule rewrites -> their text, as far as met; kept small whatever the number of lists.
    """

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.known: dict[Cell, str] = {}

    def joined(self, items: tuple[str, ...]) -> str:
        """Return a list that is not empty as one text, by the rule ``LISTS``."""
        told = SEPARATOR.join(items)
        if ESCAPE in told or told.count(SEPARATOR) != len(items) - 1 or not told:
            self.counts[LISTS] += 1
            if not told:
                return ESCAPE + "0"
            return SEPARATOR.join(it.replace(ESCAPE, ESCAPE + "e").replace(SEPARATOR, ESCAPE + "u") for it in items)
        if len(self.known) < _KNOWN:
            self.known[items] = told
        return told

    def text(self, value: str) -> str:
        """Return a text without backslashes, by the rule ``TEXTS``."""
        if "\\" in value or ESCAPE in value:
            self.counts[TEXTS] += 1
            return _without_backslash(value)
        return value

    def texts(self, items: tuple[str, ...]) -> str:
        """Return a list that is not empty as one text without backslashes, by the rule ``TEXTS`` for each item."""
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
    sparing: bool = False,
    known: Mapping[Cell, str] | None = None,
) -> int:
    """Write ``rows`` to ``path`` in the columns of ``table`` and return how many there were.

    ``encode`` says what makes the cells of a column, where they are not written as they are; it is not asked for what
    is absent, nor for empty lists. ``more`` gives further cells of a row. An empty ``header`` is not written.
    ``sparing`` leaves out quotes that RFC 4180 does not ask for, which is quicker; a row with an empty text has them
    all the same. ``known`` holds lists that need not be encoded again.
    """
    # With this end of a line the csv module quotes a lone carriage return too, in every version of Python.
    end = "\r\n" if sparing else "\n"
    count = 0
    empty = _empty(table) if sparing else lambda _: True
    encoded = _encoded(table, encode, {} if known is None else known)
    with open(path, "w", encoding="utf-8", newline="") as file:
        if header:
            csv.writer(file, lineterminator="\n").writerow(header)
        put = csv.writer(file, lineterminator=end).writerow
        put_quoted = csv.writer(file, lineterminator=end, quoting=csv.QUOTE_NONNUMERIC).writerow
        for row in rows:
            cells = encoded(row)
            if more is not None:
                cells += more(row)
            if empty(row):
                put_quoted([_ABSENT if cell is None else cell for cell in cells])
            else:
                put(cells)
            count += 1
    return count


def _empty(table: Table) -> Callable[[Row], bool]:
    """Return what says whether a row has an empty text."""
    texts = [at for at, column in enumerate(table.columns) if column.kind is Kind.TEXT]
    told = itemgetter(*texts, *texts[:1])  # one more, so that it is a tuple also of one
    return lambda row: "" in told(row)


def _encoded(table: Table, encode: Encoder, known: Mapping[Cell, str]) -> Callable[[Row], list[object]]:
    """Return what makes the cells of a row, None for what is absent."""
    made = [(at, it, _flag if it.kind is Kind.FLAG else encode(it)) for at, it in enumerate(table.columns)]
    # Labels have an encoder of their own, which knows nothing of other lists.
    listed = {at for at, it, _ in made if it.kind is Kind.TEXTS and it.name != "labels"}
    lists = [(at, make) for at, _, make in made if make is not None and at in listed]
    others = [(at, make) for at, _, make in made if make is not None and at not in listed]
    quick = known.get

    def of(row: Row) -> list[object]:
        cells: list[object] = list(row)
        for at, make in lists:
            cell = row[at]
            cells[at] = (quick(cell) or make(cell)) if cell else None
        for at, make in others:
            if row[at] is not None:
                cells[at] = make(row[at])
        return cells

    return of


def _without_backslash(text: str) -> str:
    escaped = text.replace(ESCAPE, ESCAPE + "e").replace(SEPARATOR, ESCAPE + "u")
    return escaped.replace("\\", ESCAPE + "b")


def _flag(cell: Cell) -> str:
    return "true" if cell else "false"
