"""Figures drawn from the graph: SVG without any other program, the same bytes for the same graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.errors import BadParameter, LimitReached, UnknownName, UnreadableInput

if TYPE_CHECKING:
    from kg.graph import Graph

NAMES = ("er-signaling", "rankl-opg", "workflow", "mechanism", "forest")


def figure(
    graph: Graph, name: str, subject: str | None = None, *, drugs: Sequence[str] = (), max_steps: int = 8, **where: Any
) -> str:
    """Return a figure as SVG text.

    ``mechanism`` takes a drug as ``subject`` and a context as ``kg explain`` does (``anatomy``, ``population``,
    ``milieu``, ``species``, ``max_steps``), ``forest`` an endpoint and ``drugs``. Raises ``UnknownName``,
    ``AmbiguousName``, and ``BadParameter`` where something is asked of a figure that cannot answer it.
    """
    from kg.figures import forest, pathway, scenes

    if name not in NAMES:
        raise UnknownName(name, kind="figure", nearest=NAMES)
    if name in ("mechanism", "forest") and subject is None:
        raise BadParameter(f"{name} needs a {'drug' if name == 'mechanism' else 'endpoint'}: kg figure {name} NAME")
    if any(where.values()) and name != "mechanism":
        raise BadParameter(f"{name} takes no context; mechanism DRUG does")
    if drugs and name != "forest":
        raise BadParameter(f"{name} takes no drugs to choose from; forest ENDPOINT does")
    if name == "mechanism":
        return pathway.draw(scenes.mechanism(graph, str(subject), max_steps, **where))
    if name == "forest":
        return forest.draw(scenes.forest(graph, str(subject), list(drugs)))
    return pathway.draw(scenes.workflow(graph) if name == "workflow" else scenes.document_figure(graph, name))


def convert(svg: str, suffix: str) -> bytes:
    """Return the bytes of a figure for a file with ``suffix``: ``.svg`` as it is, ``.png`` and ``.pdf`` by cairosvg.

    Raises ``BadParameter`` for another suffix, ``LimitReached`` where the ``figures`` extra is not installed.
    """
    if suffix == ".svg":
        return svg.encode()
    if suffix not in (".png", ".pdf"):
        raise BadParameter(f"cannot write {suffix or 'a file without suffix'}; use .svg, .png or .pdf")
    try:
        import cairosvg
    except (ImportError, OSError) as error:
        raise LimitReached(
            f"{suffix} needs cairosvg: pip install 'serm-bone-kg[figures]'; .svg needs nothing"
        ) from error
    make = cairosvg.svg2png if suffix == ".png" else cairosvg.svg2pdf
    raw: bytes = make(bytestring=svg.encode())
    return raw


def verify(svg: str, graph: Graph) -> tuple[str, ...]:
    """Return what keeps a figure from following from ``graph``; empty where it does.

    Raises ``UnreadableInput`` for a file that is no figure of this program.
    """
    from xml.etree.ElementTree import ParseError

    from kg.figures.svg import facts_of

    try:
        facts = facts_of(svg)
    except (ParseError, ValueError) as error:
        raise UnreadableInput("figure", f"is not an SVG of this program ({error})") from error
    if "figure" not in facts:
        raise UnreadableInput("figure", "has no metadata of this program; draw it with kg figure")
    found = []
    known = graph.section("assertions")["items"]
    for iri in facts.get("assertions") or ():  # type: ignore[attr-defined]
        if iri not in known:
            found.append(f"{iri} is no longer in the graph")
    if facts["data_version"] != graph.data_version:
        found.append(
            f"it was drawn from data {facts['data_version']}, this is {graph.data_version}; draw it again and compare"
        )
    name = str(facts["figure"])
    if name in ("er-signaling", "rankl-opg", "workflow") and facts_of(figure(graph, name))["digest"] != facts["digest"]:
        found.append("the drawing differs from the one that this graph gives")
    return tuple(found)
