"""The table of receivers, ``docs/receivers.md``: one row a format, view and program, measured by the tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "receivers.md"
NOTHING = "none"
_INTRODUCTION = """\
# Who was found to read it

<!-- Written by `make receivers` from what the programs hold; change it there. -->

Every export is loaded by the program it is meant for, in `make test-all`; the program then says all it holds, and each
cell is compared with what was exported. The graph of these tests is the packaged one with strings laid over it that
have broken loaders: quotes, tabs, line breaks, backslashes, formulas, control characters, text from right to left,
fragments of Cypher, XML, JSON and SQL.

`signs` counts edges that carry a sign, `pmids` the PubMed identifiers on edges and outcomes, `strings` every text that
was compared. `losses` are what the format does not carry, as its manifest declares and as it was measured: cells by
table and column, or of the ontology statements by predicate. A program that stands in for one that cannot be had here
is named as itself.
"""


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


def page(lines: Iterable[str]) -> str:
    """Return the whole page, its rows sorted."""
    return "\n".join([_INTRODUCTION, *heading(), *sorted(lines)]) + "\n"


def heading() -> list[str]:
    """Return the head of the table in Markdown."""
    names = [field.name for field in fields(ReceiverRow)]
    return ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]


def printed() -> set[str]:
    """Return the rows that the page prints."""
    lines = PAGE.read_text(encoding="utf-8").splitlines() if PAGE.exists() else []
    return {line for line in lines if line.startswith("| ")} - set(heading())
