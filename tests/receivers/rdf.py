"""Programs that read RDF: each reads one file of an export and says all it holds as N-Quads."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pyoxigraph as ox

from kg.base.namespaces import SB
from tests.receivers import java, maven, node
from tests.receivers.rows import ReceiverRow, told

PROGRAMS = Path(__file__).parent / "programs"
_LIMIT = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a program said: its version, and all that it holds as N-Quads."""

    version: str
    quads: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RdfReceiver:
    """A program that reads ``file`` of ``format``; ``view`` says in the table of receivers what that file is."""

    format: str
    view: str
    file: str
    name: str
    read: Callable[[Path], Read]


def said(command: list[str | Path]) -> bytes:
    """Return what a program prints; fails with its own words where it ends badly."""
    done = subprocess.run(command, capture_output=True, timeout=_LIMIT, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")[-2000:]
    return done.stdout


def n3(syntax: str) -> Callable[[Path], Read]:
    """Return N3.js as a reader of ``syntax``."""

    def read(path: Path) -> Read:
        place = node.modules("rdf") / "node_modules"
        quads = said([node.program(), PROGRAMS / "n3_reader.mjs", place, path, syntax])
        return Read(version=npm_version(place, "n3"), quads=quads)

    return read


def jsonld_js(path: Path) -> Read:
    """Read JSON-LD with jsonld.js."""
    place = node.modules("rdf") / "node_modules"
    quads = said([node.program(), PROGRAMS / "jsonld_reader.mjs", place, path])
    return Read(version=npm_version(place, "jsonld"), quads=quads)


def rdflib(syntax: str, package: str = "rdflib") -> Callable[[Path], Read]:
    """Return rdflib as a reader of ``syntax``, in a process of its own; ``package`` is the plug-in that reads it."""

    def read(path: Path) -> Read:
        quads = said([sys.executable, PROGRAMS / "rdflib_reader.py", path, syntax])
        return Read(version=version(package), quads=quads)

    return read


def jena(path: Path) -> Read:
    """Read by riot of Apache Jena."""
    jars = maven.classpath("riot")
    return Read(version=jar_version(jars, "jena-arq"), quads=_riot(jars, 21, path))


def jelly_jena(path: Path) -> Read:
    """Read by riot of Apache Jena with the plug-in for Jelly."""
    jars = maven.classpath("jelly")
    return Read(version=jar_version(jars, "jelly-jena"), quads=_riot(jars, 17, path))


def npm_version(modules: Path, package: str) -> str:
    """Return the version of an installed npm package."""
    return str(json.loads((modules / package / "package.json").read_text(encoding="utf-8"))["version"])


def jar_version(jars: str, name: str) -> str:
    """Return the version of ``name`` on a class path."""
    found = re.search(rf"/{name}-([0-9.]+)\.jar", jars)
    assert found is not None, f"{name} is not on the class path"
    return found[1]


def _riot(jars: str, at_least: int, path: Path) -> bytes:
    return said([java.runtime(at_least), "-cp", jars, "riotcmd.riot", "--output=nquads", path])


def row(
    format: str, view: str, receiver: str, version: str, found: set[ox.Quad], losses: dict[str, int]
) -> ReceiverRow:
    """What the table of receivers says: subjects, quads, assertions with a sign, PubMed identifiers, literals."""
    signed = {quad.subject for quad in found if quad.predicate.value == SB + "sign"}
    relations = {quad.subject: quad.object for quad in found if quad.predicate.value == SB + "relation"}
    return ReceiverRow(
        format=format,
        view=view,
        receiver=receiver,
        version=version,
        nodes=len({quad.subject for quad in found}),
        edges=len(found),
        signs=sum(relation in signed for relation in relations.values()),
        pmids=sum(quad.predicate.value == SB + "pmid" for quad in found),
        strings=sum(isinstance(quad.object, ox.Literal) for quad in found),
        losses=told(losses),
    )


_QUADS, _TRIPLES = "quads", "triples"
_TRIG12, _LINES12, _CLASSIC = "TriG 1.2", "N-Quads 1.2", "rdf:Statement"
_TRIG, _LINES, _TURTLE = "application/trig", "application/n-quads", "text/turtle"
RDF_RECEIVERS: tuple[RdfReceiver, ...] = tuple(
    RdfReceiver(format=format, view=view, file=f"serm-bone.{end}", name=name, read=read)
    for format, view, end, name, read in (
        ("nquads", _QUADS, "nq", "Jena", jena),
        ("nquads", _QUADS, "nq", "N3.js", n3(_LINES)),
        ("nquads", _QUADS, "nq", "rdflib", rdflib("nquads")),
        ("trig", _QUADS, "trig", "Jena", jena),
        ("trig", _QUADS, "trig", "N3.js", n3(_TRIG)),
        ("trig", _QUADS, "trig", "rdflib", rdflib("trig")),
        ("turtle", _TRIPLES, "ttl", "Jena", jena),
        ("turtle", _TRIPLES, "ttl", "N3.js", n3(_TURTLE)),
        ("turtle", _TRIPLES, "ttl", "rdflib", rdflib("turtle")),
        ("jsonld", _QUADS, "jsonld", "Jena", jena),
        ("jsonld", _QUADS, "jsonld", "jsonld.js", jsonld_js),
        ("jsonld", _QUADS, "jsonld", "rdflib", rdflib("json-ld")),
        ("rdf12", _TRIG12, "rdf12.trig", "Jena", jena),
        ("rdf12", _TRIG12, "rdf12.trig", "N3.js", n3(_TRIG)),
        ("rdf12", _LINES12, "rdf12.nq", "Jena", jena),
        ("rdf12", _LINES12, "rdf12.nq", "N3.js", n3(_LINES)),
        ("rdf12", _CLASSIC, "statements.nq", "rdflib", rdflib("nquads")),
        ("jelly", _QUADS, "jelly", "jelly-jena", jelly_jena),
        ("jelly", _QUADS, "jelly", "pyjelly", rdflib("jelly", "pyjelly")),
    )
)
