"""Shapes as a program: what each shape targets, where its values are, what is asked of them.

Only what is understood to the last word is taken. Everything else raises ``NotUnderstood``, and the shapes go to
pyshacl as a whole: a constraint is never left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kg.check.columnar import paths

SH = "http://www.w3.org/ns/shacl#"
TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
MANY_SHAPES = ("and", "or", "xone")
DEEPEST = 8  # nesting of paths and shapes; pyshacl gives up near this too


class NotUnderstood(Exception):
    """The shapes use something that this engine does not know; the message says what."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint: its parameter (``minCount``) and argument, whose type depends on the parameter."""

    parameter: str
    argument: Any


@dataclass(slots=True)
class Shape:
    """A shape, by its key. ``path`` is None for a node shape; ``properties`` are the keys of its property shapes."""

    key: str
    path: paths.Path | None
    severity: str
    messages: tuple[str, ...]
    deactivated: bool
    targets: dict[str, tuple[str, ...]]
    constraints: list[Constraint] = field(default_factory=list)
    properties: tuple[str, ...] = ()


Program = dict[str, Shape]


def in_order(shapes: Program) -> Program:
    """Return the shapes with each before those it refers to. Raises ``NotUnderstood`` where they go round."""
    placed: dict[str, Shape] = {}

    def place(key: str, above: tuple[str, ...]) -> None:
        if key in above or len(above) > DEEPEST:
            raise NotUnderstood(f"{key} refers to itself, or shapes are nested too deeply")
        if key in placed:
            return
        if key not in shapes:
            raise NotUnderstood(f"the shape {key} is named but not described")
        for other in references(shapes[key]):
            place(other, (*above, key))
        placed[key] = shapes[key]

    for key in shapes:
        place(key, ())
    return dict(reversed(placed.items()))


def references(shape: Shape) -> Iterator[str]:
    """Yield the keys of the shapes that a shape refers to."""
    yield from shape.properties
    for constraint in shape.constraints:
        if constraint.parameter in (*MANY_SHAPES, "node", "not"):
            yield from constraint.argument if constraint.parameter in MANY_SHAPES else (constraint.argument,)
        if constraint.parameter == "qualifiedValueShape":
            yield from (constraint.argument.shape, *constraint.argument.siblings)
