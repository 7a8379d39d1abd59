"""The smallest cut: equal to the minimum cut of networkx where works are not shared, never larger than needed where
they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, pairwise
from random import Random

import networkx as nx
import pytest

from kg.search.hitting_set import Cuts, minimum_hitting_set

Arc = tuple[str, str, frozenset[str]]


def standing(arcs: Sequence[Arc], source: str, sink: str) -> Callable[[frozenset[str]], Cuts | None]:
    """Return what ``minimum_hitting_set`` asks, of a graph whose arcs fall when all their works are withdrawn."""

    def ask(withdrawn: frozenset[str]) -> Cuts | None:
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        graph.add_nodes_from((source, sink))
        for tail, head, works in arcs:
            if not works <= withdrawn:
                graph.add_edge(tail, head, works=works - withdrawn)
        if not nx.has_path(graph, source, sink):
            return None
        path = nx.shortest_path(graph, source, sink)
        return [arc["works"] for a, b in pairwise(path) for arc in [graph[a][b][0]]]

    return ask


def random_arcs(dice: Random, works: int | None) -> list[Arc]:
    """Return arcs over eight nodes; each rests on one work of its own, or on one or two of ``works`` shared ones."""
    nodes = [f"n{number}" for number in range(8)]
    pairs = sorted({tuple(dice.sample(nodes, 2)) for _ in range(16)})
    arcs = []
    for number, (tail, head) in enumerate(pairs):
        shared = works and frozenset(f"w{dice.randrange(works)}" for _ in range(dice.randint(1, 2)))
        arcs.append((tail, head, shared or frozenset({f"w{number}"})))
    return arcs


@pytest.mark.parametrize("seed", range(150))
def test_with_one_work_a_step_it_is_the_minimum_cut_of_networkx(seed: int) -> None:
    arcs = random_arcs(Random(seed), None)
    found = minimum_hitting_set(standing(arcs, "n0", "n7"))
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(("n0", "n7"))
    graph.add_edges_from((tail, head, {"capacity": 1}) for tail, head, _ in arcs)
    assert found.exact
    assert len(found.withdrawn or ()) == nx.minimum_cut_value(graph, "n0", "n7")


@pytest.mark.parametrize("seed", range(100))
def test_with_shared_works_no_smaller_set_cuts(seed: int) -> None:
    arcs = random_arcs(Random(seed), 6)
    ask = standing(arcs, "n0", "n7")
    found = minimum_hitting_set(ask)
    assert found.exact
    assert found.withdrawn is not None
    assert ask(found.withdrawn) is None
    works = sorted({work for *_, several in arcs for work in several})
    for smaller in combinations(works, max(0, len(found.withdrawn) - 1)):
        assert not found.withdrawn or ask(frozenset(smaller)) is not None


def test_a_route_that_nothing_cuts_leaves_no_cut() -> None:
    assert minimum_hitting_set(lambda withdrawn: []).withdrawn is None


@pytest.mark.parametrize("many", [10, 1_200, 2_500])
def test_many_parallel_steps_are_cut_one_by_one(many: int) -> None:
    """Each on a work of its own: all have to go, which is told from as many routes that share nothing."""
    works = [f"w{number:05}" for number in range(many)]

    def ask(withdrawn: frozenset[str]) -> Cuts | None:
        left = next((work for work in works[len(withdrawn) :] if work not in withdrawn), None)
        return None if left is None else [frozenset({left})]

    found = minimum_hitting_set(ask)
    assert (found.withdrawn, found.exact) == (frozenset(works), True)


def test_past_its_bound_it_says_that_a_smaller_set_is_not_excluded() -> None:
    arcs = random_arcs(Random(3), 12)
    found = minimum_hitting_set(standing(arcs, "n0", "n7"), work=2)
    assert not found.exact
