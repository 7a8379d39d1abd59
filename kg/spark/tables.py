"""The Parquet tables of an export, as DataFrames whose columns are known to be there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
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
    "names": ("id", "means", "kind", "stands_for", "candidates"),
    "closures": ("narrower", "broader", "relation"),
    "populations": ("id", "milieu", "sex", "species"),
    "tiers": ("id", "place"),
    "steps": _STEP,
    "spare-steps": _STEP,
    "edges": ("id", "source", "inferred_by"),
    "contexts": ("edge", "dimension", "value"),
    "withdrawals": ("cohort_ids", "edge", "stands", "opposition", "system", "independence"),
    "outcomes": (
        *("id", "drug_ids", "indicates_id", "endpoint_id", "population_id", "cohort_ids", "unusable"),
        *("observed_sign", "significance", "comparative", "off_treatment", "finding"),
    ),
}
_ANEW = "kg export parquet -o FOLDER writes one"


class Tables:
    """The tables in a folder; each is opened when it is first asked for."""

    def __init__(self, session: SparkSession, folder: str) -> None:
        """Raises ``UnreadableInput`` where the folder holds no export, or that of another version."""
        self.session, self.folder = session, folder.rstrip("/")
        self._open: dict[str, DataFrame] = {}
        self._check()
        self["steps"]  # fails here rather than in the midst of a job

    def __getitem__(self, name: str) -> DataFrame:
        """Return table ``name`` with the columns that are read here.

        Raises ``UnreadableInput`` where there is no such table, or one of another form.
        """
        if name not in self._open:
            self._open[name] = self._read(name)
        return self._open[name]

    def _check(self) -> None:
        from pyspark.errors import PySparkException

        path = f"{self.folder}/manifest.json"
        try:
            (row,) = self.session.read.text(path, wholetext=True).collect()
            written = json.loads(row.value)
            format, by = written["format"], written["version"]
        except (PySparkException, ValueError, KeyError, TypeError) as error:
            raise UnreadableInput(path, f"is no manifest of an export; {_ANEW}") from error
        if format != "parquet":
            raise UnreadableInput(path, f"is that of an export to {format}; {_ANEW}")
        if (own := _own_version()) not in (by, None):
            raise UnreadableInput(path, f"was written by version {by}, and this is {own}; export it anew")

    def _read(self, name: str) -> DataFrame:
        from pyspark.errors import PySparkException

        path = f"{self.folder}/{name}.parquet"
        try:
            table = self.session.read.parquet(path)
        except PySparkException as error:
            told = str(error).splitlines()[0]
            raise UnreadableInput(path, f"is no table that Spark can read ({told}); {_ANEW}") from error
        missing = [column for column in COLUMNS[name] if column not in table.columns]
        if missing:
            raise UnreadableInput(path, f"has no column {', '.join(missing)}; export it anew with this version")
        return table.select(*COLUMNS[name])


def _own_version() -> str | None:
    """The version of this package; None where it is used without being installed."""
    try:
        return version("serm-bone-kg")
    except PackageNotFoundError:
        return None
