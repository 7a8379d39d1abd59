"""Unreviewed edges that other people's files state and nobody here reviewed, laid over the curated graph.

They never lift a grade: a prediction is made without them, and routes that need one stand apart. A million of them are
compiled once into a layer (``compile``), which is then mapped from disk (``layer``).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.errors import BadParameter

KGX = tuple(f"_edges.{form}{packed}" for form in ("tsv", "jsonl") for packed in ("", ".gz"))
SIF = (".sif", ".sif.gz")
ENDINGS = (".tsv", ".tsv.gz", *KGX, *SIF)
"""How the names of files end that are read as drafts; ``KGX`` and ``SIF`` those of files in these forms."""


def drafts(paths: Iterable[Path]) -> list[Path]:
    """Return those of ``paths`` that are read as drafts."""
    return [path for path in paths if path.name.endswith(ENDINGS)]


def aside(paths: Iterable[Path]) -> str:
    """Return in words that the drafts among ``paths`` take no part; empty where there are none."""
    names = ", ".join(path.name for path in drafts(paths))
    return f"{names}: unreviewed edges take part in explain only; this answer is the one without them" if names else ""


def refuse(paths: Iterable[Path], done: str) -> None:
    """Raise ``BadParameter`` where any of ``paths`` holds drafts: these are not ``done``."""
    names = ", ".join(path.name for path in drafts(paths))
    if names:
        raise BadParameter(f"{names}: unreviewed edges are not {done}; they take part in explain only")
