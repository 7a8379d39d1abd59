"""The search in numbers: route for route what networkx finds, plain and compiled, in one order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import prod
from random import Random
from typing import NamedTuple

import networkx as nx
import pytest

from kg.search import CLOSED, Ask
from kg.search.engine import best, every
from kg.search.index import Index, Kinds, build

ENGINES = ["plain", pytest.param("compiled", marks=pytest.mark.slow)]
PLACES = ((), ("bone",), ("osteoclast",), ("breast",))
PART_OF = {"osteoclast": "bone"}


class Made(NamedTuple):
    """A random graph as plain facts, and the same as an index with a question."""

    edges: list[tuple[int, int, int, int]]
    kinds: list[tuple[int, int, int]]
    free: set[int]
    covers: dict[int, tuple[int, ...]]
    ask: Ask


def made(seed: int) -> Made:
    """Return a graph with parallel edges, loops, three signs, places, sides, grades, bars and nodes covered at once."""
    dice = Random(seed)
    nodes, size = dice.randint(2, 8), dice.randint(2, 32)
    contextual = dice.random() < 0.6
    kinds = [(0, 0, 0)]
    if contextual:
        kinds += [(dice.randrange(4), dice.randrange(4), dice.choice([0, 0, 1, 2])) for _ in range(5)]
    edges = [
        (dice.randrange(nodes), dice.randrange(nodes), dice.choice([1, 1, -1, -1, 0]), dice.randrange(len(kinds)))
        for _ in range(size)
    ]
    free = {node for node in range(nodes) if dice.random() < 0.2}
    covers = {}
    if dice.random() < 0.3:
        for edge in dice.sample(range(size), min(size, 3)):
            covers[edge] = tuple(dice.sample(range(nodes), min(nodes, 2)))
    index = build(
        nodes,
        [edge[0] for edge in edges],
        [edge[1] for edge in edges],
        [edge[2] for edge in edges],
        [edge[3] for edge in edges],
        table=table(kinds),
        free=free,
        covers=covers,
    )
    ends = {node: dice.choice([0, 0, 2, 4]) for node in range(1, nodes) if node == nodes - 1 or dice.random() < 0.15}
    barred = frozenset(edge for edge in range(size) if dice.random() < 0.1) if dice.random() < 0.4 else frozenset()
    shut = frozenset({dice.randrange(nodes)}) if dice.random() < 0.2 else frozenset()
    ranks = [dice.choice([0, 0, 1, 1, 3, 3, 5, CLOSED]) for _ in kinds]
    ask = Ask(index, 0, ends, dice.randint(1, 7), ranks, barred, shut, dice.choice([None, None, None, 1, -1, 0]))
    return Made(edges, kinds, free, covers, ask)


def table(kinds: Sequence[tuple[int, int, int]]) -> Kinds:
    """Return the table of kinds, with masks of the four places."""
    names = ["bone", "osteoclast", "breast"]
    bits = [sum(1 << names.index(place) for place in places) for places in PLACES]
    above = [
        mask | sum(1 << names.index(PART_OF[place]) for place in places if place in PART_OF)
        for mask, places in zip(bits, PLACES, strict=True)
    ]
    leaves, reaches, sides = zip(*kinds, strict=True)
    return Kinds(leaves, reaches, sides, bits, above)


def oracle(case: Made) -> list[tuple[int, ...]]:
    """Return the routes as places in ``case.edges``, in no order, by networkx and a check of each route as a whole."""
    ask, found = case.ask, []
    barred = {int(ask.graph.given[edge]) for edge in ask.barred}
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph()
    graph.add_nodes_from(range(ask.graph.nodes))
    for number, (tail, head, _, kind) in enumerate(case.edges):
        if ask.ranks[kind] < CLOSED and number not in barred and not {tail, head} & ask.shut:
            graph.add_edge(tail, head, key=number)
    ends = set(ask.ends) - ask.shut - {ask.source}
    for end in ends if ask.source not in ask.shut else ():
        view = graph.subgraph([node for node in graph if node == end or node not in ask.ends])
        for path in nx.all_simple_edge_paths(view, ask.source, end, cutoff=ask.max_steps):
            route = tuple(key for *_, key in path)
            if sound(case, route):
                found.append(route)
    return found


def sound(case: Made, route: tuple[int, ...]) -> bool:
    """Whether places meet, sides agree, no node that is covered is passed, and the sign is the one asked for."""
    steps = [case.edges[edge] for edge in route]
    if case.ask.sign is not None and prod(step[2] for step in steps) != case.ask.sign:
        return False
    if len({case.kinds[step[3]][2] for step in steps} - {0}) > 1:
        return False
    for one, other in pairwise(steps):
        if one[1] not in case.free and not meet(PLACES[case.kinds[one[3]][1]], PLACES[case.kinds[other[3]][0]]):
            return False
    for place, edge in enumerate(route):
        if {step[1] for step in steps[place + 1 :]} & set(case.covers.get(edge, ())):
            return False
    return True


def meet(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two lists of places can be the same; an empty one is anywhere."""
    same = [a == b or PART_OF.get(a) == b or PART_OF.get(b) == a for a in one for b in other]
    return any(same) or not (one and other)


def order(case: Made, route: tuple[int, ...]) -> tuple[int, int, list[int]]:
    """Return the grade, the number of steps and the edges by number in the index."""
    numbers = {int(given): edge for edge, given in enumerate(case.ask.graph.given)}
    grade = max(case.ask.ends[case.edges[route[-1]][1]], *(case.ask.ranks[case.edges[edge][3]] for edge in route))
    return (grade, len(route), [numbers[edge] for edge in route])


def given(index: Index, routes: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Return routes as places in the columns that the index was built from."""
    return [tuple(int(index.given[edge]) for edge in route) for route in routes]


BLOCKS = [range(start, start + 150) for start in range(0, 3000, 150)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seeds", BLOCKS, ids=str)
def test_all_and_best_routes_are_those_of_networkx(engine: str, seeds: range) -> None:
    """3,000 graphs with parallel edges, loops, three signs, places, sides, grades, bars and covered nodes."""
    for seed in seeds:
        case = made(seed)
        wanted = sorted(oracle(case), key=lambda route: order(case, route))
        assert sorted(given(case.ask.graph, every(case.ask, engine).routes)) == sorted(wanted), seed
        for most in (1, 3, 10_000):
            found = best(case.ask, most, engine)
            assert given(case.ask.graph, found.routes) == wanted[:most], seed
            assert not found.stopped


def test_the_random_graphs_hold_what_the_comparison_is_about() -> None:
    """It would be empty without routes, parallel edges, loops, unknown signs, and routes that a context takes away."""
    cases = [made(seed) for seed in range(3000)]
    assert sum(len(oracle(case)) > 3 for case in cases) > 400
    assert sum(len({edge[:2] for edge in case.edges}) < len(case.edges) for case in cases) > 1000
    assert sum(any(tail == head for tail, head, *_ in case.edges) for case in cases) > 1000
    assert sum(len(case.kinds) > 1 and bool(oracle(case)) for case in cases) > 400
    assert sum(bool(case.covers) and bool(oracle(case)) for case in cases) > 200
