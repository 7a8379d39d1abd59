"""An opened layer: the routes that need edges nobody reviewed, and what its files say of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from kg.network.encoding import Numbered
from kg.search import CLOSED, Ask, Found
from kg.search.csr_graph import Index
from kg.search.engine import just
from kg.unreviewed.columns import Damaged, Mapped, Texts, read_checked
from kg.unreviewed.compile import COLUMNS, FORMAT, MANIFEST, table

_CURATED, _DRAFT = 0, 1
_LISTS = (
    "synonyms",
    "xrefs",
    "broader",
    "part_of",
    "drug_class",
    "ligand",
    "receptor",
    "milieu",
    "sex",
    "species",
    "owl",
)


class Stated(NamedTuple):
    """What a file says of an edge; ``id`` and ``relation`` in its own words, ``publications`` as CURIEs."""

    id: str
    relation: str
    publications: list[str]
    tissue: list[str]
    species: list[str]
    source: str


class Layer:
    """Curated and unreviewed edges in one index, mapped from ``folder``. Raises ``Damaged`` for a file that is not
    what was written.

    Nodes are numbers; ``ids`` gives the IRI of a curated thing and the CURIE of any other.
    """

    def __init__(self, folder: Path, numbered: Numbered) -> None:
        self.folder = folder
        self.manifest: dict[str, Any] = read_checked(folder / MANIFEST)
        if (self.manifest["format"], self.manifest["byteorder"]) != (FORMAT, sys.byteorder):
            raise Damaged(f"{MANIFEST} is of another version")
        columns = {name: self._mapped(name).numbers(code) for name, code in COLUMNS.items()}
        covers = {int(edge): tuple(several) for edge, several in self.manifest["covers"].items()}
        self.index = Index(columns, self.manifest["nodes"], table(numbered.index.kinds), covers)
        self._where: list[int] = self.manifest["curated"]
        self._of_numbered = [self._where[given] for given in numbered.index.given]
        self._curated_edge = {edge: number for number, edge in enumerate(self._of_numbered)}
        self.ids, self.labels, self._said = (self._texts(name) for name in ("ids", "labels", "said"))
        self._orders = [
            (self._mapped("by_id").numbers("i"), self.ids),
            (self._mapped("by_label").numbers("i"), self.labels),
        ]
        self._numbered = numbered

    def _mapped(self, name: str) -> Mapped:
        return Mapped(self.folder / name, self.manifest["files"][name])

    def _texts(self, name: str) -> Texts:
        return Texts(self._mapped(f"{name}.text"), self._mapped(f"{name}.ends"))

    @property
    def edges(self) -> int:
        """How many unreviewed edges there are."""
        return self.index.edges - len(self._where)

    def find(self, name: str) -> int | None:
        """Return the node with this identifier, else the one with this label, in any case; None where there is none.

        Logarithmic in the number of nodes. Of several with one label the first by identifier.
        """
        wanted = name.casefold()
        for column, texts in self._orders:
            place = _bisect(len(column), lambda at, c=column, t=texts: t[c[at]].casefold() < wanted)  # type: ignore[misc]
            if place < len(column) and texts[column[place]].casefold() == wanted and wanted:
                return int(column[place])
        return None

    def item(self, name: str) -> dict[str, Any] | None:
        """Return what is known of a thing of the files, in the shape of the name index; None where there is none."""
        number = self.find(name)
        if number is None:
            return None
        own = self.ids[number]
        told = {"id": own, "iri": own, "label": self.labels[number] or own, "kind": "Draft", "definition": None}
        return told | {field: [] for field in _LISTS}

    def node(self, own: str) -> int | None:
        """Return the number of an IRI of the curated graph, or of an identifier of the files."""
        number = self._numbered.nodes.get(own)
        return number if number is not None else self.find(own)

    def routes(
        self,
        source: int,
        targets: dict[int, int],
        *,
        max_steps: int,
        most: int,
        open_kinds: list[bool],
        barred: Iterable[int] = (),
    ) -> Found:
        """Return the ``most`` routes with fewest steps that have at least one unreviewed edge.

        ``open_kinds`` says of each kind of curated edge whether the question walks it; ``barred`` are edges of the
        curated index that do not stand.
        """
        ranks = [*(_CURATED if walked else CLOSED for walked in open_kinds), _DRAFT]
        ask = Ask(
            self.index,
            source,
            dict.fromkeys(targets, _CURATED),
            max_steps,
            ranks,
            frozenset(self._of_numbered[edge] for edge in barred),
        )
        return just(ask, most, _DRAFT)

    def curated(self, edge: int) -> int | None:
        """Return the number of a curated edge in the curated index; None for an unreviewed edge."""
        return self._curated_edge.get(edge)

    def stated(self, edge: int) -> Stated:
        """Return what the file says of an unreviewed edge."""
        return Stated(*json.loads(self._said[self.index.given[edge] - len(self._where)]))


def _bisect(length: int, before: Callable[[int], bool]) -> int:
    low, high = 0, length
    while low < high:
        middle = (low + high) // 2
        if before(middle):
            low = middle + 1
        else:
            high = middle
    return low
