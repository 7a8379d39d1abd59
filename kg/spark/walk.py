"""One step on from many ways at once: what ``kg.search`` does from a station, as joins of tables.

Keys are those of the export. A number that Spark hands out row by row could change when a lost part is worked out
again, so that none is used here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.spark import kinds as _kinds
from kg.spark.displaced import displaced

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from kg.spark.scratch import Kept
    from kg.spark.tables import Tables

STRENGTH = ("opposition", "system", "independence")
_SEPARATOR = " "  # no id has one


class Walk:
    """The steps that askers may take, in their context.

    ``askers`` has ``asker, source, lends`` and the context (``kg.spark.kinds.ASKED``). With ``withdrawn`` (``asker,
    edge, stands, opposition, system, independence``) steps stand and are as strong as is said there, those among them
    that a drug's own evidence took the place of.
    """

    def __init__(self, tables: Tables, kept: Kept, askers: DataFrame, withdrawn: DataFrame | None = None) -> None:
        from pyspark.sql import functions as F

        steps = tables["steps"].withColumn("spare", F.lit(False))
        if withdrawn is not None:
            steps = steps.unionByName(tables["spare-steps"].withColumn("spare", F.lit(True)))
        up = kept.keep(_kinds.closures(tables["closures"]))
        named = _kinds.named(steps)
        kinds = kept.keep(_kinds.kinds(named, up))
        lines = tables["nodes"].where(F.array_contains("labels", "CellLine")).select(F.col("id").alias("value"))
        places = kinds.select(
            "kind", "side", *(F.array_join(name, _SEPARATOR).alias(name) for name in ("leaves", "reaches"))
        )
        self.graded = kept.keep(_kinds.ranks(kinds, askers, up, lines).join(places, "kind"))
        self.meets = kept.keep(_meeting(kinds))
        self.steps = kept.keep(
            named.select(
                *("edge", F.col("source").alias("begin"), F.col("target").alias("to"), "sign", "covers", "circulates"),
                *("kind", "spare", *STRENGTH),
            )
        )
        self.displaced = kept.keep(displaced(tables, steps, askers, up, withdrawn))
        self.withdrawn = withdrawn

    def onward(self, ways: DataFrame, fresh: Column | None = None) -> DataFrame:
        """Return the ways one step on, with the columns of the step they take.

        ``ways`` has at least ``asker, node, place, side``, which is what binds a step; what comes back has these as
        ``…`` of the way before, and ``to, edge, step_sign, rank, covers, next_place, next_side`` and the parts of its
        strength. ``fresh`` is a condition on the way and ``to`` that is asked before all others.
        """
        from pyspark.sql import functions as F

        steps = self.steps.withColumnsRenamed({name: f"step_{name}" for name in ("sign", *STRENGTH)})
        graded = self.graded.withColumnRenamed("side", "own_side")
        found = ways.join(steps, F.col("node") == F.col("begin"))
        if fresh is not None:
            found = found.where(fresh)
        found = found.join(graded, ["asker", "kind"])
        found = found.where("side = 0 OR own_side = 0 OR side = own_side")
        found = found.join(self.meets, (F.col("place") == F.col("here")) & (F.col("leaves") == F.col("there")))
        found = found.join(self.displaced, ["asker", "edge", "to"], "left_anti")
        if self.withdrawn is not None:
            found = _standing(found, self.withdrawn)
        return found.withColumns(
            {
                "next_place": F.when(F.col("circulates"), "").otherwise(F.col("reaches")),
                "next_side": F.greatest("side", "own_side"),
            }
        )


def _standing(found: DataFrame, withdrawn: DataFrame) -> DataFrame:
    """Take out the steps that do not stand, and give the others the strength that is left."""
    from pyspark.sql import functions as F

    without = withdrawn.withColumnsRenamed({name: f"left_{name}" for name in STRENGTH})
    found = found.join(without, ["asker", "edge"], "left").where(F.coalesce("stands", ~F.col("spare")))
    own = {f"step_{name}": F.coalesce(f"left_{name}", f"step_{name}") for name in STRENGTH}
    return found.withColumns(own).drop("stands", *(f"left_{name}" for name in STRENGTH))


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
