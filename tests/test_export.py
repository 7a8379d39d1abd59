"""Exports: what is written can be read back by two programs, unchanged, and always has the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

import kg
from kg.api import Graph
from kg.errors import LimitReached, UnknownName
from kg.export import FORMATS, MANIFEST, listing
from kg.interop.quads import all_quads
from kg.rdf.loader import read_quads

NASTY = r"""
@prefix ent: <https://w3id.org/serm-bone/entity/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sb: <https://w3id.org/serm-bone/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ent:nasty a owl:NamedIndividual , sb:Drug ;
    rdfs:label "Ralox\u0069f\u00e8ne \"quoted\" \\ back, comma; semi\ttab\nnewline\r\nend"@en ;
    skos:altLabel "<script>alert(1)</script>"@en , "=1+1"@en , "\u202eright to left"@en , "\u0001 control"@en ,
        "'; DROP TABLE x; --"@en , "\U0001F9B4 bone"@en , " blank at both ends "@en , ""@en , "@id"@en , "_:b0"@en ;
    skos:notation "007" , "1e3" , "true" , "NaN" ;
    sb:dose 2.0 , 0.70 , -0.0 , 100000000000000000000.000000000001 ;
    sb:year "2008-2009" ;
    skos:exactMatch <http://example.org/a%20b?x=1&y=(2)#z> , <urn:x:%22> .
"""
GRAPHS = {
    "nquads": ("serm-bone.nq", "nquads"),
    "trig": ("serm-bone.trig", "trig"),
    "jsonld": ("serm-bone.jsonld", "json-ld"),
}
OXIGRAPH = {"nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The packaged graph with nasty strings laid over it."""
    overlay = tmp_path_factory.mktemp("overlay") / "nasty.ttl"
    overlay.write_text(NASTY, encoding="utf-8")
    return kg.load(data=[overlay])


@pytest.fixture(scope="module")
def exported(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every format, written once."""
    top = tmp_path_factory.mktemp("exports")
    for name in FORMATS:
        graph.export(name, str(top / name))
    return {name: top / name for name in FORMATS}


def held(folder: Path) -> dict[str, bytes]:
    """Path -> bytes of every file of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def named(quads: set[ox.Quad]) -> set[ox.Quad]:
    """The quads without those of the blank nodes, whose names are nobody's."""
    return {quad for quad in quads if not any(isinstance(end, ox.BlankNode) for end in (quad.subject, quad.object))}


def test_every_written_quad_is_there_as_written(graph: Graph) -> None:
    """No quad of a file is lost and no digit of a number is changed; what the rules derive comes on top."""
    written = named(set(read_quads(graph.data)))
    everything = set(all_quads(graph))
    assert written <= everything
    assert len(everything) == len(graph.store)
    assert {
        str(quad.object) for quad in everything if "nasty>" in str(quad.subject) and "dose" in str(quad.predicate)
    } == {
        f'"{digits}"^^<http://www.w3.org/2001/XMLSchema#decimal>'
        for digits in ("2.0", "0.70", "-0.0", "100000000000000000000.000000000001")
    }


@pytest.mark.parametrize("name", GRAPHS)
def test_pyoxigraph_reads_back_the_same_quads(graph: Graph, exported: dict[str, Path], name: str) -> None:
    """File to quads gives what went in: named graphs, digits, language tags and nasty strings alike."""
    path = exported[name] / GRAPHS[name][0]
    read = ox.Dataset(ox.parse(path=str(path), format=OXIGRAPH[name], rename_blank_nodes=False))
    read.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert set(read) == set(all_quads(graph))


@pytest.mark.slow
@pytest.mark.parametrize("name", GRAPHS)
def test_rdflib_reads_back_the_same_quads(
    graph: Graph, exported: dict[str, Path], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program reads the same quads, and asks nobody for a context."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    read = rdflib.Dataset()
    read.parse(exported[name] / GRAPHS[name][0], format=GRAPHS[name][1])
    assert ground(read) == ground(graph.to_rdflib())


@pytest.mark.slow
def test_rdflib_reads_back_the_merged_graph(graph: Graph, exported: dict[str, Path]) -> None:
    """Turtle holds every triple of every graph."""
    read = set(ox.parse(path=str(exported["turtle"] / "serm-bone.ttl"), format=ox.RdfFormat.TURTLE))
    assert named({ox.Quad(q.subject, q.predicate, q.object) for q in read}) == named(
        {ox.Quad(q.subject, q.predicate, q.object) for q in all_quads(graph)}
    )
    turtle = rdflib.Graph().parse(exported["turtle"] / "serm-bone.ttl")
    assert len(turtle) == len(read)


def forbidden(*_: object, **__: object) -> None:
    raise AssertionError("an export made its reader go to the network")


def ground(dataset: rdflib.Dataset) -> set[tuple[str, ...]]:
    """The quads without blank nodes, as N-Triples texts."""
    return {
        (*(part.n3() for part in (s, p, o)), str(getattr(g, "identifier", g)))
        for s, p, o, g in dataset.quads()
        if not isinstance(s, rdflib.BNode) and not isinstance(o, rdflib.BNode)
    }


def test_to_rdflib_is_a_union_with_every_digit(graph: Graph) -> None:
    """A plain question sees all graphs, the axioms are the same, and numbers have the digits of their file."""
    dataset = graph.to_rdflib()
    nasty = rdflib.URIRef("https://w3id.org/serm-bone/entity/nasty")
    doses = dataset.objects(nasty, rdflib.URIRef("https://w3id.org/serm-bone/ontology#dose"))
    assert {str(dose) for dose in doses} == {"2.0", "0.70", "-0.0", "100000000000000000000.000000000001"}
    axioms = rdflib.URIRef("https://w3id.org/serm-bone/graph/ontology")
    written = "".join(f"{quad.triple} .\n" for quad in all_quads(graph) if str(quad.graph_name) == f"<{axioms}>")
    told = dataset.graph(axioms).serialize(format="nt")
    assert canonical(told) == canonical(written) != set()


def canonical(triples: str) -> set[ox.Quad]:
    """The triples of N-Triples text, with names for blank nodes that depend on what they say only."""
    read = ox.Dataset(ox.parse(triples, format=ox.RdfFormat.N_TRIPLES))
    read.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(read)


def test_networkx_has_one_edge_an_assertion(graph: Graph) -> None:
    """Edges are keyed by the assertion, parallel assertions stay parallel, and edges carry sign and status."""
    view = graph.to_networkx()
    items = graph.section("assertions")["items"]
    assert {key for _, _, key in view.edges(keys=True)} == set(items)
    source, target, key = next(edge for edge in view.edges(keys=True) if edge[2].endswith("/A0118"))
    edge = view.edges[source, target, key]
    assert (source.rsplit("/")[-1], target.rsplit("/")[-1]) == ("TNFRSF11B", "TNFSF11")
    assert (edge["sign"], edge["status"], edge["references"][0].rsplit("/")[-1]) == (-1, "supported", "PMID18395508")
    assert view.nodes[target]["label"] == "RANKL"


@pytest.mark.parametrize("name", FORMATS)
def test_manifest_and_readme(exported: dict[str, Path], name: str) -> None:
    """The manifest has the hash, size and rows of every file; the README says how to load them."""
    folder = exported[name]
    manifest = json.loads((folder / MANIFEST).read_text())
    assert {file["path"] for file in manifest["files"]} | {MANIFEST} == held(folder).keys()
    for file in manifest["files"]:
        raw = (folder / file["path"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(raw), hashlib.sha256(raw).hexdigest())
    assert all(file["rows"] for file in manifest["files"] if not file["path"].endswith("README.md"))
    told = (folder / "README.md").read_text(encoding="utf-8")
    assert all(line.strip() in told for line in FORMATS[name].how_to_load.splitlines())


def test_mappings_say_which_term_each_thing_is(exported: dict[str, Path]) -> None:
    """The SSSOM table has its metadata, every prefix it uses, and the names that were read beside the identifiers."""
    text = (exported["sssom"] / "serm-bone.sssom.tsv").read_text(encoding="utf-8")
    head = [line[1:] for line in text.splitlines() if line.startswith("#")]
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    assert rows[0] == [
        "subject_id",
        "subject_label",
        "predicate_id",
        "object_id",
        "object_label",
        "mapping_justification",
    ]
    assert {len(row) for row in rows} == {6}
    prefixes = {line.split(":")[0].strip() for line in head if line.startswith("  ")}
    used = {cell.split(":")[0] for row in rows[1:] for cell in (row[0], row[2], row[3], row[5])}
    assert used - {"http", "urn"} == prefixes, "only what was laid over the graph here has no prefix"
    assert not {row[0].split(":")[0] for row in rows} & {"pub", "std"}, "a paper is no term"
    assert {line.split(":")[0] for line in head if not line.startswith(" ")} == {
        "curie_map",
        "mapping_set_id",
        "mapping_set_version",
        "license",
    }
    how = "semapv:ManualMappingCuration"
    assert ["ent:toremifene", "toremifene", "skos:exactMatch", "CHEBI:9635", "toremifene", how] in rows
    assert ["ent:toremifene", "toremifene", "skos:exactMatch", "NCIT:C1256", "", how] in rows
    assert ["ent:bone-turnover", "bone turnover", "skos:closeMatch", "GO:0046849", "bone remodeling", how] in rows
    assert len({tuple(row[:4]) for row in rows}) == len(rows)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["0", "4711"])
def test_same_bytes_under_any_hash_seed(exported: dict[str, Path], graph: Graph, tmp_path: Path, seed: str) -> None:
    """The same graph gives the same bytes, whatever order Python's sets have."""
    code = (
        "import sys, kg\nfor name in sys.argv[3:]: kg.load(data=[sys.argv[1]]).export(name, sys.argv[2] + '/' + name)"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(graph.data[0]), str(tmp_path), *FORMATS],
        check=True,
        env=os.environ
        | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(kg.__file__).parent.parent), "TZ": "Asia/Tokyo"},
    )
    for name, folder in exported.items():
        assert held(tmp_path / name) == held(folder)


def test_an_earlier_export_is_replaced(graph: Graph, tmp_path: Path) -> None:
    """Writing again to the same folder replaces it whole, with another format too, and leaves nothing beside it."""
    graph.export("nquads", str(tmp_path / "out"))
    graph.export("turtle", str(tmp_path / "out"))
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "serm-bone.ttl",
        "serm-bone.sssom.tsv",
        "README.md",
        MANIFEST,
    }
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def foreign_file(folder: Path) -> None:
    folder.write_text("mine")


def foreign_folder(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine")


def foreign_manifest(folder: Path) -> None:
    foreign_folder(folder)
    (folder / MANIFEST).write_text('{"name": "an app", "files": []}')


def broken_manifest(folder: Path) -> None:
    folder.mkdir()
    (folder / MANIFEST).write_text("[")


def link(folder: Path) -> None:
    foreign_folder(folder.with_name("elsewhere"))
    folder.symlink_to(folder.with_name("elsewhere"))


@pytest.mark.parametrize("occupy", [foreign_file, foreign_folder, foreign_manifest, broken_manifest, link])
def test_nothing_foreign_is_overwritten(graph: Graph, tmp_path: Path, occupy: Callable[[Path], None]) -> None:
    """A place that holds something else is refused and left as it was."""
    occupy(tmp_path / "out")
    before = sorted((str(path), path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file())
    with pytest.raises(LimitReached, match="no earlier export"):
        graph.export("nquads", str(tmp_path / "out"))
    assert sorted((str(path), path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file()) == before


def test_a_failed_write_leaves_the_old_export(graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is said in words; the old export is whole and no half of a new one remains."""
    graph.export("nquads", str(tmp_path / "out"))
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(LimitReached, match="No space left"):
        graph.export("nquads", str(tmp_path / "out"))
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_place_that_cannot_be_made(graph: Graph, tmp_path: Path) -> None:
    """A file where a folder should be is said in words."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(LimitReached, match="cannot be written"):
        graph.export("nquads", str(tmp_path / "file" / "out"))


def test_formats_are_listed(graph: Graph, tmp_path: Path) -> None:
    """The list names each format with its program; an unknown one is refused with the known."""
    assert [row["format"] for row in listing()] == list(FORMATS)
    with pytest.raises(UnknownName, match="nquads"):
        graph.export("n-quads", str(tmp_path / "out"))


def test_each_format_names_the_programs_that_the_table_of_receivers_holds() -> None:
    """Program and version as measured: what the list of formats says was loaded is what was loaded."""
    page = (Path(__file__).parents[1] / "docs" / "receivers.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")][2:]
    versions: dict[str, set[str]] = {}
    for name, _, _, version, *_ in rows:
        versions.setdefault(name, set()).add(version.split(",")[0].removesuffix(".post1"))
    assert versions.keys() == FORMATS.keys()
    for name, found in versions.items():
        told = FORMATS[name].loaded_with
        assert all(version in told for version in found - {"user guide of 2026"}), (name, found, told)
