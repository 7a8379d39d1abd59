"""Compile foreign files into a layer: one index of curated and unreviewed edges, and what the files say of each."""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kg.base.atomic_files import folder_aside
from kg.network.encoding import Numbered
from kg.search.csr_graph import Index, Kinds, build
from kg.search.engine import roomy
from kg.unreviewed.columns import write_checked, write_numbers, write_texts, written
from kg.unreviewed.rows import Draft, Reader

FORMAT = 1
MANIFEST = "layer.json"
COLUMNS = {
    "first": "i",
    "target": "i",
    "source": "i",
    "sign": "b",
    "kind": "i",
    "given": "i",
    "back": "i",
    "back_first": "i",
    "free": "B",
}
_SAID = 2_000_000
_json = json.JSONEncoder(ensure_ascii=False).encode


class Gathering:
    """Edges and nodes while files are read. Nodes of the curated graph come first, under their IRIs."""

    def __init__(self, numbered: Numbered, known: dict[str, str]) -> None:
        self._known = known
        self.numbers: dict[str, int] = dict(numbered.nodes)
        self.labels: dict[str, str] = {}
        self.sources, self.targets = array("i"), array("i")
        self.signs, self.kinds = array("b"), array("i")
        self._curated(numbered)
        self.curated = len(self.signs)
        self.left_out: dict[str, int] = {}

    def _curated(self, numbered: Numbered) -> None:
        index = numbered.index
        place = sorted(range(index.edges), key=index.given.__getitem__)
        self.sources.extend(index.source[edge] for edge in place)
        self.targets.extend(index.target[edge] for edge in place)
        self.signs.extend(index.sign[edge] for edge in place)
        self.kinds.extend(index.kind[edge] for edge in place)

    def node(self, own: str) -> int:
        """Return the number of a thing; one that the curated graph knows by this identifier is that very thing."""
        found = self.numbers.get(own)
        if found is None:
            iri = self._known.get(own.casefold(), own)
            found = self.numbers.setdefault(iri, len(self.numbers))
            self.numbers[own] = found
        return found

    def add(self, draft: Draft, kind: int) -> bool:
        """Add an edge; return False, and count it, where it is no action of one thing on another."""
        if not draft.walked:
            self.left_out[draft.relation] = self.left_out.get(draft.relation, 0) + 1
            return False
        self.sources.append(self.node(draft.subject))
        self.targets.append(self.node(draft.object))
        self.signs.append(draft.sign)
        self.kinds.append(kind)
        return True


def compile_layer(
    target: Path, readers: Sequence[Reader], numbered: Numbered, known: dict[str, str], stamp: dict[str, Any]
) -> None:
    """Write the layer of the files of ``readers`` to ``target``: aside, then renamed.

    ``known`` gives identifiers, case folded, to IRIs of the curated graph; ``stamp`` is kept in the manifest. Takes
    seconds for a million edges, and words on stderr then. Raises ``UnreadableInput`` with the line that cannot be
    read; nothing is left behind.
    """
    with folder_aside(target, "layering", MANIFEST) as aside:
        gathered = Gathering(numbered, known)
        kind = len(numbered.index.kinds.leaves)
        write_texts(aside, "said", _told(gathered, readers, kind))
        things = {thing.id: thing.label for reader in readers for thing in reader.things()}
        index = _index(gathered, numbered)
        for name in COLUMNS:
            write_numbers(aside / name, getattr(index, name))
        _write_names(aside, gathered, things)
        _write_manifest(aside, gathered, index, stamp)


def _told(gathered: Gathering, readers: Sequence[Reader], kind: int) -> Iterable[str]:
    count = 0
    for reader in readers:
        for draft in reader.drafts():
            if gathered.add(draft, kind):
                yield said(draft)
            count += 1
            if not count % _SAID:
                print(f"{count:,} edges read …", file=sys.stderr)


def said(draft: Draft) -> str:
    """Return what a file says of an edge beside its ends and its sign, as one text."""
    several = (draft.publications, draft.tissue, draft.species)
    return _json([draft.id, draft.relation, *map(list, several), draft.source])


def table(curated: Kinds) -> Kinds:
    """Return the kinds of a layer: those of the curated graph, and one for all drafts, shown anywhere."""
    return Kinds([*curated.leaves, 0], [*curated.reaches, 0], [*curated.sides, 0], curated.bits, curated.above)


def _index(gathered: Gathering, numbered: Numbered) -> Index:
    columns: list[Any] = [gathered.sources, gathered.targets, gathered.signs, gathered.kinds]
    if find_spec("numpy") is not None and roomy():
        import numpy

        columns = [numpy.frombuffer(column, dtype=column.typecode) for column in columns]
    old = numbered.index
    return build(
        max(gathered.numbers.values(), default=-1) + 1,
        *columns,
        table=table(old.kinds),
        free=[node for node in range(old.nodes) if old.free[node]],
        covers={int(old.given[edge]): several for edge, several in old.covers.items()},
    )


def _write_names(folder: Path, gathered: Gathering, things: dict[str, str]) -> None:
    """Identifiers by number, labels by number, and both in order for looking up."""
    ids: list[str] = [""] * (max(gathered.numbers.values(), default=-1) + 1)
    for own, number in gathered.numbers.items():
        ids[number] = ids[number] or own
    labels = [things.get(own, "") for own in ids]
    write_texts(folder, "ids", ids)
    write_texts(folder, "labels", labels)
    write_numbers(folder / "by_id", array("i", sorted(range(len(ids)), key=lambda n: ids[n].casefold())))
    write_numbers(folder / "by_label", array("i", sorted(range(len(ids)), key=lambda n: labels[n].casefold())))


def _write_manifest(folder: Path, gathered: Gathering, index: Index, stamp: dict[str, Any]) -> None:
    where = [0] * gathered.curated
    for edge, number in enumerate(index.given):
        if number < gathered.curated:
            where[number] = edge
    manifest = {
        **stamp,
        "nodes": index.nodes,
        "curated": where,
        "covers": {str(edge): list(several) for edge, several in index.covers.items()},
        "left_out": dict(sorted(gathered.left_out.items())),
        "files": {path.name: written(path) for path in sorted(folder.iterdir())},
    }
    write_checked(folder / MANIFEST, manifest)
