"""RDF in its further forms: JSON-LD with its context, RDF 1.2, Jelly, nanopublications."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import kg
from kg.api import Graph
from kg.errors import WrongUse
from kg.interop.quads import QuadFile, all_quads

WORK = "doi-10-2165-00002512-200724050-00002"
PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "use-json-ld-rdf-1.2-or-jelly.md"
AWKWARD = r"""
@prefix ent: <https://w3id.org/serm-bone/entity/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sb: <https://w3id.org/serm-bone/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ent:awkward a owl:NamedIndividual , sb:Drug , "a text" ;
    rdfs:label "@type"@en , "de facto"@la , "no language" , "_:b0"@en ;
    skos:notation "1" , "true" , "ent:toremifene" , "@value" , "</script>\u2028" ;
    sb:sign 1 , -0 , 007 , "1"^^xsd:int , "many"^^xsd:integer , 12345678901234567890 ;
    sb:value 2.0 , 0.70 , "2.0" , "NaN"^^xsd:double ;
    skos:exactMatch <doi:10.1/x> , <doi://host/x> , <PMID:7> , <urn:x:%22> , <https://pubmed.ncbi.nlm.nih.gov///7> ,
        <comment:x> , <quantityText:y> .

sb:label a owl:DatatypeProperty ; rdfs:range xsd:integer ; rdfs:label "not the label"@en .
sb:says a owl:DatatypeProperty , owl:ObjectProperty ; rdfs:range xsd:integer , xsd:decimal ; rdfs:label "says"@en .
sb:a.b a owl:ObjectProperty ; rdfs:label "no key"@en .
ent:awkward sb:label 7 , "label"@en ; sb:says 7 , 7.0 , "7" , ent:toremifene ; sb:a.b ent:toremifene .
"""
FURTHER = r"""
@prefix ent: <https://w3id.org/serm-bone/entity/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sb: <https://w3id.org/serm-bone/ontology#> .

ent:further a owl:NamedIndividual , sb:Drug ;
    rdfs:label "further"@en ;
    rdfs:comment "\u05d0"@he--rtl ;
    rdf:reifies <<( ent:further sb:says <<( ent:a ent:b "c"@en )>> )>> .
"""


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The packaged graph under texts, numbers and IRIs that a JSON-LD context could change the meaning of."""
    overlay = tmp_path_factory.mktemp("overlay") / "awkward.ttl"
    overlay.write_text(AWKWARD, encoding="utf-8")
    return kg.load(data=[overlay])


@pytest.fixture(scope="module")
def further(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The packaged graph under what RDF 1.1 cannot say."""
    overlay = tmp_path_factory.mktemp("overlay") / "further.ttl"
    overlay.write_text(FURTHER, encoding="utf-8")
    return kg.load(data=[overlay])


def read(path: Path, syntax: ox.RdfFormat) -> set[ox.Quad]:
    """The quads of a file, with names for blank nodes that depend on what they say only."""
    held = ox.Dataset(ox.parse(path=str(path), format=syntax))
    held.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(held)


def node(document: Any, graph: str, name: str) -> Any:
    """The node object of ``name`` in a named graph of a JSON-LD document."""
    (held,) = (one["@graph"] for one in document["@graph"] if one["@id"] == graph)
    (found,) = (one for one in held if one["@id"] == name)
    return found


def test_a_context_changes_no_text_number_or_iri(awkward: Graph, tmp_path: Path) -> None:
    """What looks like a keyword, a prefix or a native value of JSON comes back as it was."""
    assert awkward.export("jsonld", str(tmp_path / "out")).losses == {}
    assert read(tmp_path / "out" / "serm-bone.jsonld", ox.RdfFormat.JSON_LD) == set(all_quads(awkward))


def test_json_ld_has_short_names_and_native_values(awkward: Graph, tmp_path: Path) -> None:
    """A program that knows JSON only reads names, texts, numbers and lists."""
    awkward.export("jsonld", str(tmp_path / "out"))
    document = json.loads((tmp_path / "out" / "serm-bone.jsonld").read_text(encoding="utf-8"))
    held = node(document, "gr:assertions", "asr:A0118")
    assert {key: held[key] for key in ("@type", "subject", "relation", "object", "label")} == {
        "@type": ["owl:NamedIndividual", "sb:Assertion"],
        "subject": "ent:TNFRSF11B",
        "relation": "rel:inhibits",
        "object": "ent:TNFSF11",
        "label": "OPG inhibits RANKL in bone (mouse)",
    }
    assert node(document, "gr:ontology", "rel:activates")["sign"] == 1
    assert node(document, "gr:assessment", "asr:A0118")["status"] == "sb:supported"
    taken = {"PMID", "doi", "comment", "quantityText"}
    assert not taken & document["@context"].keys(), "as schemes of IRIs they would mean something else"
    assert document["@context"]["object"] == {"@id": "sb:object", "@type": "@id"}


def test_the_context_beside_the_document_is_the_one_in_it(awkward: Graph, tmp_path: Path) -> None:
    """Nothing is fetched for the document, and what people write themselves may name the file."""
    awkward.export("jsonld", str(tmp_path / "out"))
    text = (tmp_path / "out" / "serm-bone.jsonld").read_text(encoding="utf-8")
    beside = json.loads((tmp_path / "out" / "context.jsonld").read_text(encoding="utf-8"))
    assert beside == {"@context": json.loads(text)["@context"]}
    assert text.count('"@context"') == 1


@pytest.mark.slow
def test_what_rdf_1_1_cannot_say_is_kept_or_counted(further: Graph, tmp_path: Path) -> None:
    """Triple terms and base directions are whole where the syntax has them, and declared lost where it has not."""
    whole = set(all_quads(further))
    assert any(isinstance(quad.object, ox.Triple) for quad in whole)
    further.export("nquads", str(tmp_path / "nquads"))
    assert set(ox.parse(path=str(tmp_path / "nquads" / "serm-bone.nq"), rename_blank_nodes=False)) == whole
    assert further.export("jsonld", str(tmp_path / "jsonld")).losses.to_dict() == {
        "statements about triple terms": 1,
        "texts with a base direction": 1,
    }
    assert len(read(tmp_path / "jsonld" / "serm-bone.jsonld", ox.RdfFormat.JSON_LD)) == len(whole) - 2
    assert further.export("jelly", str(tmp_path / "jelly")).losses.to_dict() == {
        "statements about triple terms": 1,
        "texts with a base direction": 1,
    }


def test_a_triple_term_is_sorted_on_disk_as_it_was() -> None:
    """One within another, and with a text in it, too."""
    inner = ox.Triple(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.Literal('a "b"\n', language="en"))
    quad = ox.Quad(ox.NamedNode("x:r"), ox.NamedNode("x:q"), ox.Triple(ox.NamedNode("x:a"), ox.NamedNode("x:b"), inner))
    with QuadFile([quad]) as file:
        assert list(file.quads()) == [quad]
        assert list(file.only_objects()) == []


def test_each_supported_assertion_reifies_its_edge(awkward: Graph, tmp_path: Path) -> None:
    """The triple term of A0118 is the edge beside it; what no evidence supports reifies nothing."""
    awkward.export("rdf12", str(tmp_path / "out"))
    lines = (tmp_path / "out" / "serm-bone.rdf12.nq").read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if "#reifies>" in line]
    items = awkward.section("assertions")["items"]
    assert len(said) == sum(item["status"] == "supported" for item in items.values())
    edge = (
        "<https://w3id.org/serm-bone/entity/TNFRSF11B> <https://w3id.org/serm-bone/ontology#inhibits> "
        "<https://w3id.org/serm-bone/entity/TNFSF11>"
    )
    name = "<https://w3id.org/serm-bone/graph/edges>"
    assert f"{edge} {name} ." in lines
    reifies = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies>"
    assert f"<https://w3id.org/serm-bone/assertion/A0118> {reifies} <<( {edge} )>> {name} ." in said
    classic = (tmp_path / "out" / "serm-bone.statements.nq").read_text(encoding="utf-8")
    assert "<<" not in classic
    assert classic.count("22-rdf-syntax-ns#Statement>") == len(said)


def test_jelly_without_its_package_says_what_to_install(
    awkward: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback, no half of an export."""
    monkeypatch.setitem(sys.modules, "pyjelly", None)
    with pytest.raises(WrongUse, match=r"pip install 'serm-bone-kg\[jelly\]'"):
        awkward.export("jelly", str(tmp_path / "out"))
    assert list(tmp_path.iterdir()) == []


def test_a_nanopublication_is_four_graphs_one_after_the_other(awkward: Graph, tmp_path: Path) -> None:
    """So a program can read a file of any size one nanopublication at a time; none is made of what is not supported."""
    manifest = awkward.export("nanopub", str(tmp_path / "out"))
    named: list[str] = []
    for quad in ox.parse(path=str(tmp_path / "out" / "serm-bone.nanopubs.trig"), format=ox.RdfFormat.TRIG):
        if not named or named[-1] != quad.graph_name.value:
            named.append(quad.graph_name.value)
    assert len(named) == len(set(named))
    base = "https://w3id.org/serm-bone/nanopub/"
    assert named[:4] == [f"{base}A0001#{part}" for part in ("Head", "assertion", "provenance", "pubinfo")]
    items = awkward.section("assertions")["items"].values()
    assert len(named) == 4 * sum(item["status"] == "supported" for item in items)
    assert manifest.losses.to_dict() == {
        "curated assertions that are not supported": sum(
            item["rule"] is None and item["status"] != "supported" for item in items
        ),
        "inferred assertions": sum(item["rule"] is not None for item in items),
        "outcomes of trials": len(awkward.section("outcomes")),
    }


def block(kind: str) -> str:
    """The one fenced block of that kind on the page for people."""
    (text,) = re.findall(rf"^```{kind}\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return str(text)


def test_the_page_asks_an_edge_for_its_evidence(awkward: Graph, tmp_path: Path) -> None:
    """The question that the page prints finds the works behind what toremifene does to ER alpha."""
    awkward.export("rdf12", str(tmp_path / "out"))
    store = ox.Store()
    store.bulk_load(path=str(tmp_path / "out" / "serm-bone.rdf12.trig"), format=ox.RdfFormat.TRIG)
    rows = store.query(block("sparql"), use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    found = {(row["relation"].value, row["object"].value, row["work"].value) for row in rows}
    base = "https://w3id.org/serm-bone/"
    assert (f"{base}ontology#partiallyAgonises", f"{base}entity/ESR1", f"{base}publication/{WORK}") in found


def test_the_page_reads_json_ld_without_a_library(
    awkward: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lines that the page prints give the status of every assertion."""
    awkward.export("jsonld", str(tmp_path / "out"))
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(block("python"), names)
    items = awkward.section("assertions")["items"].values()
    assert {item["id"]: f"sb:{item['status']}" for item in items if item["status"] == "supported"}.items() <= names[
        "status"
    ].items()
