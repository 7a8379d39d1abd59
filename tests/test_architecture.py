"""The map of the house is that of the house: its floors, its rooms, its picture."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from docs import architecture
from kg.rdf.loader import load_store
from kg.rdf.rules import rules
from tests.test_floors import FLOORS

PAGE = architecture.PAGE.read_text(encoding="utf-8")
DEPRECATED = ox.NamedNode("http://www.w3.org/2002/07/owl#deprecated")
REPLACED_BY = ox.NamedNode("http://purl.org/dc/terms/isReplacedBy")
TRUE = ox.Literal("true", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))
ROOMS = [room for floor in FLOORS for room in floor]


def test_the_table_of_floors_is_the_one_that_imports_are_held_to() -> None:
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", PAGE, re.M)
    shown = {int(height): {name.strip("`") for name in rooms.split(" · ")} for height, rooms in rows}
    assert shown == {height: set(map(architecture.shown, floor)) for height, floor in enumerate(FLOORS)}


def test_the_tables_and_the_picture_are_current() -> None:
    """Where this fails, ``make docs`` writes them."""
    assert architecture.page(PAGE) == PAGE
    assert architecture.PICTURE.read_text(encoding="utf-8") == architecture.picture()


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_on_the_map_what_it_is_for(room: str) -> None:
    assert architecture.purpose(room)
    assert f"- `{architecture.shown(room)}` {architecture.purpose(room)}" in " ".join(PAGE.split())


def test_the_picture_shows_every_room_inside_its_frame() -> None:
    svg = ElementTree.fromstring(architecture.picture())
    words = [text.text or "" for text in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert {room for room in ROOMS if not any(w.split()[-1] == architecture.shown(room) for w in words)} == set()
    for box in svg.iter("{http://www.w3.org/2000/svg}rect"):
        assert float(box.get("x", "0")) + float(box.get("width", "0")) <= float(svg.get("width", "0"))


def test_the_map_follows_the_imports() -> None:
    needs = architecture.imports()
    height = {room: floor for floor, rooms in enumerate(architecture.floors()) for room in rooms}
    assert all(height[other] < height[room] for room, others in needs.items() for other in others)


def test_the_tens_of_a_rule_are_told_with_the_graph_they_write() -> None:
    told = (architecture.PAGE.parents[1] / "how-to" / "add-a-rule.md").read_text(encoding="utf-8")
    rows = re.findall(r"^ *\| (\d+)(?: to (\d+)|s) \|.*\| (`.*`) \|$", told, re.M)
    spans = [(int(low), int(high or int(low) + 9), re.findall(r"`([a-z-]+)`", graphs)) for low, high, graphs in rows]
    for rule in rules():
        number = int(rule.path.name[:2])
        graph = rule.target.rsplit("/", 1)[1]
        assert [graph in graphs for low, high, graphs in spans if low <= number <= high] == [True], rule.path.name


def test_a_term_that_is_retired_names_its_heir_and_is_used_nowhere() -> None:
    assert retired_badly(quad.triple for quad in load_store()) == set()


def test_a_retired_term_that_is_used_or_has_no_heir_is_seen() -> None:
    old, new, user = (ox.NamedNode(f"https://example.org/{name}") for name in ("old", "new", "user"))
    retired = ox.Triple(old, DEPRECATED, TRUE)
    heir = ox.Triple(old, REPLACED_BY, new)
    assert retired_badly([retired, heir]) == set()
    assert retired_badly([retired]) == {old}
    assert retired_badly([retired, heir, ox.Triple(user, ox.NamedNode("https://example.org/p"), old)]) == {old}


def retired_badly(triples: Iterable[ox.Triple]) -> set[object]:
    """Return the deprecated terms that name no replacement, or that another record uses."""
    stated = list(triples)
    retired: set[object] = {t.subject for t in stated if t.predicate == DEPRECATED and t.object == TRUE}
    heirs: set[object] = {t.subject for t in stated if t.predicate == REPLACED_BY}
    used: set[object] = {term for t in stated for term in (t.predicate, t.object) if t.subject != term}
    return (retired - heirs) | (retired & used)
