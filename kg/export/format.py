"""What a format is: the one seam between the graph and the files of other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg.base.progress import shown
from kg.export import convenient, lossless
from kg.export.table import PropertyGraph, Row, Table
from kg.interop.quads import QuadFile, quad_file

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

BOTH = (convenient.NAME, lossless.NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a writer says of its files: file name -> rows; and what it could not carry as it was.

    ``losses``: what was left out -> how many values; empty where nothing was. ``escaped``: a rule of the format's
    documentation -> how many values were rewritten by it, each of which can be undone. ``answers``: question of the
    README -> its count, where the questions are those of the format and not of a view of the property graph.
    """

    rows: Mapping[str, int]
    losses: Mapping[str, int] = field(default_factory=dict)
    escaped: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, int] = field(default_factory=dict)


Writer = Callable[["Request", Path], Written]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """An export: its name, the program it is meant for, how to load it, and the function that writes it.

    ``loaded_with``: the program and version that a test loads it with. ``views``: the views of the property graph that
    it can be asked for, the first unless one is named; empty where there is but one form. ``queries``: the folder of
    ``queries/questions`` with the first questions in a language of the target.
    """

    name: str
    target: str
    files: str
    how_to_load: str
    loaded_with: str
    writer: Writer
    queries: str
    views: tuple[str, ...] = ()


class Request:
    """One export of one graph: what a writer asks for rows. Use as a context manager; iterators stream.

    ``view`` is the view asked for; ``raw`` leaves cells of tables for spreadsheets as they are.
    """

    def __init__(self, graph: KnowledgeGraph, *, view: str = "", raw: bool = False) -> None:
        self.graph = graph
        self.view = view
        self.raw = raw
        self._open = ExitStack()

    def __enter__(self) -> Request:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def data_version(self) -> str:
        """The digest of what the graph was compiled from."""
        return self.graph.data_version

    @cached_property
    def quads(self) -> QuadFile:
        """Every quad, sorted; curated numbers with the digits of their file."""
        return self._open.enter_context(quad_file(self.graph))

    @cached_property
    def property_graph(self) -> PropertyGraph:
        """The property graph in the view asked for."""
        if self.view == lossless.NAME:
            return lossless.property_graph(self.quads)
        return convenient.property_graph(self.graph)

    def rows(self, table: Table) -> Iterator[Row]:
        """Yield the rows of ``table``; says on stderr how far it is, if that takes more than a second."""
        return shown(table.rows(), table.name)
