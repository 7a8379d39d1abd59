"""Words on stderr while a check takes long, so that it is not taken for a hanging one."""

from __future__ import annotations

import sys
import time

_SILENT = 10.0
_EVERY = 2.0


class Progress:
    """Says every two seconds how many of how many are done; silent for the first ten."""

    def __init__(self, what: str) -> None:
        self._what, self._next = what, time.monotonic() + _SILENT

    def seen(self, done: int, all: int) -> None:
        """Hear that ``done`` of ``all`` are done."""
        if time.monotonic() > self._next:
            print(f"{self._what}: {done} of {all} …", file=sys.stderr)
            self._next = time.monotonic() + _EVERY
