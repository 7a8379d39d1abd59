"""What single values are worth: datatype, order, text. The common cases at once, the others by pyshacl's own word."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from kg.base.namespaces import XSD
from kg.check.columnar import pyshacl_oracle
from kg.check.columnar.lexical_forms import text_of
from kg.check.columnar.term_keys import is_blank, is_iri, is_literal, parts

_ANY = "http://www.w3.org/2000/01/rdf-schema#Literal"
_NAMES = "http://www.w3.org/2000/01/rdf-schema#Datatype"
_NUMBER = re.compile(r"(-?[0-9]+)|(-?[0-9]+\.[0-9]+)")
_WHOLE_DECIMAL = re.compile(rf'"(-?[0-9]+)"\^\^<{re.escape(XSD)}decimal>')


@lru_cache(maxsize=100_000)
def number(key: str) -> int | Decimal | None:
    """Return the number that a literal is; None for what is neither integer nor decimal as usually spelt."""
    if match := _NUMBER.fullmatch(key):
        return int(match[1]) if match[1] else Decimal(match[2])
    if match := _WHOLE_DECIMAL.fullmatch(key):
        return Decimal(match[1])
    return None


def is_of(key: str, datatype: str) -> bool:
    """Whether a term is a literal of a datatype, and well-formed."""
    if not is_literal(key):
        return False
    if key[-1] == '"':
        return datatype in (XSD + "string", _ANY)
    kind = parts(key)[1]
    usual = key in ("true", "false") or number(key) is not None
    return datatype in (kind, _ANY) if usual and datatype != _NAMES else pyshacl_oracle.is_of(key, datatype)


def order(key: str, bound: str) -> int | None:
    """Return below 0, 0 or above 0 as a value lies to a bound; None where the two cannot be compared."""
    if not is_literal(key):
        return None
    one, other = number(key), number(bound)
    if one is not None and other is not None:
        return (one > other) - (one < other)
    return pyshacl_oracle.order(key, bound)


def less(key: str, bound: str, *, strictly: bool) -> bool:
    """Whether a value is less than another, or equal where not ``strictly``; a blank node is neither."""
    if is_blank(key) or is_blank(bound):
        return False
    one, other = number(key), number(bound)
    if one is not None and other is not None:
        return one < other if strictly else one <= other
    if is_iri(key) and is_iri(bound):
        return text_of(key) < text_of(bound) if strictly else text_of(key) <= text_of(bound)
    return pyshacl_oracle.less(key, bound, strictly=strictly)


def text(key: str) -> str:
    """Return the text of an IRI or a literal that lengths and patterns are about."""
    if key[0] == '"' and key[-1] == '"' and "\\" not in key:
        return key[1:-1]
    return text_of(key)
