"""The route search: exact against networkx, and honest about place, milieu and limits."""

from __future__ import annotations

import random

import pytest

from kg.network.context import DEPLETE, REPLETE, Context
from kg.reasoning.networkx_routes import simple_routes
from kg.reasoning.routes import Route
from tests.small import assertion, entity, network, search


def chains(routes: list[Route]) -> list[tuple[tuple[str, ...], int]]:
    """Return the routes as assertion chains with their signs, sorted."""
    return sorted((tuple(edge.iri for edge in route.edges), route.sign) for route in routes)


@pytest.mark.parametrize("seed", range(60))
def test_the_search_finds_what_networkx_finds(seed: int) -> None:
    """Parallel edges, loops, both signs, places and milieux: the same set of routes, route for route."""
    dice = random.Random(seed)
    nodes = [f"n{number}" for number in range(7)]
    places = [entity("bone", "Tissue"), entity("osteoclast", "CellType", part_of=["bone"]), entity("breast", "Tissue")]
    made = {}
    for number in range(dice.randint(6, 20)):
        place = dice.choice([[], [], ["bone"], ["osteoclast"], ["breast"]])
        milieu = dice.choice([[], [], [], [DEPLETE], [REPLETE]])
        begin, end = dice.choices(nodes, k=2)
        made[f"a{number}"] = assertion(
            begin,
            end,
            dice.choice([1, -1, -1, 0]),
            subject_anatomy=place,
            object_anatomy=place,
            milieu=milieu,
        )
    net = network(made, [*(entity(node) for node in nodes), *places])
    asked = Context(milieu=dice.choice([None, DEPLETE, REPLETE]))
    found = search(net, "n0", "n6", max_steps=dice.randint(1, 6), asked=asked)
    assert chains(found.routes) == chains(simple_routes(found, "n0", ["n6"]))


def test_the_random_graphs_do_hold_routes() -> None:
    """The comparison above would be empty if the graphs had no routes."""
    made = {f"a{n}": assertion(f"n{n}", f"n{n + 1}", -1) for n in range(3)}
    assert chains(search(network(made), "n0", "n3").routes) == [(("a0", "a1", "a2"), -1)]


def test_two_falls_make_a_rise() -> None:
    made = {"a": assertion("drug", "x", -1), "b": assertion("x", "y", -1)}
    assert [route.sign for route in search(network(made), "drug", "y").routes] == [1]


def test_parallel_assertions_are_routes_of_their_own() -> None:
    made = {"up": assertion("drug", "x", 1), "down": assertion("drug", "x", -1)}
    assert chains(search(network(made), "drug", "x").routes) == [(("down",), -1), (("up",), 1)]


def test_a_null_and_an_unverified_claim_do_not_conduct() -> None:
    made = {
        "null": assertion("drug", "x", 0),
        "claim": assertion("drug", "x", 1, status="claimed"),
        "bare": assertion("drug", "x", 1, status="unsupported"),
    }
    assert search(network(made), "drug", "x").routes == []


def test_a_step_in_another_tissue_is_rejected_with_the_reason() -> None:
    places = [entity("bone", "Tissue"), entity("breast", "Tissue")]
    made = {
        "a": assertion("drug", "receptor", 1, object_anatomy=["breast"]),
        "b": assertion("receptor", "bone mass", 1, subject_anatomy=["bone"]),
    }
    found = search(network(made, places), "drug", "bone mass")
    assert found.routes == []
    assert [reason for _, reason in found.rejected.values()] == ["anatomy breast v bone at receptor-bone mass"]


def test_what_circulates_leaves_its_place_behind() -> None:
    things = [entity("bone", "Tissue"), entity("liver", "Tissue"), entity("metabolite", "ChemicalEntity")]
    made = {
        "a": assertion("drug", "metabolite", 1, object_anatomy=["liver"]),
        "b": assertion("metabolite", "bone mass", 1, subject_anatomy=["bone"]),
    }
    assert len(search(network(made, things), "drug", "bone mass").routes) == 1


def test_steps_from_both_sides_of_menopause_do_not_mix() -> None:
    made = {"a": assertion("drug", "x", 1, milieu=[DEPLETE]), "b": assertion("x", "y", 1, milieu=[REPLETE])}
    found = search(network(made), "drug", "y")
    assert found.routes == []
    assert "milieu" in next(iter(found.rejected.values()))[1]


def test_a_route_longer_than_the_limit_is_not_found() -> None:
    made = {f"a{n}": assertion(f"n{n}", f"n{n + 1}", 1) for n in range(4)}
    assert search(network(made), "n0", "n4", max_steps=3).routes == []
    assert len(search(network(made), "n0", "n4", max_steps=4).routes) == 1


def test_a_cycle_is_walked_once() -> None:
    made = {"a": assertion("n0", "n1", 1), "b": assertion("n1", "n0", -1), "c": assertion("n1", "n2", 1)}
    assert chains(search(network(made), "n0", "n2").routes) == [(("a", "c"), 1)]


def test_a_receptor_without_subtype_serves_both_subtypes() -> None:
    things = [
        entity("ER", "EstrogenReceptor"),
        entity("ER alpha", "EstrogenReceptor", broader=["ER"]),
        entity("ER beta", "EstrogenReceptor", broader=["ER"]),
    ]
    made = {"a": assertion("drug", "ER", 1), "b": assertion("ER alpha", "x", -1)}
    (route,) = search(network(made, things), "drug", "x").routes
    assert [edge.widened for edge in route.edges] == [True, False]


def test_a_receptor_without_subtype_is_not_walked_twice_by_its_subtypes() -> None:
    things = [
        entity("ER", "EstrogenReceptor"),
        entity("ER alpha", "EstrogenReceptor", broader=["ER"]),
        entity("ER beta", "EstrogenReceptor", broader=["ER"]),
    ]
    made = {
        "a": assertion("drug", "ER", 1),
        "b": assertion("ER beta", "ER alpha", -1),
        "c": assertion("ER alpha", "x", -1),
    }
    found = search(network(made, things), "drug", "x")
    assert chains(found.routes) == [(("a", "c"), -1)]
    assert chains(simple_routes(found, "drug", ["x"])) == [(("a", "c"), -1)]


def test_a_displaced_partial_agonist_does_not_do_what_it_does_alone() -> None:
    displacement = assertion("drug", "ER", -1, status="inferred", rule="partialAgonistDisplacement", milieu=[REPLETE])
    made = {"alone": assertion("drug", "x", 1), "instead": displacement, "c": assertion("ER", "x", 1)}
    things = [entity("ER", "EstrogenReceptor"), entity("drug", "Drug")]
    found = search(network(made, things), "drug", "x", asked=Context(milieu=REPLETE))
    assert chains(found.routes) == [(("instead", "c"), -1)]
    assert chains(search(network(made, things), "drug", "x", asked=Context(milieu=DEPLETE)).routes) == [(("alone",), 1)]
