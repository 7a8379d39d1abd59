"""VoID, DCAT and PROV of a release, constructed by the queries of ``queries/export/ro-crate``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from kg.base.namespaces import BASE, DCTERMS, PROV, RDF_TYPE, SB
from kg.base.prefixes import expand, table
from kg.base.resources import folder as resources
from kg.export.construct import constructed
from kg.rdf.rules import rules

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.export.format import Request

DATASET = BASE + "dataset"
KG = BASE + "software/kg"
_HOME = "ro-crate"
_VOID = ("about", "void-whole", "void-graphs", "void-classes", "void-properties", "void-linksets")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a release: its path within the folder, what it is, and what was measured of it."""

    path: str
    meaning: str
    media_type: str
    size: int
    sha256: str


def measured(folder: Path, path: Path, meaning: str, media_type: str) -> File:
    """Return the file at ``path`` as it lies there."""
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    name = path.relative_to(folder).as_posix()
    return File(path=name, meaning=meaning, media_type=media_type, size=path.stat().st_size, sha256=digest)


class Release:
    """The facts about a release: those of the graph, those beside it, and those of the rules and programs."""

    def __init__(self, request: Request) -> None:
        import pyoxigraph as ox

        self._graph = request.graph.store
        self._facts = ox.Store()
        self._facts.load(path=str(resources("queries") / "export" / _HOME / "dataset.ttl"), format=ox.RdfFormat.TURTLE)
        self._add(constructed(self._graph, f"{_HOME}/about.rq"))
        for predicate, object in ((RDF_TYPE, ox.NamedNode(SB + "NamedGraph")), (SB + "holds", None)):
            quads = self._graph.quads_for_pattern(None, ox.NamedNode(predicate), object, None)
            self._add(quad.triple for quad in quads)
        for rule in rules():
            own = f"{BASE}rule/{rule.path.stem}"
            self._say(own, PROV + "generated", ox.NamedNode(rule.target))
            self._say(own, DCTERMS + "title", ox.Literal(rule.path.stem))
            digest = hashlib.sha256(rule.text.encode()).hexdigest()
            self._say(own, _term("spdx:checksumValue"), ox.Literal(digest))
        self._say(KG, _term("owl:versionInfo"), ox.Literal(version("serm-bone-kg")))

    def fact(self, predicate: str, of: str = DATASET) -> str:
        """Return the one value that is known of ``of`` under ``predicate``, a CURIE; empty where none is."""
        import pyoxigraph as ox

        found = self._facts.quads_for_pattern(ox.NamedNode(of), ox.NamedNode(_term(predicate)), None, None)
        return min((quad.object.value for quad in found if not isinstance(quad.object, ox.Triple)), default="")

    def facts(self, predicate: str) -> list[str]:
        """Return every value that is known of the dataset under ``predicate``, sorted."""
        import pyoxigraph as ox

        found = self._facts.quads_for_pattern(ox.NamedNode(DATASET), ox.NamedNode(_term(predicate)), None, None)
        return sorted(quad.object.value for quad in found if not isinstance(quad.object, ox.Triple))

    def write_void(self, path: Path) -> int:
        """Write what was counted in the graph; return the number of triples."""
        return _write(path, [t for name in _VOID for t in constructed(self._graph, f"{_HOME}/{name}.rq")])

    def write_prov(self, path: Path) -> int:
        """Write where each derived graph comes from; return the number of triples."""
        return _write(path, list(constructed(self._facts, f"{_HOME}/prov.rq")))

    def write_dcat(self, path: Path, files: list[File]) -> int:
        """Write the dataset with one distribution for each of ``files``; return the number of triples."""
        import pyoxigraph as ox

        for file in files:
            own = f"{DATASET}/file/{file.path}"
            self._say(own, DCTERMS + "title", ox.Literal(file.path))
            self._say(own, _term("dcat:mediaType"), ox.Literal(file.media_type))
            self._say(own, _term("dcat:byteSize"), ox.Literal(file.size))
            self._say(own, _term("spdx:checksumValue"), ox.Literal(file.sha256))
        return _write(path, list(constructed(self._facts, f"{_HOME}/dcat.rq")))

    def _add(self, triples: Iterable[ox.Triple]) -> None:
        import pyoxigraph as ox

        self._facts.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)

    def _say(self, subject: str, predicate: str, object: ox.NamedNode | ox.Literal) -> None:
        import pyoxigraph as ox

        self._facts.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), object))


def _term(curie: str) -> str:
    iri = expand(curie)
    assert iri is not None, curie
    return iri


def _write(path: Path, triples: list[ox.Triple]) -> int:
    import pyoxigraph as ox

    told = sorted(set(triples), key=str)
    used = {name: iri for name, iri in table().items() if any(iri in str(triple) for triple in told)}
    ox.serialize(told, str(path), format=ox.RdfFormat.TURTLE, prefixes=used)
    return len(told)
