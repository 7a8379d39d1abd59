"""All simple routes, grown by one step in all questions at once.

Before a way is grown it is known of every thing how many steps it still needs to an end, so that no way is kept that
cannot get there.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from kg.network.context import EXACT
from kg.spark.base import STRENGTH

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from kg.spark.scratch import Kept
    from kg.spark.walk import Walk

_CARRIED = ("asker", "goal", "source")


class Grown(NamedTuple):
    """Routes, one row each, and the questions that ran out of work.

    ``routes``: ``asker, goal, source, end, end_grade, sign, grade, opposition, system, independence, steps, edges,
    nodes``. ``stopped``: ``asker, goal, complete``, the number of steps up to which its routes are complete.
    """

    routes: DataFrame
    stopped: DataFrame


def grown(walk: Walk, kept: Kept, questions: DataFrame, ends: DataFrame, max_steps: int, work: int) -> Grown:
    """Return the routes of ``questions`` (``asker, goal, source``) to the ``ends`` of their goals."""
    from pyspark.sql import functions as F

    distances = needed(walk, kept, ends, max_steps)
    ways = _begun(questions)
    routes = []
    stopped = [questions.select("asker", "goal", F.lit(0).alias("complete")).limit(0)]
    for taken in range(1, max_steps + 1):
        looks = ways.join(walk.base.degrees, "node").groupBy("asker", "goal").agg(F.sum("degree").alias("looks"))
        most = looks.agg(F.max("looks")).first()[0]
        if most is None:
            break
        if most > work:
            over = looks.where(F.col("looks") > work).select("asker", "goal", F.lit(taken - 1).alias("complete"))
            stopped.append(kept.keep(over))
            ways = ways.join(stopped[-1], ["asker", "goal"], "left_anti")
        near = distances.where(F.col("need") <= max_steps - taken)
        longer = kept.keep(_longer(walk, ways, near))
        routes.append(longer.where("need = 0"))
        ways = longer.where("need > 0").drop("need", "end_grade")
    if not routes:
        routes = [_longer(walk, ways.limit(0), distances)]
    return Grown(_ended(reduce(_union, routes)), reduce(_union, stopped))


def needed(walk: Walk, kept: Kept, ends: DataFrame, max_steps: int) -> DataFrame:
    """Return ``goal, to, need, end_grade``: how many steps a thing is from the nearest end, contexts aside, below
    ``max_steps``; ``end_grade`` is absent for what is no end.
    """
    from pyspark.sql import functions as F

    none = F.lit(None).cast("int")
    layer = ends.select("goal", F.col("node").alias("to"), F.lit(0).alias("need"), "end_grade")
    known = layer = kept.keep(layer)
    for need in range(1, max_steps):
        before = layer.join(walk.base.pairs, "to").select("goal", F.col("begin").alias("to")).distinct()
        fresh = before.join(known.select("goal", "to"), ["goal", "to"], "left_anti")
        layer = kept.keep(fresh.select("goal", "to", F.lit(need).alias("need"), none.alias("end_grade")))
        if not layer.count():
            break
        known = known.union(layer)
    return kept.keep(known)


def _begun(questions: DataFrame) -> DataFrame:
    from pyspark.sql import functions as F

    empty = F.array().cast("array<string>")
    return questions.select(
        *_CARRIED,
        F.col("source").alias("node"),
        F.lit("").alias("place"),
        *(F.lit(0).alias(name) for name in ("side", "grade", *STRENGTH)),
        F.lit(1).alias("sign"),
        F.array("source").alias("seen"),
        empty.alias("edges"),
        empty.alias("nodes"),
    )


def _longer(walk: Walk, ways: DataFrame, near: DataFrame) -> DataFrame:
    """Return the ways one step on from which an end can be reached, in the same columns, with ``need, end_grade``."""
    from pyspark.sql import functions as F

    found = walk.onward(ways, ~F.array_contains("seen", F.col("to"))).join(near, ["goal", "to"])
    return found.select(
        *_CARRIED,
        F.col("to").alias("node"),
        F.col("next_place").alias("place"),
        F.col("next_side").alias("side"),
        F.greatest("grade", "rank").alias("grade"),
        *(F.greatest(name, f"step_{name}").alias(name) for name in STRENGTH),
        (F.col("sign") * F.col("step_sign")).cast("int").alias("sign"),
        F.array_union(F.array_append("seen", F.col("to")), "covers").alias("seen"),
        F.array_append("edges", F.col("edge")).alias("edges"),
        F.array_append("nodes", F.col("to")).alias("nodes"),
        *("need", "end_grade"),
    )


def _ended(routes: DataFrame) -> DataFrame:
    from pyspark.sql import functions as F

    grade = F.greatest("grade", F.coalesce("end_grade", F.lit(EXACT))).alias("grade")
    return routes.select(
        *_CARRIED,
        F.col("node").alias("end"),
        *("end_grade", "sign", grade, *STRENGTH),
        F.size("edges").alias("steps"),
        *("edges", "nodes"),
    )


def _union(one: DataFrame, other: DataFrame) -> DataFrame:
    return one.unionByName(other)
