"""Imports go down: every module stands on a floor and imports only lower ones; modules and functions stay short."""

from __future__ import annotations

import ast
import re
from graphlib import TopologicalSorter

import pytest

from docs.architecture import PACKAGE, imported, modules, room

LONGEST_MODULE, LONGEST_FUNCTION = 400, 60
NETWORK = re.compile(r"^\s*(?:from|import) (?:urllib\.request|http|socket|ssl|asyncio|httpx|requests)\b", re.M)

# From the ground up: rooms of several modules, and the few single ones. What stands on a floor imports only from the
# floors below it, for types as well, and inside a room no import leads back.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors",),
    ("base", "search"),
    ("network", "rdf"),
    ("check", "reasoning", "snapshot"),
    ("remote", "unreviewed"),
    ("session",),
    ("answers", "interop"),
    ("export", "figures", "spark"),
    ("api",),
    ("", "cli"),
    ("__main__",),
)


MODULES = modules()
HEIGHT = {room: height for height, floor in enumerate(FLOORS) for room in floor}


def needs(name: str) -> set[str]:
    """Return the modules of the package that ``name`` imports."""
    return set(imported(ast.parse(MODULES[name].read_text(encoding="utf-8")), MODULES)) - {name}


def test_every_room_has_a_floor_and_every_floor_its_rooms() -> None:
    assert set(HEIGHT) == {room(name) for name in MODULES}
    assert len(HEIGHT) == sum(len(floor) for floor in FLOORS)


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_go_down(name: str) -> None:
    others = {other for other in needs(name) if room(other) != room(name)}
    assert {other for other in others if HEIGHT[room(other)] >= HEIGHT[room(name)]} == set()


@pytest.mark.parametrize("name", sorted(HEIGHT))
def test_inside_a_room_no_import_leads_back(name: str) -> None:
    inside = {module for module in MODULES if room(module) == name}
    assert set(TopologicalSorter({module: needs(module) & inside for module in inside}).static_order()) == inside


def test_an_upward_import_is_seen_even_inside_a_function_or_for_types() -> None:
    tree = ast.parse(
        "if TYPE_CHECKING:\n    from kg.api import Graph\n"
        "def late():\n    from kg import session\n    import kg.cli\n    from kg.errors import KgError\n"
    )
    assert set(imported(tree, MODULES)) == {"kg.api", "kg.session", "kg.cli", "kg.errors"}


def test_few_modules_stand_at_the_root() -> None:
    assert len(list(PACKAGE.glob("*.py"))) <= 8


def test_one_room_reaches_the_network() -> None:
    reaching = {name for name, path in MODULES.items() if NETWORK.search(path.read_text(encoding="utf-8"))}
    assert {room(name) for name in reaching} == {"remote"}


def test_the_package_knows_nothing_of_its_tests() -> None:
    for name, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            named += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not {part.split(".")[0] for part in named} & {"tests", "bench", "docs", "pytest"}, name


@pytest.mark.parametrize("name", sorted(MODULES))
def test_modules_and_functions_stay_short(name: str) -> None:
    text = MODULES[name].read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_MODULE
    functions = [
        node for node in ast.walk(ast.parse(text)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    long = {node.name for node in functions if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION}
    assert long == set()
