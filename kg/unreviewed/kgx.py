"""KGX: ``…_edges.tsv`` or ``.jsonl`` with the ``…_nodes`` file beside it, as Biolink tools exchange graphs.

Format: https://github.com/biolink/kgx/blob/master/specification/kgx-format.md. The sign of an edge follows from its
predicate and its direction qualifiers; where neither says, it is not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.unreviewed.effects import NO_ACTION, UNKNOWN, Effect, effects
from kg.unreviewed.lines import need, objects, rows
from kg.unreviewed.rows import Draft, Thing

_CAUSAL = ("", "causes")


class Kgx:
    """The pair of files to which ``edges`` belongs; the nodes may be missing."""

    def __init__(self, edges: Path) -> None:
        self._edges = edges
        stem, _, ending = edges.name.rpartition("_edges")
        self._nodes = edges.with_name(f"{stem}_nodes{ending}")
        self._table = ".tsv" in ending

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that are read."""
        return (self._edges, self._nodes) if self._nodes.exists() else (self._edges,)

    def things(self) -> Iterator[Thing]:
        """See ``Reader``. A row of nodes may be short, which costs a label at most; one of edges may not."""
        if not self._nodes.exists():
            return
        found = rows(self._nodes, ("id",), short=True) if self._table else objects(self._nodes)
        for number, row in found:
            own = need(self._nodes, number, row, "id")
            yield Thing(own, str(row.get("name", own)), ",".join(_several(row.get("category"))))

    def drafts(self) -> Iterator[Draft]:
        """See ``Reader``. Negated edges say that something does not act: they are no edges and are not walked."""
        ends = ("subject", "predicate", "object")
        found = rows(self._edges, ends) if self._table else objects(self._edges)
        for number, row in found:
            subject, predicate, object = (need(self._edges, number, row, name) for name in ends)
            effect = _effect(predicate.removeprefix("biolink:"), row)
            if effect.turned:
                subject, object = object, subject
            yield Draft(
                str(row.get("id", f"{self._edges.name}:{number}")),
                subject,
                object,
                predicate,
                effect.sign,
                effect.walked,
                _several(row.get("publications")),
                _several(row.get("anatomical_context_qualifier")),
                _several(row.get("species_context_qualifier")),
                str(row.get("primary_knowledge_source", "")),
            )


def _effect(predicate: str, row: dict[str, Any]) -> Effect:
    effect = effects("biolink").get(predicate, NO_ACTION)
    if str(row.get("negated", "")).lower() == "true":
        return NO_ACTION
    if str(row.get("qualified_predicate", "")).removeprefix("biolink:") not in _CAUSAL:
        return NO_ACTION
    reached = row.get("object_direction_qualifier")
    if not effect.walked or reached is None:
        return effect
    directions = effects("direction")
    sign = directions.get(str(reached), NO_ACTION).sign
    begun = row.get("subject_direction_qualifier")
    if begun is not None:
        sign *= directions.get(str(begun), NO_ACTION).sign
    return effect._replace(sign=sign if effect.sign in (UNKNOWN, sign) else UNKNOWN)


def _several(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(map(str, value))
    return tuple(part for part in str(value).split("|") if part) if value else ()
