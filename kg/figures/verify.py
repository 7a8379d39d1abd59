"""Whether a figure still follows from a graph: it is drawn again from the request that it carries, and compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import ParseError

from kg.errors import UnreadableInput, WrongUse
from kg.figures import draw
from kg.figures.figure_request import Request, request_of
from kg.figures.svg import digest_of, facts_of

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph


class Finding(NamedTuple):
    """Whether a figure follows, in one line, and what has changed where it does not."""

    follows: bool
    says: str
    changes: tuple[str, ...] = ()


def verify(svg: str, graph: KnowledgeGraph, name: str = "figure") -> Finding:
    """Return whether ``svg`` follows from ``graph``, and otherwise what has changed; ``name`` is its file in errors.

    Raises ``UnreadableInput`` for a file that is no figure of this program or is not as it was drawn.
    """
    facts, asked = _read(svg, name)
    try:
        fresh = facts_of(draw(graph, asked))
    except WrongUse as error:
        return Finding(False, "does not follow: it cannot be drawn from this graph", (str(error),))
    if fresh["digest"] == facts["digest"]:
        older = "" if facts["data_version"] == graph.data_version else " (drawn from an older data version)"
        return Finding(True, f"follows{older}")
    known = graph.section("assertions")["items"]
    measured = {outcome["id"] for outcome in graph.section("outcomes")}
    changes = [
        *_changes("assertion", facts["assertions"], fresh["assertions"], known),
        *_changes("outcome", facts["outcomes"], fresh["outcomes"], measured),
    ]
    if not changes:
        changes = ["what it shows is unchanged, but labels, grades or counts in it are not; draw it again and compare"]
    return Finding(False, "does not follow from this graph", tuple(changes))


def _read(svg: str, name: str) -> tuple[dict[str, Any], Request]:
    try:
        facts = facts_of(svg)
        if "figure" not in facts:
            raise ValueError("it has no metadata of this program")
        asked = request_of(facts.get("arguments")).checked()
        kinds = {"digest": str, "data_version": str, "assertions": dict, "outcomes": dict}
        if not all(isinstance(facts.get(field), kind) for field, kind in kinds.items()):
            raise ValueError("its metadata is not complete")
    except (ParseError, ValueError, WrongUse, RecursionError) as error:
        raise UnreadableInput(name, f"is no figure of this program ({error}); draw one with kg figure -o") from error
    if digest_of(svg) != facts["digest"]:
        raise UnreadableInput(name, "was changed after it was drawn, its digest does not fit; draw it again")
    return facts, asked


def _changes(kind: str, before: Mapping[str, str], now: Mapping[str, str], known: Any) -> list[str]:
    found = []
    for name in sorted({*before, *now}):
        if name not in known:
            found.append(f"{kind} {name} is gone from the graph")
        elif name not in now:
            found.append(f"{kind} {name} is not drawn any more")
        elif name not in before:
            found.append(f"{kind} {name} is drawn now: {now[name]}")
        elif before[name] != now[name]:
            found.append(f"{kind} {name} was {before[name]}; is {now[name]}")
    return found
