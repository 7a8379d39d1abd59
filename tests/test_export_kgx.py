"""KGX files: what is said in Biolink is what the graph says, and what is not said is counted; no other program."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

import kg
import kg.base.prefixes
from kg.api import Graph
from kg.base.resources import folder
from kg.errors import UnreadableInput
from kg.export import biolink
from kg.export.format import Request
from kg.export.kgx_fields import RULE, escaped
from kg.export.kgx_graph import write_graph
from tests.conftest import Run
from tests.curated import Block, blocks

HOSTILE = Path(__file__).parent / "receivers" / "hostile.ttl"
ESCAPES = {"\\": "\\", "p": "|", "t": "\t", "n": "\n", "r": "\r", "e": "", "s": " "}
Records = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The packaged graph with hostile strings laid over it."""
    return kg.load(data=[HOSTILE])


@pytest.fixture(scope="module")
def written(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``kgx`` and ``kgx-lenient``, written once."""
    top = tmp_path_factory.mktemp("kgx")
    for name in ("kgx", "kgx-lenient"):
        graph.export(name, str(top / name))
    return top


@pytest.fixture(scope="module")
def told() -> dict[str, Block]:
    """Relations, assertions, entities and works as the Turtle has them."""
    root = folder("ontology")
    return blocks([*root.glob("*/*.ttl"), root / "relations.ttl", HOSTILE])


def plain(text: str) -> str:
    """Undo the rule of the README."""
    return re.sub(r"\\(.)", lambda found: ESCAPES[found[1]], text)


def of_tsv(path: Path) -> Records:
    """Records of TSV; quotes mean nothing there."""
    lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    names = lines[0].split("\t")
    rows = [line.split("\t") for line in lines[1:]]
    assert {len(row) for row in rows} == {len(names)}
    return {row[0]: {name: cell for name, cell in zip(names, row, strict=True) if cell} for row in rows}


def of_json(path: Path) -> Records:
    """Records of JSON Lines."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").removesuffix("\n").split("\n")]
    found = {row["id"]: row for row in rows}
    assert len(found) == len(rows)
    return found


@pytest.mark.parametrize("name", ["kgx", "kgx-lenient"])
@pytest.mark.parametrize("side", ["nodes", "edges"])
def test_both_forms_say_the_same(written: Path, name: str, side: str) -> None:
    """Texts are equal; a list of JSON is joined by bars in TSV, ``true`` is ``True``."""
    flat = of_tsv(written / name / f"serm-bone_{side}.tsv")
    rich = of_json(written / name / f"serm-bone_{side}.jsonl")

    def cell(value: Any) -> str:
        return "|".join(value) if isinstance(value, list) else str(value)

    assert {own: {k: cell(v) for k, v in row.items()} for own, row in rich.items()} == flat


def test_a_node_has_its_public_identifier_and_a_category(written: Path, told: dict[str, Block]) -> None:
    """``sb:curie`` where the Turtle has one, else the identifier of this graph; the IRI leads back."""
    nodes = of_json(written / "kgx" / "serm-bone_nodes.jsonl")
    for own, block in told.items():
        if own.startswith("ent:") and "sb:Drug" in block.get("rdf:type", ()):
            node = nodes[block.get("sb:curie", [own])[0]]
            assert node["iri"] == kg.base.prefixes.expand(own)
            assert node["category"] == ["biolink:Drug"]
            assert node["type"] == ["sb:Drug"]
    assert nodes["CHEBI:9635"]["name"] == "toremifene"
    assert nodes["HGNC:3467"]["category"] == ["biolink:Gene"]


def test_an_edge_says_direction_and_negation_as_the_graph_does(written: Path, told: dict[str, Block]) -> None:
    """Up and down only with a causal relation of that sign; a null is negated and has no direction; never reversed."""
    edges = of_json(written / "kgx" / "serm-bone_edges.jsonl")
    checked = 0
    for own, block in told.items():
        if own not in edges or "sb:Assertion" not in block.get("rdf:type", ()):
            continue
        edge, relation = edges[own], told[block["sb:relation"][0]]
        null = "sb:NullRelation" in relation["rdf:type"]
        assert edge.get("negated", False) is null
        direction = edge.get("object_direction_qualifier")
        assert direction in (None, {"1": "increased", "-1": "decreased"}.get(relation.get("sb:sign", ["0"])[0]))
        assert edge["predicate"] == relation["sb:biolinkPredicate"][0]
        assert edge.get("causal_mechanism_qualifier") == relation.get("sb:biolinkMechanism", [None])[0]
        assert [edge["original_predicate"]] == block["sb:relation"]
        ends = [told[block[end][0]].get("sb:curie", block[end])[0] for end in ("sb:subject", "sb:object")]
        assert [edge["subject"], edge["object"]] == ends
        assert (edge["knowledge_level"], edge["agent_type"]) == ("knowledge_assertion", "manual_agent")
        checked += 1
    assert checked > 350
    derived = [edge for own, edge in edges.items() if own not in told]
    assert len(derived) > 900
    assert {(e["knowledge_level"], e["agent_type"]) for e in derived} == {("logical_entailment", "automated_agent")}
    assert {edge["primary_knowledge_source"] for edge in edges.values()} == {"infores:serm-bone"}
    assert edges["asr:A0001"]["original_predicate"] == "rel:binds"
    assert edges["asr:A0001"].keys().isdisjoint({"negated", "object_direction_qualifier", "qualified_predicate"})


def test_publications_are_those_that_support(written: Path, told: dict[str, Block]) -> None:
    """A work that only disputes is not among them."""
    edges = of_json(written / "kgx" / "serm-bone_edges.jsonl")
    wanted: dict[str, set[str]] = {own: set() for own in edges}
    disputing = 0
    for block in told.values():
        for own in block.get("sb:evidenceFor", ()):
            if own in edges:
                work = told[block["sb:reference"][0]]
                name = f"PMID:{work['sb:pmid'][0]}" if "sb:pmid" in work else None
                name = name or (f"DOI:{work['sb:doi'][0]}" if "sb:doi" in work else block["sb:reference"][0])
                if block["sb:direction"] == ["sb:supports"]:
                    wanted[own].add(name)
                disputing += block["sb:direction"] == ["sb:disputes"]
    assert {own: set(edge.get("publications", ())) for own, edge in edges.items()} == wanted
    assert disputing > 0


def test_what_nobody_verified_is_in_the_lenient_form_only(graph: Graph, written: Path) -> None:
    """With its status; the strict form has no column of ours and no assertion but supported, contested, inferred."""
    strict = of_json(written / "kgx" / "serm-bone_edges.jsonl")
    lenient = of_json(written / "kgx-lenient" / "serm-bone_edges.jsonl")
    status = {own: edge["sermbone_status"] for own, edge in lenient.items()}
    assert len(lenient) == len(graph.section("assertions")["items"])
    assert {own for own, word in status.items() if word in ("supported", "contested", "inferred")} == set(strict)
    assert set(strict) < set(lenient)
    assert not [name for edge in strict.values() for name in edge if name.startswith("sermbone_")]
    assert {edge.get("sermbone_sign") for edge in lenient.values()} == {1, -1, 0, None}


def test_every_relation_and_kind_has_its_row(graph: Graph, told: dict[str, Block]) -> None:
    """Predicates, mechanisms and directions agree with the ontology; categories serve every kind of thing."""
    relations = {own: block for own, block in told.items() if own.startswith("rel:") and "sb:biolinkPredicate" in block}
    assert {f"rel:{name}" for name in biolink.predicates()} == set(relations)
    for name, said in biolink.predicates().items():
        block = told[f"rel:{name}"]
        assert [said.predicate] == block["sb:biolinkPredicate"]
        assert [said.qualifiers[3]] == block.get("sb:biolinkMechanism", [""])
        assert not said.directed or said.qualifiers[2] == {"1": "increased", "-1": "decreased"}[block["sb:sign"][0]]
    kinds = {item["kind"] for item in graph.section("entities")["items"].values()}
    assert kinds <= set(biolink.categories())
    assert all(category.startswith("biolink:") for category in biolink.categories().values())


def test_losses_are_counted_and_printed(written: Path, run: Run, tmp_path: Path) -> None:
    """In the manifest, in the README and on stderr: each column with the number of cells."""
    losses = json.loads((written / "kgx" / "manifest.json").read_text())["losses"]
    for what in ("disputed_by", "milieu", "sex", "tested_with", "subject_tissue", "status"):
        assert losses[f"assertions.{what}"] > 0
    assert losses["outcomes.value"] > 300
    readme = (written / "kgx" / "README.md").read_text(encoding="utf-8")
    code, out, err = run("export", "kgx", "-o", str(tmp_path / "out"))
    assert (code, out) == (0, "")
    for what, count in losses.items():
        assert f"- {what}: {count}" in readme
        if what != "assertions.overlay":
            assert f"not carried: {what} (" in err
    lenient = json.loads((written / "kgx-lenient" / "manifest.json").read_text())["losses"]
    assert {what.split(".")[0] for what in lenient} == {"outcomes", "outcome_links"}


@pytest.mark.parametrize("text", ["", " ", "a|b", "tab\there", "a\r\nb", r"back\slash", r"\p", "\\", "plain", "\\n\n"])
def test_the_escape_is_undone(text: str) -> None:
    """And leaves nothing that KGX would split, blank out or drop."""
    safe = escaped(text)
    assert plain(safe) == text
    assert safe.strip()
    assert not set("|\t\r\n") & set(safe)


def test_hostile_texts_come_back(graph: Graph, written: Path) -> None:
    """Labels and synonyms, from TSV without quoting and from JSON; the manifest counts what was escaped."""
    item = next(i for i in graph.section("entities")["items"].values() if i["iri"].endswith("/entity/hostile"))
    for records in (
        of_json(written / "kgx" / "serm-bone_nodes.jsonl"),
        of_tsv(written / "kgx" / "serm-bone_nodes.tsv"),
    ):
        node = records["ent:hostile"]
        synonyms = node["synonym"] if isinstance(node["synonym"], list) else node["synonym"].split("|")
        assert plain(node["name"]) == item["label"]
        assert [plain(text) for text in synonyms] == item["synonyms"]
    manifest = json.loads((written / "kgx" / "manifest.json").read_text())
    found = 0
    for side in ("nodes", "edges"):
        found += sum(
            "\\" in cell for row in of_tsv(written / "kgx" / f"serm-bone_{side}.tsv").values() for cell in row.values()
        )
    assert manifest["escaped"] == {RULE: found}


@pytest.mark.parametrize(
    ("public", "named"), [("CHEBI:9635", "ent:one, ent:toremifene"), ("ent:4-hydroxyospemifene", "ent:one")]
)
def test_two_nodes_never_become_one(graph: Graph, tmp_path: Path, public: str, named: str) -> None:
    """A public identifier that two nodes have, or that is another's own, is refused with their names."""
    with Request(graph, view="convenient") as request:
        view = request.property_graph
        things = view.nodes[0]
        row = list(next(things.rows()))
        row[things.place("id")], row[things.place("curie")] = "ent:one", public
        doubled = replace(things, rows=lambda: chain([tuple(row)], things.rows()))
        request.property_graph = replace(view, nodes=(doubled, *view.nodes[1:]))
        with pytest.raises(UnreadableInput, match=rf"{public} would be the id of two nodes \({named}\)"):
            write_graph(request, tmp_path, {}, lenient=False)


def test_the_prefixes_travel(written: Path) -> None:
    """Every prefix of an identifier of a node is expanded in the context, or the identifier is an IRI."""
    context = json.loads((written / "kgx" / "context.jsonld").read_text())["@context"]
    used = {own.partition(":")[0] for own in of_json(written / "kgx" / "serm-bone_nodes.jsonl")}
    assert used - {"https"} <= set(context)


@pytest.mark.parametrize("name", ["kgx", "kgx-lenient"])
def test_the_same_graph_gives_the_same_bytes(graph: Graph, tmp_path: Path, name: str) -> None:
    """Nothing of time, place or process stands in a file."""

    def files(folder: Path) -> dict[str, bytes]:
        graph.export(name, str(folder))
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    assert files(tmp_path / "one") == files(tmp_path / "two")
