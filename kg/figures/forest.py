"""Draw a forest: one row a result, estimate and interval as printed, an open mark where there is none.

Nothing is pooled.
"""

from __future__ import annotations

from math import log

from kg.figures.scene import Forest, Row
from kg.figures.svg import INK, SOFT, document, line, text, width

_MARGIN, _ROW, _AXIS = 24.0, 22.0, 300.0


def draw(forest: Forest) -> str:
    """Return ``forest`` as SVG.

    Each group has an axis of its own, with a dashed line at the number that means no effect.
    """
    label = max((width(row.label, 12) for row in forest.rows), default=0)
    printed = max((width(row.printed, 12) for row in forest.rows), default=0)
    notes = max((width(note, 11) for note in forest.notes), default=0)
    wide = max(label + _AXIS + printed + 60, width(forest.title, 16), notes) + 2 * _MARGIN
    left = _MARGIN + label + 30
    parts = [text(_MARGIN, 34, forest.title, size=16, weight="bold")]
    y = 66.0
    for group in dict.fromkeys(row.group for row in forest.rows):
        rows = [row for row in forest.rows if row.group == group]
        y = _group(parts, rows, group, ratio=group in forest.ratio, left=left, y=y)
    for note in forest.notes:
        parts.append(text(_MARGIN, y, note, size=11, fill=SOFT))
        y += 18
    facts: dict[str, object] = {
        "figure": forest.name,
        "data_version": forest.data_version,
        "assertions": [],
        "outcomes": sorted(row.outcome for row in forest.rows),
    }
    return document(parts, wide=wide, high=y + 12, title=forest.title, facts=facts)


def _group(parts: list[str], rows: list[Row], group: str, *, ratio: bool, left: float, y: float) -> float:
    null = 1.0 if ratio else 0.0
    numbers = [float(n) for row in rows for n in (row.value, row.low, row.high) if n is not None] + [null]
    ends = (min(numbers), max(numbers))

    def across(number: float) -> float:
        low, high, here = (log(n) for n in (*ends, number)) if ratio else (*ends, number)
        return left + _AXIS * (0.04 + 0.92 * ((here - low) / (high - low) if high > low else 0.5))

    parts.append(text(_MARGIN, y, group, size=12.5, weight="bold"))
    parts.append(text(across(null) - 8, y, "fall", size=11, anchor="end", fill=SOFT))
    parts.append(text(across(null) + 8, y, "rise", size=11, fill=SOFT))
    top = y + 6
    for row in rows:
        y += _ROW
        parts.append(text(_MARGIN + 10, y, row.label))
        parts.append(text(left + _AXIS + 16, y, row.printed))
        x = across(float(row.value))
        if row.low is not None and row.high is not None:
            parts.append(line([(across(float(row.low)), y - 4), (across(float(row.high)), y - 4)], bare=True))
            parts.append(f'<rect x="{x - 4:.1f}" y="{y - 8:.1f}" width="8" height="8" fill="{INK}"/>')
        else:
            parts.append(
                f'<circle cx="{x:.1f}" cy="{y - 4:.1f}" r="4" fill="white" stroke="{INK}" stroke-width="1.4"/>'
            )
    parts.append(line([(across(null), top), (across(null), y + 6)], dashed=True, bare=True))
    parts.append(text(left, y + 20, f"{ends[0]:g}", size=11, fill=SOFT))
    parts.append(text(left + _AXIS, y + 20, f"{ends[1]:g}", size=11, anchor="end", fill=SOFT))
    return y + 44
