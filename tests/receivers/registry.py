"""Every receiver: which program reads which export. A new one is a module under ``programs`` and a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kg.export.format import BOTH
from tests.receivers.inventory import Inventory
from tests.receivers.programs import kgx_files, tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A program that loads a property-graph export: ``read`` starts it on the folder, stops it, says what it held.

    ``name`` is the program as the table of receivers prints it.
    """

    format: str
    view: str
    name: str
    read: Callable[[Path], Inventory]


_TABLES = tuple(
    Receiver(format=format, view=view, name=name, read=tables.reader(program, format))
    for format in ("csv", "parquet")
    for view in BOTH
    for program, name in tables.PROGRAMS.items()
)
_KGX = tuple(
    Receiver(format=format, view="convenient", name=name, read=kgx_files.reader(form))
    for format in ("kgx", "kgx-lenient")
    for form, name in kgx_files.FORMS.items()
)
RECEIVERS: tuple[Receiver, ...] = (*_TABLES, *_KGX)
