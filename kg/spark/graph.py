"""The graph of an export on Spark: routes, reach and concordance as DataFrames."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import BadParameter
from kg.search import WORK
from kg.spark import asked
from kg.spark.base import Base
from kg.spark.kinds import worded
from kg.spark.named import listed
from kg.spark.scratch import Kept, Scratch
from kg.spark.walk import Walk

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from kg.spark.asked import Names
    from kg.spark.tables import Tables


class Routes(NamedTuple):
    """What ``SparkGraph.routes`` answers.

    ``rows``: ``source, target`` as asked for, ``end`` the node that answers for the target, ``sign`` 1 or -1, ``grade``
    in words, ``opposition, system, independence`` as in the table ``steps`` (the worst of the route), ``steps`` their
    number, ``edges`` and ``nodes`` in the order of the route, the source left out.

    ``stopped``: ``source, target, complete``, the questions that ran out of work: their routes of up to ``complete``
    steps are all there, longer ones were not looked for. No row where every answer is whole.
    """

    rows: DataFrame
    stopped: DataFrame


class SparkGraph:
    """Answers are those of ``kg.Graph``. Rows have no order. An answer is worked out when the method returns, and
    stands until the graph is closed: by ``close``, or at the end of a ``with`` block.
    """

    def __init__(self, tables: Tables, scratch: Scratch) -> None:
        self.tables, self._scratch = tables, scratch
        self._bases: dict[bool, Base] = {}

    def __repr__(self) -> str:
        return f"SparkGraph({self.tables.folder!r})"

    def __enter__(self) -> SparkGraph:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove every answer; the session goes on."""
        self._scratch.close()

    def routes(
        self,
        sources: Names | DataFrame,
        targets: Names,
        *,
        max_steps: int = 8,
        population: str | None = None,
        milieu: str | None = None,
        species: str | None = None,
        anatomy: str | None = None,
        work: int = WORK,
    ) -> Routes:
        """Return every simple compatible route from each of ``sources`` to each of ``targets``: ``Routes``.

        Each pair is a question of its own, answered as by ``Graph.explain``; a thing paired with itself is not asked.
        ``sources`` are names, or a frame with their ids in ``id``. ``work`` is how many edges a question may look at
        in one step; one that would need more stops before it and is told in ``stopped``. Raises ``UnknownName``,
        ``AmbiguousName``, and ``BadParameter`` for a bad number of steps or amount of work, or a context that
        contradicts itself. Time and memory grow with the ways that can still reach a target.
        """
        from pyspark.sql import functions as F

        from kg.spark.ways import grown

        if work < 1:
            raise BadParameter(f"work is {work}; give the number of edges that a question may look at in one step")
        asked.steps_within(max_steps)
        begins = self._things(sources)
        goals = listed(self.tables, asked.mechanism(self.tables, targets), "goal")
        where = asked.context(self.tables, population=population, milieu=milieu, species=species, anatomy=anatomy)
        with Kept(self._scratch) as kept:
            askers = kept.keep(asked.askers(self.tables, begins, where))
            questions = kept.keep(
                askers.select("asker", "source").crossJoin(F.broadcast(goals)).where("source != goal")
            )
            walk = Walk(self._base(spare=False), kept, askers)
            found = grown(walk, kept, questions, asked.ends(self.tables, goals), max_steps, work)
            ends = ("opposition", "system", "independence", "steps", "edges", "nodes")
            rows = found.routes.select("source", F.col("goal").alias("target"), "end", "sign", worded(), *ends)
            stopped = found.stopped.select(F.col("asker").alias("source"), F.col("goal").alias("target"), "complete")
            return Routes(kept.answer(rows), kept.answer(stopped))

    def reach(
        self,
        drugs: Names | DataFrame,
        *,
        max_steps: int = 8,
        population: str | None = None,
        milieu: str | None = None,
        species: str | None = None,
        anatomy: str | None = None,
    ) -> DataFrame:
        """Return ``source, node, sign, steps``: the things that ``drugs`` reach within ``max_steps`` steps, the least
        number of steps with each sign.

        No route is enumerated: each step looks at each edge at most once for every sign, place and side of estradiol
        in which its beginning was reached. A way may pass a thing twice, which a route may not; so no row proves that
        there is no route of that sign, and a row does not prove that there is one. ``drugs`` and errors as for
        ``routes``.
        """
        from kg.spark.reach import reached

        asked.steps_within(max_steps)
        begins = self._things(drugs)
        where = asked.context(self.tables, population=population, milieu=milieu, species=species, anatomy=anatomy)
        with Kept(self._scratch) as kept:
            askers = kept.keep(asked.askers(self.tables, begins, where))
            return kept.answer(reached(Walk(self._base(spare=False), kept, askers), kept, askers, max_steps))

    def concordance(self, *, max_steps: int = 8, anatomy: str | None = None, work: int = WORK) -> DataFrame:
        """Return every usable outcome with what is predicted for its drug without its own study, and the verdict.

        ``outcome, drug, endpoint, population, indicates, predicted`` (``+``, ``-``, ``ambiguous``, ``none``), ``lean``
        (absent without a route), ``grade`` of the best route (likewise), ``observed`` (1, -1, 0; absent where the
        source gives no direction), ``significance, verdict``: as ``Graph.concordance`` has them. ``stopped`` is true
        where the search ran out of work: then ``predicted, lean, grade, verdict`` are absent. Errors as for ``routes``.
        """
        from kg.spark.concordance import concordance

        asked.steps_within(max_steps)
        place = asked.context(self.tables, anatomy=anatomy)["anatomy"]
        with Kept(self._scratch) as kept:
            return kept.answer(concordance(self._base(spare=True), kept, place, max_steps, work))

    def _base(self, *, spare: bool) -> Base:
        """What no question changes, worked out at the first one."""
        if spare not in self._bases:
            self._bases[spare] = Base(self.tables, Kept(self._scratch), spare=spare)
        return self._bases[spare]

    def _things(self, sources: Names | DataFrame) -> DataFrame:
        """The ids that names mean, or those of a frame, each once, in ``id``."""
        if isinstance(sources, (str, list, tuple)):
            return listed(self.tables, asked.mechanism(self.tables, sources), "id")
        return sources.select("id").distinct()
