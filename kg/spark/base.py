"""What no question changes, worked out once a graph: kinds of steps, steps by kind, and places that meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.spark import kinds as _kinds

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from kg.spark.scratch import Kept
    from kg.spark.tables import Tables

STRENGTH = ("opposition", "system", "independence")
_SEPARATOR = " "  # no id has one


class Base:
    """The steps of a graph, ready to be asked; with ``spare`` also those that a drug's own evidence took the place of.

    ``up`` is ``value, up``; ``kinds`` a row a kind of step; ``places`` is ``kind, own_side, leaves, reaches``, sets of
    places as texts; ``steps`` is ``edge, begin, to, step_sign, covers, circulates, kind, spare`` and ``step_…`` for the
    parts of its strength; ``meets`` is ``here, there``, sets of places that can be the same place; ``bare`` is
    ``edge, drug, to, at``, the steps of no stated milieu, to what does not circulate; ``degrees`` is ``node, degree``,
    ``pairs`` is ``begin, to``.
    """

    def __init__(self, tables: Tables, kept: Kept, *, spare: bool) -> None:
        from pyspark.sql import functions as F

        self.tables = tables
        steps = tables["steps"].withColumn("spare", F.lit(False))
        if spare:
            steps = steps.unionByName(tables["spare-steps"].withColumn("spare", F.lit(True)))
        named = kept.keep(_kinds.named(steps))
        self.up = kept.keep(_kinds.closures(tables["closures"]))
        self.kinds = kept.keep(_kinds.kinds(named, self.up))
        self.lines = tables["nodes"].where(F.array_contains("labels", "CellLine")).select(F.col("id").alias("value"))
        sets = (F.array_join(name, _SEPARATOR).alias(name) for name in ("leaves", "reaches"))
        self.places = self.kinds.select("kind", F.col("side").alias("own_side"), *sets)
        self.meets = kept.keep(_meeting(self.kinds))
        begin, to = F.col("source").alias("begin"), F.col("target").alias("to")
        strength = (F.col(name).cast("int").alias(f"step_{name}") for name in STRENGTH)
        sign = F.col("sign").cast("int").alias("step_sign")
        self.steps = named.select("edge", begin, to, sign, "covers", "circulates", "kind", "spare", *strength)
        self.bare = named.where((F.size("milieu") == 0) & ~F.col("circulates")).select(
            "edge", F.col("source").alias("drug"), to, F.col("reaches").alias("at")
        )
        self.degrees = kept.keep(self.steps.groupBy(F.col("begin").alias("node")).agg(F.count("*").alias("degree")))
        self.pairs = kept.keep(self.steps.select("begin", "to").distinct())


def _meeting(kinds: DataFrame) -> DataFrame:
    """Return ``here, there``: where a way may be, and where the next step may begin, that can be the same place."""
    from pyspark.sql import functions as F

    none = F.array().cast("array<string>")
    anywhere = kinds.select(none.alias("at"), none.alias("at_up")).limit(1)

    def sides(name: str, key: str) -> DataFrame:
        own = kinds.select(F.col(name).alias("at"), F.col(f"{name}_up").alias("at_up")).union(anywhere)
        keyed = own.withColumn(key, F.array_join("at", _SEPARATOR)).dropDuplicates([key])
        return keyed.select(key, F.col("at").alias(f"{key}_at"), F.col("at_up").alias(f"{key}_up"))

    near = (F.size("here_at") == 0) | (F.size("there_at") == 0)
    near |= F.arrays_overlap("here_at", "there_up") | F.arrays_overlap("here_up", "there_at")
    return sides("reaches", "here").crossJoin(sides("leaves", "there")).where(near).select("here", "there")
