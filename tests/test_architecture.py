"""The map of the house is that of the house: its floors, its rooms, its picture."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from docs import architecture
from tests.test_floors import FLOORS

PAGE = architecture.PAGE.read_text(encoding="utf-8")
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
    assert f"- `{architecture.shown(room)}` {architecture.purpose(room)}\n" in PAGE


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
