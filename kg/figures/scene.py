"""What a figure shows, before any coordinate: signed graphs, rows of a forest, marks of a chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A thing in a figure; ``kind`` decides its outline."""

    id: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A signed edge: +1 ends in an arrow, -1 in a bar, None in a circle; dashed where borrowed or uncited.

    ``tag`` is written on the line, ``label`` is shown when one points at it; ``dissent`` where only routes of the
    other sign take it.
    """

    source: str
    target: str
    sign: int | None
    dashed: bool
    assertions: tuple[str, ...]
    label: str = ""
    tag: str = ""
    dissent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A graph with its title and the notes below it. ``signed`` if its ends mean signs; ``key`` explains its tags."""

    title: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    notes: tuple[str, ...]
    signed: bool = True
    key: tuple[str, ...] = ()
    outcomes: Mapping[str, str] = field(default_factory=dict)

    @property
    def assertions(self) -> tuple[str, ...]:
        """The assertions that are drawn, sorted."""
        return tuple(sorted({iri for link in self.links for iri in link.assertions}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One result of a forest, its numbers as the source prints them; None where there is none.

    ``shape``: ``estimate`` (filled with an interval, open without), ``range`` (only its ends are given), ``rise`` and
    ``fall`` (a finding without a number), ``none`` (no significant effect), ``differs`` (significant, no direction
    given), ``unstated``, ``summary`` (pooled).
    """

    study: str
    what: str
    who: str
    when: str
    shape: str
    value: str | None
    low: str | None
    high: str | None
    printed: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The rows of a panel that have the same kind of comparison; ``left`` and ``right`` say what the sides mean."""

    title: str
    left: str
    right: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The results of one endpoint, statistic and unit, on one axis; ``null`` is the number that means no effect."""

    title: str
    null: float | None
    ratio: bool
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Panels with a title and notes; outcome -> what is drawn of it."""

    title: str
    panels: tuple[Panel, ...]
    notes: tuple[str, ...]
    outcomes: Mapping[str, str]
    assertions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One outcome of a chart: the predicted sign is its shape, whether the source was read its filling.

    ``number`` leads to the list below the chart; 0 where it has no entry there.
    """

    column: str
    predicted: str
    verified: bool
    outcome: str
    label: str
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Marks by drug, endpoint and verdict: (drug, endpoint, marks) rows, and the named entries below."""

    title: str
    rows: tuple[tuple[str, str, tuple[Mark, ...]], ...]
    totals: Mapping[str, int]
    named: tuple[str, ...]
    notes: tuple[str, ...]
    outcomes: Mapping[str, str]
    assertions: tuple[str, ...] = ()
