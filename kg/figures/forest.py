"""Draw a forest: one row a result, estimate and interval as printed, an open mark where there is no interval.

A result without a number is drawn as an arrow or a cross, with its words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import floor, log, log10
from typing import Any

from kg.figures.scene import Forest, Panel, Row, Section
from kg.figures.svg import INK, SOFT, document, group, line, rectangle, text, width, wrap

_MARGIN, _LINE, _AXIS, _SIZE = 24.0, 15.0, 300.0, 11.5
_WIDEST = (170.0, 230.0, 240.0, 110.0)  # study, arms, population, time
_PRINTED = 250.0
_HEADS = ("study", "arm v comparator", "in whom", "when")
_LEGEND = (
    ("estimate", "estimate and interval"),
    ("point", "estimate, no interval given"),
    ("range", "range over sites or markers"),
    ("rise", "rise or fall without a number"),
    ("none", "no significant effect, no number"),
    ("differs", "significant difference, direction not given"),
    ("unstated", "not stated"),
    ("summary", "summary of studies"),
)
Across = Callable[[float], float]


def draw(forest: Forest, facts: dict[str, Any]) -> str:
    """Return ``forest`` as SVG, with ``facts`` in its metadata.

    Each panel has an axis of its own, with a dashed line at the number that means no effect.
    """
    rows = [row for panel in forest.panels for section in panel.sections for row in section.rows]
    columns = _columns(rows)
    left = _MARGIN + sum(columns) + 14
    printed = max(max((width(words, _SIZE) * _bold(row) for row in rows for words in _beside(row)), default=0), 150)
    wide = max(left + _AXIS + 24 + printed, width(forest.title, 16)) + _MARGIN
    parts = [text(_MARGIN, 34, forest.title, size=16, weight="bold")]
    y = 62.0
    for panel in forest.panels:
        y = _panel(parts, panel, columns, left, wide, y)
    shapes = {_mark(row) for row in rows}
    x = _MARGIN
    for shape, words in _LEGEND:
        if shape not in shapes and not (shape == "rise" and "fall" in shapes):
            continue
        if x > _MARGIN and x + 40 + width(words, 11) > wide - _MARGIN:
            x, y = _MARGIN, y + 22
        parts += _shape(shape, x if shape == "rise" else x + 12, x + 2, x + 22, y - 4)
        parts.append(text(x + 32, y, words, size=11))
        x += width(words, 11) + 52
    y += 26
    for note in forest.notes:
        for words in wrap(note, 11, wide - 2 * _MARGIN):
            parts.append(text(_MARGIN, y, words, size=11, fill=SOFT))
            y += 17
    return document(parts, wide=wide, high=y + 8, title=forest.title, facts=facts)


def _columns(rows: Sequence[Row]) -> list[float]:
    """The widths of the columns before the axis, as wide as their longest line."""
    longest = [
        max(width(words, _SIZE) * _bold(row) for row in rows for words in wrap(cell(row), _SIZE, widest))
        for cell, widest in zip(_CELLS, _WIDEST, strict=True)
    ]
    heads = [width(head, 11) for head in _HEADS]
    return [max(found, head) + 16 for found, head in zip(longest, heads, strict=True)]


_CELLS: tuple[Callable[[Row], str], ...] = (
    lambda row: row.study,
    lambda row: row.what,
    lambda row: row.who,
    lambda row: row.when,
)


def _bold(row: Row) -> float:
    return 1.12 if row.shape == "summary" else 1.0


def _beside(row: Row) -> list[str]:
    return wrap(row.printed, _SIZE, _PRINTED)


def _panel(parts: list[str], panel: Panel, columns: Sequence[float], left: float, wide: float, y: float) -> float:
    ticks = _ticks(panel)
    across = _scale(ticks, panel.ratio, left)
    parts.append(text(_MARGIN, y, panel.title, size=12.5, weight="bold"))
    parts.append(line([(_MARGIN, y + 7), (wide - _MARGIN, y + 7)], bare=True, heavy=0.8))
    y += 24
    x = _MARGIN
    for head, across_column in zip(_HEADS, columns, strict=True):
        parts.append(text(x, y, head, size=11, fill=SOFT))
        x += across_column
    parts.append(text(left + _AXIS + 24, y, "as the source prints it", size=11, fill=SOFT))
    first = y + 4
    for section in panel.sections:
        y = _section(parts, section, panel, columns, across, left, y)
    y += 10
    if panel.null is not None:
        parts.append(line([(across(panel.null), first), (across(panel.null), y)], dashed=True, bare=True, heavy=1))
    if _numbers(panel):
        parts.append(line([(left, y), (left + _AXIS, y)], bare=True, heavy=1))
        for tick in ticks:
            parts.append(line([(across(tick), y), (across(tick), y + 5)], bare=True, heavy=1))
            parts.append(text(across(tick), y + 18, f"{tick:g}", size=11, anchor="middle", fill=SOFT))
        y += 18
        if panel.ratio:
            parts.append(text(left + _AXIS + 24, y, "log scale", size=11, fill=SOFT))
    notes = [words for section in panel.sections for note in section.notes for words in wrap(note, 11, wide - 60)]
    for words in notes:
        y += 17
        parts.append(text(_MARGIN, y, words, size=11))
    return y + 38


def _section(
    parts: list[str], section: Section, panel: Panel, columns: Sequence[float], across: Across, left: float, y: float
) -> float:
    y += 21
    parts.append(text(_MARGIN, y, section.title, size=11.5, weight="bold", fill=SOFT))
    if panel.null is not None and section.left:
        middle = across(panel.null)
        parts.append(text(middle - 7, y, f"← {section.left}", size=11, anchor="end", fill=SOFT))
        parts.append(text(middle + 7, y, f"{section.right} →", size=11, fill=SOFT))
    y += 5
    for row in section.rows:
        y = _row(parts, row, panel, columns, across, left, y)
    return y


def _row(
    parts: list[str], row: Row, panel: Panel, columns: Sequence[float], across: Across, left: float, y: float
) -> float:
    cells = [wrap(cell(row), _SIZE, widest) for cell, widest in zip(_CELLS, _WIDEST, strict=True)]
    weight = "bold" if row.shape == "summary" else "normal"
    drawn: list[str] = []
    x = _MARGIN
    for lines, across_column in zip(cells, columns, strict=True):
        drawn += [text(x, y + _LINE * n, words, size=_SIZE, weight=weight) for n, words in enumerate(lines, 1)]
        x += across_column
    drawn += [
        text(left + _AXIS + 24, y + _LINE * n, words, size=_SIZE, weight=weight)
        for n, words in enumerate(_beside(row), 1)
    ]
    middle = across(float(row.value)) if row.value is not None else across(panel.null or 0.0)
    low = across(float(row.low)) if row.low is not None else middle
    high = across(float(row.high)) if row.high is not None else middle
    drawn += _shape(_mark(row), middle, low, high, y + _LINE - 4)
    parts.append(group(drawn, row.outcome or row.study))
    return y + _LINE * max(len(lines) for lines in (*cells, _beside(row))) + 6


def _mark(row: Row) -> str:
    return "point" if row.shape == "estimate" and (row.low is None or row.high is None) else row.shape


def _shape(shape: str, x: float, low: float, high: float, y: float) -> list[str]:
    """The mark of a row at ``x``, with its interval from ``low`` to ``high``."""
    ink = f'fill="{INK}"'
    open_ = f'fill="white" stroke="{INK}" stroke-width="1.4"'
    if shape == "estimate":
        return [line([(low, y), (high, y)], bare=True), rectangle(x - 4, y - 4, 8, 8, ink)]
    if shape == "summary":
        points = f"{low:.1f},{y:.1f} {x:.1f},{y - 6:.1f} {high:.1f},{y:.1f} {x:.1f},{y + 6:.1f}"
        return [f'<polygon points="{points}" {ink}/>']
    if shape == "point":
        return [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" {open_}/>']
    if shape == "range":
        return [rectangle(low, y - 3, max(high - low, 2), 6, open_)]
    if shape in ("rise", "fall"):
        way = 1 if shape == "rise" else -1
        return [line([(x, y), (x + 22 * way, y)], sign=1)]
    if shape == "none":
        return [line([(x - 4, y - 4), (x + 4, y + 4)], bare=True), line([(x - 4, y + 4), (x + 4, y - 4)], bare=True)]
    if shape == "differs":
        return [line([(x, y), (x + 13, y)], sign=1), line([(x, y), (x - 13, y)], sign=1)]
    return [text(x, y + 4, "?", size=12, anchor="middle", weight="bold")]


def _numbers(panel: Panel) -> list[float]:
    rows = [row for section in panel.sections for row in section.rows]
    return [float(number) for row in rows for number in (row.value, row.low, row.high) if number is not None]


def _scale(ticks: Sequence[float], ratio: bool, left: float) -> Across:
    begin, end = (log(ticks[0]), log(ticks[-1])) if ratio else (ticks[0], ticks[-1])

    def across(number: float) -> float:
        return left + _AXIS * ((log(number) if ratio else number) - begin) / (end - begin)

    return across


def _ticks(panel: Panel) -> list[float]:
    """Round numbers that enclose every number of the panel and its null."""
    null = panel.null if panel.null is not None else 0.0
    low, high = min([*_numbers(panel), null]), max([*_numbers(panel), null])
    if panel.ratio:
        steps = [m * 10**e for e in range(-4, 5) for m in (1, 2, 5)]
        below = max(step for step in steps if step <= min(low, 0.99))
        above = min(step for step in steps if step >= max(high, 1.01))
        return [step for step in steps if below <= step <= above]
    if low == high:
        return [null - 1, null, null + 1]
    rough = (high - low) / 5
    power = 10.0 ** floor(log10(rough))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= rough)
    first, last = floor(low / step + 1e-9), -floor(-high / step + 1e-9)
    if panel.null is not None and first == 0:
        first = -1
    if panel.null is not None and last == 0:
        last = 1
    return [round(number * step, 10) for number in range(first, last + 1)]
