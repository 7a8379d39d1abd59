"""Where estradiol is high, what a partial agonist does alone does not hold where it takes the place of estradiol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.spark.kinds import side

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from kg.spark.base import Base
    from kg.spark.tables import Tables

RULE = "partialAgonistDisplacement"


def displaced(base: Base, askers: DataFrame, withdrawn: DataFrame | None) -> DataFrame:
    """Return ``asker, edge, to``: the steps that are not taken by askers in a milieu where estradiol is high.

    These are steps of a drug that displaces estradiol, of no stated milieu, to a thing that does not circulate, in a
    place where it does so. ``withdrawn`` says which displacements stand for an asker.
    """
    from pyspark.sql import functions as F

    up = base.up
    # The broadest milieu of all is a narrower kind of nothing, so that it has no row in ``up``.
    above = F.coalesce("up", F.array().cast("array<string>"))
    high = askers.join(up.withColumnRenamed("value", "milieu"), "milieu", "left").where(
        side(F.array_append(above, F.col("milieu"))) == 2
    )
    taking = _places(base.tables, high.select("asker"), up, withdrawn)
    own = base.bare.join(F.broadcast(taking.select("drug").distinct()), "drug", "left_semi")
    wide = _wide(own.select("edge", "to", F.explode("at").alias("value")), up, ["edge", "to"])
    met = own.join(F.broadcast(taking), "drug").join(wide, ["edge", "to"], "left")
    anywhere = (F.size("at") == 0) | (F.size("places") == 0)
    near = F.arrays_overlap("at", "places_up") | F.arrays_overlap("wide", "places")
    return met.where(anywhere | near).select("asker", "edge", "to")


def _places(tables: Tables, high: DataFrame, up: DataFrame, withdrawn: DataFrame | None) -> DataFrame:
    """Return ``asker, drug, places, places_up``: where a drug takes the place of estradiol; no places mean anywhere."""
    from pyspark.sql import functions as F

    rule = tables["edges"].where(F.col("inferred_by") == RULE).select(F.col("id").alias("edge"), "source")
    pairs = high.crossJoin(rule.withColumnRenamed("source", "drug"))
    if withdrawn is not None:
        fallen = withdrawn.where("NOT stands").select("asker", "edge")
        pairs = pairs.join(fallen, ["asker", "edge"], "left_anti")
    where = tables["contexts"].where("dimension = 'object-anatomy'").select("edge", "value")
    found = pairs.join(where, "edge", "left").select("asker", "drug", "value")
    known = found.groupBy("asker", "drug").agg(F.collect_set("value").alias("places"))
    wide = _wide(found.where("value IS NOT NULL"), up, ["asker", "drug"])
    return known.join(wide.withColumnRenamed("wide", "places_up"), ["asker", "drug"], "left")


def _wide(valued: DataFrame, up: DataFrame, key: list[str]) -> DataFrame:
    """Return the key and ``wide``: its values with all that they are part of."""
    from pyspark.sql import functions as F

    whole = F.array_append(F.coalesce("up", F.array().cast("array<string>")), F.col("value")).alias("whole")
    parts = valued.join(up, "value", "left").select(*key, whole).groupBy(*key).agg(F.collect_list("whole").alias("of"))
    return parts.select(*key, F.array_distinct(F.flatten("of")).alias("wide"))
