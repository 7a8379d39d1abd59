"""From names to questions: who asks, in which context, and which nodes answer for a target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.answers.question import MOST_STEPS, NOT_MECHANISM
from kg.context import EXACT, GENERALISED
from kg.errors import AmbiguousName, BadParameter, UnknownName
from kg.spark.kinds import ASKED

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from kg.spark.tables import Tables

_PLACES = ("Tissue", "CellType", "CellLine", "AnatomicalSite", "AnatomicalContext")
Names = str | list[str] | tuple[str, ...]


def steps_within(max_steps: int) -> None:
    """Raise ``BadParameter`` for a number of steps outside 1 to 12."""
    if not 1 <= max_steps <= MOST_STEPS:
        raise BadParameter(f"max_steps is {max_steps}; give a number from 1 to {MOST_STEPS}")


def listed(tables: Tables, values: Sequence[str], column: str) -> DataFrame:
    """Return one row a value, made where it is used: no Python runs on a worker."""
    from pyspark.sql import functions as F

    return tables.session.range(1).select(F.explode(F.lit(list(values)).cast("array<string>")).alias(column))


def found(tables: Tables, names: Names, kinds: Sequence[str] = ()) -> list[str]:
    """Return the ids that names mean, each an id, a label or a synonym, whatever the case; of ``kinds`` where given.

    A thing of the mechanism comes before an endpoint of the same name. Raises ``UnknownName``, ``AmbiguousName``.
    """
    from pyspark.sql import functions as F

    wanted = [names] if isinstance(names, str) else list(names)
    asked = listed(tables, list(dict.fromkeys(wanted)), "name").withColumn("lower", F.lower("name"))
    called = tables["nodes"].select(
        "id",
        (F.array_contains("labels", "Endpoint") & F.lit("Endpoint" not in kinds)).alias("second"),
        F.explode(F.array_union(F.array("id", F.coalesce("label", "id")), "synonyms")).alias("called"),
        (F.arrays_overlap("labels", F.array(*map(F.lit, kinds))) if kinds else F.lit(True)).alias("fits"),
    )
    rows = (
        called.where("fits").join(F.broadcast(asked), F.lower("called") == F.col("lower"))
        .groupBy("name", "second").agg(F.collect_set("id").alias("ids")).collect()
    )  # fmt: skip
    known = {(row.name, row.second): sorted(row.ids) for row in rows}
    return [_one(name, known.get((name, False)) or known.get((name, True), [])) for name in wanted]


def _one(name: str, ids: list[str]) -> str:
    if not ids:
        raise UnknownName(name)
    if len(ids) > 1 and name not in ids:
        raise AmbiguousName(name, candidates=tuple(ids))
    return name if name in ids else ids[0]


def context(
    tables: Tables, population: str | None, milieu: str | None, species: str | None, anatomy: str | None
) -> dict[str, str | None]:
    """Return ``milieu, sex, species, anatomy`` as ids, None where not asked; a population brings its own.

    Raises ``UnknownName``, ``AmbiguousName``, and ``BadParameter`` where the population contradicts another.
    """

    from pyspark.sql import functions as F

    def one(name: str | None, *kinds: str) -> str | None:
        return found(tables, name, kinds)[0] if name else None

    who, hormones, kin = one(population, "Population"), one(milieu, "HormonalMilieu"), one(species, "Species")
    carried: dict[str, Any] = {}
    if who:
        rows = tables["populations"].where(F.col("id") == who).collect()
        carried = rows[0].asDict() if rows else {}
    own = carried.get("milieu")
    if hormones and own and _side(tables, hormones) != _side(tables, own):
        raise BadParameter(f"{population} are {own}, not {milieu}; leave one of the two out")
    if kin and carried.get("species") and kin != carried["species"]:
        raise BadParameter(f"{population} are {carried['species']}, not {species}; leave one of the two out")
    return {
        "milieu": hormones or own,
        "sex": carried.get("sex"),
        "species": kin or carried.get("species"),
        "anatomy": one(anatomy, *_PLACES),
    }


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

    Raises ``UnknownName``, ``AmbiguousName``, and ``BadParameter`` for a record.
    """
    from pyspark.sql import functions as F

    ids = found(tables, names)
    nodes = tables["nodes"].where(F.col("id").isin(ids)).select("id", "labels")
    known = nodes.join(tables["indicators"], "id", "left").collect()
    measured = {row.id: row.quantity for row in known if row.quantity}
    for row in known:
        if row.id not in measured and not set(row.labels).isdisjoint(NOT_MECHANISM):
            raise BadParameter(f"{row.id} is not a thing that routes run between; name a drug, a process or an outcome")
    return list(dict.fromkeys(measured.get(own, own) for own in ids))


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
