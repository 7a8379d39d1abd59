"""Tamoxifen and bone before and after menopause: the opposite signs come out of the rules, not out of a table."""

from __future__ import annotations

import pytest

from kg.api import Graph
from kg.base.records import Record
from tests.answers import short


def premises(graph: Graph, step: str) -> set[str]:
    """The curated assertions that a step was derived from, through every rule; a curated step is its own."""
    found: set[str] = set()
    todo = [step]
    while todo:
        iri = todo.pop()
        item = graph.assertion(iri)
        todo += [*item["premise"], *item["role_premise"]]
        if item["rule"] is None:
            found.add(iri)
    return found


@pytest.fixture(scope="module")
def women(graph: Graph) -> tuple[Record, Record]:
    """Tamoxifen and bone mass before and after menopause."""
    before = graph.explain("tamoxifen", "bone mass", population="premenopausal women")
    return before, graph.explain("tamoxifen", "bone mass", population="postmenopausal women")


def test_tamoxifen_turns_its_sign_with_menopause_by_a_rule_and_not_by_a_table(
    graph: Graph, women: tuple[Record, Record]
) -> None:
    """One finding on estradiol (M-CSF falls: D28; TGF-beta 1 rises: D29) is undone before and done after menopause."""
    before, after = women
    assert (before.prediction.sign, after.prediction.sign) == ("-", "+")
    undone = next(s for r in before.routes for s in r.steps if s.id == "asr:A0102-undone-by-tamoxifen")
    assert undone.inferred_by == "ligandTransfer"
    assert {short(iri) for iri in undone.premises} >= {
        "A0102",
        "tamoxifen-displaces-estradiol-from-estrogen-receptor-in-bone-tissue",
    }
    role = graph.assertion(next(iri for iri in undone.premises if "displaces" in iri))
    assert role["rule"] == "partialAgonistDisplacement"
    assert {short(iri) for iri in role["role_premise"]} >= {"A0221", "A0222"}
    deplete = graph.names.find("estrogen-deplete")
    for iri in role["role_premise"]:
        assert any(deplete in graph.names.closure(milieu) for milieu in graph.assertion(iri)["milieu"])


def test_no_premise_of_either_sign_is_a_clinical_end_result(graph: Graph, women: tuple[Record, Record]) -> None:
    """Neither of a step of the routes, nor of anything that the two rules derive for tamoxifen."""
    derived = [
        step.assertion for answer in women for route in answer.routes for step in route.steps if step.inferred_by
    ]
    rules, tamoxifen = ("ligandTransfer", "partialAgonistDisplacement"), graph.names.find("tamoxifen")
    items = graph.section("assertions")["items"].items()
    derived += [iri for iri, item in items if item["subject"] == tamoxifen and item["rule"] in rules]
    assert len(derived) > 20
    for iri in sorted({premise for step in derived for premise in premises(graph, step)}):
        kind = graph.names.items[graph.assertion(iri)["object"]]["kind"]
        assert kind not in ("Phenotype", "Biomarker"), iri


def test_the_turn_stays_where_nothing_measured_with_tamoxifen_in_bone_is_left(graph: Graph) -> None:
    """Only agonism in rats and mice without gonads stays, and what estradiol does.

    Estradiol on RUNX2 (K06) and the passing rise of RANKL (K04), each disputed, point the other way and are left out.
    """
    items = graph.section("assertions")["items"]
    tamoxifen, kept = graph.names.find("tamoxifen"), {"A0222", "A1001"}
    own = [i for i, x in items.items() if x["subject"] == tamoxifen and not x["rule"] and short(i) not in kept]
    assert {"A0143", "A0221", "A0244"} <= {short(iri) for iri in own}
    signs = {}
    for who in ("premenopausal women", "postmenopausal women"):
        answer = graph.explain("tamoxifen", "bone mass", population=who, without=[*own, "asr:A0079", "asr:A0093"])
        assert any(step.inferred_by for step in answer.routes[0].steps)
        signs[who] = (answer.status, answer.prediction.sign)
    assert signs == {"premenopausal women": ("answered", "-"), "postmenopausal women": ("answered", "+")}
