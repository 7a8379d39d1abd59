"""The table of receivers, ``docs/receivers.md``: one row a format, view and program, measured by the tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "receivers.md"
NOTHING = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverRow:
    """What one program was found to hold. ``losses`` is ``none`` or what is lost with how often."""

    format: str
    view: str
    receiver: str
    version: str
    nodes: int
    edges: int
    signs: int
    pmids: int
    strings: int
    losses: str

    def line(self) -> str:
        """Return the row in Markdown."""
        return "| " + " | ".join(str(value) for value in astuple(self)) + " |"


def told(losses: Mapping[str, int]) -> str:
    """Return losses in words."""
    return ", ".join(f"{what} {count}" for what, count in sorted(losses.items())) or NOTHING


def heading() -> list[str]:
    """Return the head of the table in Markdown."""
    names = [field.name for field in fields(ReceiverRow)]
    return ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]


def printed() -> set[str]:
    """Return the rows that the page prints."""
    lines = PAGE.read_text(encoding="utf-8").splitlines() if PAGE.exists() else []
    return {line for line in lines if line.startswith("| ")} - set(heading())
