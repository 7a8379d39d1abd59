"""The search in numbers: route for route what networkx finds, plain and compiled, in one order."""

from __future__ import annotations

import subprocess
import sys
from array import array
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import pairwise
from math import prod
from pathlib import Path
from random import Random
from typing import NamedTuple

import networkx as nx
import pytest

from kg.search import CLOSED, Ask
from kg.search.csr_graph import Index, Kinds, build
from kg.search.engine import best, every, loops, ways

ROOT = Path(__file__).resolve().parent.parent
COMPILES = [pytest.mark.slow, pytest.mark.skipif(find_spec("numba") is None, reason="needs the extra fast")]
ENGINES = ["plain", pytest.param("compiled", marks=COMPILES)]
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
    cases = [made(seed) for seed in range(500)]
    assert sum(len(oracle(case)) > 3 for case in cases) > 60
    assert sum(len({edge[:2] for edge in case.edges}) < len(case.edges) for case in cases) > 170
    assert sum(any(tail == head for tail, head, *_ in case.edges) for case in cases) > 170
    assert sum(len(case.kinds) > 1 and bool(oracle(case)) for case in cases) > 60
    assert sum(bool(case.covers) and bool(oracle(case)) for case in cases) > 30


@pytest.mark.parametrize("engine", ENGINES)
def test_a_way_of_each_sign_is_found_where_there_is_one(engine: str) -> None:
    """Against a search through (node, sign) by networkx; a way may pass a node twice, so context and covers are out."""
    proven = 0
    for seed in range(600):
        case = made(seed)
        signed: nx.DiGraph[tuple[int, int]] = nx.DiGraph()
        signed.add_nodes_from((node, sign) for node in range(case.ask.graph.nodes) for sign in (1, -1, 0))
        barred = {int(case.ask.graph.given[edge]) for edge in case.ask.barred}
        for number, (tail, head, sign, kind) in enumerate(case.edges):
            closed = case.ask.ranks[kind] >= CLOSED or number in barred or {tail, head} & case.ask.shut
            if not closed and head != case.ask.source and (tail == case.ask.source or tail not in case.ask.ends):
                signed.add_edges_from(((tail, before), (head, before * sign)) for before in (1, -1, 0))
        far = nx.single_source_shortest_path_length(signed, (case.ask.source, 1))
        ends = set(case.ask.ends) - case.ask.shut - {case.ask.source}
        wanted = {
            sign: min((far[end, sign] for end in ends if (end, sign) in far), default=None) for sign in (1, -1, 0)
        }
        if case.ask.source in case.ask.shut:
            wanted = dict.fromkeys(wanted)
        assert ways(case.ask, engine) == wanted, seed
        proven += None in wanted.values() and set(wanted.values()) != {None}
    assert proven > 100


@pytest.mark.parametrize("compiled", ENGINES[1:])
def test_plain_and_compiled_loops_find_the_same_in_the_same_order_even_where_they_stop(compiled: str) -> None:
    stopped = 0
    for seed in range(400):
        case = made(seed)
        for most, work in ((2, 10**6), (10**6, 30), (3, 60), (10**6, 10**6)):
            ask = case.ask._replace(most=most, work=work)
            for search in (every, lambda ask, engine: best(ask, 4, engine)):
                plain, other = search(ask, "plain"), search(ask, compiled)
                assert list(plain.routes) == list(other.routes), (seed, most, work)
                assert plain.stopped == other.stopped
                stopped += plain.stopped
    assert stopped > 300


@pytest.mark.parametrize("engine", ENGINES)
def test_a_search_that_stops_has_the_best_routes_and_says_so(engine: str) -> None:
    """Ten layers of ten nodes hold 10**9 routes; the two that are exact and short come first."""
    layers = [range(1 + 10 * layer, 11 + 10 * layer) for layer in range(9)]
    edges = [(0, node, 1) for node in layers[0]]
    edges += [(a, b, 1) for one, other in pairwise(layers) for a in one for b in other]
    edges += [(node, 91, 1) for node in layers[-1]] + [(0, 91, 0), (0, 92, 0), (92, 91, 0)]
    sources, targets, kinds = zip(*edges, strict=True)
    index = build(93, sources, targets, [1] * len(edges), kinds, table=table([(0, 0, 0)] * 2))
    found = every(Ask(index, 0, {91: 0}, 12, [0, 3], most=1000), engine)
    assert found.stopped
    assert len(found.routes) == 1000
    assert [len(route) for route in found.routes[:3]] == [1, 2, 10]
    assert not every(Ask(index, 0, {91: 0}, 2, [0, 3], most=1000), engine).stopped


@pytest.mark.parametrize("engine", ENGINES)
def test_a_million_parallel_edges_end_at_the_budget(engine: str) -> None:
    many = 1_000_000
    index = build(2, array("i", bytes(4 * many)), array("i", [1]) * many, array("b", [1]) * many)
    found = every(Ask(index, 0, {1: 0}, 8, [0], most=5000), engine)
    assert (len(found.routes), found.stopped) == (5000, True)
    assert list(best(Ask(index, 0, {1: 0}, 8, [0]), 3, engine).routes) == [(0,), (1,), (2,)]
    assert ways(Ask(index, 0, {1: 0}, 8, [0]), engine) == {1: 1, -1: None, 0: None}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_hub_that_leads_nowhere_costs_no_more_than_the_budget(engine: str) -> None:
    """Six hubs, each joined to each by 300 edges, and an end behind a place that no way to it can meet."""
    hubs = range(1, 7)
    edges = [(0, 1, 0)] + [(a, b, 0) for a in hubs for b in hubs if a != b for _ in range(300)] + [(6, 7, 1)]
    sources, targets, kinds = zip(*edges, strict=True)
    index = build(8, sources, targets, [1] * len(edges), kinds, table=table([(1, 1, 0), (3, 3, 0)]))
    found = every(Ask(index, 0, {7: 0}, 8, [0, 0], work=100_000), engine)
    assert (list(found.routes), found.stopped) == ([], True)


def test_the_index_is_the_same_by_numpy_and_takes_few_bytes() -> None:
    numpy = pytest.importorskip("numpy")
    dice = Random(1)
    columns = [[dice.randrange(50) for _ in range(2000)] for _ in range(2)]
    columns += [[dice.choice([1, -1, 0]) for _ in range(2000)], [dice.randrange(3) for _ in range(2000)]]
    plain = build(50, *columns, table=Kinds(*[(0, 0, 0)] * 3))
    fast = build(50, *map(numpy.asarray, columns), table=Kinds(*[(0, 0, 0)] * 3))
    for name in ("first", "target", "source", "sign", "kind", "given", "back", "back_first", "free"):
        assert list(getattr(plain, name)) == list(getattr(fast, name)), name
    assert plain.bytes == fast.bytes < 25 * 2000
    edges = sorted(zip(*columns, range(2000), strict=True), key=lambda edge: (edge[0], edge[4]))
    assert [edge[1] for edge in edges] == list(plain.target)
    assert [edge[4] for edge in edges] == list(plain.given)


def test_columns_of_unequal_length_make_no_index() -> None:
    with pytest.raises(ValueError, match="unequal"):
        build(2, [0], [1, 1], [1])


def test_the_loops_are_chosen_by_the_size_of_the_graph_and_how_often_it_was_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask = Ask(build(2, [0], [1], [1]), 0, {1: 0}, 1, [0])
    compiled = object()
    monkeypatch.setattr("kg.search.engine._compiled", lambda ask: compiled)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    assert loops(ask) is not compiled
    monkeypatch.setattr("kg.search.engine.COMPILED_FROM", 1)
    monkeypatch.setattr("kg.search.engine.PATIENCE", 2)
    monkeypatch.delitem(sys.modules, "numba", raising=False)
    assert [loops(ask) is compiled for _ in range(4)] == [False, False, True, True]
    assert loops(ask, "plain") is not compiled
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert loops(ask) is not compiled


@pytest.mark.parametrize("compiled", ENGINES[1:])
def test_what_was_compiled_is_compiled_once(compiled: str) -> None:
    """A second process reads it back: no kernel misses its cache."""
    program = (
        "from kg.search import Ask, numba_kernels\n"
        "from kg.search.csr_graph import build\nfrom kg.search.engine import best\n"
        f"best(Ask(build(2, [0], [1], [1]), 0, {{1: 0}}, 2, [0]), 1, {compiled!r})\n"
        "known = [kernel.stats for kernel in vars(numba_kernels).values() if hasattr(kernel, 'stats')]\n"
        "for told in ('cache_hits', 'cache_misses'): print(sum(sum(getattr(one, told).values()) for one in known))"
    )
    for _ in range(2):
        told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    hits, misses = map(int, told.stdout.split())
    assert hits >= 1
    assert misses == 0
