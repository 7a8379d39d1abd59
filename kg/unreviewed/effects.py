"""What relations of other vocabularies say of sign and direction: ``ontology/mappings/foreign-effects.tsv``."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from kg.base.resources import folder

UNKNOWN = 0


class Effect(NamedTuple):
    """``sign`` is 1, -1, or 0 where it is not known. ``walked`` is False for what is no action of one thing on
    another; ``turned`` where the object acts on the subject.
    """

    sign: int
    walked: bool = True
    turned: bool = False


NO_ACTION = Effect(UNKNOWN, walked=False)


@cache
def effects(vocabulary: str) -> dict[str, Effect]:
    """Return term -> effect for ``biolink`` (predicates without prefix), ``direction`` (values of qualifiers),
    ``signor`` or ``list`` (plain signed lists).
    """
    found = {}
    text = (folder("ontology") / "mappings" / "foreign-effects.tsv").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        name, term, sign, direction, _ = line.split("\t")
        if name == vocabulary:
            found[term] = Effect(int(sign or UNKNOWN), walked=bool(direction), turned=direction == "inverse")
    return found
