"""Generated graphs as the Parquet tables of an export: what ``kg.spark`` is measured on.

Edges have the kinds (places, milieu, sex, species, ligands, rule) of the packaged graph; things are called
``ent:G00000000`` and so on, edges ``asr:G00000000``. What is not about them is as the packaged graph has it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.generate import Columns
from kg.api import Graph
from kg.base.prefixes import compress
from kg.export.manifest import MANIFEST, manifest_of

_CHUNK = 1_000_000
_SETS = {
    "leaves": "subject_anatomy",
    "reaches": "object_anatomy",
    "milieu": "milieu",
    "sex": "sex",
    "species": "species",
    "ligands": "ligand",
}


def write(graph: Graph, folder: Path, columns: Columns) -> None:
    """Write the tables of ``columns`` to ``folder``; memory is that of a million rows."""
    graph.export("parquet", str(folder))
    before = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    steps = pq.read_schema(folder / "steps.parquet").remove_metadata()
    kinds = _kinds(graph)
    with pq.ParquetWriter(folder / "steps.parquet", steps, compression="zstd") as writer:
        for first in range(0, len(columns.source), _CHUNK):
            writer.write_table(_steps(columns, kinds, first, steps))
    pq.write_table(steps.empty_table(), folder / "spare-steps.parquet")
    own = _named("ent:G", np.arange(columns.nodes))
    labels = pa.array([["Entity", "GeneProduct"]]).take([0] * columns.nodes)
    _more(folder / "nodes.parquet", {"id": own, "label": own, "labels": labels})
    folded = pc.utf8_lower(own)
    called = {"id": pc.binary_join_element_wise("thing", folded, "/"), "name": folded}
    _more(folder / "names.parquet", {**called, "means": own, "stands_for": own})
    told = {name: before[name] for name in ("version", "data_version", "counts", "format", "view")}
    manifest_of(folder, **told)


def _steps(columns: Columns, kinds: dict[str, Any], first: int, schema: pa.Schema) -> pa.Table:
    part = slice(first, first + _CHUNK)
    kind, reached = pa.array(columns.kind[part]), columns.target[part]
    edge, target = _named("asr:G", np.arange(first, first + len(kind))), _named("ent:G", reached)
    free = np.zeros(columns.nodes, bool)
    free[columns.free] = True
    found = {
        "id": pc.binary_join_element_wise(edge, target, "/"),
        "edge": edge,
        "source": _named("ent:G", columns.source[part]),
        "target": target,
        "sign": pa.array(columns.sign[part], pa.int64()),
        "covers": pa.ListArray.from_arrays(pa.array(np.arange(len(kind) + 1, dtype=np.int32)), target),
        "circulates": pa.array(free[reached]),
        **{name: values.take(kind) for name, values in kinds.items()},
    }
    for name in ("opposition", "system", "independence"):
        found[name] = pa.array(np.zeros(len(kind), np.int64))
    return _filled(pa.table(found), schema)


def _kinds(graph: Graph) -> dict[str, Any]:
    """What an edge of each kind has, one entry a kind."""
    walked, rules = graph.network.walked, graph.network.rules
    table, sets = walked["kinds"], [[compress(value) for value in one] for one in walked["sets"]]
    found = {name: [sorted(sets[number]) for number in table[column]] for name, column in _SETS.items()}
    found["ligands"] = [[] if acts else shown for acts, shown in zip(table["acts"], found["ligands"], strict=True)]
    ruled = {name: [rules[rule][name] if rule else None for rule in table["rule"]] for name in ("grade", "dimension")}
    lists = {name: pa.array(values, pa.list_(pa.string())) for name, values in found.items()}
    words = {f"rule_{name}": pa.array(values, pa.string()) for name, values in ruled.items()}
    return {**lists, **words, "widened": pa.array(map(bool, table["widened"]))}


def _named(prefix: str, numbers: Any) -> Any:
    digits = pc.utf8_lpad(pc.cast(pa.array(numbers), pa.string()), 8, "0")
    return pc.binary_join_element_wise(pa.scalar(prefix), digits, "")


def _more(path: Path, columns: dict[str, Any]) -> None:
    """Write rows of ``columns`` behind those of a table."""
    before = pq.read_table(path)
    new = _filled(pa.table(columns), before.schema)
    pq.write_table(pa.concat_tables([before, new], promote_options="default"), path)


def _filled(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table in a schema: a column that it lacks is empty lists, or absent."""
    for field in schema:
        if field.name not in table.column_names:
            empty = pa.array([[]], field.type).take([0] * len(table)) if pa.types.is_list(field.type) else None
            table = table.append_column(field, empty if empty is not None else pa.nulls(len(table), field.type))
    return table.select(schema.names).cast(schema)
