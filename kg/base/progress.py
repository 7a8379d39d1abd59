"""Words on stderr while something takes long, so that it is not taken for hanging."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_STEP = 8192
_EVERY = 1.0
_SILENT = 10.0
_PAUSE = 2.0
_T = TypeVar("_T")


def shown(items: Iterable[_T], what: str) -> Iterator[_T]:
    """Yield ``items`` as they are; once a second say how many were seen. Silent for what takes less than a second."""
    rest, count, told = iter(items), 0, time.monotonic()
    said = False
    while batch := list(islice(rest, _STEP)):
        yield from batch
        count += len(batch)
        if time.monotonic() - told > _EVERY:
            print(f"{what}: {count:,} rows …", file=sys.stderr)
            told, said = time.monotonic(), True
    if said:
        print(f"{what}: {count:,} rows", file=sys.stderr)


class Progress:
    """Says every two seconds how many of how many are done; silent for the first ten."""

    def __init__(self, what: str) -> None:
        self._what, self._next = what, time.monotonic() + _SILENT

    def seen(self, done: int, all: int) -> None:
        """Hear that ``done`` of ``all`` are done."""
        if time.monotonic() > self._next:
            print(f"{self._what}: {done} of {all} …", file=sys.stderr)
            self._next = time.monotonic() + _PAUSE
