"""Receivers from PyPI: one pinned list each in ``requirements/``, in environments of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.receivers.cache import fetch, once

REQUIREMENTS = Path(__file__).parent / "requirements"
_LIMIT = 900.0


def interpreter(group: str) -> Path:
    """Return the Python of an environment with exactly the packages of ``requirements/<group>.txt``.

    Skips the test where the packages cannot be had, fails it where the list lacks one that another needs. Programs
    that come with the packages lie beside the interpreter.
    """
    listed = REQUIREMENTS / f"{group}.txt"
    described = listed.read_bytes() + sys.version.encode()
    place = once(f"python-{group}", described, lambda target: _make(listed, target), sound=_starts)
    return place / "bin" / "python"


def _make(listed: Path, target: Path) -> None:
    fetch("an environment", [sys.executable, "-m", "venv", target], limit=_LIMIT)
    pip: list[str | Path] = [target / "bin" / "python", "-m", "pip", "--quiet", "--disable-pip-version-check"]
    fetch(f"{listed.stem} (PyPI)", [*pip, "install", "--no-deps", "--requirement", listed], limit=_LIMIT)
    told = subprocess.run([*pip, "check"], capture_output=True, text=True, timeout=_LIMIT, check=False)
    if told.returncode:
        pytest.fail(f"{listed.name} is not whole; resolve it again: {told.stdout}")


def _starts(place: Path) -> bool:
    """Return whether the interpreter that the environment stands on is still there."""
    return (place / "bin" / "python").exists()
