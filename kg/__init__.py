"""The reference graph of how SERMs act on bone: contextual, signed mechanism answers with their evidence.

>>> import kg
>>> graph = kg.load()
>>> graph.entity("Fareston").label
'toremifene'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.errors import (
    AmbiguousName,
    BadParameter,
    BrokenInstall,
    KgError,
    LimitReached,
    PartlyWritten,
    RemoteFailed,
    UnknownName,
    UnreadableInput,
    WrongUse,
)

if TYPE_CHECKING:
    from kg.answers.diff import diff
    from kg.api import Graph, load
    from kg.base.records import Record, Rows

__all__ = [
    "AmbiguousName",
    "BadParameter",
    "BrokenInstall",
    "Graph",
    "KgError",
    "LimitReached",
    "PartlyWritten",
    "Record",
    "RemoteFailed",
    "Rows",
    "UnknownName",
    "UnreadableInput",
    "WrongUse",
    "diff",
    "load",
]

_LAZY = {"Graph": "kg.api", "load": "kg.api", "Record": "kg.base.records", "Rows": "kg.base.records"}
_LAZY["diff"] = "kg.answers.diff"


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
