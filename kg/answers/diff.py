"""``diff``: which conclusions changed between two versions of the data.

A version is a folder written by ``kg build``, of which one file and the manifest are read, or a graph.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.answers.conclusions import conclusions
from kg.base.records import Record, raw
from kg.errors import UnreadableInput

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

MANIFEST, CONCLUSIONS = "manifest.json", "conclusions.tsv"
_COLUMNS = ["kind", "key", "label", "value", "detail"]
# What changed, or how: the order in which it is told.
_ORDER: tuple[str, ...] = (
    *("sign", "lean", "status", "verdict", "grade", "confidence", "classes", "drug_class", "side_1", "side_2"),
    *("added", "removed", "number"),
)
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r"}
_Conclusions = dict[tuple[str, str], dict[str, Any]]


class _Version(NamedTuple):
    name: str
    version: str
    data_version: str
    conclusions: _Conclusions


def diff(before: str | Path | KnowledgeGraph, after: str | Path | KnowledgeGraph) -> Record:
    """Return ``{"before", "after", "rows", "totals"}``; each side is the folder of a release, or a graph.

    A row is ``{kind, key, label, before, after, change, changed}``: changed signs first, then status, verdict, grade
    and confidence, then records that were added or removed, counts last; then by kind and key. ``before`` is None for
    an added conclusion, ``after`` for a removed one; ``changed`` names the parts that differ. Raises
    ``UnreadableInput`` for a folder that is no release, or whose conclusions are not those of its manifest.
    """
    one, other = _version(before), _version(after)
    keys = sorted({*one.conclusions, *other.conclusions})
    rows = [row for key in keys if (row := _row(one.conclusions.get(key), other.conclusions.get(key))) is not None]
    counted = Counter(row["change"] for row in rows)
    totals = {change: counted[change] for change in ("changed", "added", "removed")}
    return Record(
        {
            "before": _told(one),
            "after": _told(other),
            "totals": {**totals, "same": len(keys) - len(rows)},
            "rows": sorted(rows, key=lambda row: (_rank(row), row["kind"], row["key"])),
        }
    )


def _told(side: _Version) -> dict[str, Any]:
    return {**side._asdict(), "conclusions": len(side.conclusions)}


def _row(before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any] | None:
    known = after or before
    assert known is not None
    old, new = (before or {}).get("value"), (after or {}).get("value")
    if old == new:
        return None
    changed = [name for name in {**old, **new} if old.get(name) != new.get(name)] if old and new else []
    return {
        **{name: known[name] for name in ("kind", "key", "label")},
        "before": old,
        "after": new,
        "change": "changed" if old and new else "added" if new else "removed",
        "changed": changed,
    }


def leading(row: dict[str, Any]) -> str:
    """Return what a row is told under: the part that changed and weighs most, else ``added`` or ``removed``."""
    return str(min(row["changed"] or [row["change"]], key=_place))


def _rank(row: dict[str, Any]) -> int:
    return _place(leading(row))


def _place(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _version(side: str | Path | KnowledgeGraph) -> _Version:
    if isinstance(side, (str, Path)):
        return _release(Path(side))
    rows = [raw(row) for row in conclusions(side)]
    return _Version("now", version("serm-bone-kg"), side.data_version, {(row["kind"], row["key"]): row for row in rows})


def _release(folder: Path) -> _Version:
    """The version in a folder, by its manifest and the one file that holds its conclusions."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        hashes = {file["path"]: file["sha256"] for file in manifest["files"]}
        code, data = str(manifest["version"]), str(manifest["data_version"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableInput(
            str(folder), "is no release; name a folder that 'kg build' wrote, or 'now' for the graph of today"
        ) from error
    if CONCLUSIONS not in hashes:
        raise UnreadableInput(str(folder), f"holds no {CONCLUSIONS}; write the release anew with 'kg build'")
    try:
        content = (folder / CONCLUSIONS).read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != hashes[CONCLUSIONS]:
        raise UnreadableInput(
            str(folder / CONCLUSIONS), "is damaged: not the file that its manifest lists; write the release anew"
        )
    try:
        return _Version(str(folder), code, data, _parsed(content.decode("utf-8")))
    except ValueError as error:
        raise UnreadableInput(str(folder / CONCLUSIONS), f"{error}; read it with the version that wrote it") from error


def _parsed(text: str) -> _Conclusions:
    """The conclusions of a file, by kind and key; raises ``ValueError`` where it has another form."""
    lines = [[_plain(cell) for cell in line.split("\t")] for line in text.removesuffix("\n").split("\n")]
    if any(len(line) != len(_COLUMNS) for line in lines) or lines[0] != _COLUMNS:
        raise ValueError(f"has other columns than {', '.join(_COLUMNS)}")
    found = {}
    for line in lines[1:]:
        row: dict[str, Any] = dict(zip(_COLUMNS, line, strict=True))
        pairs = (part.partition("=") for part in row["value"].split("; "))
        row["value"] = {name: text or None for name, _, text in pairs}
        found[row["kind"], row["key"]] = row
    return found


def _plain(cell: str) -> str:
    return re.sub(r"\\(.)", lambda match: _ESCAPED.get(match[1], match[1]), cell)
