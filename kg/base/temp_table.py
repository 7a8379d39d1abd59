"""A temporary table on disk, for formats that need rows in another order than they come, or to look one up.

Memory does not grow with the graph; SQLite removes the file when it is closed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Self

from kg.errors import LimitReached

_KIBIBYTES_HELD = 65_536


class TempTable:
    """Tables of ``schema`` in a temporary file; use as a context manager.

    ``LimitReached`` where the file cannot grow.
    """

    def __init__(self, schema: str) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA temp_store = FILE;"
            f"PRAGMA cache_size = -{_KIBIBYTES_HELD}; {schema}; BEGIN"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove the file."""
        self._base.close()

    def fill(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run ``statement`` with each of ``rows``."""
        try:
            self._base.executemany(statement, rows)
        except sqlite3.OperationalError as error:
            raise LimitReached(
                f"a temporary file cannot be written ({error}); check the space, or set TMPDIR to another folder"
            ) from error

    def ask(self, statement: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        """Return the rows of ``statement``."""
        return self._base.execute(statement, values)
