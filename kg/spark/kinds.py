"""Kinds of steps and their grades: what ``kg.network.encoding`` does with bit masks, with arrays in a table.

Steps of one kind have the same context, ligands, rule and width; few kinds occur, so that questions are graded by kind
and no step is looked at for it.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from kg.base.prefixes import compress
from kg.network.context import (
    DEPLETE,
    EXACT,
    EXTRAPOLATED,
    GENERALISED,
    GRADES,
    INCOMPATIBLE,
    INHERITED,
    REPLETE,
    UNSPECIFIED,
)
from kg.network.context import WITHIN as WITHIN_IT
from kg.search import CLOSED

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

_OF = ("milieu", "sex", "species", "leaves", "reaches", "ligands", "rule_grade", "widened")
_SIDES = {DEPLETE: 1, REPLETE: 2}
ASKED = ("milieu", "sex", "species", "anatomy")


def closures(tables: DataFrame) -> DataFrame:
    """Return ``value, up``: each thing with an array of all that it is part of or a narrower kind of."""
    from pyspark.sql import functions as F

    return tables.groupBy(F.col("narrower").alias("value")).agg(F.collect_set("broader").alias("up"))


def named(steps: DataFrame) -> DataFrame:
    """Return ``steps`` with the column ``kind``, a digest of what their grade depends on."""
    from pyspark.sql import functions as F

    return steps.withColumn("kind", F.md5(F.to_json(F.struct(*_OF), {"ignoreNullFields": "false"})))


def kinds(steps: DataFrame, up: DataFrame) -> DataFrame:
    """Return a row a kind: what it depends on, ``leaves_up`` and ``reaches_up`` (places with all they are part of), and
    ``side``: 1 shown only where estradiol is low, 2 only where it is high, else 0.
    """
    from pyspark.sql import functions as F

    found = steps.select("kind", *_OF).dropDuplicates(["kind"])
    for name in ("leaves", "reaches"):
        whole = _widened(found, up, name).select("kind", F.col("wide").alias(f"{name}_up"))
        found = found.join(whole, "kind")
    lies = (
        _valued(found, up, "milieu")
        .groupBy("kind")
        .agg(F.collect_set(F.when(F.col("value").isNotNull(), side(F.col("up")))).alias("sides"))
        .select("kind", F.when(F.size("sides") == 1, F.element_at("sides", 1)).otherwise(0).alias("side"))
    )
    return found.join(lies, "kind")


def side(up: Column) -> Column:
    """Return which side of estradiol a closure lies on: 1 deplete, 2 replete, 0 neither."""
    from pyspark.sql import functions as F

    found = F.lit(0)
    for iri, number in reversed(_SIDES.items()):
        found = F.when(F.array_contains(up, compress(iri)), number).otherwise(found)
    return found


def ranks(kinds: DataFrame, askers: DataFrame, up: DataFrame, lines: DataFrame) -> DataFrame:
    """Return ``asker, kind, rank``: the grade of each kind for each asker, 0 best; what is closed has no row.

    ``askers`` has ``asker, source, lends`` and the context asked for; ``lines`` the cell lines in ``value``.
    """
    from pyspark.sql import functions as F

    pairs = askers.crossJoin(F.broadcast(kinds)).select("asker", "kind", _lent())
    for name in ASKED:
        graded = _graded(kinds, askers, up, lines, name)
        pairs = pairs.join(graded, ["asker", "kind"], "left")
        pairs = pairs.withColumn("rank", F.greatest("rank", F.coalesce(name, F.lit(EXACT)))).drop(name)
    return pairs.where(F.col("rank") < CLOSED)


def worded() -> Column:
    """Return the column ``grade`` in words."""
    from pyspark.sql import functions as F

    return F.element_at(F.array(*map(F.lit, GRADES)), F.col("grade") + 1).alias("grade")


def _lent() -> Column:
    """What a kind is at best: by its rule, by the ligand that it was shown with, by the name that it leads to."""
    from pyspark.sql import functions as F

    ruled = reduce(
        lambda found, name: F.when(F.col("rule_grade") == name, GRADES.index(name)).otherwise(found),
        GRADES,
        F.lit(None).cast("int"),
    )
    own = (F.size("ligands") == 0) | F.array_contains("ligands", F.col("source")) | ~F.col("lends")
    shown = F.coalesce(ruled, F.when(own, EXACT).otherwise(EXTRAPOLATED))
    return F.greatest(shown, F.when(F.col("widened"), GENERALISED).otherwise(EXACT)).alias("rank")


def _graded(kinds: DataFrame, askers: DataFrame, up: DataFrame, lines: DataFrame, name: str) -> DataFrame:
    """Return ``asker, kind`` and the grade in one dimension, for the askers that ask for it."""
    from pyspark.sql import functions as F

    column = "places" if name == "anatomy" else name
    shown = kinds.withColumn("places", F.array_union("leaves", "reaches"))
    values = _valued(shown, up, column).join(F.broadcast(lines.withColumn("line", F.lit(True))), "value", "left")
    asked = askers.where(F.col(name).isNotNull()).select("asker", F.col(name).alias("wanted"))
    wanted = asked.select("wanted").distinct()
    above = wanted.join(up.withColumnRenamed("value", "wanted"), "wanted", "left").select(
        "wanted", F.array_union(F.array("wanted"), F.coalesce("up", F.array().cast("array<string>"))).alias("above")
    )
    met = above.crossJoin(F.broadcast(values)).select("wanted", "kind", _compared(name).alias("grade"))
    graded = met.groupBy("wanted", "kind").agg(F.min("grade").alias(name))
    return asked.join(graded, "wanted").select("asker", "kind", name)


def _compared(name: str) -> Column:
    """The grade of evidence shown at ``value`` for a question asked at ``wanted``, as in ``kg.network.context``."""
    from pyspark.sql import functions as F

    apart: Column = F.lit(INCOMPATIBLE if name == "anatomy" else EXTRAPOLATED)
    if name == "milieu":
        apart = F.when(side(F.col("up")) + side(F.col("above")) == sum(_SIDES.values()), INCOMPATIBLE).otherwise(
            EXTRAPOLATED
        )
    return (
        F.when(F.col("value").isNull(), UNSPECIFIED)
        .when(F.col("value") == F.col("wanted"), EXACT)
        .when(F.array_contains("up", F.col("wanted")) & F.col("line").isNotNull(), GENERALISED)
        .when(F.array_contains("up", F.col("wanted")), WITHIN_IT)
        .when(F.array_contains("above", F.col("value")), INHERITED)
        .otherwise(apart)
    )


def _valued(kinds: DataFrame, up: DataFrame, name: str) -> DataFrame:
    """Return ``kind, value, up``, one row a value of a dimension, and one with neither for a kind without values."""
    from pyspark.sql import functions as F

    values = kinds.select("kind", F.explode_outer(name).alias("value"))
    whole = F.array_union(F.array("value"), F.coalesce("up", F.array().cast("array<string>")))
    return values.join(up, "value", "left").select(
        "kind", "value", F.when(F.col("value").isNotNull(), whole).alias("up")
    )


def _widened(kinds: DataFrame, up: DataFrame, name: str) -> DataFrame:
    """Return ``kind, wide``: the values of a dimension with all that they are part of."""
    from pyspark.sql import functions as F

    parts = _valued(kinds, up, name).groupBy("kind").agg(F.collect_list("up").alias("parts"))
    return parts.select("kind", F.array_distinct(F.flatten("parts")).alias("wide"))
