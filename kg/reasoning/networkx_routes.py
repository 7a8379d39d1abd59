"""The same routes by networkx: the supported second way, slower, and the measure of the built-in search."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx

from kg.network.context import INCOMPATIBLE
from kg.network.signed_graph import Edge
from kg.reasoning.routes import Route, Search


def simple_routes(search: Search, source: str, targets: Sequence[str]) -> list[Route]:
    """Return every simple compatible route up to the step limit of ``search``, by ``all_simple_edge_paths``.

    Each edge is checked by itself, then each route as a whole: places meet at every junction, and all milieux lie on
    one side.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    edges: dict[int, Edge] = {}
    for number, edge in enumerate(search.network.edges):
        item = search.network.assertions[edge.iri]
        if search.grader.fit(edge.iri, item).grade != INCOMPATIBLE and search.standing.stands(edge.iri):
            graph.add_edge(edge.source, edge.target, key=number)
            edges[number] = edge
    found = []
    ends = set(targets) - {source}
    if source not in graph:
        return []
    for end in sorted(ends & set(graph)):
        others = ends - {end}
        view = graph.subgraph([node for node in graph if node not in others])
        for path in nx.all_simple_edge_paths(view, source, end, cutoff=search.max_steps):
            route = Route(tuple(edges[key] for _, _, key in path))
            if _holds(search, route):
                found.append(route)
    return found


def _holds(search: Search, route: Route) -> bool:
    pairs = zip(route.edges, route.edges[1:], strict=False)
    objections = search.objections
    sides = {objections.side(edge.iri) for edge in route.edges} - {None}
    if len(sides) > 1 or not all(_follows(search, before, after) for before, after in pairs):
        return False
    for place, edge in enumerate(route.edges):
        passed = {route.edges[0].source, *(before.target for before in route.edges[:place])}
        later = {after.target for after in route.edges[place + 1 :]}
        if (search.network.covered(edge) & later) or (edge.target in passed):
            return False
    return not any(objections.displaced(edge) for edge in route.edges)


def _follows(search: Search, before: Edge, after: Edge) -> bool:
    return search.network.circulates(after.source) or search.objections.meets(before, after)
