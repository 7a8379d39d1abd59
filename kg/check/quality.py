"""Quality queries: each row of ``queries/qc/*.rq`` is a fault. They run set-wise on Oxigraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from kg.base.progress import Progress
from kg.base.resources import folder
from kg.check.report import Result

_HEADER = re.compile(r"^#\+ ([a-z]+): *(.*)$", re.MULTILINE)
_SLOT = re.compile(r"\{\?(\w+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """A quality query: rule name, severity, message with ``{?variable}`` slots, hint, SPARQL text."""

    rule: str
    severity: str
    message: str
    hint: str
    text: str


@cache
def queries() -> tuple[Quality, ...]:
    """Return the quality queries, by name."""
    found = []
    for path in sorted((folder("queries") / "qc").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        header = dict(_HEADER.findall(text))
        found.append(
            Quality(
                rule=path.stem, severity=header["severity"], message=header["message"], hint=header["hint"], text=text
            )
        )
    return tuple(found)


def run(store: ox.Store) -> Iterator[Result]:
    """Yield the faults that the quality queries find in a derived store, each once."""
    progress = Progress("check: queries")
    for number, quality in enumerate(queries()):
        progress.seen(number, len(queries()))
        yield from dict.fromkeys(rows(store, quality))


def rows(store: ox.Store, quality: Quality) -> Iterator[Result]:
    """Yield the faults that one query finds, as it gives them."""
    solutions = store.query(quality.text, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    columns = [variable.value for variable in solutions.variables]
    for solution in solutions:
        texts = {name: str(getattr(solution[name], "value", "")) for name in columns}
        yield Result(
            severity=quality.severity,
            rule=quality.rule,
            focus=texts["focus"],
            value=texts.get("value") or None,
            message=_SLOT.sub(lambda slot, texts=texts: texts.get(slot.group(1), "?"), quality.message),  # type: ignore[misc]
            hint=quality.hint,
        )
