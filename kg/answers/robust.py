"""``robust``: which publications and studies carry a conclusion.

Each is withdrawn in turn and the question put anew; and the smallest set is sought whose loss removes every route.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from kg.answers.parts.exclusions import work
from kg.answers.parts.leave_one_out import Sweep, Told
from kg.answers.parts.relevant_works import bearing, cuts_of
from kg.answers.question import question
from kg.search.hitting_set import Cuts, minimum_hitting_set

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph


def robust(
    graph: KnowledgeGraph,
    source: str,
    target: str,
    *,
    max_steps: int = 8,
    without: Sequence[str] = (),
    **where: str | None,
) -> dict[str, Any]:
    """Return the baseline, one row a publication and one a study that bear on the question, and the smallest cuts.

    A row says what sign, grade and status the answer has without that work; rows that change it come first. Works that
    are not listed bear on no step that could lie between source and target: nothing changes without them. A cut is
    empty where there is no route to cut; ``…_exact`` says whether a smaller one is excluded, and ``stopped_early``
    whether a search had to stop at its best routes. Raises as ``explain`` does.
    """
    asked = question(graph, source, target, max_steps=max_steps, without=without, **where)
    sweep = Sweep(asked)
    baseline = sweep.told(frozenset())
    answer: dict[str, Any] = {"question": asked.to_dict(), "baseline": baseline._asdict()}
    told: dict[frozenset[str], Told] = {}
    for unit, rows, cut in (
        ("reference", "publications", "smallest_cut"),
        ("study", "studies", "smallest_cut_studies"),
    ):
        answer[rows] = _rows(sweep, baseline, bearing(asked, unit), told)
        smallest = minimum_hitting_set(partial(_cuts, sweep, unit))
        answer[cut] = [work(graph, iri) for iri in sorted(smallest.withdrawn or ())]
        answer[f"{cut}_exact"] = smallest.exact
    return {**answer, "stopped_early": sweep.stopped}


def _rows(
    sweep: Sweep, baseline: Told, units: Mapping[str, frozenset[str]], told: dict[frozenset[str], Told]
) -> list[dict[str, Any]]:
    """One row a unit; ``told`` keeps what was found by the lines that fall, since most studies are one publication."""
    rows = []
    for unit, lines in units.items():
        if lines not in told:
            told[lines] = sweep.told(frozenset({unit}))
        after = told[lines]
        rows.append(
            {
                "reference": work(sweep.asked.graph, unit),
                **{f"{name}_after": value for name, value in after._asdict().items()},
                "changes": (after.sign, after.grade, after.status) != (baseline.sign, baseline.grade, baseline.status),
            }
        )
    return sorted(rows, key=lambda row: (not row["changes"], row["routes_after"], row["reference"]["iri"]))


def _cuts(sweep: Sweep, unit: str, withdrawn: frozenset[str]) -> Cuts | None:
    """Return the sets of works that each cut a route that stands without ``withdrawn``; None where none does."""
    route = next(iter(sweep.routes(withdrawn)), None)
    if route is None:
        return None
    standing = sweep.standing(withdrawn)
    found = {cut for edge in route.edges for cut in cuts_of(standing, edge.iri, unit)}
    return sorted(found, key=lambda cut: (len(cut), sorted(cut)))
