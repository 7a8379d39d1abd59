"""Fields of KGX files: the same texts for TSV, which has no quotes, and for JSON Lines.

KGX splits lists of TSV at ``|`` and, in both forms, makes blanks of line breaks and tabs and drops a text of none or
one blank. What it would change is escaped with a backslash, by a rule that can be undone. It works on whole columns:
most hold nothing to escape, and a few searches say so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from json.encoder import encode_basestring

from kg.export.table import Cell, Kind

RULE = r"in texts \ is \\, a bar \p, a tab \t, a line feed \n, a carriage return \r, no text at all \e, a lone blank \s"
_ODD = str.maketrans({"\\": r"\\", "|": r"\p", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
_WHOLE = {"": r"\e", " ": r"\s"}
Fields = tuple[Sequence[str], Sequence[str]]


class Encoder:
    """Makes the fields of TSV and the members of JSON objects from columns; counts what was escaped.

    A member is ``,"name":value``, and empty where the cell is: lines are made by joining alone.
    """

    def __init__(self) -> None:
        self.escaped: Counter[str] = Counter()

    def column(self, name: str, kind: Kind, cells: Sequence[Cell]) -> Fields:
        """Return (fields of TSV, members of JSON) of the cells of a column."""
        if kind is Kind.TEXTS:
            return self.lists(name, cells)
        if kind is Kind.TEXT:
            return self.texts(name, [cell if isinstance(cell, str) else None for cell in cells])
        plain = ["" if cell is None else str(cell) for cell in cells]
        return plain, [f',"{name}":{field}' if field else "" for field in plain]

    def texts(self, name: str, cells: Sequence[str | None]) -> Fields:
        """Return the fields and members of texts."""
        held = self._safe([cell for cell in cells if cell is not None])
        start = f',"{name}":'
        members = [start + encode_basestring(text) for text in held]
        if len(held) == len(cells):
            return held, members
        fields, rest = iter(held), iter(members)
        return (
            ["" if cell is None else next(fields) for cell in cells],
            ["" if cell is None else next(rest) for cell in cells],
        )

    def lists(self, name: str, cells: Sequence[Cell]) -> Fields:
        """Return the fields and members of lists; an empty one is absent."""
        fields = [_bars(cell) if cell else "" for cell in cells]
        self._count(fields)
        return fields, [_array(name, cell) if cell else "" for cell in cells]

    def _safe(self, texts: list[str]) -> list[str]:
        joined = "".join(texts)
        if not any(map(joined.__contains__, "\\|\t\n\r")) and not any(map(texts.__contains__, _WHOLE)):
            return texts
        texts = [escaped(text) for text in texts]
        self._count(texts)
        return texts

    def _count(self, fields: Iterable[str]) -> None:
        """Count the fields that have a backslash: only what was escaped has one."""
        if "\\" in "".join(fields):
            self.escaped[RULE] += sum("\\" in field for field in fields)


def escaped(text: str) -> str:
    """Return ``text`` as a field; the rule is ``RULE``."""
    return _WHOLE.get(text) or text.translate(_ODD)


@lru_cache(maxsize=65536)
def _bars(cell: Sequence[str]) -> str:
    return "|".join(map(escaped, cell))


@lru_cache(maxsize=65536)
def _array(name: str, cell: Sequence[str]) -> str:
    return f',"{name}":[{",".join(encode_basestring(escaped(text)) for text in cell)}]'
