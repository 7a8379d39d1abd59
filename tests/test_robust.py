"""What carries a conclusion: each work withdrawn in turn, and the smallest set whose loss leaves no route."""

from __future__ import annotations

from typing import Any

import pytest

import kg
from kg.api import Graph
from kg.base.records import Record
from kg.search.hitting_set import Cut
from tests.conftest import Run

ADT: dict[str, Any] = {"population": "men on ADT"}


@pytest.fixture(scope="module")
def carried(graph: Graph) -> Record:
    """Toremifene on spine BMD in men on ADT."""
    return graph.robust("toremifene", "lumbar spine BMD", **ADT)


def test_the_baseline_is_the_answer_of_explain(graph: Graph, carried: Record) -> None:
    why = graph.explain("toremifene", "lumbar spine BMD", **ADT)
    assert (carried.baseline.sign, carried.baseline.status) == (why.prediction.sign, why.status)
    assert carried.baseline.routes == why.routes_found["+"] + why.routes_found["-"]


def test_each_row_is_what_explain_says_without_that_work(graph: Graph, carried: Record) -> None:
    rows = [*carried.publications[:6], *carried.publications[-3:], *carried.studies[:3]]
    for row in rows:
        why = graph.explain("toremifene", "lumbar spine BMD", without=[row.reference.iri], **ADT)
        after = (row.sign_after, row.grade_after, row.status_after, row.routes_after)
        found = why.routes_found["+"] + why.routes_found["-"]
        assert after == (why.prediction.sign, why.prediction.grade, why.status, found), row.reference.label


def test_a_work_that_is_not_listed_changes_nothing(graph: Graph, carried: Record) -> None:
    """Checked for every publication of the graph that is not listed."""
    listed = {row.reference.iri for row in carried.publications}
    before = graph.explain("toremifene", "lumbar spine BMD", **ADT)
    others = sorted(set(graph.section("references")) - listed)
    assert len(others) > 100
    for iri in others[::4]:
        after = graph.explain("toremifene", "lumbar spine BMD", without=[iri], **ADT)
        assert (after.prediction.sign, after.routes_found) == (before.prediction.sign, before.routes_found), iri


def test_works_that_change_the_answer_come_first(carried: Record) -> None:
    order = [row.changes for row in carried.publications]
    assert order == sorted(order, reverse=True)


@pytest.mark.parametrize("unit", ["smallest_cut", "smallest_cut_studies"])
def test_without_the_smallest_cut_no_route_is_left_and_with_one_less_there_is(
    graph: Graph, carried: Record, unit: str
) -> None:
    cut = [work.iri for work in carried[unit]]
    assert carried[f"{unit}_exact"]
    assert graph.explain("toremifene", "lumbar spine BMD", without=cut, **ADT).status == "unknown"
    for kept in cut:
        fewer = [iri for iri in cut if iri != kept]
        assert graph.explain("toremifene", "lumbar spine BMD", without=fewer, **ADT).status != "unknown"


def test_denosumab_hangs_on_each_of_four_publications(graph: Graph) -> None:
    """Its one route: denosumab, RANKL, osteoclast formation, bone resorption, bone mass; each step has one source."""
    found = graph.robust("denosumab", "bone mineral density")
    changing = {row.reference.label for row in found.publications if row.changes}
    assert {"Smith MR 2009", "Boyce BF 2008", "Eastell R 2008"} <= changing
    assert all(row.status_after == "unknown" for row in found.publications if row.changes)
    assert len(found.smallest_cut) == 1


def test_where_there_is_no_route_there_is_nothing_to_cut(graph: Graph) -> None:
    found = graph.robust("alendronate", "OPG")
    assert (found.baseline.status, found.smallest_cut, found.smallest_cut_exact) == ("unknown", (), True)


def test_a_cut_that_was_not_found_is_not_called_none(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """Where routes stand on more works than the search may look at, no number is given."""
    monkeypatch.setattr("kg.answers.robust.minimum_hitting_set", lambda _: Cut(None, exact=False))
    _, out, _ = run("robust", "toremifene", "bone resorption")
    assert out.count("whose loss leaves no route: not found before the search had to stop") == 2
    assert "0: none" not in out


def test_what_is_left_out_may_be_a_thing_of_the_mechanism(graph: Graph) -> None:
    why = graph.explain("toremifene", "lumbar spine BMD", without=["RANKL"], **ADT)
    passed = {step.object.label for route in why.routes for step in route.steps}
    assert why.routes
    assert "RANKL" not in passed
    assert [thing.label for thing in why.question.without] == ["RANKL"]
    with pytest.raises(kg.UnknownName, match="no study, publication, assertion or thing"):
        graph.explain("toremifene", "lumbar spine BMD", without=["nothing at all"])
