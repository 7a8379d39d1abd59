"""What drugs reach, and with which sign: layers over things and signs, whatever the number of routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from kg.spark.scratch import Kept
    from kg.spark.walk import Walk

_STATE = ("asker", "source", "node", "place", "side", "sign")


def reached(walk: Walk, kept: Kept, askers: DataFrame, max_steps: int) -> DataFrame:
    """Return ``source, node, sign, steps``: the least number of steps of a way of each sign to each thing.

    A way goes by steps whose places and milieux meet, never back to its source. It may pass another thing twice.
    """
    from pyspark.sql import functions as F

    start = (F.col("source").alias("node"), F.lit("").alias("place"), F.lit(0).alias("side"), F.lit(1).alias("sign"))
    known = layer = kept.keep(askers.select("asker", "source", *start, F.lit(0).alias("steps")))
    for taken in range(1, max_steps + 1):
        longer = walk.onward(layer, F.col("to") != F.col("source")).select(
            "asker",
            "source",
            F.col("to").alias("node"),
            F.col("next_place").alias("place"),
            F.col("next_side").alias("side"),
            (F.col("sign") * F.col("step_sign")).cast("int").alias("sign"),
        )
        fresh = longer.distinct().join(known.select(*_STATE), list(_STATE), "left_anti")
        layer = kept.keep(fresh.withColumn("steps", F.lit(taken)))
        if not layer.count():
            break
        known = known.unionByName(layer)
    return known.where("steps > 0").groupBy("source", "node", "sign").agg(F.min("steps").alias("steps"))
