"""Figures drawn from the graph: SVG without any other program, the same bytes for the same graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from kg.errors import BadParameter, LimitReached
from kg.figures.figure_request import TAKES, Request

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

NAMES = tuple(TAKES)


class _Drawn(Protocol):
    @property
    def outcomes(self) -> Mapping[str, str]: ...
    @property
    def assertions(self) -> tuple[str, ...]: ...


def figure(
    graph: KnowledgeGraph,
    name: str,
    subject: str | None = None,
    *,
    drugs: Sequence[str] = (),
    max_steps: int = 8,
    **asked: Any,
) -> str:
    """Return a figure as SVG text.

    ``mechanism`` takes a drug as ``subject``, a ``target`` and a context as ``kg explain`` does (``anatomy``,
    ``population``, ``milieu``, ``species``, ``max_steps``); ``forest`` an endpoint, ``drugs``, ``population`` and
    ``pool``; ``concordance`` takes ``drugs``. Raises ``UnknownName``, ``AmbiguousName``, and ``BadParameter`` where
    something is asked of a figure that cannot answer it.
    """
    return draw(graph, Request(name=name, subject=subject, drugs=tuple(drugs), max_steps=max_steps, **asked))


def draw(graph: KnowledgeGraph, asked: Request) -> str:
    """Return the figure that a request asks for, as SVG text. Raises as ``figure`` does."""
    from kg.figures import concordance, forest, guide_figures, matrix, mechanism, pathway, trials

    asked.checked()
    if asked.name == "forest":
        results = trials.forest(graph, asked)
        return forest.draw(results, facts(graph, asked, results))
    if asked.name == "concordance":
        chart = concordance.chart(graph, asked)
        return matrix.draw(chart, facts(graph, asked, chart))
    if asked.name == "mechanism":
        scene = mechanism.mechanism(graph, asked)
    else:
        scene = (
            guide_figures.workflow(graph)
            if asked.name == "workflow"
            else guide_figures.document_figure(graph, asked.name)
        )
    return pathway.draw(scene, facts(graph, asked, scene))


def facts(graph: KnowledgeGraph, asked: Request, drawn: _Drawn) -> dict[str, Any]:
    """Return what a figure says of itself: its request, the data version, and what is drawn of the graph.

    Assertions with sign and status, outcomes with their numbers, so that a later graph can be compared.
    """
    section = graph.section("assertions")
    signs = {1: "+", -1: "-", 0: "0", None: "?"}

    def state(iri: str) -> str:
        item = section["items"][iri]
        return f"{signs[section['relations'][item['relation']]['sign']]} {item['status']}"

    return {
        "figure": asked.name,
        "arguments": asked.asked(),
        "query": asked.command(),
        "data_version": graph.data_version,
        "assertions": {iri: state(iri) for iri in drawn.assertions},
        "outcomes": dict(drawn.outcomes),
    }


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
