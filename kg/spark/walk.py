"""One step on from many ways at once: what ``kg.search`` does from a station, as joins of tables.

Keys are those of the export. A number that Spark hands out row by row could change when a lost part is worked out
again, so that none is used here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.spark.base import STRENGTH
from kg.spark.displaced import displaced
from kg.spark.kinds import ranks

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from kg.spark.base import Base
    from kg.spark.scratch import Kept


class Walk:
    """The steps that askers may take, in their context.

    ``askers`` has ``asker, source, lends`` and the context (``kg.spark.kinds.ASKED``). With ``withdrawn`` (``asker,
    edge, stands, opposition, system, independence``) steps stand and are as strong as is said there, those among them
    that a drug's own evidence took the place of; ``base`` then has them.
    """

    def __init__(self, base: Base, kept: Kept, askers: DataFrame, withdrawn: DataFrame | None = None) -> None:
        self.base, self.withdrawn = base, withdrawn
        self.graded = kept.keep(ranks(base.kinds, askers, base.up, base.lines).join(base.places, "kind"))
        self.displaced = kept.keep(displaced(base, askers, withdrawn))

    def onward(self, ways: DataFrame, fresh: Column) -> DataFrame:
        """Return the ways one step on, with the columns of the step that each takes, ``rank`` its grade, and
        ``next_place, next_side``, what binds the step after it.

        ``ways`` has at least ``asker, node, place, side``. ``fresh`` is a condition on the way and ``to`` that is asked
        before all others.
        """
        from pyspark.sql import functions as F

        found = ways.join(self.base.steps, F.col("node") == F.col("begin")).where(fresh)
        found = found.join(self.graded, ["asker", "kind"]).where("side = 0 OR own_side = 0 OR side = own_side")
        found = found.join(self.base.meets, (F.col("place") == F.col("here")) & (F.col("leaves") == F.col("there")))
        found = found.join(self.displaced, ["asker", "edge", "to"], "left_anti")
        if self.withdrawn is not None:
            found = _standing(found, self.withdrawn)
        place = F.when(F.col("circulates"), "").otherwise(F.col("reaches"))
        return found.withColumns({"next_place": place, "next_side": F.greatest("side", "own_side")})


def _standing(found: DataFrame, withdrawn: DataFrame) -> DataFrame:
    """Take out the steps that do not stand, and give the others the strength that is left."""
    from pyspark.sql import functions as F

    without = withdrawn.withColumnsRenamed({name: f"left_{name}" for name in STRENGTH})
    found = found.join(without, ["asker", "edge"], "left").where(F.coalesce("stands", ~F.col("spare")))
    own = {f"step_{name}": F.coalesce(F.col(f"left_{name}").cast("int"), f"step_{name}") for name in STRENGTH}
    return found.withColumns(own).drop("stands", *(f"left_{name}" for name in STRENGTH))
