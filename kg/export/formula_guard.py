"""Cells that a spreadsheet would run as a formula, and how they are kept from it.

The rule of https://owasp.org/www-community/attacks/CSV_Injection: a line of a cell that begins, after blanks of any
kind, with ``=``, ``+``, ``-``, ``@`` (or one of these in full width), a tab or a carriage return gets an apostrophe in
front. So does a line that begins with an apostrophe, for then taking one away from every such line undoes it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

RULE = "one ' stands in front of each line that begins with ', a tab, a carriage return or (after blanks) = + - @"
_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_AT_LINE_START = rf"(?:\A|(?<=[{_BREAKS}]))"
_STARTS = re.compile(rf"{_AT_LINE_START}(?='|[^\S{_BREAKS}]*[=+\-@\t\r＝＋－＠])")
_GUARD = re.compile(f"{_AT_LINE_START}'")
_TROUBLE = re.compile(rf"\n(?:'|[^\S{_BREAKS}]*[=+\-@\t\r＝＋－＠])")
_HARMLESS = re.compile(rf"(?:[^\W_][^{_BREAKS}]*)?")


def guarded(text: str) -> str:
    """Return ``text`` so that no line of it runs as a formula; the same object where nothing has to be done.

    >>> guarded("=cmd()"), guarded("a\\n -1"), guarded("RANKL")
    ("'=cmd()", "a\\n' -1", 'RANKL')
    """
    return text if _HARMLESS.fullmatch(text) else _STARTS.sub("'", text)


def unguarded(text: str) -> str:
    """Return what was given to ``guarded``.

    >>> unguarded("'=cmd()"), unguarded("a\\n' -1"), unguarded("RANKL")
    ('=cmd()', 'a\\n -1', 'RANKL')
    """
    return _GUARD.sub("", text)


def harmless(cells: Sequence[str]) -> bool:
    """Return whether ``guarded`` would leave every one of ``cells`` as it is; False too where a cell has lines.

    One search over many cells at once: most columns hold nothing to guard, and this is what their cells cost.
    """
    text = "\n".join(("", *cells, "end"))
    return len(text.splitlines()) == len(cells) + 2 and not _TROUBLE.search(text)
