"""Figures: well-formed, ends by sign, dashed where borrowed or uncited, lines clear of boxes, the same bytes twice."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any
from xml.etree import ElementTree

import pytest

import kg
from kg.answers.question import question
from kg.api import Graph
from kg.figures import convert, guide_figures, mechanism, pathway
from kg.figures.channel_routing import stacked
from kg.figures.figure_request import Request, request_of
from kg.figures.layer_order import settle
from kg.figures.scene import Link, Node, Scene
from kg.figures.svg import crosses, facts_of, segments, width, wrap

SVG = "{http://www.w3.org/2000/svg}"
FIGURES: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    (("er-signaling",), {}),
    (("rankl-opg",), {}),
    (("workflow",), {}),
    (("mechanism", "toremifene"), {"population": "men on ADT"}),
    (("mechanism", "raloxifene"), {"target": "bone resorption", "anatomy": "bone"}),
    (("forest", "lumbar spine BMD"), {"drugs": ["toremifene", "tamoxifen"]}),
]
CROWDED = [
    Request(name="mechanism", subject=drug, population=who, target=target)
    for drug in ("toremifene", "raloxifene", "tamoxifen", "ospemifene")
    for who in (None, "men on ADT", "premenopausal women")
    for target in (None, "bone resorption")
]
GIVEN: dict[str, Any] = {"figure": "mechanism"}


def named(case: object) -> str:
    """Return a figure as the tests call it."""
    return " ".join(case[0]) if isinstance(case, tuple) else str(case)


@pytest.mark.parametrize("case", FIGURES, ids=named)
def test_a_figure_is_svg_with_legible_text_and_metadata(
    graph: Graph, case: tuple[tuple[str, ...], dict[str, Any]]
) -> None:
    arguments, options = case
    svg = graph.figure(*arguments, **options)
    root = ElementTree.fromstring(svg)
    assert root.tag == SVG + "svg"
    assert len(root.findall(f".//{SVG}text")) > 5
    assert all(float(text.attrib["font-size"]) >= 11 for text in root.iter(SVG + "text"))
    facts = facts_of(svg)
    assert (facts["figure"], facts["data_version"]) == (arguments[0], graph.data_version)
    assert facts["arguments"]["name"] == arguments[0]


@pytest.mark.parametrize("case", FIGURES, ids=named)
def test_the_bytes_do_not_depend_on_the_run(graph: Graph, case: tuple[tuple[str, ...], dict[str, Any]]) -> None:
    arguments, options = case
    code = f"import sys, kg; sys.stdout.write(kg.load().figure(*{arguments!r}, **{options!r}))"
    env = {**os.environ, "PYTHONHASHSEED": "4711"}
    other = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert other.stdout == graph.figure(*arguments, **options)


def test_figures_are_told_apart_without_colour(graph: Graph) -> None:
    """Every fill and stroke is a grey: red, green and blue are equal."""
    for arguments, options in FIGURES:
        for element in ElementTree.fromstring(graph.figure(*arguments, **options)).iter():
            for name in ("fill", "stroke"):
                colour = element.attrib.get(name, "none")
                grey = colour in ("none", "white") or colour[1:3] == colour[3:5] == colour[5:7]
                assert grey, colour


def scene(sign: int | None = 1, *, label: str = "RANKL", **look: Any) -> Scene:
    """Return a scene of one edge."""
    nodes = (Node(id="a", label="toremifene", kind="drug"), Node(id="b", label=label, kind="plain"))
    link = Link(source="a", target="b", sign=sign, dashed=look.pop("dashed", False), assertions=("asr:1",), **look)
    return Scene(title="A title", nodes=nodes, links=(link,), notes=("a note",))


def paths(drawn: Scene) -> list[dict[str, str]]:
    """Return the attributes of the lines of ``drawn``: those of its edge, then those of the legend."""
    root = ElementTree.fromstring(pathway.draw(drawn, GIVEN))
    inside = {id(path) for marker in root.iter(SVG + "marker") for path in marker.iter(SVG + "path")}
    return [path.attrib for path in root.iter(SVG + "path") if id(path) not in inside]


@pytest.mark.parametrize(("sign", "marker"), [(1, "rise"), (-1, "fall"), (None, "open")])
def test_the_end_of_an_edge_says_its_sign(sign: int | None, marker: str) -> None:
    first = paths(scene(sign))[0]
    assert first["marker-end"] == f"url(#{marker})"
    assert "stroke-dasharray" not in first


def test_a_borrowed_edge_is_dashed_and_its_end_is_not() -> None:
    line, stub, *_ = paths(scene(dashed=True))
    assert line["stroke-dasharray"]
    assert "marker-end" not in line
    assert stub["marker-end"] == "url(#rise)"
    assert "stroke-dasharray" not in stub


def test_a_dissenting_edge_is_a_double_line() -> None:
    line, inner, *_ = paths(scene(dissent=True))
    assert float(line["stroke-width"]) > 2 * float(inner["stroke-width"])
    assert inner["stroke"] == "white"


def test_awkward_labels_are_escaped() -> None:
    nasty = "<script>\"&'TGF-β1</script>"
    root = ElementTree.fromstring(pathway.draw(scene(label=nasty), GIVEN))
    assert nasty in [text.text for text in root.iter(SVG + "text")]


def drawn_scenes(graph: Graph) -> list[Scene]:
    """Return the scenes whose layout is tested: those of the guide and crowded mechanisms."""
    own = [guide_figures.document_figure(graph, name) for name in ("er-signaling", "rankl-opg")]
    return [*own, guide_figures.workflow(graph), *(mechanism.mechanism(graph, asked) for asked in CROWDED)]


def test_no_line_crosses_a_box_or_a_tag_that_is_not_its_own(graph: Graph) -> None:
    checked = 0
    for drawn in drawn_scenes(graph):
        spots = pathway.placed(drawn)
        for number, link in enumerate(drawn.links):
            for one, other in segments(spots.ways[number]):
                assert one[0] == other[0] or one[1] == other[1], "neither upright nor level"
                for node, box in spots.boxes.items():
                    assert not crosses(one, other, box), (drawn.title, link.label, node)
                for tag, box in spots.tags.items():
                    assert tag == number or not crosses(one, other, box), (drawn.title, link.label, tag)
                checked += 1
    assert checked > 2000


def test_a_crossed_box_is_noticed() -> None:
    assert crosses((5, 0), (5, 20), (0, 5, 10, 10))
    assert crosses((0, 7), (20, 7), (5, 5, 10, 10))
    assert not crosses((0, 5), (20, 5), (5, 5, 10, 10))
    assert not crosses((16, 0), (16, 20), (5, 5, 10, 10))


def test_a_line_begins_and_ends_at_its_own_boxes(graph: Graph) -> None:
    for drawn in drawn_scenes(graph):
        spots = pathway.placed(drawn)
        for number, link in enumerate(drawn.links):
            for (x, y), node in ((spots.ways[number][0], link.source), (spots.ways[number][-1], link.target)):
                left, top, wide, high = spots.boxes[node]
                assert left < x < left + wide
                assert min(abs(y - top), abs(y - top - high)) <= 3


def test_lines_never_run_into_each_other(graph: Graph) -> None:
    """They cross, but no piece of one lies on a piece of another."""
    for drawn in drawn_scenes(graph):
        pieces: dict[bool, list[tuple[float, float, float, int]]] = {True: [], False: []}
        for number, way in pathway.placed(drawn).ways.items():
            for (x, y), (across, down) in segments(way):
                level = y == down
                at, (begin, end) = (y, sorted((x, across))) if level else (x, sorted((y, down)))
                pieces[level].append((at, begin, end, number))
        for found in pieces.values():
            for place, (at, begin, end, one) in enumerate(found):
                for other_at, other_begin, other_end, other in found[place + 1 :]:
                    if one != other and abs(at - other_at) < 4:
                        assert end <= other_begin or other_end <= begin, (drawn.title, one, other)


def test_a_piece_that_comes_down_where_another_goes_down_lies_above_it() -> None:
    """The first goes right from x = 10, the third comes from the right down to x = 10; the second pushes the first."""
    found = stacked([(10, 100, (0, 0)), (50, 150, (1, 0)), (30, 10, (2, 0))])
    assert found[1, 0] < found[0, 0] < found[2, 0]


def test_places_are_the_nearest_that_keep_their_distance() -> None:
    """By hand: two that both want 0 and must be 4 apart stand at -2 and 2; a third that wants 10 is left in peace."""
    assert settle([0, 0, 10], [1, 1, 1], [4, 4]) == pytest.approx([-2, 2, 10])
    assert settle([0, 0], [3, 1], [4]) == pytest.approx([-1, 3])


def test_boxes_and_tags_do_not_overlap_and_hold_their_labels(graph: Graph) -> None:
    for drawn in drawn_scenes(graph):
        placed = pathway.placed(drawn)
        spots = [*placed.boxes.values(), *placed.tags.values()]
        for number, (x, y, wide, high) in enumerate(spots):
            for left, top, across, tall in spots[number + 1 :]:
                assert x + wide <= left or left + across <= x or y + high <= top or top + tall <= y
        assert all(placed.boxes[node.id][2] >= width(node.label, 12.5) for node in drawn.nodes)
        assert all(placed.tags[n][2] >= width(link.tag, 11) for n, link in enumerate(drawn.links) if link.tag)


def test_in_the_guides_figure_toremifene_reaches_opg_and_rankl_by_dashes_only(graph: Graph) -> None:
    links = [
        link for link in guide_figures.document_figure(graph, "rankl-opg").links if link.source.endswith("/toremifene")
    ]
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
    notes = " ".join(guide_figures.document_figure(graph, name).notes)
    assert f"{dashed} of {of} steps are dashed" in notes
    assert f"{added} of the solid steps are not stated by the guide" in notes


def test_a_mechanism_is_drawn_in_its_context(graph: Graph) -> None:
    """In men on ADT the routes are those of ``explain``; a context that contradicts itself is refused."""
    svg = graph.figure("mechanism", "toremifene", population="men on ADT")
    why = graph.explain("toremifene", "bone mineral density", population="men on ADT")
    found = why["routes_found"]
    assert ">How toremifene reaches bone mineral density (men on ADT)<" in svg
    assert f"best of {found['+']} routes that say +, and all {found['-']} routes that say −." in svg
    assert f"Predicted: +, decided by: {why.prediction.decided_by}." in svg
    assert svg != graph.figure("mechanism", "toremifene")
    with pytest.raises(kg.BadParameter, match="leave one of the two out"):
        graph.figure("mechanism", "toremifene", population="men on ADT", species="mouse")


def test_a_mechanism_leads_to_the_target_that_was_named(graph: Graph) -> None:
    links = mechanism.mechanism(graph, Request(name="mechanism", subject="raloxifene", target="bone resorption")).links
    ends = {link.target for link in links} - {link.source for link in links}
    assert {end.rsplit("/", 1)[-1] for end in ends} == {"bone-resorption"}


def test_at_most_forty_routes_are_merged_and_dissent_keeps_its_place(graph: Graph) -> None:
    inquiry = question(graph, "toremifene", "bone mineral density").inquiry()
    lead, other = mechanism.chosen(inquiry)
    assert (len(lead), len(other)) == (30, 10)
    assert {route.sign for route in lead} == {1}
    assert {route.sign for route in other} == {-1}


def test_a_mechanism_names_the_ligand_of_a_borrowed_step_and_marks_the_opposed(graph: Graph) -> None:
    """A0082, on which the step from toremifene to OPG rests, was measured with raloxifene; A0006 with toremifene."""
    adt = mechanism.mechanism(graph, Request(name="mechanism", subject="toremifene", population="men on ADT"))
    by_ends = {(link.source.rsplit("/", 1)[-1], link.target.rsplit("/", 1)[-1]): link for link in adt.links}
    assert by_ends["toremifene", "TNFRSF11B"].tag == "x raloxifene"
    assert by_ends["toremifene", "TNFRSF11B"].dashed
    assert not by_ends["toremifene", "ESR1"].dashed
    assert by_ends["toremifene", "TNFSF11"].tag == "x estradiol ≠"
    assert by_ends["toremifene", "TNFSF11"].dissent
    assert any("≠" in key for key in adt.key)


def test_a_step_has_the_grade_of_its_best_evidence(graph: Graph) -> None:
    """A0224 shows it for raloxifene and ER alpha itself, five others for a receptor without subtype."""
    links = mechanism.mechanism(graph, Request(name="mechanism", subject="raloxifene")).links
    (own,) = [link for link in links if link.target.endswith("/ESR1") and link.sign == 1]
    assert {iri.rsplit("/", 1)[-1] for iri in own.assertions} >= {"A0224", "A0228"}
    assert own.tag == "e"


def test_a_step_that_was_measured_with_the_drug_too_is_not_borrowed(graph: Graph) -> None:
    inquiry = question(graph, "raloxifene", "bone mineral density").inquiry()
    own = next(edge for edge in graph.network.edges if edge.iri.endswith("/A0224") and not edge.widened)
    lent = next(edge for edge in graph.network.edges if edge.iri.endswith("-for-raloxifene"))
    assert mechanism.link(graph, inquiry, [lent], dissent=False).dashed
    assert not mechanism.link(graph, inquiry, [own], dissent=False).dashed
    assert not mechanism.link(graph, inquiry, [own, lent], dissent=False).dashed


@pytest.mark.parametrize(
    ("arguments", "options", "complaint"),
    [
        (("workflow",), {"population": "men on ADT"}, "workflow takes no --population"),
        (("workflow", "toremifene"), {}, "takes no second name"),
        (("rankl-opg",), {"drugs": ["toremifene"]}, "takes no --drug; that is for forest and concordance"),
        (("rankl-opg",), {"max_steps": 3}, "takes no --max-steps"),
        (("mechanism", "toremifene"), {"pool": True}, "takes no --pool"),
        (("forest", "BMD"), {"species": "mouse"}, "takes no --species"),
        (("mechanism", "toremifene"), {"max_steps": 0}, "from 1 to 12"),
        (("mechanism", "toremifene"), {"max_steps": 1}, "no route from toremifene"),
        (("mechanism", "toremifene"), {"target": "Fareston"}, "ask for two different things"),
    ],
)  # fmt: skip
def test_what_a_figure_cannot_answer_is_refused(
    graph: Graph, arguments: tuple[str, ...], options: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(kg.BadParameter, match=complaint):
        graph.figure(*arguments, **options)


def test_a_request_says_how_to_draw_it_again_and_is_read_back() -> None:
    asked = Request(name="forest", subject="lumbar spine BMD", drugs=("toremifene", "raloxifene"), pool=True)
    assert asked.command() == "kg figure forest 'lumbar spine BMD' --drug toremifene --drug raloxifene --pool"
    assert request_of(asked.asked()) == asked
    assert Request(name="mechanism", subject="toremifene", anatomy="bone", max_steps=6).command() == (
        "kg figure mechanism toremifene --in bone --max-steps 6"
    )


@pytest.mark.parametrize("stored", [None, [], {}, {"name": 3}, {"name": "forest", "pool": "yes"}, {"nam": "forest"},
                                    {"name": "forest", "drugs": [1]}])  # fmt: skip
def test_arguments_of_another_program_are_not_read(stored: object) -> None:
    with pytest.raises(ValueError, match="argument"):
        request_of(stored)


def test_words_are_wrapped_between_words_only() -> None:
    assert wrap("one two", 10, 1000) == ["one two"]
    assert wrap("one two", 10, 1) == ["one", "two"]
    assert wrap("", 10, 1) == [""]


def test_an_unknown_file_type_is_refused() -> None:
    with pytest.raises(kg.BadParameter, match=r"use \.svg, \.png or \.pdf"):
        convert("<svg/>", ".gif")
