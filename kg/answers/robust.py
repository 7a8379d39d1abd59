"""``robust``: which publications and studies carry a conclusion.

Each is withdrawn in turn and the question put anew; and the smallest set is sought whose loss removes every route.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.answers.bearing import bearing, cuts_of
from kg.answers.inquiry import Inquiry
from kg.answers.question import Question, question, targets
from kg.answers.withdrawal import work
from kg.context import Grader
from kg.cut import Cuts, smallest_cut
from kg.routes import Route, Search

if TYPE_CHECKING:
    from kg.graph import Graph


def robust(
    graph: Graph, source: str, target: str, *, max_steps: int = 8, without: Sequence[str] = (), **where: str | None
) -> dict[str, Any]:
    """Return the baseline, one row a publication and one a study that bear on the question, and the smallest cuts.

    A row says what sign, grade and status the answer has without that work; rows that change it come first. Works that
    are not listed bear on no step that could lie between source and target: nothing changes without them. A cut is
    empty where there is no route to cut; ``…_exact`` says whether a smaller one is excluded. Raises as ``explain``
    does.
    """
    asked = question(graph, source, target, max_steps=max_steps, without=without, **where)
    first = asked.inquiry()
    baseline = _told(first)
    answer: dict[str, Any] = {"question": asked.to_dict(), "baseline": baseline}
    told: dict[frozenset[str], dict[str, Any]] = {}
    for unit, rows, cut in (
        ("reference", "publications", "smallest_cut"),
        ("study", "studies", "smallest_cut_studies"),
    ):
        answer[rows] = _rows(asked, baseline, bearing(asked, unit), told)
        smallest = smallest_cut(_Standing(asked, unit, first.routes))
        answer[cut] = [work(graph, iri) for iri in sorted(smallest.withdrawn or ())]
        answer[f"{cut}_exact"] = smallest.exact
    return answer


def _told(inquiry: Inquiry) -> dict[str, Any]:
    verdict = inquiry.verdict
    return {
        "sign": verdict["sign"],
        "lean": verdict["lean"],
        "grade": inquiry.judge.grade(inquiry.routes[0]) if inquiry.routes else None,
        "status": verdict["status"],
        "routes": len(inquiry.routes),
    }


def _rows(
    asked: Question, baseline: dict[str, Any], units: Mapping[str, frozenset[str]], told: dict[frozenset[str], Any]
) -> list[dict[str, Any]]:
    """One row a unit; ``told`` keeps what was found by the lines that fall, since most studies are one publication."""
    rows = []
    for unit, lines in units.items():
        if lines not in told:
            told[lines] = _told(asked.inquiry(frozenset({unit})))
        after = told[lines]
        changes = any(after[name] != baseline[name] for name in ("sign", "grade", "status"))
        rows.append(
            {
                "reference": work(asked.graph, unit),
                **{f"{name}_after": value for name, value in after.items()},
                "changes": changes,
            }
        )
    return sorted(rows, key=lambda row: (not row["changes"], row["routes_after"], row["reference"]["iri"]))


class _Standing:
    """Some route that stands when works are withdrawn, as the sets of further works that each cut it."""

    def __init__(self, asked: Question, unit: str, routes: Sequence[Route]) -> None:
        self._asked, self._unit, self._routes = asked, unit, list(routes)

    def __call__(self, withdrawn: frozenset[str]) -> Cuts | None:
        """Return the cuts of a route that stands without ``withdrawn``; None where none does."""
        standing = self._asked.graph.standing(self._asked.without | withdrawn)
        route = next((r for r in self._routes if all(standing.stands(edge.iri) for edge in r.edges)), None)
        if route is None:
            route = self._search(withdrawn)
        if route is None:
            return None
        found = {cut for edge in route.edges for cut in cuts_of(standing, edge.iri, self._unit)}
        return sorted(found, key=lambda cut: (len(cut), sorted(cut)))

    def _search(self, withdrawn: frozenset[str]) -> Route | None:
        """A route that only the withdrawal opened."""
        asked, graph = self._asked, self._asked.graph
        grader = Grader(graph.names, asked.asked, asked.source, graph.network.rules)
        standing = graph.standing(asked.without | withdrawn)
        search = Search(standing, grader, asked.max_steps, first=True)
        found = search.run(asked.source, list(targets(graph, asked.target))).routes
        self._routes += found
        return found[0] if found else None
