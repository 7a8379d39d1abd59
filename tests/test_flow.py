"""The flow behind routes that share nothing: equal to networkx, and the cut does cut."""

from __future__ import annotations

from random import Random

import networkx as nx
import pytest

from kg.search.max_flow import minimum_cut

Step = tuple[int, int, int]


def steps(seed: int, shared: bool) -> list[Step]:
    """Return up to 24 steps between eight nodes, parallel ones and loops among them, each with a gate."""
    dice = Random(seed)
    size = dice.randint(1, 24)
    gates = [dice.randrange(8) if shared else number for number in range(size)]
    return [(dice.randrange(8), dice.randrange(8), gate) for gate in gates]


@pytest.mark.parametrize("seed", range(300))
def test_with_a_gate_a_step_it_is_the_edge_connectivity_of_networkx(seed: int) -> None:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(9))
    for tail, head, _ in steps(seed, shared=False):
        room = graph[tail][head]["capacity"] + 1 if graph.has_edge(tail, head) else 1
        graph.add_edge(tail, head, capacity=room)
    for end in (6, 7):
        graph.add_edge(end, 8, capacity=100)
    found = minimum_cut(steps(seed, shared=False), 0, [6, 7])
    assert len(found) == nx.minimum_cut_value(graph, 0, 8)


@pytest.mark.parametrize("seed", range(200))
@pytest.mark.parametrize("shared", [False, True])
def test_without_the_gates_of_the_cut_no_way_is_left(seed: int, shared: bool) -> None:
    made = steps(seed, shared)
    lost = set(minimum_cut(made, 0, [6, 7]))
    left: nx.DiGraph[int] = nx.DiGraph()
    left.add_nodes_from(range(8))
    left.add_edges_from((tail, head) for tail, head, gate in made if gate not in lost)
    assert not {6, 7} & nx.descendants(left, 0)


def test_one_gate_that_two_ways_pass_cuts_both() -> None:
    assert minimum_cut([(0, 1, "a"), (0, 2, "a"), (1, 3, "b"), (2, 3, "c")], 0, [3]) == ["a"]


def test_a_long_way_is_no_matter_of_recursion() -> None:
    assert len(minimum_cut([(n, n + 1, n) for n in range(5000)], 0, [5000])) == 1


def test_many_parallel_steps_are_each_passed_once() -> None:
    """As many ways as steps, through the same two nodes: linear, where a new phase for each would take hours."""
    many = 30_000
    steps = [("drug", "x", number) for number in range(many)] + [
        ("x", "end", number) for number in range(many, 2 * many)
    ]
    assert minimum_cut(steps, "drug", ["end"]) == list(range(many))


def test_where_there_is_no_way_nothing_has_to_be_cut() -> None:
    assert minimum_cut([(1, 2, "a")], 0, [2]) == []
    assert minimum_cut([(0, 0, "a")], 0, [0]) == []
