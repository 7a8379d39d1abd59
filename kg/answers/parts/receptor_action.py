"""What a drug does through the estrogen receptor in one tissue: one of ``+``, ``-``, ``0``, ``conflicting``,
``unknown``.

The drug's own action on a receptor, shown in the tissue or within it, decides, by the strongest evidence. A drug that
has none there may reach the receptor by other steps: a metabolite, or the supply of estradiol. Where neither is
known, a measured null is ``0`` and the rest ``unknown``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from kg.answers.parts.receptor_lookup import acts, nearest, reason, told
from kg.answers.parts.route_rows import grounds
from kg.network.context import DEPLETE, GRADES, INCOMPATIBLE, REPLETE, Context, Grader, side
from kg.network.name_index import Item
from kg.network.signed_graph import WALKED
from kg.reasoning.ranking import Judge
from kg.reasoning.routes import Route, Search

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_READ = ("supported", "contested")
_WORDS = {DEPLETE: "where estradiol is low", REPLETE: "where estradiol is high"}


class Action:
    """One drug in one tissue (``asked.anatomy``): the receptor actions and nulls that count there, and those that do
    not.
    """

    def __init__(self, graph: KnowledgeGraph, drug: str, asked: Context, max_steps: int) -> None:
        self.graph, self.drug, self.asked, self.max_steps = graph, drug, asked, max_steps
        self.network, self.names = graph.network, graph.names
        self.grader = Grader(graph.names, asked, drug, graph.network.rules)
        self.judge = Judge(graph.standing(), self.grader, graph.section("levels"), {})
        self.set_aside: dict[str, str] = {}
        self.stopped = False
        self.direct = self._direct()
        self.routes = self.judge.rank(self._voting(self.direct) or self._indirect())
        self.nulls = self._nulls()

    def row(self) -> dict[str, Any]:
        """Return the row of ``kg compare``."""
        verdict = self.judge.decide(self.routes)
        sign, why = self._sign(verdict)
        lead = "+" if sign == "conflicting" else sign
        rivals = _chain(route for route in self.routes if _text(route) != lead)
        assertions = self.nulls if sign == "0" else _chain(route for route in self.routes if _text(route) == lead)
        best = next((route for route in self.routes if _text(route) == verdict["lean"]), None)
        items = self.network.assertions
        inferred = bool(assertions) and all(items[iri]["rule"] for iri in assertions)
        behind = [*assertions, *rivals] if sign == "conflicting" else assertions
        read = self._read(iri for iri in behind if inferred or items[iri]["rule"] is None)
        return {
            "drug": self.names.ref(self.drug),
            "tissue": self.names.ref(self.asked.anatomy),
            "sign": sign,
            "grade": self._grade(best) if sign != "unknown" else None,
            "assertions": assertions,
            "publications": len({ref["iri"] for ref in read}),
            "studies": len({ref["study"] for ref in read}),
            "by": self._by(sign),
            "inferred": inferred,
            "why": why,
            "against": rivals,
            "nulls": self.nulls,
            "set_aside": [told(self.graph, iri, why) for iri, why in self.set_aside.items()],
            "nearest": nearest(self.graph, self.drug, self.set_aside) if sign == "unknown" else [],
        }

    def _direct(self) -> list[Route]:
        found = []
        for edge in self.network.leaving(self.drug):
            if edge.widened or not self.graph.standing().stands(edge.iri):
                continue
            if acts(self.graph, edge.iri) and self.inside(edge.iri) and self._fits(edge.iri):
                found.append(Route((edge,)))
        return found

    def _indirect(self) -> list[Route]:
        ends = self.names.of_kind("EstrogenReceptor")
        search = Search(self.graph.standing(), self.grader, self.max_steps).run(self.drug, ends)
        self.stopped = search.stopped
        return [
            r
            for r in search.routes
            if len(r.edges) > 1 and acts(self.graph, r.edges[-1].iri) and self.inside(r.edges[-1].iri)
        ]

    def _nulls(self) -> list[str]:
        """Measured nulls of the drug in the tissue, on a receptor or on what the pathways of receptor action read."""
        items, own = self.network.assertions, self.network.nulls([self.drug])
        if not own:
            return []
        pathways = {
            name
            for i, item in items.items()
            if item["status"] in WALKED and acts(self.graph, i)
            for name in item["pathway"]
        }
        found = [
            iri
            for iri in own
            if not pathways.isdisjoint(items[iri]["pathway"]) and self.inside(iri) and self._fits(iri)
        ]
        return sorted(found, key=lambda iri: (self.grader.fit(iri, items[iri]).grade, iri))

    def inside(self, iri: str) -> bool:
        """Whether an assertion was shown in the tissue or in a part, cell or line of it."""
        return any(
            self.asked.anatomy in self.names.closure(place) for place in self.network.assertions[iri]["object_anatomy"]
        )

    def _fits(self, iri: str) -> bool:
        fit = self.grader.fit(iri, self.network.assertions[iri])
        if fit.grade == INCOMPATIBLE:
            shown, asked = (self.names.ref(v) for v in (fit.value, getattr(self.asked, str(fit.dimension))))
            self.set_aside[iri] = (
                f"{fit.dimension}: shown {(shown or {}).get('label')}, asked {(asked or {}).get('label')}"
            )
        return fit.grade < INCOMPATIBLE

    def _voting(self, routes: list[Route]) -> list[Route]:
        """What a rule infers does not stand against what was shown, unless a milieu was asked for that it may be
        about.
        """
        shown = [route for route in routes if self.network.assertions[route.edges[0].iri]["rule"] is None]
        if self.asked.milieu or not shown:
            return routes
        for route in routes:
            if route not in shown:
                self.set_aside[route.edges[0].iri] = "inferred; without a milieu, what was shown there comes first"
        return shown

    def _sign(self, verdict: Item) -> tuple[str, str]:
        if self.routes:
            if moderated := self._moderated():
                return "conflicting", moderated
            if verdict["sign"] == "ambiguous":
                return "conflicting", "a tie: the best evidence of each sign is equally strong"
            agree = len({route.sign for route in self.routes}) == 1
            why = "everything shown there agrees" if agree else f"decided by: {verdict['decided_by']}"
            return verdict["sign"], why if self.direct else f"{why}; it reaches the receptor by other steps"
        if self.nulls:
            return "0", "looked for there, and no effect was found"
        return "unknown", reason(self.graph, self.drug, str(self.asked.anatomy), self.set_aside)

    def _moderated(self) -> str | None:
        """Why no tier may choose: nobody asked for a milieu, and each sign was shown in its own, equally near the
        question.
        """
        plus, minus = (next((route for route in self.routes if route.sign == sign), None) for sign in (1, -1))
        if self.asked.milieu or plus is None or minus is None:
            return None
        sides = [self._side(plus), self._side(minus)]
        if None in sides or sides[0] == sides[1] or self._grade(plus) != self._grade(minus):
            return None
        where = " and ".join(f"{_text(r)} {_WORDS[str(s)]}" for r, s in zip((plus, minus), sides, strict=True))
        return f"the milieu decides: {where}; ask with a milieu or a population"

    def _side(self, route: Route) -> str | None:
        sides = {side(self.names, milieu) for milieu in self.network.assertions[route.edges[-1].iri]["milieu"]}
        return sides.pop() if len(sides) == 1 else None

    def _grade(self, route: Route | None) -> str | None:
        if route is not None:
            return GRADES[max(self.judge.fit(edge).grade for edge in route.edges)]
        return (
            GRADES[self.grader.fit(self.nulls[0], self.network.assertions[self.nulls[0]]).grade] if self.nulls else None
        )

    def _by(self, sign: str) -> str | None:
        if sign in ("unknown", "0"):
            return "measured-null" if sign == "0" else None
        return "receptor-action" if self.direct else "route"

    def _read(self, assertions: Iterable[str]) -> list[dict[str, Any]]:
        found = [ref for iri in assertions for ref in grounds(self.graph, iri)]
        return [
            ref for ref in found if ref["direction"] == "supports" and str(ref["verification"]).startswith("verifiedIn")
        ]


def _text(route: Route) -> str:
    return "+" if route.sign > 0 else "-"


def _chain(routes: Iterable[Route]) -> list[str]:
    return list(dict.fromkeys(edge.iri for route in routes for edge in route.edges))
