"""Draw a chart: a row a drug and endpoint, a column a verdict, a mark an outcome; shapes carry the predicted sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.figures.concordance import VERDICTS
from kg.figures.scene import Chart, Mark
from kg.figures.svg import INK, SOFT, document, group, line, rectangle, text, width, wrap

_MARGIN, _COLUMN, _PITCH, _LINE = 24.0, 104.0, 15.0, 18.0
_APART = 18.0  # between the verdicts on a predicted sign and the others
_PALE = "#f0f0f0"
_LEGEND = (("+", "predicted +"), ("-", "predicted −"), ("ambiguous", "ambiguous"), ("none", "no sign predicted"))


def draw(chart: Chart, facts: dict[str, Any]) -> str:
    """Return ``chart`` as SVG, with ``facts`` in its metadata."""
    label = max(
        *(width(endpoint, 12) + 20 for _, endpoint, _ in chart.rows), *(width(drug, 13) for drug, _, _ in chart.rows)
    )
    left = _MARGIN + max(label, 90) + 16
    starts = {verdict: left + _COLUMN * n + (_APART if n > 4 else 0) for n, verdict in enumerate(VERDICTS)}
    wide = max(starts.values()) + _COLUMN + _MARGIN
    parts = [text(_MARGIN, 34, chart.title, size=16, weight="bold")]
    y = _heads(parts, starts, 62.0)
    body: list[str] = []
    top, last = y, None
    for drug, endpoint, marks in chart.rows:
        if drug != last:
            y += 24
            body.append(text(_MARGIN, y, drug, size=12.5, weight="bold"))
            last = drug
        y = _row(body, endpoint, marks, starts, y + 6)
    y += 10
    parts += [
        rectangle(x, top, _COLUMN - 3, y - top, f'fill="{_PALE}"') for n, x in enumerate(starts.values()) if n % 2 == 0
    ]
    parts += body
    parts.append(line([(_MARGIN, y), (wide - _MARGIN, y)], bare=True, heavy=0.8))
    parts.append(text(_MARGIN, y + 19, "outcomes", size=12, weight="bold"))
    for verdict, x in starts.items():
        parts.append(text(x + _COLUMN / 2, y + 19, str(chart.totals[verdict]), size=12, anchor="middle", weight="bold"))
    y = _below(parts, chart, wide, y + 48)
    return document(parts, wide=wide, high=y + 8, title=chart.title, facts=facts)


def _heads(parts: list[str], starts: dict[str, float], y: float) -> float:
    names = {verdict: wrap(verdict.replace("-", " "), 11.5, _COLUMN - 16) for verdict in VERDICTS}
    told = {verdict: wrap(words, 11, _COLUMN - 12) for verdict, words in VERDICTS.items()}
    high = max(map(len, names.values()))
    for verdict, x in starts.items():
        middle = x + _COLUMN / 2
        for n, words in enumerate(names[verdict]):
            parts.append(text(middle, y + 14 * n, words, size=11.5, anchor="middle", weight="bold"))
        for n, words in enumerate(told[verdict], high):
            parts.append(text(middle, y + 14 * n, words, size=11, anchor="middle", fill=SOFT))
    return y + 14 * (high + max(map(len, told.values()))) - 6


def _row(parts: list[str], endpoint: str, marks: Sequence[Mark], starts: dict[str, float], y: float) -> float:
    parts.append(text(_MARGIN + 14, y + 13, endpoint, size=12))
    lines = 1
    for verdict, begin in starts.items():
        x, line_number = begin + 12, 0
        for mark in (mark for mark in marks if mark.column == verdict):
            needed = _PITCH + (width(str(mark.number), 11) + 2 if mark.number else 0)
            if x + needed > begin + _COLUMN - 4:
                x, line_number = begin + 12, line_number + 1
            middle = y + 9 + _LINE * line_number
            drawn = [shape(mark.predicted, x, middle, filled=mark.verified)]
            if mark.number:
                drawn.append(text(x + 8, middle + 4, str(mark.number), size=11))
            parts.append(group(drawn, mark.label))
            x += needed
        lines = max(lines, line_number + 1)
    return y + _LINE * lines + 1


def shape(predicted: str, x: float, y: float, *, filled: bool) -> str:
    """Return the mark of a predicted sign: a triangle up or down, a diamond, or a circle where there is none."""
    look = f'fill="{INK if filled else "white"}" stroke="{INK}" stroke-width="1.3"'
    if predicted in ("+", "-", "ambiguous"):
        corners = {
            "+": ((-5, 4), (5, 4), (0, -5)),
            "-": ((-5, -4), (5, -4), (0, 5)),
            "ambiguous": ((-5, 0), (0, -5.5), (5, 0), (0, 5.5)),
        }[predicted]
        points = " ".join(f"{x + across:.1f},{y + down:.1f}" for across, down in corners)
        return f'<polygon points="{points}" {look}/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.2" {look}/>'


def _below(parts: list[str], chart: Chart, wide: float, y: float) -> float:
    """Legend, the discordant outcomes by number, notes; return where they end."""
    used = {mark.predicted for _, _, marks in chart.rows for mark in marks}
    x = _MARGIN
    for predicted, words in _LEGEND:
        if predicted in used or (predicted == "none" and "unknown" in used):
            parts += [shape(predicted, x + 6, y - 4, filled=True), text(x + 18, y, words, size=11)]
            x += width(words, 11) + 42
    y += 26
    if chart.named:
        parts.append(text(_MARGIN, y, "Against the prediction", size=12, weight="bold"))
        y += 18
    for words, fill in [*((named, INK) for named in chart.named), *((note, SOFT) for note in chart.notes)]:
        for part in wrap(words, 11, wide - 2 * _MARGIN):
            parts.append(text(_MARGIN, y, part, size=11, fill=fill))
            y += 16
        y += 3
    return y
