"""Nanopublications, checked by the reference implementation and read by it, by Jena and by N3.js."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.base.namespaces import DCTERMS, GR, PROV, RDF_TYPE, RDFS_LABEL, SB, SKOS
from kg.export import FORMATS
from kg.interop.quads import all_quads
from tests.receivers import java, maven
from tests.receivers.programs.outside import job, manifest
from tests.receivers.rdf import Read, jar_version, jena, n3, said
from tests.receivers.rows import ReceiverRow, told
from tests.receivers.test_rdf import HOSTILE, answer, supported

ASR, NPUB, NP = (
    "https://w3id.org/serm-bone/assertion/",
    "https://w3id.org/serm-bone/nanopub/",
    "http://www.nanopub.org/nschema#",
)
OF_A_WORK = {RDFS_LABEL, DCTERMS + "title", SB + "pmid", SB + "doi", SKOS + "exactMatch"}

pytestmark = pytest.mark.slow


def nanopub_java(path: Path) -> Read:
    """Check with nanopub-java, then let it print every part of what it found."""
    jars = maven.classpath("nanopub")
    start: list[str | Path] = [java.runtime(11), "-cp", jars]
    checked = said([*start, "org.nanopub.CheckNanopub", path]).decode()
    assert re.search(r"Summary: \d+ valid \(not trusty\);\s*$", checked), checked
    out = path.with_suffix(".read.nq")
    said([*start, "org.nanopub.op.Extract", "-h", "-a", "-p", "-i", "--out-format", "nq", "-o", out, path])
    return Read(version=jar_version(jars, "nanopub"), quads=out.read_bytes())


@pytest.mark.parametrize(
    ("name", "read"),
    [("nanopub-java", nanopub_java), ("Jena", jena), ("N3.js", n3("application/trig"))],
    ids=["nanopub-java", "Jena", "N3.js"],
)
def test_each_supported_assertion_is_a_valid_nanopublication(
    tmp_path: Path, name: str, read: Callable[[Path], Read], hold: Callable[[ReceiverRow], None]
) -> None:
    """Head, assertion and provenance hold what was curated and no more; packaged ones name licence, day and makers, one
    of the user's names none.
    """
    graph = kg.load(data=[HOSTILE])
    graph.export("nanopub", str(tmp_path / "out"))
    done = read(tmp_path / "out" / "serm-bone.nanopubs.trig")
    parts: dict[str, set[ox.Triple]] = defaultdict(set)
    for quad in ox.parse(done.quads, format=ox.RdfFormat.N_QUADS):
        parts[quad.graph_name.value].add(quad.triple)
    store = ox.Store()
    store.extend(ox.parse(done.quads, format=ox.RdfFormat.N_QUADS))
    asked = {name: answer(store, text) for name, text in job(tmp_path / "out")["questions"].items()}
    assert asked == manifest(tmp_path / "out")["questions"]
    quads = all_quads(graph)
    assert {own: held for own, held in parts.items() if not own.endswith("#pubinfo")} == expected(quads)
    assert {own.partition("#")[0] for own in parts if own.endswith("#pubinfo")} == names(quads)
    assert facts(parts, "A0029") == {
        (DCTERMS + "created", "2026-11-24"),
        (DCTERMS + "creator", "https://w3id.org/serm-bone/contributors"),
        (DCTERMS + "isPartOf", "https://w3id.org/serm-bone/ontology/releases/2026-11-24"),
        (DCTERMS + "license", "https://creativecommons.org/licenses/by/4.0/"),
        ("http://www.w3.org/2002/07/owl#versionInfo", kg_version()),
        (PROV + "wasDerivedFrom", ASR + "A0029"),
        (RDFS_LABEL, "denosumab inhibits RANKL in bone (men on ADT)"),
    }
    assert facts(parts, "H0001") == {
        (PROV + "wasDerivedFrom", ASR + "H0001"),
        (RDFS_LABEL, 'hostile raises RANKL; "really"\tso'),
    }
    assert f"{name} {done.version}" in FORMATS["nanopub"].loaded_with
    losses = manifest(tmp_path / "out")["losses"]
    held = [triple for part in parts.values() for triple in part]
    hold(
        ReceiverRow(
            format="nanopub",
            view="nanopublications",
            receiver=name,
            version=done.version,
            nodes=len(names(quads)),
            edges=len(held),
            signs=signs(quads),
            pmids=sum(triple.predicate.value == SB + "pmid" for triple in held),
            strings=sum(isinstance(triple.object, ox.Literal) for triple in held),
            losses=told(losses),
        )
    )


def expected(quads: Iterable[ox.Quad]) -> dict[str, set[ox.Triple]]:
    """Graph -> what it must hold, for the first three graphs of each nanopublication."""
    homes: dict[str, dict[ox.NamedNode, set[ox.Triple]]] = defaultdict(lambda: defaultdict(set))
    for quad in quads:
        if isinstance(quad.subject, ox.NamedNode):
            homes[str(quad.graph_name.value)][quad.subject].add(quad.triple)  # type: ignore[union-attr]
    lines = defaultdict(set)
    for own, held in homes[GR + "evidence"].items():
        lines[value(held, "evidenceFor")].add(own)
    found: dict[str, set[ox.Triple]] = {}
    for own, plain in supported(quads).items():
        name = NPUB + own.value.removeprefix(ASR)
        found[name + "#Head"] = head(name)
        found[name + "#assertion"] = {*homes[GR + "assertions"][own], plain}
        origin = found[name + "#provenance"] = set()
        for line in lines[own]:
            held = homes[GR + "evidence"][line]
            work = value(held, "reference")
            origin |= held | {t for t in homes[GR + "references"][work] if t.predicate.value in OF_A_WORK}
            if value(held, "direction").value == SB + "supports":
                here = ox.NamedNode(name + "#assertion")
                origin.add(ox.Triple(here, ox.NamedNode(PROV + "wasDerivedFrom"), work))
    return found


def head(name: str) -> set[ox.Triple]:
    """The head graph of a nanopublication."""
    own = ox.NamedNode(name)
    parts = {"hasAssertion": "assertion", "hasProvenance": "provenance", "hasPublicationInfo": "pubinfo"}
    return {
        ox.Triple(own, ox.NamedNode(RDF_TYPE), ox.NamedNode(NP + "Nanopublication")),
        *(ox.Triple(own, ox.NamedNode(NP + key), ox.NamedNode(f"{name}#{part}")) for key, part in parts.items()),
    }


def value(held: set[ox.Triple], name: str) -> ox.NamedNode:
    """The one thing that these triples say under a property of ours."""
    (found,) = (t.object for t in held if t.predicate.value == SB + name)
    assert isinstance(found, ox.NamedNode)
    return found


def names(quads: Iterable[ox.Quad]) -> set[str]:
    """The IRIs that the nanopublications must have."""
    return {NPUB + own.value.removeprefix(ASR) for own in supported(quads)}


def facts(parts: dict[str, set[ox.Triple]], name: str) -> set[tuple[str, str]]:
    """What a nanopublication says of itself."""
    own = ox.NamedNode(NPUB + name)
    held = parts[f"{NPUB}{name}#pubinfo"]
    return {
        (t.predicate.value, t.object.value) for t in held if t.subject == own and not isinstance(t.object, ox.Triple)
    }


def signs(quads: Iterable[ox.Quad]) -> int:
    """How many supported assertions have a relation with a sign."""
    signed = {quad.subject for quad in quads if quad.predicate.value == SB + "sign"}
    relations = {quad.subject: quad.object for quad in quads if quad.predicate.value == SB + "relation"}
    return sum(relations[own] in signed for own in supported(quads))


def kg_version() -> str:
    """The version of the vocabulary, as the citation file has it."""
    text = (Path(__file__).parents[2] / "CITATION.cff").read_text(encoding="utf-8")
    return re.search(r"^version: (\S+)$", text, re.MULTILINE)[1]  # type: ignore[index]
