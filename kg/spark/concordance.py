"""Every usable outcome held against what is predicted for its drug, without its own study; all of them in one job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.base.prefixes import table as prefixes
from kg.spark import asked
from kg.spark.kinds import worded
from kg.spark.verdict import verdict
from kg.spark.walk import Walk
from kg.spark.ways import grown

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from kg.spark.base import Base
    from kg.spark.scratch import Kept
    from kg.spark.tables import Tables

_KEY = ("asker", "goal")
_ASKER = ("drug", "milieu", "sex", "species", "cohort_ids")


def concordance(base: Base, kept: Kept, anatomy: str | None, max_steps: int, work: int) -> DataFrame:
    """Return a row a usable outcome; see ``SparkGraph.concordance``. ``base`` has the spare steps."""
    from pyspark.sql import functions as F

    tables = base.tables
    pairs = kept.keep(_pairs(tables))
    place = F.lit(anatomy).cast("string").alias("anatomy")
    found = pairs.where("goal IS NOT NULL").select("asker", F.col("drug").alias("source"), *_ASKER[1:], place)
    askers = kept.keep(asked.lending(tables, found.dropDuplicates(["asker"])))
    withdrawn = kept.keep(
        askers.select("asker", "cohort_ids").join(tables["withdrawals"], "cohort_ids").drop("cohort_ids")
    )
    questions = kept.keep(
        pairs.where("goal IS NOT NULL").select(*_KEY, F.col("drug").alias("source")).dropDuplicates(list(_KEY))
    )
    walk = Walk(base, kept, askers.drop("cohort_ids"), withdrawn)
    ends = asked.ends(tables, questions.select("goal").distinct())
    routes, stopped = grown(walk, kept, questions, ends, max_steps, work)
    order = [row.id for row in tables["tiers"].orderBy("place").collect()]
    told = predicted(routes, order)
    short = stopped.select(*_KEY, F.lit(True).alias("stopped")).distinct()
    held = pairs.join(told, list(_KEY), "left").join(short, list(_KEY), "left")
    held = held.withColumns(
        {"stopped": F.coalesce("stopped", F.lit(False)), "predicted": F.coalesce("predicted", F.lit("none"))}
    )
    held = held.withColumn("verdict", verdict())
    answers = ("predicted", "lean", "grade", "verdict")
    held = held.withColumns({name: F.when(~F.col("stopped"), F.col(name)) for name in answers})
    return held.select(
        *("outcome", "drug", "endpoint", "population", "indicates", "predicted", "lean", "grade"),
        *("observed", "significance", "verdict", "stopped"),
    )


def _pairs(tables: Tables) -> DataFrame:
    """Return the usable outcomes with ``asker``, who asks: the drug in the context of the population, without the
    cohort. ``goal`` is what it asks for, absent where the endpoint indicates nothing, or the drug itself.
    """
    from pyspark.sql import functions as F

    usable = (
        tables["outcomes"]
        .where("unusable IS NULL")
        .withColumnsRenamed(
            {"id": "outcome", "endpoint_id": "endpoint", "population_id": "population", "indicates_id": "indicates"}
        )
    )
    lives = tables["populations"].withColumnRenamed("id", "population")
    known = tables["nodes"].select(F.col("id").alias("goal"))
    pairs = usable.withColumn("drug", F.element_at("drug_ids", 1)).join(lives, "population", "left")
    pairs = pairs.join(known, F.col("indicates") == F.col("goal"), "left")
    pairs = pairs.withColumn("goal", F.when(F.col("goal") != F.col("drug"), F.col("goal")))
    key = F.to_json(F.struct(*_ASKER), {"ignoreNullFields": "false"})
    return pairs.withColumn("asker", key).withColumnRenamed("observed_sign", "observed")


def predicted(routes: DataFrame, order: list[str]) -> DataFrame:
    """Return ``asker, goal, predicted, lean, grade`` by the best route of each sign, parts of a tier in ``order``.

    As ``kg.reasoning.ranking.Judge``: routes of one tier are told apart by fewer steps, their end, and the IRIs of
    their assertions, which decides where it leans, never what it predicts.
    """
    from pyspark.sql import functions as F

    rank = F.struct(
        F.struct(*order).alias("tier"), "steps", "end_grade", F.transform("edges", _expanded).alias("chain")
    )
    best = (
        routes.withColumn("rank", rank)
        .groupBy(*_KEY)
        .agg(
            F.min(F.when(F.col("sign") > 0, F.col("rank"))).alias("plus"),
            F.min(F.when(F.col("sign") < 0, F.col("rank"))).alias("minus"),
        )
    )
    ahead = F.col("minus").isNull() | (F.col("plus") < F.col("minus"))
    lean = F.when(F.col("plus").isNotNull() & ahead, "+").otherwise("-")
    tie = F.coalesce(F.col("plus.tier") == F.col("minus.tier"), F.lit(False))
    grade = F.when(lean == "+", F.col("plus.tier.grade")).otherwise(F.col("minus.tier.grade"))
    told = best.select(*_KEY, lean.alias("lean"), tie.alias("tie"), grade.alias("grade"))
    sign = F.when(F.col("tie"), "ambiguous").otherwise(F.col("lean")).alias("predicted")
    return told.select(*_KEY, sign, "lean", worded())


def _expanded(edge: Column) -> Column:
    """The IRI of an assertion, by which ties are ordered; an id without a known prefix is one already."""
    from pyspark.sql import functions as F

    prefix = F.substring_index(edge, ":", 1)
    space = F.element_at(F.create_map(*(F.lit(part) for pair in prefixes().items() for part in pair)), prefix)
    return F.coalesce(F.concat(space, F.substring(edge, F.length(prefix) + 2, F.length(edge))), edge)
