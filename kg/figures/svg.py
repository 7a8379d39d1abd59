"""A small SVG writer: text stays text, ends are markers, the same input gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from xml.sax.saxutils import escape, quoteattr

FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"
INK, PALE, SOFT = "#1a1a1a", "#f4f4f4", "#767676"
# Widths of Helvetica in thousandths of the font size (Adobe Core 14 AFM), by class of letter.
_NARROW, _WIDE = "fijlrtI.,:;'|()[]-! ", "mwMW@%"


def _marker(name: str, size: int, at: int, shape: str) -> str:
    place = f'viewBox="0 0 10 10" refX="{at}" refY="5" markerWidth="{size}" markerHeight="{size}"'
    return f'<marker id="{name}" {place} orient="auto-start-reverse">{shape}</marker>'


_MARKERS = (
    _marker("rise", 8, 9, f'<path d="M0 0L10 5L0 10z" fill="{INK}"/>')
    + _marker("fall", 9, 5, f'<path d="M5 0L5 10" stroke="{INK}" stroke-width="2.4"/>')
    + _marker("open", 7, 8, f'<circle cx="5" cy="5" r="3.6" fill="white" stroke="{INK}" stroke-width="1.4"/>')
)


def width(text: str, size: float) -> float:
    """Return the estimated width of ``text`` in Helvetica at ``size``, on the generous side."""
    units = sum(300 if char in _NARROW else 860 if char in _WIDE else 680 if char.isupper() else 560 for char in text)
    return units * size / 1000


def text(
    x: float, y: float, words: str, *, size: float = 12, anchor: str = "start", weight: str = "normal", fill: str = INK
) -> str:
    """Return a text element."""
    look = f'font-size="{size:g}" text-anchor="{anchor}" font-weight="{weight}" fill="{fill}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(words)}</text>'


def line(
    points: Sequence[tuple[float, float]],
    *,
    sign: int | None = None,
    dashed: bool = False,
    bare: bool = False,
    title: str = "",
) -> str:
    """Return a polyline; its end says the sign, unless ``bare``."""
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    marker = "" if bare else f' marker-end="url(#{ {1: "rise", -1: "fall"}.get(sign or 0, "open") })"'
    dash = ' stroke-dasharray="6 4"' if dashed else ""
    told = f"<title>{escape(title)}</title>" if title else ""
    return f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="1.4"{dash}{marker}>{told}</path>'


def box(x: float, y: float, wide: float, high: float, *, kind: str) -> str:
    """Return the outline of a node: rounded for drugs, heavy for receptors, plain for gene products, double for
    end results.
    """
    radius = {"drug": high / 2, "process": 8}.get(kind, 0)
    heavy = 2.2 if kind == "receptor" else 1.2
    outline = _rectangle(x, y, wide, high, f'rx="{radius:g}" fill="{PALE}" stroke="{INK}" stroke-width="{heavy}"')
    if kind == "end":
        outline += _rectangle(x + 3, y + 3, wide - 6, high - 6, f'fill="none" stroke="{INK}" stroke-width="0.8"')
    return outline


def _rectangle(x: float, y: float, wide: float, high: float, look: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" {look}/>'


def document(parts: Sequence[str], *, wide: float, high: float, title: str, facts: dict[str, object]) -> str:
    """Return the whole SVG, with ``facts`` and the digest of the drawing in its metadata."""
    body = "\n".join(parts)
    meta = escape(
        json.dumps({**facts, "digest": sha256(body.encode()).hexdigest()}, sort_keys=True, ensure_ascii=False)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {high:.0f}" '
        f'width="{wide:.0f}" height="{high:.0f}" font-family={quoteattr(FONT)} role="img">\n'
        f"<title>{escape(title)}</title>\n<metadata>{meta}</metadata>\n<defs>{_MARKERS}</defs>\n"
        f'<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'
    )


def facts_of(svg: str) -> dict[str, object]:
    """Return the metadata of a figure made here; empty where it has none."""
    from xml.etree import ElementTree

    node = ElementTree.fromstring(svg).find("{http://www.w3.org/2000/svg}metadata")
    found: dict[str, object] = json.loads(node.text) if node is not None and node.text else {}
    return found
