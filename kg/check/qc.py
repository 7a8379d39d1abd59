"""Quality queries: each row of ``queries/qc/*.rq`` is a fault. They run set-wise on Oxigraph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pyoxigraph as ox

from kg._resources import folder
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


def run(store: ox.Store) -> list[Result]:
    """Return the faults that the quality queries find in a derived store."""
    found = []
    for quality in queries():
        solutions = store.query(quality.text, use_default_graph_as_union=True)
        assert isinstance(solutions, ox.QuerySolutions)
        columns = [variable.value for variable in solutions.variables]
        for solution in solutions:
            row = {name: solution[name] for name in columns}
            texts = {name: str(getattr(term, "value", "")) for name, term in row.items()}
            found.append(
                Result(
                    severity=quality.severity,
                    rule=quality.rule,
                    focus=texts["focus"],
                    value=texts.get("value") or None,
                    message=_SLOT.sub(lambda slot, texts=texts: texts.get(slot.group(1), "?"), quality.message),  # type: ignore[misc]
                    hint=quality.hint,
                )
            )
    return found
