"""SIF, the simple interaction format: ``A relation B``, or ``A relation B C …``, one line each, without a head.

Cytoscape's format, in which CellNOpt (``1`` and ``-1``) and Pathway Commons (``controls-expression-of`` …) give signed
and unsigned networks. Cells are apart by tabs, or by blanks on a line without tabs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.errors import UnreadableInput
from kg.unreviewed.effects import NO_ACTION, Effect, effects
from kg.unreviewed.lines import lines
from kg.unreviewed.rows import Draft, Thing


class Sif:
    """One file. Its ends are names; a name is all that it says of a thing."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def paths(self) -> tuple[Path, ...]:
        """The file."""
        return (self._path,)

    def things(self) -> Iterator[Thing]:
        """See ``Reader``."""
        return iter(())

    def drafts(self) -> Iterator[Draft]:
        """See ``Reader``. A relation that no row of the table reads is no action of one thing on another."""
        table: dict[str, Effect] = {**effects("list"), **effects("sif")}
        name = self._path.name
        for number, line in lines(self._path):
            cells = line.split("\t") if "\t" in line else line.split()
            if len(cells) < 2:  # a blank line, or a thing without edges
                continue
            own, relation, *others = map(str.strip, cells)
            if not own or not relation or not others or not all(others):
                raise UnreadableInput(
                    str(self._path), "is not 'A relation B' here; each edge needs both ends", line=number
                )
            effect = table.get(relation.lower(), NO_ACTION)
            for place, other in enumerate(others):
                subject, object = (other, own) if effect.turned else (own, other)
                told = f"{name}:{number}:{place + 1}" if place else f"{name}:{number}"
                yield Draft(told, subject, object, relation, effect.sign, effect.walked, (), (), (), "")
