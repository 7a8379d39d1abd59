"""Frames that are written to a folder while a job runs, so that each step is worked out once.

What is written is safe from workers that die, and what is worked out from it has a short plan. Frames that Spark keeps
in memory have neither: each carries the plans of all that went before, which grow until the driver has no room.
"""

from __future__ import annotations

import tempfile
from itertools import count
from types import TracebackType
from typing import TYPE_CHECKING

from kg.errors import BadParameter

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


class Scratch:
    """A folder that the driver and every worker can read and write; ``close`` removes what was written into it."""

    def __init__(self, session: SparkSession, place: str | None) -> None:
        """Without a ``place``, a temporary folder of this machine; raises ``BadParameter`` where workers may run on
        others.
        """
        self._session, self._numbers = session, count()
        self._own = None
        if place is None:
            if not session.sparkContext.master.startswith("local"):
                raise BadParameter("workers run on other machines: name a scratch folder that all of them can write")
            self._own = tempfile.TemporaryDirectory(prefix="kg-spark-")
            place = f"file:{self._own.name}"
        self._root = f"{place.rstrip('/')}/kg-spark-{session.sparkContext.applicationId}-{id(self):x}"

    def written(self, frame: DataFrame) -> tuple[DataFrame, str]:
        """Return ``frame`` as it is read back from where it was written, and that place."""
        place = f"{self._root}/{next(self._numbers)}"
        frame.write.parquet(place)
        return self._session.read.schema(frame.schema).parquet(place), place

    def remove(self, place: str) -> None:
        """Remove what stands at a place, whatever the file system."""
        jvm, context = self._session._jvm, self._session.sparkContext._jsc
        path = jvm.org.apache.hadoop.fs.Path(place)
        path.getFileSystem(context.hadoopConfiguration()).delete(path, True)

    def close(self) -> None:
        """Remove everything that was written, answers among it."""
        self.remove(self._root)
        if self._own is not None:
            self._own.cleanup()


class Kept:
    """The frames of one job, removed when the ``with`` block ends."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._places: list[str] = []

    def __enter__(self) -> Kept:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for place in self._places:
            self._scratch.remove(place)

    def keep(self, frame: DataFrame) -> DataFrame:
        """Return ``frame`` worked out, until the job ends."""
        found, place = self._scratch.written(frame)
        self._places.append(place)
        return found

    def answer(self, frame: DataFrame) -> DataFrame:
        """Return ``frame`` worked out, until the graph is closed."""
        return self._scratch.written(frame)[0]
