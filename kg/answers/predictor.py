"""What the network predicts for trial outcomes, never by the study that it is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.answers.inquiry import Inquiry
from kg.answers.question import targets
from kg.context import Context, population_context
from kg.verdict import Prediction

if TYPE_CHECKING:
    from kg.graph import Graph


class Predictor:
    """What the network predicts for outcomes, each in its population and without its own study; answers are kept.

    ``anatomy`` restricts the routes to a place, ``without`` leaves out further studies, publications or things.
    """

    def __init__(
        self, graph: Graph, max_steps: int = 8, anatomy: str | None = None, without: frozenset[str] = frozenset()
    ) -> None:
        self.graph, self.max_steps, self.anatomy, self.without = graph, max_steps, anatomy, without
        self._kept: dict[tuple[str, str, str, tuple[str, ...]], Prediction] = {}

    def predict(self, outcome: dict[str, Any], drug: str | None = None) -> Prediction:
        """Return the prediction for the one drug of an outcome's arm, or for ``drug``."""
        actor = drug or outcome["arm"]["drugs"][0]["iri"]
        who, end, cohort = outcome["population"]["iri"], outcome["indicates"], tuple(outcome["cohort"])
        if end is None or end == actor or end not in self.graph.names.items:
            return Prediction(sign="none", lean=None, grade=None, without=cohort)
        key = (actor, end, who, cohort)
        if key not in self._kept:
            self._kept[key] = self._predict(*key)
        return self._kept[key]

    def _predict(self, drug: str, end: str, who: str, cohort: tuple[str, ...]) -> Prediction:
        names = self.graph.names
        asked = population_context(names, who) if who in names.items else Context()
        asked = asked._replace(anatomy=self.anatomy)
        inquiry = Inquiry(self.graph, drug, targets(self.graph, end), asked, self.max_steps, self.without.union(cohort))
        grade = inquiry.judge.grade(inquiry.routes[0]) if inquiry.routes else None
        return Prediction(sign=inquiry.verdict["sign"], lean=inquiry.verdict["lean"], grade=grade, without=cohort)
