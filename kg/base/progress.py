"""Words on stderr while many rows are written, so that a long export is not taken for a hanging one."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_STEP = 8192
_EVERY = 1.0
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
