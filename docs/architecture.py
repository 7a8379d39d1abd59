"""The house of ``kg/``, read from its imports: which floor a room stands on, what it imports, and the picture."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from textwrap import wrap
from xml.sax.saxutils import escape

from docs.examples import ROOT
from docs.words import table

PAGE = ROOT / "docs" / "explanation" / "architecture.md"
PICTURE = PAGE.with_suffix(".svg")
PACKAGE = ROOT / "kg"
_BLOCK = re.compile(r"(<!-- (floors|rooms): written by `make docs` -->\n).*?(?=<!-- end -->)", re.DOTALL)
_INK, _QUIET, _FILL, _LIFE = "#1f2933", "#7b8794", "#eef2f7", "#d9ead3"
_WIDTH, _LEFT, _ROW, _BOX, _GAP, _TOP = 900, 70, 62, 40, 16, 70
_SOURCES = "Below the house, as data: ontology/ (Turtle), queries/ (SPARQL), shapes/ (SHACL)"
_STEPS = {"rdf": "1 2", "snapshot": "3", "session": "4", "answers": "5", "api": "6", "cli": "7"}


def room(module: str) -> str:
    """Return the room that a module stands in; the package itself has the empty name."""
    return module.partition(".")[2].partition(".")[0]


def modules() -> dict[str, Path]:
    """Return module name -> file for every module of the package."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(tree: ast.AST, modules: Mapping[str, Path]) -> Iterator[str]:
    """Yield each of ``modules`` that ``tree`` imports: at the top, inside functions, or for its types alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "kg":
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in modules else str(node.module)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "kg")


@cache
def imports() -> Mapping[str, frozenset[str]]:
    """Return room -> the other rooms that it imports, for types as well."""
    every = modules()
    found: dict[str, set[str]] = {}
    for name, path in every.items():
        reached = map(room, imported(ast.parse(path.read_text(encoding="utf-8")), every))
        found.setdefault(room(name), set()).update(reached)
    return {name: frozenset(reached - {name}) for name, reached in found.items()}


@cache
def floors() -> tuple[tuple[str, ...], ...]:
    """Return the rooms of each floor, from the ground up: one above the highest that a room imports.

    The ground is that of the errors alone, which every room may raise.
    """
    needs = {name: reached | ({"errors"} - {name}) for name, reached in imports().items()}
    height: dict[str, int] = {}
    for name in TopologicalSorter(needs).static_order():
        height[name] = 1 + max((height[other] for other in needs[name]), default=-1)
    return tuple(
        tuple(sorted(name for name in height if height[name] == floor)) for floor in range(max(height.values()) + 1)
    )


def purpose(name: str) -> str:
    """Return the first sentence of the docstring of a room."""
    path = PACKAGE / name / "__init__.py" if (PACKAGE / name).is_dir() else PACKAGE / f"{name}.py"
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(doc.split("\n\n")[0].split()).replace("``", "`")


def shown(name: str) -> str:
    """Return a room as people call it."""
    if not name:
        return "kg"
    return f"{name}/" if (PACKAGE / name).is_dir() else f"{name}.py"


def page(text: str) -> str:
    """Return the page with its two tables as they are today."""
    blocks = {"floors": _floors_table(), "rooms": _rooms_table()}
    return _BLOCK.sub(lambda found: found[1] + "\n" + "\n".join(blocks[found[2]]) + "\n\n", text)


def _floors_table() -> list[str]:
    rows = [(str(height), " · ".join(f"`{shown(name)}`" for name in floor)) for height, floor in enumerate(floors())]
    return table(("floor", "rooms"), reversed(rows))


def _rooms_table() -> list[str]:
    rooms = [name for floor in floors() for name in floor]
    lines = [f"- `{shown(name)}` {purpose(name)}" for name in reversed(rooms)]
    return [part for line in lines for part in wrap(line, 100, subsequent_indent="  ", break_on_hyphens=False)]


def picture() -> str:
    """Return the floors as SVG, the highest on top; rooms on the way of a question are numbered in its order."""
    storeys = list(reversed(list(enumerate(floors()))))
    height = _TOP + len(storeys) * _ROW + 60
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
        ' font-family="DejaVu Sans, Verdana, sans-serif" role="img">',
        "<title>The floors of kg, and the way of a question through them</title>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(_LEFT, 28, "The floors of kg: what stands on one imports from lower ones only", 17, _INK),
        _text(_LEFT, 50, f"Numbered: the way of a question. {_way()}", 13, _QUIET),
    ]
    for row, (floor, rooms) in enumerate(storeys):
        lines += _storey(floor, rooms, _TOP + row * _ROW)
    lines.append(_text(_LEFT, height - 30, _SOURCES, 13, _QUIET))
    return "\n".join([*lines, "</svg>"]) + "\n"


def _way() -> str:
    words = ("load", "derive", "compile", "open", "answer", "offer as Python", "put into words")
    return " · ".join(f"{number} {word}" for number, word in enumerate(words, 1))


def _storey(floor: int, rooms: Sequence[str], top: int) -> list[str]:
    wide = (_WIDTH - _LEFT - 30 - _GAP * (len(rooms) - 1)) / len(rooms)
    base = top + _ROW - 8
    lines = [
        _text(28, top + 27, str(floor), 15, _QUIET),
        f'<line x1="20" y1="{base}" x2="{_WIDTH - 20}" y2="{base}" stroke="#d5dbe2"/>',
    ]
    for place, name in enumerate(rooms):
        left = _LEFT + place * (wide + _GAP)
        steps = _STEPS.get(name, "").split()
        lines.append(
            f'<rect x="{left:.1f}" y="{top}" width="{wide:.1f}" height="{_BOX}" rx="6"'
            f' fill="{_LIFE if steps else _FILL}" stroke="{_QUIET}"/>'
        )
        lines.append(_text(left + wide / 2, top + 26, shown(name), 15, _INK, anchor="middle"))
        for number, step in enumerate(steps):
            x = left + 22 + 28 * number
            lines.append(f'<circle cx="{x:.1f}" cy="{top + 20}" r="11" fill="{_INK}"/>')
            lines.append(_text(x, top + 25, step, 13, "#ffffff", anchor="middle"))
    return lines


def _text(x: float, y: float, text: str, size: int, fill: str, *, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}">{escape(text)}</text>'
    )
