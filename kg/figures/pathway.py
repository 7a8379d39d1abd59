"""Draw a scene: boxes by kind, ends by sign, dashes where borrowed or uncited; legible in grey."""

from __future__ import annotations

from kg.figures.layout import layered
from kg.figures.scene import Scene
from kg.figures.svg import SOFT, box, document, line, text, width

_MARGIN, _SIZE, _HIGH = 28.0, 12.5, 30.0
_LEGEND = (
    ("raises", 1, False),
    ("lowers", -1, False),
    ("no sign given", None, False),
    ("shown with another ligand, or uncited", 1, True),
)


def draw(scene: Scene) -> str:
    """Return ``scene`` as SVG."""
    sizes = {node.id: (max(width(node.label, _SIZE) + 26, 70.0), _HIGH) for node in scene.nodes}
    placed = layered(sizes, [(link.source, link.target) for link in scene.links])
    legend = sum(width(words, 11) + 74 for words, _, _ in _LEGEND)
    notes = max((width(note, 11) for note in scene.notes), default=0)
    wide = max(placed.wide, legend, width(scene.title, 16), notes) + 2 * _MARGIN
    left, top = (wide - placed.wide) / 2, 62.0
    parts = [text(_MARGIN, 34, scene.title, size=16, weight="bold")]
    for number, link in enumerate(scene.links):
        points = [(x + left, y + top) for x, y in placed.ways[number]]
        parts.append(line(points, sign=link.sign, dashed=link.dashed, title=link.label))
    for node in scene.nodes:
        x, y, across, high = placed.boxes[node.id]
        parts.append(box(x + left, y + top, across, high, kind=node.kind))
        parts.append(text(x + left + across / 2, y + top + high / 2 + 4.4, node.label, size=_SIZE, anchor="middle"))
    y = top + placed.high + 46
    x = _MARGIN
    for words, sign, dashed in _LEGEND if scene.signed else ():
        parts.append(line([(x, y - 4), (x + 40, y - 4)], sign=sign, dashed=dashed))
        parts.append(text(x + 52, y, words, size=11))
        x += width(words, 11) + 74
    for number, note in enumerate(scene.notes, int(scene.signed)):
        parts.append(text(_MARGIN, y + 20 * number, note, size=11, fill=SOFT))
    drawn = sorted({iri for link in scene.links for iri in link.assertions})
    facts: dict[str, object] = {"figure": scene.name, "data_version": scene.data_version, "assertions": drawn}
    return document(parts, wide=wide, high=y + 20 * len(scene.notes) + 24, title=scene.title, facts=facts)
