"""From names to questions: who asks, in which context, and which nodes answer for a target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.answers.question import MOST_STEPS, NOT_MECHANISM
from kg.errors import BadParameter
from kg.network.context import EXACT, GENERALISED, SOUGHT, contradiction
from kg.spark.kinds import ASKED
from kg.spark.named import found, meant, stands_for

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from kg.spark.tables import Tables

Names = str | list[str] | tuple[str, ...]


def steps_within(max_steps: int) -> None:
    """Raise ``BadParameter`` for a number of steps outside 1 to 12."""
    if not 1 <= max_steps <= MOST_STEPS:
        raise BadParameter(f"max_steps is {max_steps}; give a number from 1 to {MOST_STEPS}")


def context(tables: Tables, **where: str | None) -> dict[str, str | None]:
    """Return ``milieu, sex, species, anatomy`` as ids, None where not asked; a population brings its own.

    ``where`` is ``population, milieu, species, anatomy``, names. Raises ``UnknownName``, ``AmbiguousName``, and
    ``BadParameter`` where the population contradicts another.
    """
    from pyspark.sql import functions as F

    given = [(part, name) for part in SOUGHT if (name := where.get(part))]
    ids = {
        part: str(meant(tables, part, name, row).means)
        for (part, name), row in zip(given, found(tables, given), strict=True)
    }
    carried: dict[str, Any] = {}
    if who := ids.get("population"):
        rows = tables["populations"].where(F.col("id") == who).collect()
        carried = rows[0].asDict() if rows else {}
    hormones, kin, own = ids.get("milieu"), ids.get("species"), carried.get("milieu")
    if hormones and own and _side(tables, hormones) != _side(tables, own):
        raise contradiction(where["population"], _label(tables, own), where["milieu"])
    if kin and carried.get("species") and kin != carried["species"]:
        raise contradiction(where["population"], _label(tables, carried["species"]), where["species"])
    return {
        "milieu": hormones or own,
        "sex": carried.get("sex"),
        "species": kin or carried.get("species"),
        "anatomy": ids.get("anatomy"),
    }


def _label(tables: Tables, own: str) -> str:
    from pyspark.sql import functions as F

    (row,) = tables["nodes"].where(F.col("id") == own).collect()
    return str(row.label)


def _side(tables: Tables, milieu: str) -> int:
    from pyspark.sql import functions as F

    from kg.spark.kinds import side

    up = tables["closures"].where(F.col("narrower") == milieu).agg(F.collect_set("broader").alias("up"))
    (row,) = up.select(side(F.array_append("up", milieu)).alias("side")).collect()
    return int(row.side)


def askers(tables: Tables, sources: DataFrame, asked: dict[str, str | None]) -> DataFrame:
    """Return ``asker, source, lends`` and the context: one row a source, called by its id."""
    from pyspark.sql import functions as F

    where = [F.lit(asked[name]).cast("string").alias(name) for name in ASKED]
    return lending(tables, sources.select(F.col("id").alias("asker"), F.col("id").alias("source"), *where))


def lending(tables: Tables, askers: DataFrame) -> DataFrame:
    """Return ``askers`` with ``lends``: whether the source is a drug of a class, so that another ligand is borrowed."""
    from pyspark.sql import functions as F

    drugs = tables["nodes"].where(F.size("drug_class") > 0).select(F.col("id").alias("source"), F.lit(True).alias("of"))
    return askers.join(drugs, "source", "left").withColumn("lends", F.coalesce("of", F.lit(False))).drop("of")


def mechanism(tables: Tables, names: Names) -> list[str]:
    """Return the ids of things that routes run between, each once; an endpoint stands for the quantity it measures.

    Raises ``UnknownName``, ``AmbiguousName``, and ``BadParameter`` for what no route runs between.
    """
    wanted = [("thing", name) for name in ([names] if isinstance(names, str) else names)]
    rows = zip(wanted, found(tables, wanted), strict=True)
    return list(dict.fromkeys(stands_for(tables, name, row) for (_, name), row in rows))


def ends(tables: Tables, goals: DataFrame) -> DataFrame:
    """Return ``goal, node, end_grade``: each goal itself, and as generalised its broader things and its parts."""
    from pyspark.sql import functions as F

    near = tables["closures"].where("relation = 'narrower-than'").select("narrower", "broader")
    wide = goals.join(near, F.col("goal") == F.col("narrower")).select("goal", F.col("broader").alias("node"))
    fine = goals.join(near, F.col("goal") == F.col("broader")).select("goal", F.col("narrower").alias("node"))
    records = F.array(*map(F.lit, NOT_MECHANISM))
    apart = tables["nodes"].where(F.arrays_overlap("labels", records)).select(F.col("id").alias("node"))
    others = wide.union(fine).distinct().join(apart, "node", "left_anti").where("goal != node")
    itself = goals.select("goal", F.col("goal").alias("node"), F.lit(EXACT).alias("end_grade"))
    return itself.unionByName(others.select("goal", "node", F.lit(GENERALISED).alias("end_grade")))
