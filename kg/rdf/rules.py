"""Run the rules of ``queries/rules``: what follows from what is curated.

Each file is one CONSTRUCT; its first line names the graph that its triples go to
(``# target: edges``), and files run in the order of their names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pyoxigraph as ox

from kg.base.namespaces import GR
from kg.base.resources import folder
from kg.errors import UnreadableInput

_TARGET = re.compile(r"# target: ([a-z-]+)\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One derivation: its file, the graph it writes, its CONSTRUCT text."""

    path: Path
    target: str
    text: str


def rules() -> list[Rule]:
    """Return the rules in the order in which they run."""
    found = []
    for path in sorted((folder("queries") / "rules").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        target = _TARGET.match(text)
        if target is None:
            raise UnreadableInput(str(path), "must begin with '# target: <graph name>'", line=1)
        found.append(Rule(path=path, target=GR + target.group(1), text=text))
    return found


def derive(store: ox.Store, seen: Callable[[int, int], None] = lambda done, all: None) -> dict[str, int]:
    """Add what the rules derive to ``store``; return rule file name -> number of triples it made.

    ``seen`` hears how many of how many rules are done. What a rule derives is written while its query is answered,
    which the store does from what it held when the rule began: so memory does not grow with it, and writing takes less
    time than in one transaction.
    """
    made: dict[str, int] = {}
    for number, rule in enumerate(ordered := rules()):
        seen(number, len(ordered))
        triples = store.query(rule.text, use_default_graph_as_union=True)
        assert isinstance(triples, ox.QueryTriples)
        counted = count()
        store.bulk_extend(_homed(triples, ox.NamedNode(rule.target), counted))
        made[rule.path.name] = next(counted)
    return made


def _homed(triples: Iterable[ox.Triple], graph: ox.NamedNode, counted: Iterator[int]) -> Iterator[ox.Quad]:
    for triple in triples:
        next(counted)
        yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)
