"""Every receiver: which program reads which export. A new one is a module under ``programs`` and a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.receivers.inventory import Inventory


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A program that loads a property-graph export: ``read`` starts it on the folder, stops it, says what it held.

    ``name`` is the program as the table of receivers prints it.
    """

    format: str
    view: str
    name: str
    read: Callable[[Path], Inventory]


RECEIVERS: tuple[Receiver, ...] = ()
