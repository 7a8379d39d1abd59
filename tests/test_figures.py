"""Figures: well-formed, ends by sign, dashed where borrowed or uncited, the same bytes twice, and verifiable."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any
from xml.etree import ElementTree

import pytest

import kg
from kg.figures import forest, pathway, verify
from kg.figures.layout import layered
from kg.figures.scene import Forest, Link, Node, Row, Scene
from kg.figures.svg import facts_of, width
from kg.graph import Graph

SVG = "{http://www.w3.org/2000/svg}"
FIGURES = [
    ("er-signaling",),
    ("rankl-opg",),
    ("workflow",),
    ("mechanism", "toremifene"),
    ("forest", "lumbar spine BMD"),
]


@pytest.mark.parametrize("arguments", FIGURES, ids=lambda arguments: arguments[0])
def test_a_figure_is_svg_with_text_and_metadata(graph: Graph, arguments: tuple[str, ...]) -> None:
    svg = graph.figure(*arguments)
    root = ElementTree.fromstring(svg)
    assert root.tag == SVG + "svg"
    assert len(root.findall(f".//{SVG}text")) > 5
    assert all(float(text.attrib["font-size"]) >= 11 for text in root.iter(SVG + "text"))
    facts = facts_of(svg)
    assert (facts["figure"], facts["data_version"]) == (arguments[0], graph.data_version)
    assert verify(svg, graph) == ()


@pytest.mark.parametrize("arguments", [FIGURES[1], FIGURES[3]], ids=lambda arguments: arguments[0])
def test_the_bytes_do_not_depend_on_the_run(graph: Graph, arguments: tuple[str, ...]) -> None:
    code = f"import sys, kg; sys.stdout.write(kg.load().figure(*{arguments!r}))"
    env = {**os.environ, "PYTHONHASHSEED": "4711"}
    other = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert other.stdout == graph.figure(*arguments)


def scene(sign: int | None, dashed: bool, label: str = "RANKL") -> Scene:
    """Return a scene of one edge."""
    nodes = (Node(id="a", label="toremifene", kind="drug"), Node(id="b", label=label, kind="plain"))
    link = Link(source="a", target="b", sign=sign, dashed=dashed, assertions=("asr:1",))
    return Scene(name="mechanism", title="A title", nodes=nodes, links=(link,), notes=("a note",), data_version="1")


@pytest.mark.parametrize(("sign", "marker"), [(1, "rise"), (-1, "fall"), (None, "open")])
def test_the_end_of_an_edge_says_its_sign(sign: int | None, marker: str) -> None:
    first = next(
        path
        for path in ElementTree.fromstring(pathway.draw(scene(sign, False))).iter(SVG + "path")
        if "marker-end" in path.attrib
    )
    assert first.attrib["marker-end"] == f"url(#{marker})"
    assert "stroke-dasharray" not in first.attrib


def test_a_borrowed_edge_is_dashed() -> None:
    first = next(
        path
        for path in ElementTree.fromstring(pathway.draw(scene(1, True))).iter(SVG + "path")
        if "marker-end" in path.attrib
    )
    assert first.attrib["stroke-dasharray"]


def test_awkward_labels_are_escaped() -> None:
    nasty = "<script>\"&'TGF-β1</script>"
    texts = [text.text for text in ElementTree.fromstring(pathway.draw(scene(1, False, nasty))).iter(SVG + "text")]
    assert nasty in texts


def test_boxes_do_not_overlap_and_hold_their_labels(graph: Graph) -> None:
    from kg.figures.scenes import document_figure

    drawn = document_figure(graph, "rankl-opg")
    sizes = {node.id: (width(node.label, 12.5) + 26, 30.0) for node in drawn.nodes}
    boxes = layered(sizes, [(link.source, link.target) for link in drawn.links]).boxes
    spots = list(boxes.values())
    for number, (x, y, wide, high) in enumerate(spots):
        for left, top, across, tall in spots[number + 1 :]:
            assert x + wide <= left or left + across <= x or y + high <= top or top + tall <= y
    assert all(boxes[node.id][2] >= width(node.label, 12.5) for node in drawn.nodes)


def test_in_the_guides_figure_toremifene_reaches_opg_and_rankl_by_dashes_only(graph: Graph) -> None:
    from kg.figures.scenes import document_figure

    links = [link for link in document_figure(graph, "rankl-opg").links if link.source.endswith("/toremifene")]
    assert {link.target.rsplit("/", 1)[-1] for link in links} == {
        "TNFRSF11B",
        "TNFSF11",
        "osteoclast-differentiation",
        "osteoclast-activity",
    }
    assert all(link.dashed for link in links)


@pytest.mark.parametrize(("name", "dashed", "of", "added"), [("er-signaling", 6, 10, 4), ("rankl-opg", 9, 22, 11)])
def test_a_guides_figure_says_what_the_literature_adds(
    graph: Graph, name: str, dashed: int, of: int, added: int
) -> None:
    """Counted by hand in ontology/figures.ttl: steps without a read source, all steps, steps without a claim."""
    from kg.figures.scenes import document_figure

    notes = " ".join(document_figure(graph, name).notes)
    assert f"{dashed} of {of} steps are dashed" in notes
    assert f"{added} of the solid steps are not stated by the guide" in notes


def test_a_mechanism_is_drawn_in_its_context(graph: Graph) -> None:
    """In men on ADT the routes are those of ``explain``; a context that contradicts itself is refused."""
    svg = graph.figure("mechanism", "toremifene", population="men on ADT")
    found = graph.explain("toremifene", "bone mineral density", population="men on ADT")["routes_found"]
    assert "How toremifene reaches bone mineral density (men on ADT)" in svg
    assert f"best of {found['+'] + found['-']} routes." in svg
    assert svg != graph.figure("mechanism", "toremifene")
    with pytest.raises(kg.BadParameter, match="leave one of the two out"):
        graph.figure("mechanism", "toremifene", population="men on ADT", species="mouse")


@pytest.mark.parametrize(
    ("arguments", "options", "complaint"),
    [
        (("workflow",), {"population": "men on ADT"}, "workflow takes no context"),
        (("rankl-opg",), {"drugs": ["toremifene"]}, "takes no drugs"),
        (("mechanism", "toremifene"), {"max_steps": 0}, "from 1 to 12"),
        (("mechanism", "toremifene"), {"max_steps": 1}, "no route from toremifene"),
    ],
)  # fmt: skip
def test_what_a_figure_cannot_answer_is_refused(
    graph: Graph, arguments: tuple[str, ...], options: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(kg.BadParameter, match=complaint):
        graph.figure(*arguments, **options)


def test_a_forest_never_mixes_units(graph: Graph) -> None:
    from kg.figures.scenes import forest as rows_of

    drawn = rows_of(graph, "BMD", [])
    kinds: dict[str, set[str]] = {}
    for outcome in graph.outcomes(endpoint="BMD", pooled=True):
        for row in drawn.rows:
            if row.outcome == outcome.id:
                kinds.setdefault(row.group, set()).add(f"{outcome.statistic} {outcome.unit}")
    assert all(len(found) == 1 for found in kinds.values())


def test_a_forest_marks_what_has_no_interval() -> None:
    rows = (
        Row(group="g", label="with", value="0.64", low="0.53", high="0.76", printed="0.64", outcome="out:1"),
        Row(group="g", label="without", value="0.9", low=None, high=None, printed="0.9", outcome="out:2"),
    )
    root = ElementTree.fromstring(
        forest.draw(Forest(name="forest", title="t", rows=rows, ratio=frozenset("g"), notes=(), data_version="1"))
    )
    assert len(list(root.iter(SVG + "circle"))) == 1 + 1
    assert len([rect for rect in root.iter(SVG + "rect") if rect.attrib.get("width") == "8"]) == 1


def test_verify_notices_what_no_longer_follows(graph: Graph) -> None:
    svg = graph.figure("rankl-opg")
    assert "drawn from data" in verify(svg.replace(graph.data_version, "0" * 32), graph)[0]
    assert "no longer in the graph" in verify(svg.replace("assertion/A0117", "assertion/A9999"), graph)[0]
    with pytest.raises(kg.UnreadableInput):
        verify("<svg xmlns='http://www.w3.org/2000/svg'/>", graph)
    with pytest.raises(kg.UnreadableInput):
        verify("no xml", graph)
