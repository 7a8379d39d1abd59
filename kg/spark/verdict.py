"""``kg.reasoning.trial_verdict.verdict`` on columns: what an outcome says of the prediction it is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import Column


def verdict() -> Column:
    """Return the verdict from ``off_treatment, comparative, observed, predicted, finding, significance``."""
    from pyspark.sql import functions as F

    observed, predicted, significance = F.col("observed"), F.col("predicted"), F.col("significance")
    none = (significance == "not significant") & (F.coalesce("finding", F.lit("")) == "noSignificantEffect")
    word = F.when((observed > 0) == (predicted == "+"), "concordant").otherwise("discordant")
    return (
        F.when(F.col("off_treatment"), "not-usable")
        .when(F.col("comparative"), "comparative-only")
        .when(observed.isNull(), "not-usable")
        .when(predicted == "none", "not-predicted")
        .when(predicted == "ambiguous", "unresolved")
        .when((observed == 0) | none, "no-effect-observed")
        .when(significance == "significant", word)
        .otherwise(F.concat(word, F.lit("-direction-only")))
    )
