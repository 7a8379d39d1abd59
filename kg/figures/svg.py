"""A small SVG writer: text stays text, ends are markers, the same input gives the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from hashlib import sha256
from itertools import pairwise
from math import hypot
from typing import Any
from xml.sax.saxutils import escape, quoteattr

Point = tuple[float, float]
FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"
INK, PALE, SOFT = "#1a1a1a", "#f4f4f4", "#595959"
# Widths in thousandths of the font size by class of letter, taken from the widest of the usual fonts (DejaVu Sans), so
# that a label fits its box where none of the fonts above is installed.
_NARROW, _WIDE = "fijlrtI.,:;'|()[]-! \u00a0", "mwMW@%"
_CORNER = 6.0
_META = re.compile(r"<metadata>.*?</metadata>\n", re.DOTALL)


def _marker(name: str, size: int, at: int, shape: str) -> str:
    place = f'viewBox="0 0 10 10" refX="{at}" refY="5" markerWidth="{size}" markerHeight="{size}"'
    return f'<marker id="{name}" {place} markerUnits="userSpaceOnUse" orient="auto-start-reverse">{shape}</marker>'


_MARKERS = (
    _marker("rise", 11, 9, f'<path d="M0 0L10 5L0 10z" fill="{INK}"/>')
    + _marker("fall", 12, 5, f'<path d="M5 0L5 10" stroke="{INK}" stroke-width="2"/>')
    + _marker("open", 10, 8, f'<circle cx="5" cy="5" r="3.6" fill="white" stroke="{INK}" stroke-width="1.4"/>')
)


def width(text: str, size: float) -> float:
    """Return the estimated width of ``text`` at ``size``, on the generous side."""
    units = sum(350 if char in _NARROW else 920 if char in _WIDE else 700 if char.isupper() else 610 for char in text)
    return units * size / 1000


def wrap(words: str, size: float, wide: float) -> list[str]:
    """Return ``words`` as lines that are no wider than ``wide``; a longer single word keeps a line of its own."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, size) > wide:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def text(
    x: float, y: float, words: str, *, size: float = 12, anchor: str = "start", weight: str = "normal", fill: str = INK
) -> str:
    """Return a text element."""
    look = f'font-size="{size:g}" text-anchor="{anchor}" font-weight="{weight}" fill="{fill}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(words)}</text>'


def line(
    points: Sequence[Point],
    *,
    sign: int | None = None,
    dashed: bool = False,
    hollow: bool = False,
    bare: bool = False,
    heavy: float = 1.4,
    title: str = "",
) -> str:
    """Return a line with rounded corners; its end says the sign, unless ``bare``.

    ``hollow`` is a double line.
    """
    whole = points
    marker = "" if bare else f' marker-end="url(#{ {1: "rise", -1: "fall"}.get(sign or 0, "open") })"'
    told = f"<title>{escape(title)}</title>" if title else ""
    thick = 4.2 if hollow else heavy
    parts = []
    if dashed:  # the end is drawn on a solid stub: some programs dash the marker with its line
        dash = f'stroke-width="{thick:g}" stroke-dasharray="6 4"'
        parts.append(f'<path d="{_path(_shortened(points, 9))}" fill="none" stroke="{INK}" {dash}>{told}</path>')
        points = [_towards(points[-1], points[-2], 9), points[-1]] if not bare else points
    if not dashed or not bare:
        parts.append(
            f'<path d="{_path(points)}" fill="none" stroke="{INK}" stroke-width="{thick:g}"{marker}>{told}</path>'
        )
    if hollow:
        parts.append(f'<path d="{_path(_shortened(whole, 10))}" fill="none" stroke="white" stroke-width="1.8"/>')
    return "".join(parts)


def _path(points: Sequence[Point]) -> str:
    """A path through ``points`` whose right angles are rounded."""
    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(_CORNER, _length(before, here) / 2, _length(here, after) / 2)
        start, end = _towards(here, before, radius), _towards(here, after, radius)
        parts.append(f"L{start[0]:.1f} {start[1]:.1f}Q{here[0]:.1f} {here[1]:.1f} {end[0]:.1f} {end[1]:.1f}")
    return "".join([*parts, f"L{points[-1][0]:.1f} {points[-1][1]:.1f}"])


def _length(one: Point, other: Point) -> float:
    return hypot(other[0] - one[0], other[1] - one[1])


def _towards(here: Point, there: Point, far: float) -> Point:
    whole = _length(here, there)
    part = far / whole if whole else 0.0
    return (here[0] + (there[0] - here[0]) * part, here[1] + (there[1] - here[1]) * part)


def _shortened(points: Sequence[Point], by: float) -> list[Point]:
    last = _length(points[-2], points[-1])
    return [*points[:-1], _towards(points[-1], points[-2], min(by, last / 2))]


def crosses(one: Point, other: Point, box: tuple[float, float, float, float]) -> bool:
    """Whether an upright or level segment enters the inside of a box (x, y, width, height)."""
    x, y, wide, high = box
    left, right = sorted((one[0], other[0]))
    top, bottom = sorted((one[1], other[1]))
    return left < x + wide and right > x and top < y + high and bottom > y


def segments(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    """Return the straight pieces of a line."""
    return list(pairwise(points))


def box(x: float, y: float, wide: float, high: float, *, kind: str) -> str:
    """Return the outline of a node: rounded for drugs, heavy for receptors, plain for gene products, double for
    end results.
    """
    radius = {"drug": high / 2, "process": 5}.get(kind, 0)
    heavy = 2.2 if kind == "receptor" else 1.2
    outline = rectangle(x, y, wide, high, f'rx="{radius:g}" fill="{PALE}" stroke="{INK}" stroke-width="{heavy}"')
    if kind == "end":
        outline += rectangle(x + 3, y + 3, wide - 6, high - 6, f'fill="none" stroke="{INK}" stroke-width="0.8"')
    return outline


def rectangle(x: float, y: float, wide: float, high: float, look: str) -> str:
    """Return a rectangle with the attributes ``look``."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" {look}/>'


def group(parts: Sequence[str], title: str) -> str:
    """Return ``parts`` as one group, with a title that browsers show when one points at it."""
    return f"<g><title>{escape(title)}</title>{''.join(parts)}</g>"


def document(parts: Sequence[str], *, wide: float, high: float, title: str, facts: dict[str, Any]) -> str:
    """Return the whole SVG, with ``facts`` and a digest in its metadata.

    The digest covers the drawing and the facts, but not the data version: another version may give the same figure.
    """
    body = "\n".join(parts)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {high:.0f}" '
        f'width="{wide:.0f}" height="{high:.0f}" font-family={quoteattr(FONT)} role="img">\n'
        f"<title>{escape(title)}</title>\n"
    )
    rest = f'<defs>{_MARKERS}</defs>\n<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'
    meta = escape(_json({**facts, "digest": _digest(head + rest, facts)}))
    return f"{head}<metadata>{meta}</metadata>\n{rest}"


def digest_of(svg: str) -> str:
    """Return the digest of a figure as it lies there, which is the one in its metadata if nobody has changed it."""
    return _digest(_META.sub("", svg, count=1), facts_of(svg))


def _digest(drawing: str, facts: dict[str, Any]) -> str:
    covered = {name: value for name, value in facts.items() if name not in ("digest", "data_version")}
    return sha256((drawing + _json(covered)).encode()).hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def facts_of(svg: str) -> dict[str, Any]:
    """Return the metadata of a figure made here; empty where it has none.

    Raises ``ValueError`` and ``ParseError`` for what is no figure of this program.
    """
    from xml.etree import ElementTree

    node = ElementTree.fromstring(svg).find("{http://www.w3.org/2000/svg}metadata")
    found = json.loads(node.text) if node is not None and node.text else {}
    if not isinstance(found, dict):
        raise ValueError("its metadata is not of this program")
    return found
