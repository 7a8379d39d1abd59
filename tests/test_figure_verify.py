"""Any figure says whether it still follows: it is drawn again from the request that it carries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import kg
from kg.api import Graph
from kg.figures import draw, facts, forest, mechanism, pathway, trials
from kg.figures.figure_request import Request
from kg.figures.svg import digest_of, facts_of
from kg.figures.verify import verify
from tests.conftest import Run

ASKED = [
    Request(name="er-signaling"),
    Request(name="rankl-opg"),
    Request(name="workflow"),
    Request(name="mechanism", subject="toremifene", population="men on ADT", target="bone resorption"),
    Request(name="forest", subject="lumbar spine BMD", drugs=("toremifene",)),
]
TOREMIFENE_OPG = """
@prefix asr: <https://w3id.org/serm-bone/assertion/> .
@prefix ent: <https://w3id.org/serm-bone/entity/> .
@prefix evl: <https://w3id.org/serm-bone/evidence/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix pub: <https://w3id.org/serm-bone/publication/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rel: <https://w3id.org/serm-bone/relation/> .
@prefix sb: <https://w3id.org/serm-bone/ontology#> .
asr:ours a owl:NamedIndividual , sb:Assertion ; rdfs:label "toremifene lowers NFATc1"@en ;
    sb:inAnatomy ent:bone-tissue ; sb:object ent:NFATC1 ; sb:relation rel:decreases-expression-of ;
    sb:subject ent:toremifene .
evl:ours a owl:NamedIndividual , sb:EvidenceLine ; sb:direction sb:supports ; sb:evidenceFor asr:ours ;
    sb:inSystem ent:human-clinical ; sb:reference pub:PMID9543073 ; sb:verification sb:verifiedInAbstract .
"""


@pytest.fixture(scope="module")
def richer(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The graph with one assertion more, so that some figures change and others do not."""
    path = tmp_path_factory.mktemp("data") / "ours.ttl"
    path.write_text(TOREMIFENE_OPG, encoding="utf-8")
    return kg.load(data=[path])


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.name)
def test_a_fresh_figure_follows(graph: Graph, asked: Request) -> None:
    assert verify(draw(graph, asked), graph) == (True, "follows", ())


def test_the_metadata_is_enough_to_draw_it_again(graph: Graph) -> None:
    told = facts_of(draw(graph, ASKED[3]))
    assert told["query"] == "kg figure mechanism toremifene --to 'bone resorption' --population 'men on ADT'"
    assert told["arguments"] == {
        "name": "mechanism",
        "subject": "toremifene",
        "target": "bone resorption",
        "population": "men on ADT",
    }
    assert told["assertions"]["https://w3id.org/serm-bone/assertion/A0006"] == "+ supported"
    assert facts_of(draw(graph, ASKED[4]))["outcomes"]["out:O0003"] == "2.3 points; p < 0.001"


def test_the_same_drawing_follows_from_another_data_version(graph: Graph, richer: Graph) -> None:
    assert graph.data_version != richer.data_version
    found = verify(draw(graph, ASKED[1]), richer)
    assert found == (True, "follows (drawn from an older data version)", ())


def test_a_new_or_a_missing_assertion_is_named(graph: Graph, richer: Graph) -> None:
    asked = Request(name="mechanism", subject="toremifene")
    ours = "https://w3id.org/serm-bone/assertion/ours"
    gone = verify(draw(richer, asked), graph)
    assert not gone.follows
    assert f"assertion {ours} is gone from the graph" in gone.changes
    assert f"assertion {ours} is drawn now: - supported" in verify(draw(graph, asked), richer).changes


def test_a_changed_sign_or_status_is_named(graph: Graph) -> None:
    scene = mechanism.mechanism(graph, ASKED[3])
    told = facts(graph, ASKED[3], scene)
    iri = "https://w3id.org/serm-bone/assertion/A0006"
    changed = {**told, "assertions": {**told["assertions"], iri: "- contested"}}
    found = verify(pathway.draw(scene, changed), graph)
    assert found == (
        False,
        "does not follow from this graph",
        (f"assertion {iri} was - contested; is + supported",),
    )


def test_a_changed_number_and_a_lost_outcome_are_named(graph: Graph) -> None:
    drawn = trials.forest(graph, ASKED[4])
    told = facts(graph, ASKED[4], drawn)
    outcomes = {**told["outcomes"], "out:O0003": "2.4 points; p < 0.001", "out:X1": "1.0 %"}
    found = verify(forest.draw(drawn, {**told, "outcomes": outcomes}), graph)
    assert found.changes == (
        "outcome out:O0003 was 2.4 points; p < 0.001; is 2.3 points; p < 0.001",
        "outcome out:X1 is gone from the graph",
    )


def test_a_figure_whose_subject_is_gone_does_not_follow(graph: Graph) -> None:
    scene = mechanism.mechanism(graph, ASKED[3])
    told: dict[str, Any] = facts(graph, ASKED[3], scene)
    told["arguments"] = {**told["arguments"], "subject": "toremifen"}
    found = verify(pathway.draw(scene, told), graph)
    assert not found.follows
    assert found.says == "does not follow: it cannot be drawn from this graph"
    assert found.changes[0].startswith("no entity is called 'toremifen'; nearest: toremifene")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (">RANKL<", ">RANKX<"),
        ("assertion/A0117", "assertion/A9999"),
        ("- supported", "+ supported"),
        ("</svg>", "<text>more</text></svg>"),
    ],
)  # fmt: skip
def test_a_figure_that_was_changed_by_hand_is_not_read(graph: Graph, before: str, after: str) -> None:
    svg = draw(graph, ASKED[1])
    assert before in svg
    with pytest.raises(kg.UnreadableInput, match="was changed after it was drawn"):
        verify(svg.replace(before, after, 1), graph)


@pytest.mark.parametrize(
    "text",
    [
        "no xml",
        "",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'><metadata>{</metadata></svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'><metadata>[1]</metadata></svg>",
        '<svg xmlns="http://www.w3.org/2000/svg"><metadata>{"figure": "pie", "arguments": {"name": "pie"}}'
        "</metadata></svg>",
        '<svg xmlns="http://www.w3.org/2000/svg"><metadata>{"figure": "workflow", "arguments": {"name": "workflow"}}'
        "</metadata></svg>",
    ],
)  # fmt: skip
def test_a_foreign_file_is_no_figure(graph: Graph, text: str) -> None:
    with pytest.raises(kg.UnreadableInput, match="is no figure of this program"):
        verify(text, graph)


def test_the_digest_covers_drawing_and_facts_but_not_the_data_version(graph: Graph) -> None:
    svg = draw(graph, ASKED[2])
    told = facts_of(svg)
    assert digest_of(svg) == told["digest"]
    assert digest_of(svg.replace(graph.data_version, "0" * 32)) == told["digest"]
    assert digest_of(svg.replace("toremifene", "tamoxifen", 1)) != told["digest"]


def test_the_command_says_whether_a_figure_follows(run: Run, tmp_path: Path, graph: Graph) -> None:
    path = tmp_path / "figure.svg"
    assert run("figure", "workflow", "-o", str(path))[0] == 0
    assert run("figure", "--verify", str(path)) == (0, f"{path}: follows\n", "")
    drawn = trials.forest(graph, ASKED[4])
    path.write_text(forest.draw(drawn, {**facts(graph, ASKED[4], drawn), "outcomes": {}}), encoding="utf-8")
    code, out, _ = run("figure", "--verify", str(path))
    assert code == 1
    assert "does not follow from this graph" in out
    assert "outcome out:O0003 is drawn now" in out
    path.write_text("<svg/>", encoding="utf-8")
    code, out, told = run("figure", "--verify", str(path))
    assert (code, out) == (3, "")
    assert str(path) in told
