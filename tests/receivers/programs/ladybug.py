"""Ladybug, from PyPI."""

from __future__ import annotations

from pathlib import Path

from tests.receivers.inventory import Inventory
from tests.receivers.programs.outside import HERE, answer
from tests.receivers.python import interpreter


def read(folder: Path) -> Inventory:
    """Return what the database holds after the lines of the README were run."""
    return Inventory(**answer([interpreter("networks"), "-P", HERE / "ladybug_reader.py"], folder))
