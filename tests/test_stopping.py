"""Where there are more routes than the search may keep, every answer says so and rests on the best ones."""

from __future__ import annotations

from typing import Any

import pytest

import kg
from kg.cli import main
from kg.errors import BadParameter, LimitReached
from kg.network.context import EXACT, GENERALISED
from kg.network.support import Standing
from kg.reasoning.routes import Search
from tests.small import assertion, entity, network, search

QUESTION = ("toremifene", "lumbar spine BMD")
PEOPLE: dict[str, Any] = {"population": "men on ADT"}


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> kg.Graph:
    """The packaged graph, opened anew, where a search may keep five routes."""
    monkeypatch.setattr("kg.reasoning.routes.ROUTES", 5)
    return kg.load()


def test_explain_says_after_how_many_routes_it_stopped(narrow: kg.Graph) -> None:
    found = narrow.explain(*QUESTION, **PEOPLE)
    assert found.stopped_early is True
    assert found.stopped_after >= 5


def test_explain_that_is_through_says_so() -> None:
    found = kg.load().explain(*QUESTION, **PEOPLE)
    assert (found.stopped_early, found.stopped_after) == (False, None)


def test_the_best_route_of_either_sign_is_there_however_early_the_search_stops() -> None:
    """The prediction rests on the best route of each sign; here fifty of one sign come before the only other."""
    made: dict[str, dict[str, Any]] = {f"up{n}": assertion("drug", "x", 1) for n in range(50)}
    made |= {"down": assertion("drug", "y", -1), "on": assertion("y", "x", 1)}
    net = network(made)
    found = Search(Standing(net), search(net, "drug", "x").grader, 8, most=3).run("drug", ["x"])
    assert found.stopped
    assert [route.sign for route in found.routes] == [1, 1, 1, -1]


def test_the_words_name_the_number(narrow: kg.Graph, capsys: pytest.CaptureFixture[str]) -> None:
    after = narrow.explain(*QUESTION, **PEOPLE).stopped_after
    assert main(["explain", *QUESTION, "--population", "men on ADT"]) == 0
    assert f"stopped after {after} routes, the best by grade and length: there are more" in capsys.readouterr().out


def test_the_other_verbs_say_that_a_search_stopped(narrow: kg.Graph) -> None:
    assert narrow.robust(*QUESTION, **PEOPLE).stopped_early is True
    assert narrow.concordance(drug="toremifene").stopped_early is True
    assert kg.load().compare("clomifene", anatomy="bone").stopped_early is False


def test_routes_one_by_one_end_with_the_limit_and_not_in_silence(narrow: kg.Graph) -> None:
    routes = narrow.paths(*QUESTION, population="men on ADT")
    assert next(routes).sign == "+"
    with pytest.raises(LimitReached, match=r"stopped after \d+ routes"):
        list(routes)


VERBS = {
    "explain": QUESTION,
    "robust": QUESTION,
    "concordance": (),
    "compare": ("toremifene", "--in", "bone"),
    "figure": ("mechanism", "toremifene"),
}


@pytest.mark.parametrize("steps", [0, 50, -1, 13])
@pytest.mark.parametrize("verb", VERBS)
def test_a_limit_of_steps_that_is_none_is_refused(verb: str, steps: int, capsys: pytest.CaptureFixture[str]) -> None:
    """By every verb that takes one, before anything is answered."""
    assert main([verb, *VERBS[verb], "--max-steps", str(steps)]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"kg: max-steps is {steps}; give a number from 1 to 12\n")
    with pytest.raises(BadParameter, match="from 1 to 12"):
        next(kg.load().paths(*QUESTION, max_steps=steps))


def test_a_thing_has_no_routes_to_itself() -> None:
    with pytest.raises(BadParameter, match="two different things"):
        kg.load().explain("toremifene", "Fareston")


def test_a_route_that_ends_at_a_lesser_target_comes_after() -> None:
    made = {"near": assertion("drug", "part", 1), "a": assertion("drug", "x", 1), "b": assertion("x", "whole", 1)}
    net = network(made, [entity("whole"), entity("part")])
    grader = search(net, "drug", "whole").grader
    found = Search(Standing(net), grader, 8, most=1).run("drug", {"whole": EXACT, "part": GENERALISED})
    assert [edge.iri for edge in found.routes[0].edges] == ["a", "b"]
