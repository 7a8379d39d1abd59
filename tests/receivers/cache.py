"""Where the receiving programs of the tests are kept: fetched once, each under the hash of what describes it.

The folder is ``SERM_BONE_RECEIVERS``, by default ``~/.cache/serm-bone-receivers``; it may be removed at any time. A
program that cannot be had skips its tests; with ``SERM_BONE_RECEIVERS_REQUIRED=1`` it fails them instead.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import pytest

_READY = ".ready"


def absent(reason: str) -> NoReturn:
    """Skip the test, or fail it where every receiver has to be there."""
    if os.environ.get("SERM_BONE_RECEIVERS_REQUIRED") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def folder() -> Path:
    """Return the folder that holds every receiver."""
    named = os.environ.get("SERM_BONE_RECEIVERS")
    return Path(named) if named else Path.home() / ".cache" / "serm-bone-receivers"


def once(name: str, described: bytes, make: Callable[[Path], None], *, sound: Callable[[Path], bool]) -> Path:
    """Return the folder that ``make`` filled for this description, filled now where it is missing or not ``sound``.

    Test processes that ask at once wait for the first. The folder is filled where it stays, since the scripts of a
    Python environment know their place; a mark made last tells a whole one from what a broken process left.
    """
    place = folder() / f"{name}-{hashlib.sha256(described).hexdigest()[:16]}"
    place.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{place}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (place / _READY).exists() and sound(place):
            return place
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        try:
            make(place)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        (place / _READY).touch()
    return place


def fetch(what: str, command: Sequence[str | Path], *, limit: float, cwd: Path | None = None) -> None:
    """Run a package client; where it fails or takes longer than ``limit`` seconds, ``what`` is absent."""
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        absent(f"{what} was not fetched within {limit:g} s")
    if done.returncode:
        told = (done.stdout + done.stderr).strip().splitlines()[-8:]
        absent(f"{what} cannot be had: " + "\n".join(told))
