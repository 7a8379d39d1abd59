"""In place of Amazon Neptune, which cannot be had here: a strict reader of the CSV that its user guide describes.

It takes RFC 4180 at its word, headers and values at the word of the guide, and tells an empty text in quotes from no
value, as the loader does with ``allowEmptyStrings``. What one folder holds, the other must hold too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.export import convenient, lossless
from kg.export.table import Kind
from tests.receivers.inventory import Inventory

_FIELD = re.compile(r'"((?:[^"]|"")*)"|([^",\r\n]*)')
_PROPERTY = re.compile(
    r"(?P<name>[^\s,:]+):(?P<type>Bool|Byte|Short|Int|Long|Float|Double|String)(?P<single>\(single\))?"
)
_LISTS = {
    column.name
    for columns in (convenient.ENTITY, convenient.OUTCOME, convenient.ASSERTION, lossless.SUBJECT, lossless.STATEMENT)
    for column in columns
    if column.kind is Kind.TEXTS
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """The system columns of nodes and of edges, in the order id, labels or source, target, type."""

    node: tuple[str, str]
    edge: tuple[str, str, str, str]
    single: bool


_OPENCYPHER = Grammar(node=(":ID", ":LABEL"), edge=(":ID", ":START_ID", ":END_ID", ":TYPE"), single=False)
_GREMLIN = Grammar(node=("~id", "~label"), edge=("~id", "~from", "~to", "~label"), single=True)


def read(folder: Path) -> Inventory:
    """Return what both folders hold."""
    first, second = _held(folder / "opencypher", _OPENCYPHER), _held(folder / "gremlin", _GREMLIN)
    assert first == second, "the two languages do not say the same"
    nodes, edges = first
    return Inventory(version="user guide of 2026", nodes=nodes, edges=edges)


def created(folder: Path) -> list[str]:
    """Return what the loader makes of the openCypher files, as statements of openCypher: nodes first."""
    made, label = list[str](), dict[str, str]()
    texts = {path: path.read_bytes() for path in (folder / "opencypher").iterdir()}
    for path in sorted(texts, key=lambda it: b":LABEL" not in texts[it].partition(b"\n")[0]):
        records = _records(texts[path].decode("utf-8"))
        header = [str(field) for field in next(records)]
        for record in records:
            row = dict(zip(header, record, strict=True))
            own = _required(row.pop(":ID"))
            if ":LABEL" in row:
                labels = _required(row.pop(":LABEL")).split(";")
                label[own] = labels[0]
                made.append(f"CREATE (:{':'.join(map(_name, labels))} {_map(own, row)})")
            else:
                ends = [_required(row.pop(end)) for end in (":START_ID", ":END_ID")]
                first, last = (f"(:{_name(label[end])} {{id: {json.dumps(end, ensure_ascii=False)}}})" for end in ends)
                kind = _name(_required(row.pop(":TYPE")))
                made.append(f"MATCH (a{first[1:]}, (b{last[1:]} CREATE (a)-[:{kind} {_map(own, row)}]->(b)")
    return made


def lists(held: dict[str, Any]) -> dict[str, Any]:
    """Return properties with the lists that their texts spell."""
    return {name: json.loads(value) if name in _LISTS - {"labels"} else value for name, value in held.items()}


def _map(own: str, row: dict[str, str | None]) -> str:
    """A map literal; names and texts as JSON spells them, whose escapes are openCypher's too."""
    told: dict[str, Any] = {"id": own}
    for header, field in row.items():
        name, kind = header.split(":")
        if field is not None:
            told[name] = _value(kind, field)
    return "{" + ", ".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in told.items()) + "}"


def _name(text: str) -> str:
    return "`" + text.replace("%3B", ";").replace("%25", "%").replace("`", "``") + "`"


def _held(folder: Path, grammar: Grammar) -> tuple[dict[str, Any], dict[str, Any]]:
    nodes: dict[str, Any] = {}
    edges: dict[str, Any] = {}
    for path in sorted(folder.iterdir()):
        records = _records(path.read_bytes().decode("utf-8"))
        header = [str(field) for field in next(records)]
        assert len(set(header)) == len(header), "a column stands twice"
        of_edges = grammar.edge[1] in header
        for record in records:
            assert len(record) == len(header), f"{path.name}: {len(record)} fields below {len(header)} headers"
            row = dict(zip(header, record, strict=True))
            own = _edge(row, grammar) if of_edges else _node(row, grammar)
            side = edges if of_edges else nodes
            assert own["id"] not in side, f"{own['id']} stands twice"
            side[own["id"]] = own
    for edge in edges.values():
        assert {edge["source"], edge["target"]} <= set(nodes), f"{edge['id']} leads to nothing"
    return nodes, edges


def _node(row: dict[str, str | None], grammar: Grammar) -> dict[str, Any]:
    own, labels = (_required(row.pop(column)) for column in grammar.node)
    undone = [label.replace("%3B", ";").replace("%25", "%") for label in labels.split(";")]
    return {"id": own, "labels": undone, **_properties(row, single=grammar.single)}


def _edge(row: dict[str, str | None], grammar: Grammar) -> dict[str, Any]:
    own, source, target, kind = (_required(row.pop(column)) for column in grammar.edge)
    assert re.fullmatch(r"[A-Z0-9_]+", kind)
    return {"id": own, "source": source, "target": target, **_properties(row, single=False)}


def _required(field: str | None) -> str:
    assert field, "a system column is empty"
    return field


def _properties(row: dict[str, str | None], *, single: bool) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for header, field in row.items():
        found = _PROPERTY.fullmatch(header)
        assert found is not None, f"{header} is no header of a property"
        assert bool(found["single"]) is single
        if field is not None:
            value = _value(found["type"], field)
            held[found["name"]] = json.loads(field) if found["name"] in _LISTS else value
    return held


def _value(kind: str, field: str) -> Any:
    if kind == "Long":
        assert re.fullmatch(r"-?\d+", field)
        assert -(2**63) <= int(field) < 2**63
        return int(field)
    if kind == "Double":
        return float(field)
    if kind == "Bool":
        return {"true": True, "false": False}[field]
    assert kind == "String", f"{kind} is not used"
    return field


def _records(text: str) -> Iterator[list[str | None]]:
    """Yield records; a field without quotes that is empty is None."""
    at, record = 0, list[str | None]()
    while at < len(text):
        found = _FIELD.match(text, at)
        assert found is not None
        quoted, bare = found.groups()
        record.append(quoted.replace('""', '"') if quoted is not None else bare or None)
        at = found.end()
        mark = text[at : at + 1]
        assert mark in (",", "\n"), f"{mark!r} after a field, at {at}"
        at += 1
        if mark == "\n":
            yield record
            record = []
    assert not record, "the last record has no end"
