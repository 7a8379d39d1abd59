"""What names mean on Spark: read from the table ``names``, where the export wrote what the single machine finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.answers.question import no_mechanism
from kg.errors import AmbiguousName, UnknownName
from kg.network.context import SOUGHT

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, Row

    from kg.spark.tables import Tables


def listed(tables: Tables, values: Sequence[str], column: str) -> DataFrame:
    """Return one row a value, made where it is used: no Python runs on a worker."""
    from pyspark.sql import functions as F

    return tables.session.range(1).select(F.explode(F.lit(list(values)).cast("array<string>")).alias(column))


def found(tables: Tables, wanted: Sequence[tuple[str, str]]) -> list[Row | None]:
    """Return the row of the table ``names`` for each ``asked, name`` in order, None for no row; in one job."""
    from pyspark.sql import functions as F

    keys = [f"{asked}/{name.strip().casefold()}" for asked, name in wanted]
    asks = listed(tables, list(dict.fromkeys(keys)), "id")
    rows = {row.id: row for row in tables["names"].join(F.broadcast(asks), "id").collect()} if keys else {}
    return [rows.get(key) for key in keys]


def meant(tables: Tables, asked: str, name: str, row: Row | None) -> Row:
    """Return ``row``, what was found of ``name``, where it means one thing.

    Raises ``UnknownName`` with three labels that hold ``name`` or look like it, ``AmbiguousName`` with the candidates.
    """
    if row is None:
        what, kinds = SOUGHT[asked]
        raise UnknownName(name, kind=what, nearest=_nearest(tables, name.strip().casefold(), kinds))
    if row.means is None:
        raise AmbiguousName(name, candidates=tuple(row.candidates))
    return row


def stands_for(tables: Tables, name: str, row: Row | None) -> str:
    """Return the id of what routes run between where ``name`` is asked for, of which ``row`` was found.

    Raises as ``meant`` does, and ``BadParameter`` for what no route runs between.
    """
    thing = meant(tables, "thing", name, row)
    if thing.stands_for is None:
        raise no_mechanism(name, thing.kind)
    return str(thing.stands_for)


def _nearest(tables: Tables, folded: str, kinds: Sequence[str]) -> tuple[str, ...]:
    from pyspark.sql import functions as F

    nodes, name, label = tables["nodes"], F.lit(folded), F.lower("label")
    fitting = nodes.where(F.arrays_overlap("labels", F.array(*map(F.lit, kinds)))) if kinds else nodes
    near = (~F.contains(label, name), F.levenshtein(label, name), "label")
    return tuple(row.label for row in fitting.select("label").distinct().orderBy(*near).limit(3).collect())
