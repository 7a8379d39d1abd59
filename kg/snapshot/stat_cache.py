"""The key of sources that nobody touched: remembered by what the file system says of them, so that they are not read.

As Git's index has it: size, time of change and inode of every file stand for its content, but not for what changed
within the last seconds, since a second change may fall into the same tick of the clock.
"""

from __future__ import annotations

import os
import time
from _blake2 import blake2b
from collections.abc import Iterable
from pathlib import Path

_PREFIX = "key-"
_KEPT = 12
_TICK = 2.0
"""Seconds: the coarsest clock of a file system in use (FAT)."""


def signature(base: str, paths: Iterable[str]) -> str | None:
    """Return the digest of ``base`` and of what the file system says of ``paths``; None where one of them changed too
    recently to tell.
    """
    state, newest = blake2b(base.encode(), digest_size=16), 0
    for path in paths:
        told = os.stat(path)
        newest = max(newest, told.st_mtime_ns, told.st_ctime_ns)
        facts = (told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns)
        state.update(f"{path}\0{facts}\n".encode("utf-8", "surrogateescape"))
    return state.hexdigest() if newest / 1e9 < time.time() - _TICK else None


def recall(place: Path, seen: str) -> str | None:
    """Return the key that was kept in ``place`` for this signature; None where there is none, or no sound one."""
    try:
        with open(place / f"{_PREFIX}{seen}", "rb") as file:
            told = file.read(33)
    except OSError:
        return None
    found = told.decode("ascii", "replace")
    return found if len(found) == 32 and set(found) <= set("0123456789abcdef") else None


def remember(place: Path, seen: str, key: str) -> None:
    """Keep ``key`` in ``place``, and of those kept before the newest; where that fails, sources are read next time."""
    try:
        kept = sorted(place.glob(f"{_PREFIX}*"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in kept[_KEPT - 1 :]:
            old.unlink(missing_ok=True)
        aside = place / f".{_PREFIX}{os.getpid()}"
        aside.write_text(key, encoding="ascii")
        os.replace(aside, place / f"{_PREFIX}{seen}")
    except OSError:
        return
