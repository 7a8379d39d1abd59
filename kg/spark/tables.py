"""The Parquet tables of an export, as DataFrames whose columns are known to be there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.errors import UnreadableInput

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_STEP = (
    *("edge", "source", "target", "sign", "widened", "covers", "circulates", "rule_grade", "opposition", "system"),
    *("independence", "leaves", "reaches", "milieu", "sex", "species", "ligands"),
)
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "nodes": ("id", "labels", "label", "drug_class"),
    "closures": ("narrower", "broader", "relation"),
    "populations": ("id", "milieu", "sex", "species"),
    "indicators": ("id", "quantity"),
    "steps": _STEP,
    "spare-steps": _STEP,
    "edges": ("id", "source", "inferred_by"),
    "contexts": ("edge", "dimension", "value"),
    "withdrawals": ("cohort_ids", "edge", "stands", "opposition", "system", "independence"),
    "outcomes": (
        *("id", "drug_ids", "indicates_id", "population_id", "cohort_ids", "unusable", "observed_sign"),
        *("significance", "comparative", "off_treatment", "finding"),
    ),
}


class Tables:
    """The tables in a folder; each is opened when it is first asked for."""

    def __init__(self, session: SparkSession, folder: str) -> None:
        self.session, self.folder = session, folder.rstrip("/")
        self._open: dict[str, DataFrame] = {}
        self["steps"]  # fails here rather than in the midst of a job

    def __getitem__(self, name: str) -> DataFrame:
        """Return table ``name`` with the columns that are read here.

        Raises ``UnreadableInput`` where there is no such table, or one of another form.
        """
        if name not in self._open:
            self._open[name] = self._read(name)
        return self._open[name]

    def _read(self, name: str) -> DataFrame:
        from pyspark.errors import PySparkException

        path = f"{self.folder}/{name}.parquet"
        try:
            table = self.session.read.parquet(path)
        except PySparkException as error:
            told = str(error).splitlines()[0]
            raise UnreadableInput(
                path, f"is no table that Spark can read ({told}); kg export parquet -o FOLDER"
            ) from error
        missing = [column for column in COLUMNS[name] if column not in table.columns]
        if missing:
            raise UnreadableInput(path, f"has no column {', '.join(missing)}; export it anew with this version")
        return table.select(*COLUMNS[name])
