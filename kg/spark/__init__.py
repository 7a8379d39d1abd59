"""Routes, reach and concordance on Apache Spark, for graphs that outgrow one machine.

``open`` takes the folder that ``kg export parquet`` wrote; what comes back are DataFrames, computed where the data lie.
Needs ``pip install 'serm-bone-kg[spark]'`` and Java 17 or newer.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import WrongUse

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from kg.spark.graph import SparkGraph

__all__ = ["open"]


def open(folder: str | Path, session: SparkSession | None = None, *, scratch: str | None = None) -> SparkGraph:
    """Return the graph in ``folder``, a path or URL that Spark can read; ``session`` is the one in use if left out.

    ``scratch`` is a folder or URL that the driver and every worker can write; left out, a temporary folder, where all
    run on this machine. Reads the manifest and the form of the tables, not their rows. Raises ``WrongUse`` without
    pyspark or Java, ``UnreadableInput`` for a folder that holds no export of this version, ``BadParameter`` where
    workers run elsewhere and no ``scratch`` is named.
    """
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        raise WrongUse("Spark is not installed; pip install 'serm-bone-kg[spark]'") from None
    try:
        session = session or SparkSession.builder.getOrCreate()
    except PySparkRuntimeError as error:
        raise WrongUse(f"Spark does not start ({error}); it needs Java 17 or newer, found by JAVA_HOME") from error
    from kg.spark.graph import SparkGraph
    from kg.spark.scratch import Scratch
    from kg.spark.tables import Tables

    return SparkGraph(Tables(session, str(folder)), Scratch(session, scratch))
