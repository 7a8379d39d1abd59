"""Draw a scene: boxes by kind, ends by sign, dashes where borrowed or uncited; legible in grey."""

from __future__ import annotations

from typing import Any

from kg.figures.channel_routing import PORT, layered
from kg.figures.layout import Placed
from kg.figures.scene import Link, Scene
from kg.figures.svg import SOFT, box, document, line, rectangle, text, width, wrap

_MARGIN, _SIZE, _HIGH, _LEAST = 28.0, 12.5, 30.0, 560.0
_SHAPES = (
    ("drug or other agent", "drug"),
    ("receptor", "receptor"),
    ("molecule, complex or cell", "plain"),
    ("process", "process"),
    ("end result or marker", "end"),
)


def placed(scene: Scene) -> Placed:
    """Return where the boxes, lines and tags of ``scene`` lie; a box is wide enough for its label and its lines."""
    many: dict[tuple[str, int], int] = {}
    for link in scene.links:
        for end in ((link.source, 0), (link.target, 1)):
            many[end] = many.get(end, 0) + 1
    sizes = {}
    for node in scene.nodes:
        lines = max(many.get((node.id, 0), 0), many.get((node.id, 1), 0))
        sizes[node.id] = (max(width(node.label, _SIZE) + 26, 70.0, PORT * lines + 24), _HIGH)
    tags = {number: width(link.tag, 11) + 12 for number, link in enumerate(scene.links) if link.tag}
    return layered(sizes, [(link.source, link.target) for link in scene.links], tags)


def draw(scene: Scene, facts: dict[str, Any]) -> str:
    """Return ``scene`` as SVG, with ``facts`` in its metadata."""
    spots = placed(scene)
    wide = max(spots.wide, _LEAST, width(scene.title, 16)) + 2 * _MARGIN
    left, top = (wide - spots.wide) / 2, 62.0
    parts = [text(_MARGIN, 34, scene.title, size=16, weight="bold")]
    for number, link in enumerate(scene.links):
        points = [(x + left, y + top) for x, y in spots.ways[number]]
        parts.append(line(points, sign=link.sign, dashed=link.dashed, hollow=link.dissent, title=link.label))
    for number, (x, y, across, high) in sorted(spots.tags.items()):
        parts.append(rectangle(x + left, y + top, across, high, 'rx="3" fill="white"'))
        parts.append(text(x + left + across / 2, y + top + 12, scene.links[number].tag, size=11, anchor="middle"))
    for node in scene.nodes:
        x, y, across, high = spots.boxes[node.id]
        parts.append(box(x + left, y + top, across, high, kind=node.kind))
        parts.append(text(x + left + across / 2, y + top + high / 2 + 4.4, node.label, size=_SIZE, anchor="middle"))
    y = top + spots.high + 44
    if scene.signed:
        y = _legend(parts, scene, y, wide)
    for note in (*scene.key, *scene.notes):
        for words in wrap(note, 11, wide - 2 * _MARGIN):
            parts.append(text(_MARGIN, y, words, size=11, fill=SOFT))
            y += 17
        y += 3
    return document(parts, wide=wide, high=y + 8, title=scene.title, facts=facts)


def _legend(parts: list[str], scene: Scene, y: float, wide: float) -> float:
    """Write what the ends, lines and outlines of ``scene`` mean, those alone that occur; return where it ends."""
    x = _MARGIN
    entries = _lines(scene.links)
    for words, sign, dashed, hollow in entries:
        if x > _MARGIN and x + width(words, 11) + 60 > wide - _MARGIN:
            x, y = _MARGIN, y + 22
        parts.append(line([(x, y - 4), (x + 40, y - 4)], sign=sign, dashed=dashed, hollow=hollow))
        parts.append(text(x + 52, y, words, size=11))
        x += width(words, 11) + 76
    x, y = _MARGIN, y + 26
    kinds = {node.kind for node in scene.nodes}
    for words, kind in _SHAPES:
        if kind in kinds:
            if x > _MARGIN and x + width(words, 11) + 40 > wide - _MARGIN:
                x, y = _MARGIN, y + 22
            parts.append(box(x, y - 13, 34, 18, kind=kind))
            parts.append(text(x + 42, y, words, size=11))
            x += width(words, 11) + 62
    return y + 28


def _lines(links: tuple[Link, ...]) -> list[tuple[str, int | None, bool, bool]]:
    entries: list[tuple[str, int | None, bool, bool]] = []
    signs = {link.sign for link in links}
    for words, sign in (("raises", 1), ("lowers", -1), ("no sign given", None)):
        if sign in signs:
            entries.append((words, sign, False, False))
    if any(link.dashed for link in links):
        borrowed = any(link.tag for link in links)
        words = "measured with the ligand named on it" if borrowed else "stated by the guide, shown by no read source"
        entries.append((words, 1, True, False))
    if any(link.dissent for link in links):
        entries.append(("only in routes of the other sign", 1, False, True))
    return entries
