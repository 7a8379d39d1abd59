"""Read the curated Turtle files, each subject into its home graph.

``ontology/graphs.ttl`` says which class of record lives in which named graph; nothing else does. A
user's own files are read the same way and their subjects are marked in ``gr:overlay``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import cast

import pyoxigraph as ox

from kg.base.namespaces import GR, RDF_TYPE, RDFS_SUBCLASS, SB
from kg.base.resources import folder
from kg.errors import UnreadableInput

_NOT_DATA = {"prefixes.ttl"}
_TYPE = ox.NamedNode(RDF_TYPE)
_PARENT = ox.NamedNode(RDFS_SUBCLASS)
_HOLDS = ox.NamedNode(SB + "holds")
_OVERLAY = ox.NamedNode(GR + "overlay")
_ONTOLOGY = ox.NamedNode(GR + "ontology")
Subject = ox.NamedNode | ox.BlankNode | ox.Triple


def curated_files() -> list[Path]:
    """Return the Turtle files of the packaged knowledge, sorted by path."""
    return sorted(path for path in folder("ontology").rglob("*.ttl") if path.name not in _NOT_DATA)


def parse(path: Path) -> list[ox.Triple]:
    """Return the triples of one Turtle file as written, lexical forms untouched.

    Raises ``UnreadableInput`` with the line for a missing, blank or malformed file.
    """
    return [quad.triple for quad in statements(path)]


def statements(path: Path) -> Iterator[ox.Quad]:
    """Yield what ``parse`` returns, one after the other, so that a file need not fit into memory; in no named graph."""
    try:
        with path.open("rb") as file:
            if not any(not line.isspace() for line in file):
                raise UnreadableInput(str(path), "is blank; put Turtle in it or leave it out")
            file.seek(0)
            yield from ox.parse(
                file, format=ox.RdfFormat.TURTLE, base_iri="https://w3id.org/serm-bone/", rename_blank_nodes=False
            )
    except SyntaxError as error:
        raise UnreadableInput(str(path), f"is not Turtle: {error.msg}", line=error.lineno) from error
    except OSError as error:
        raise UnreadableInput(str(path), f"cannot be read ({error.strerror}); check the path") from error


@cache
def home_graphs() -> dict[str, str]:
    """Return class IRI -> graph IRI, from ``ontology/graphs.ttl``.

    A class without an entry takes that of its nearest parent.
    """
    stated = parse(folder("ontology") / "graphs.ttl")
    declared = {_iri(t.object): _iri(t.subject) for t in stated if t.predicate == _HOLDS}
    tbox = parse(folder("ontology") / "serm-bone.ttl")
    parents = {
        _iri(t.subject): _iri(t.object) for t in tbox if t.predicate == _PARENT and isinstance(t.object, ox.NamedNode)
    }
    homes = dict(declared)
    for name in parents:
        above: str | None = name
        while above is not None and above not in declared:
            above = parents.get(above)
        if above is not None:
            homes[name] = declared[above]
    return homes


def _iri(term: object) -> str:
    if not isinstance(term, ox.NamedNode):
        raise ValueError(f"expected an IRI, found {term}")
    return term.value


class Homes:
    """The home graph of each subject of a file, by the classes that the file gives it.

    ``subjects`` are all that the file speaks of.
    """

    def __init__(self, stated: Iterable[ox.Triple | ox.Quad]) -> None:
        self.subjects: set[Subject] = set()
        self._homes: dict[Subject, ox.NamedNode] = {}
        graphs: dict[object, ox.NamedNode] = {
            ox.NamedNode(name): ox.NamedNode(home) for name, home in home_graphs().items()
        }
        last: Subject | None = None
        for one in stated:
            if (subject := one.subject) != last:  # most files say all of a subject in one place
                self.subjects.add(subject)
                last = subject
            if one.predicate == _TYPE and (home := graphs.get(one.object)) is not None:
                self._homes[subject] = home

    def quads(self, stated: Iterable[ox.Triple | ox.Quad]) -> Iterator[ox.Quad]:
        """Yield the statements in the home graphs of their subjects; what has none is vocabulary."""
        for one in stated:
            subject = one.subject
            yield ox.Quad(subject, one.predicate, one.object, self._homes.get(subject, _ONTOLOGY))


def read_quads(extra: Sequence[Path] = ()) -> Iterator[ox.Quad]:
    """Yield every curated quad as written, then those of the user's files ``extra``."""
    for path in curated_files():
        stated = parse(path)
        yield from Homes(stated).quads(stated)
    yield from read_overlay(extra)


def read_overlay(extra: Sequence[Path]) -> Iterator[ox.Quad]:
    """Yield every quad of the user's files ``extra`` as written, and the mark of each subject in ``gr:overlay``.

    A file is read twice, since a subject may get its class after it was spoken of; into memory only where it has nodes
    without a name, which every reading names anew.
    """
    for path in overlay_files(extra):
        homes, stated = Homes(statements(path)), cast(Iterable[ox.Triple | ox.Quad], statements(path))
        if any(isinstance(subject, ox.BlankNode) for subject in homes.subjects):
            homes = Homes(stated := parse(path))
        yield from homes.quads(stated)
        mark, source = ox.NamedNode(SB + "fromOverlay"), ox.Literal(path.name)
        for subject in homes.subjects:
            yield ox.Quad(subject, mark, source, _OVERLAY)


def overlay_files(paths: Sequence[Path]) -> list[Path]:
    """Return the Turtle files named by ``paths``, folders searched through, in sorted order.

    Raises ``UnreadableInput`` for a path that does not exist and for a folder without Turtle.
    """
    found: list[Path] = []
    for path in paths:
        files = sorted(path.rglob("*.ttl")) if path.is_dir() else [path]
        if not files:
            raise UnreadableInput(str(path), "holds no .ttl file; name a folder with Turtle files")
        if not path.exists():
            raise UnreadableInput(str(path), "does not exist; check the path")
        found += files
    return found


def load_store(extra: Sequence[Path] = ()) -> ox.Store:
    """Return an in-memory store with every curated file in its home graph; nothing is derived yet."""
    store = ox.Store()
    store.bulk_extend(read_quads(extra))
    return store
