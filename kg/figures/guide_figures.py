"""The scenes of the guide's own figures, gathered from the compiled graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.figures.scene import Link, Node, Scene

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

_KINDS = {
    "Drug": "drug",
    "ChemicalEntity": "drug",
    "Intervention": "drug",
    "EstrogenReceptor": "receptor",
    "SignallingReceptor": "receptor",
    "BiologicalProcess": "process",
    "Phenotype": "end",
    "Biomarker": "end",
}


def nodes(graph: KnowledgeGraph, links: list[Link]) -> tuple[Node, ...]:
    """Return what the links join, in the order in which they name it."""
    ends = dict.fromkeys(end for link in links for end in (link.source, link.target))
    items = graph.names.items
    return tuple(Node(id=iri, label=items[iri]["label"], kind=_KINDS.get(items[iri]["kind"], "plain")) for iri in ends)


def document_figure(graph: KnowledgeGraph, name: str) -> Scene:
    """Return a figure of the guide, drawn from the claims and assertions that ``ontology/figures.ttl`` lists for it."""
    figure = graph.section("figures")[name]
    section = graph.section("assertions")
    found: dict[tuple[str, str, int | None], list[str]] = {}
    for iri in figure["assertions"]:
        item = section["items"][iri]
        key = (item["subject"], item["object"], section["relations"][item["relation"]]["sign"])
        found.setdefault(key, []).append(iri)
    links = []
    for (source, target, sign), iris in sorted(found.items(), key=lambda pair: (*pair[0][:2], pair[0][2] or 0)):
        dashed = not any(section["items"][iri]["status"] in ("supported", "contested") for iri in iris)
        links.append(
            Link(
                source=source,
                target=target,
                sign=sign,
                dashed=dashed,
                assertions=tuple(sorted(iris)),
                label=section["items"][iris[0]]["label"],
            )
        )
    links.sort(key=lambda link: (graph.names.items[link.source]["kind"] != "Drug", link.source, link.target))
    uncited = sum(link.dashed for link in links)
    added = sum(not any(section["items"][iri]["claims"] for iri in link.assertions) for link in links)
    notes = (
        f"{uncited} of {len(links)} steps are dashed: the guide states them and no read source shows them.",
        f"{added} of the solid steps are not stated by the guide: read sources show them beside its claims.",
        "The image itself is not in the document; this one is drawn from the claims of its section.",
    )
    return Scene(title=figure["label"], nodes=nodes(graph, links), links=tuple(links), notes=notes)


def workflow(graph: KnowledgeGraph) -> Scene:
    """Return the workflow of the guide as boxes and arrows."""
    figure = graph.section("figures")["workflow"]
    boxes = tuple(Node(id=step["iri"], label=step["label"], kind="process") for step in figure["steps"])
    links = tuple(
        Link(source=step["iri"], target=after, sign=1, dashed=False, assertions=(), label="then")
        for step in figure["steps"]
        for after in step["precedes"]
    )
    notes = ("An arrow means: comes next. The order follows the guide's protocols and text.",)
    return Scene(title=figure["label"], nodes=boxes, links=links, notes=notes, signed=False)
