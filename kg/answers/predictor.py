"""What the network predicts for trial outcomes, never by the study that it is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.answers.parts.leave_one_out import Sweep
from kg.answers.question import Question
from kg.network.context import Context, population_context
from kg.reasoning.trial_verdict import Prediction

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph


class Predictor:
    """What the network predicts for outcomes, each in its population and without its own study; answers are kept.

    ``anatomy`` restricts the routes to a place, ``without`` leaves out further studies, publications or things. The
    routes of a drug are found once for all outcomes in the same milieu, sex and species.
    """

    def __init__(
        self,
        graph: KnowledgeGraph,
        max_steps: int = 8,
        anatomy: str | None = None,
        without: frozenset[str] = frozenset(),
    ) -> None:
        self.graph, self.max_steps, self.anatomy, self.without = graph, max_steps, anatomy, without
        self._sweeps: dict[Question, Sweep] = {}
        self._kept: dict[tuple[Question, tuple[str, ...]], Prediction] = {}

    def predict(self, outcome: dict[str, Any], drug: str | None = None) -> Prediction:
        """Return the prediction for the one drug of an outcome's arm, or for ``drug``."""
        asked, cohort = self.question(outcome, drug), tuple(outcome["cohort"])
        if asked is None:
            return Prediction(sign="none", lean=None, grade=None, without=cohort)
        if (asked, cohort) not in self._kept:
            if asked not in self._sweeps:
                self._sweeps[asked] = Sweep(asked)
            told = self._sweeps[asked].told(frozenset(cohort))
            self._kept[asked, cohort] = Prediction(sign=told.sign, lean=told.lean, grade=told.grade, without=cohort)
        return self._kept[asked, cohort]

    @property
    def stopped(self) -> bool:
        """Whether a prediction rests on a search that had to stop at its best routes."""
        return any(sweep.stopped for sweep in self._sweeps.values())

    def question(self, outcome: dict[str, Any], drug: str | None = None) -> Question | None:
        """Return the question that an outcome answers: what the drug does to what the endpoint indicates, in the
        population; None where the endpoint indicates nothing.
        """
        actor, end = drug or outcome["arm"]["drugs"][0]["iri"], outcome["indicates"]
        names, who = self.graph.names, outcome["population"]["iri"]
        if end is None or end == actor or end not in names.items:
            return None
        lives = population_context(names, who) if who in names.items else Context()
        asked = lives._replace(population=None, anatomy=self.anatomy)
        return Question(self.graph, actor, end, asked, self.max_steps, self.without)


def predictor(
    graph: KnowledgeGraph, max_steps: int = 8, anatomy: str | None = None, without: frozenset[str] = frozenset()
) -> Predictor:
    """Return what predicts outcomes under these limits; it keeps its answers for as long as ``graph`` is held."""
    key = (Predictor, max_steps, anatomy, without)
    return graph.kept(key, lambda: Predictor(graph, max_steps, anatomy, without))
