"""The release as a whole: RO-Crate metadata, VoID, DCAT and PROV say what is in the folder and in the graph."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, PROV, RDF, SKOS, VOID

import kg
from kg.base.resources import folder

GR = "https://w3id.org/serm-bone/graph/"
DATASET = rdflib.URIRef("https://w3id.org/serm-bone/dataset")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
TYPE = f"<{RDF.type}>"
UNMEASURED = {"README.md", "manifest.json", "ro-crate-metadata.json"}


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged graph as RO-Crate."""
    out = tmp_path_factory.mktemp("release") / "out"
    kg.load().export("ro-crate", str(out))
    return out


@pytest.fixture(scope="module")
def quads(release: Path) -> list[tuple[str, str, str, str]]:
    """The lines of the dump, cut into their terms without any program's help."""
    line = re.compile(r"(<[^>]*>|_:\S+) (<[^>]*>) (.*) (<[^>]*>) \.")
    text = (release / "nquads" / "serm-bone.nq").read_text(encoding="utf-8")
    return [line.fullmatch(one).groups() for one in text.split("\n") if one]  # type: ignore[union-attr, misc]


def graph(release: Path, name: str) -> rdflib.Graph:
    """A Turtle file of the release, read by rdflib."""
    return rdflib.Graph().parse(release / name)


def number(told: rdflib.Graph, of: rdflib.term.Node, what: rdflib.URIRef) -> int:
    """The one number that is told."""
    (value,) = told.objects(of, what)
    return int(str(value))


def present(release: Path) -> set[str]:
    """The files of the folder."""
    return {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}


def digests(release: Path) -> dict[str, tuple[int, str]]:
    """File -> bytes and SHA-256, of every file that is measured."""
    found = {}
    for name in present(release) - UNMEASURED:
        raw = (release / name).read_bytes()
        found[name] = (len(raw), hashlib.sha256(raw).hexdigest())
    return found


def test_the_crate_names_every_file_with_its_hash(release: Path) -> None:
    """What lies in the folder is described, with size and SHA-256; nothing is described that is not there."""
    crate = json.loads((release / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    entities = {entity["@id"]: entity for entity in crate["@graph"]}
    assert len(entities) == len(crate["@graph"])
    files = {name: entity for name, entity in entities.items() if entity["@type"] == "File"}
    assert files.keys() == present(release) - {"ro-crate-metadata.json"}
    told = {name: (int(it["contentSize"]), it["sha256"]) for name, it in files.items() if name not in UNMEASURED}
    assert told == digests(release)
    parts = {part["@id"] for entity in entities.values() for part in entity.get("hasPart", ())}
    assert parts == files.keys() | {name for name, it in entities.items() if it["@type"] == "Dataset" and name != "./"}
    links = [value["@id"] for e in entities.values() for value in e.values() if isinstance(value, dict)]
    assert set(links) - entities.keys() == {"https://w3id.org/ro/crate/1.1"}


def test_the_crate_says_what_the_vocabulary_says_of_itself(release: Path) -> None:
    """Title, day and licence stand in one place, the head of the vocabulary; no clock is read."""
    crate = json.loads((release / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    (root,) = (entity for entity in crate["@graph"] if entity["@id"] == "./")
    head = (folder("ontology") / "serm-bone.ttl").read_text(encoding="utf-8")
    assert f"releases/{root['datePublished']}>" in head
    assert f'dcterms:title "{root["name"]}"@en' in head
    assert f"dcterms:license <{root['license']['@id']}>" in head


def test_void_counts_what_is_in_the_dump(release: Path, quads: list[tuple[str, str, str, str]]) -> None:
    """Triples, subjects, properties, classes, graphs and their parts are counted as the lines of N-Quads are."""
    told = graph(release, "void.ttl")
    triples = {quad[:3] for quad in quads}
    assert number(told, DATASET, VOID.triples) == len(triples)
    assert number(told, DATASET, VOID.distinctSubjects) == len({s for s, _, _ in triples})
    assert number(told, DATASET, VOID.properties) == len({p for _, p, _ in triples})
    members = defaultdict(set)
    for s, p, o in triples:
        if p == TYPE:
            members[o].add(s)
    assert number(told, DATASET, VOID.classes) == len(members)
    parts = told.objects(DATASET, VOID.classPartition)
    assert {f"<{told.value(part, VOID['class'])}>": number(told, part, VOID.entities) for part in parts} == {
        name: len(held) for name, held in members.items() if name.startswith("<")
    }
    uses = Counter(p for _, p, _ in triples)
    parts = told.objects(DATASET, VOID.propertyPartition)
    assert {f"<{told.value(part, VOID.property)}>": number(told, part, VOID.triples) for part in parts} == uses
    sizes = Counter(name[1:-1] for *_, name in quads)
    graphs = {str(part) for part in told.objects(DATASET, VOID.subset) if str(part).startswith(GR)}
    assert {name: number(told, rdflib.URIRef(name), VOID.triples) for name in graphs} == sizes


def test_every_link_to_another_vocabulary_is_in_one_linkset(
    release: Path, quads: list[tuple[str, str, str, str]]
) -> None:
    """Linksets add up to the links, relation by relation, and ChEBI's are those to ChEBI."""
    told = graph(release, "void.ttl")
    matches = {str(SKOS[f"{name}Match"]) for name in ("exact", "close", "broad", "narrow", "related")}
    links = {quad[:3] for quad in quads if quad[1][1:-1] in matches and quad[2].startswith("<")}
    sets = list(told.subjects(RDF.type, VOID.Linkset))
    found: Counter[str] = Counter()
    for one in sets:
        found[f"<{told.value(one, VOID.linkPredicate)}>"] += number(told, one, VOID.triples)
    assert found == Counter(p for _, p, _ in links)
    assert sum(found.values()) > 300
    (chemicals,) = told.subjects(VOID.uriSpace, rdflib.Literal("https://identifiers.org/mesh:"))
    counted = sum(number(told, one, VOID.triples) for one in told.subjects(VOID.objectsTarget, chemicals))
    assert counted == sum(o.startswith("<https://identifiers.org/mesh:") for _, _, o in links) > 0


def test_dcat_has_one_distribution_a_file(release: Path) -> None:
    """Each with its size, media type and SHA-256; the catalogue itself is measured by the crate."""
    told = graph(release, "dcat.ttl")
    found = {}
    for one in told.objects(DATASET, DCAT.distribution):
        checksum = told.value(one, SPDX.checksum)
        assert str(told.value(one, DCAT.mediaType)).count("/") == 1
        found[str(told.value(one, DCTERMS.identifier))] = (
            number(told, one, DCAT.byteSize),
            str(told.value(checksum, SPDX.checksumValue)),
        )
    assert found == {name: what for name, what in digests(release).items() if name != "dcat.ttl"}
    assert str(told.value(DATASET, DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/"


def test_prov_derives_each_graph_that_nobody_curates(release: Path, quads: list[tuple[str, str, str, str]]) -> None:
    """A derived graph was made by the rules that name it in their first line, from curated graphs only."""
    told = graph(release, "prov.ttl")
    rules: dict[str, set[str]] = defaultdict(set)
    for path in (folder("queries") / "rules").glob("*.rq"):
        target = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# target: ")
        rules[GR + target].add(path.stem)
    found: dict[str, set[str]] = defaultdict(set)
    for made, run in told.subject_objects(PROV.wasGeneratedBy):
        (label,) = told.objects(run, rdflib.RDFS.label)
        found[str(made)].add(str(label))
    assert found.pop(GR + "inferred") == {"OWL classification of the drugs"}
    assert found == rules
    sources = told.subject_objects(PROV.wasDerivedFrom)
    curated = {str(source) for made, source in sources if str(made) != GR + "inferred"}
    assert curated & rules.keys() == set()
    assert {name[1:-1] for *_, name in quads} == curated | rules.keys()
    for plan in told.objects(None, PROV.hadPlan):
        (digest,) = told.objects(plan, SPDX.checksumValue)
        text = (folder("queries") / "rules" / f"{str(plan).rpartition('/')[2]}.rq").read_bytes()
        assert str(digest) == hashlib.sha256(text).hexdigest()
