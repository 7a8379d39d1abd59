"""How rdflib spells a term: under which key it is compared, and what is shown of it."""

from __future__ import annotations

import re
from functools import lru_cache

import pyoxigraph as ox

from kg.base.namespaces import XSD
from kg.check.columnar.term_keys import AS_READ, parts, plain, written

# What rdflib keeps as it is written; every other typed literal is asked of it.
_STABLE = re.compile(
    r"0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]+|true|false"
    rf'|"(?:0|-?[1-9][0-9]*)"\^\^<{re.escape(XSD)}decimal>|"[^"\\]*"@[a-z0-9-]+'
)

_REMEMBERED = 100_000  # literals; beyond it only the words of a message may differ in how they spell a value


@lru_cache(maxsize=_REMEMBERED)
def normal(key: str) -> str:
    """Return the key under which a term is compared: literals as rdflib spells them, so ``1`` for ``01``."""
    if plain(key) or _STABLE.fullmatch(key):
        return key
    from kg.check.columnar.pyshacl_oracle import respelt

    text, (_, datatype, language) = respelt(key), parts(key)
    spelt = key if text is None else written(text, datatype, language)
    if spelt != key and len(AS_READ) < _REMEMBERED:
        AS_READ.setdefault(spelt, key)
    return spelt


def key_of(term: object) -> str:
    """Return the key of a term of pyoxigraph under which it is compared."""
    if isinstance(term, ox.Literal):
        return normal(written(term.value, term.datatype.value, term.language))
    return str(term)


def text_of(key: str) -> str:
    """Return what is shown of a term: the IRI, the name of the blank node, the text of the literal as rdflib has it."""
    if key[0] == "<":
        return key[1:-1]
    if key[0] == "_":
        return key[2:]
    if key[-1] == '"' or _STABLE.fullmatch(key):
        return parts(key)[0]
    from kg.check.columnar.pyshacl_oracle import literal

    return str(literal(key))
