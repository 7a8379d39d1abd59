"""Small pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def heading(title: str, source: str) -> list[str]:
    """Return the first lines of a generated page."""
    return [f"# {title}", "", f"<!-- Written by `make docs` from {source}; change it there. -->", ""]


def cell(text: str) -> str:
    """Return ``text`` as it may stand in a table: on one line, its bars escaped outside code."""
    flat = " ".join(text.split())
    return flat if "\\|" in flat else flat.replace("|", "\\|")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table."""
    lines = [f"| {' | '.join(columns)} |", f"| {' | '.join('---' for _ in columns)} |"]
    return lines + [f"| {' | '.join(cell(text) for text in row)} |" for row in rows]
