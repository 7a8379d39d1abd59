"""Text inside XML 1.0: what it cannot hold is escaped so that it can be undone, what its readers would change is kept.

The escape is that of Office Open XML (ECMA-376, ``ST_Xstring``): ``_xHHHH_`` stands for the character of that code.
Line ends and what XML 1.1 takes for one are character references, so that no reader makes a line feed of them.
"""

from __future__ import annotations

import json
import re

RULE = "_xHHHH_ stands for the character with that code, which XML 1.0 cannot hold (and _x005F_ for _ before xHHHH)"
LIST_RULE = "a list is a JSON array in one text"
NULL_RULE = "_x006E_ull stands for null as a whole value, which Gephi takes for an absent one"
ID_RULE = "in ids, _xHHHH_ stands for the character with that code, which an id of GraphML cannot hold"
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|_(?=x[0-9A-F]{4})")
_NO_NAME = re.compile(r"[^\w.:\-]|_(?=x[0-9A-F]{4})", re.ASCII)
_ESCAPED = re.compile("_x([0-9A-F]{4,6})_")
_REFERENCES = {char: f"&#{ord(char)};" for char in '\t\n\r\u0085\u2028"&<>'}
_MARKUP = re.compile(f"[{''.join(_REFERENCES)}]")


_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


def array(items: tuple[str, ...]) -> str:
    """Return ``items`` as a JSON array."""
    return _ENCODE(items)


def legal(text: str) -> str:
    """Return ``text`` with the escape for each character that XML 1.0 cannot hold; itself where it has none.

    >>> legal("a\\x01b"), legal("_x0001_"), legal("bone")
    ('a_x0001_b', '_x005F_x0001_', 'bone')
    """
    if text.isascii() and text.isprintable() and "_x" not in text:  # most are, and this is much faster
        return text
    return _ILLEGAL.sub(_code, text)


def legal_id(text: str) -> str:
    """Return ``text`` as a name token (``xs:NMTOKEN``), as ids of GraphML have to be.

    >>> legal_id("ent:toremifene"), legal_id("out:1/measures")
    ('ent:toremifene', 'out:1_x002F_measures')
    """
    return _NO_NAME.sub(_code, text)


def no_null(text: str) -> str:
    """Return legal ``text``, its first letter escaped where it is the word that Gephi takes for an absent value.

    >>> no_null("null"), no_null("null and void")
    ('_x006E_ull', 'null and void')
    """
    return f"_x{ord(text[0]):04X}_{text[1:]}" if text.lower() == "null" else text


def undone(text: str) -> str:
    """Return what was given to ``legal`` or ``legal_id``.

    >>> undone("_x005F_x0001_"), undone("a_x0001_b")
    ('_x0001_', 'a\\x01b')
    """
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def marked(text: str) -> str:
    """Return legal ``text`` as it stands in an element or between the double quotes of an attribute."""
    return _MARKUP.sub(_reference, text)


def _reference(found: re.Match[str]) -> str:
    return _REFERENCES[found[0]]


def _code(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"
