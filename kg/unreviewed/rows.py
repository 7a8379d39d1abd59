"""What a reader of foreign files gives: things by identifier, and drafts of edges between them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

STATUS = "unreviewed"
"""The status of every draft: nobody here read its source, so that it lifts no grade and makes no prediction."""


class Thing(NamedTuple):
    """A node: its CURIE, its label (the CURIE where the file has none), what kind of thing it is called there."""

    id: str
    label: str
    kind: str


class Draft(NamedTuple):
    """An edge that some file states. ``sign`` is 1, -1, or 0 where it is not known.

    ``id`` is that of the file, or its name and line where it has none; ``relation`` is in the words of the file.
    ``walked`` is False for what is no action of one thing on another.
    """

    id: str
    subject: str
    object: str
    relation: str
    sign: int
    walked: bool
    publications: tuple[str, ...]
    tissue: tuple[str, ...]
    species: tuple[str, ...]
    source: str


class Reader(Protocol):
    """A file format. Both iterators stream; they raise ``UnreadableInput`` with the line that cannot be read."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that are read."""

    def things(self) -> Iterator[Thing]:
        """Yield the things that the files describe; ends of edges that are not among them have no label."""

    def drafts(self) -> Iterator[Draft]:
        """Yield the edges."""
