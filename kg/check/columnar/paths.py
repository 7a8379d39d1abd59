"""Property paths (https://www.w3.org/TR/shacl/#property-paths), walked from a whole set of nodes at once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from kg.check.columnar.columns import Columns
from kg.check.columnar.pairs import Relation


@dataclass(frozen=True, slots=True)
class Step:
    """One property, by its key; ``back`` walks it from value to subject."""

    predicate: str
    back: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """One path after another."""

    steps: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Any of several paths."""

    choices: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A path repeated; ``zero`` reaches the start too, ``many`` goes on beyond one step."""

    path: Path
    zero: bool
    many: bool


Path = Step | Sequence | Alternative | Repeat


def walk(columns: Columns, path: Path, nodes: set[str], *, counted: bool = False) -> Relation:
    """Return each of ``nodes`` with what the path leads to from it; ``counted``: only the number of values matters."""
    if isinstance(path, Step):
        if counted and not path.back:
            return columns.counted(path.predicate).within(nodes)
        column = columns.column(path.predicate)
        return (column.turned() if path.back else column).within(nodes)
    if isinstance(path, Sequence):
        return _one_after_another(columns, path.steps, nodes)
    if isinstance(path, Alternative):
        return Relation.of(chain.from_iterable(walk(columns, choice, nodes) for choice in path.choices))
    return _repeated(columns, path, nodes)


def _one_after_another(columns: Columns, steps: tuple[Path, ...], nodes: set[str]) -> Relation:
    found = walk(columns, steps[0], nodes)
    for step in steps[1:]:
        onward = walk(columns, step, found.value_set).by_subject()
        found = Relation.of((start, end) for start, middle in found for end in onward.get(middle, ()))
    return found


def _repeated(columns: Columns, path: Repeat, nodes: set[str]) -> Relation:
    onward: dict[str, set[str]] = {}
    frontier = set(nodes)
    while frontier:
        fresh = walk(columns, path.path, frontier).by_subject()
        onward.update({node: fresh.get(node, set()) for node in frontier})
        frontier = set().union(*fresh.values()) - onward.keys() if path.many else set()
    pairs = []
    for start in nodes:
        reached = set(onward[start])
        todo = [*reached] if path.many else []
        while todo:
            further = onward[todo.pop()] - reached
            reached |= further
            todo += further
        pairs += [(start, end) for end in (reached | {start} if path.zero else reached)]
    return Relation.of(pairs)
