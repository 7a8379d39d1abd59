"""The guard of cells that spreadsheets would run: nothing dangerous is left, and all of it can be undone."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.export.formula_guard import guarded, harmless, unguarded

VIOLATIONS = ["\n", "\r", "\r\n", "\u2028", "\x85", "\v"]
PIECES = [*"=+-@'\t ＝＋－＠a1é\"", "cmd()", "\u00a0", "\u2003", "\x1f", *VIOLATIONS]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text()
DANGEROUS = re.compile(r"^[\s\u00a0]*[=+\-@\t\r＝＋－＠]")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=cmd()", "'=cmd()"),
        ("+1+1", "'+1+1"),
        ("-0.5", "'-0.5"),
        ("@sum", "'@sum"),
        ("\ttab", "'\ttab"),
        ("\rreturn", "'\rreturn"),
        ("  =padded", "'  =padded"),
        ("\u00a0=hidden", "'\u00a0=hidden"),
        ("＝wide", "'＝wide"),
        ("line\n=second", "line\n'=second"),
        ("line\r\n=second\r\nthird", "line\r\n'=second\r\nthird"),
        ("line\r=second", "line\r'=second"),
        ("line\u2028=second", "line\u2028'=second"),
        ("'quoted", "''quoted"),
        ("''twice", "'''twice"),
        ("a\n'quoted", "a\n''quoted"),
        ("3'-end, 5-HT", "3'-end, 5-HT"),
        ("_underscored=1", "_underscored=1"),
        ("(a=b)", "(a=b)"),
        ("", ""),
        (" ", " "),
    ],
)
def test_the_apostrophe_stands_where_the_rule_says(text: str, safe: str) -> None:
    """Only lines that would run, or that begin with an apostrophe, get one."""
    assert guarded(text) == safe
    assert unguarded(safe) == text


@given(TEXTS)
def test_undo_gives_what_was_there(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(TEXTS)
def test_no_line_would_run(text: str) -> None:
    """Whatever a reader takes for the end of a line, no line begins as a formula does."""
    safe = guarded(text)
    for line in (*safe.splitlines(), *safe.split("\n"), *re.split(r"\r\n|\r|\n", safe), safe):
        assert not DANGEROUS.match(line)


@given(st.lists(TEXTS, min_size=1))
def test_a_csv_reader_gives_back_the_row(row: list[str]) -> None:
    """Written and read as CSV, undone cell by cell, the row is what it was."""
    file = io.StringIO(newline="")
    csv.writer(file).writerow([guarded(cell) for cell in row])
    file.seek(0)
    read = next(csv.reader(file))
    assert [unguarded(cell) for cell in read] == row


@given(st.lists(TEXTS))
@example(["\u00a0'"])
def test_many_harmless_cells_are_those_that_are_left_alone(cells: list[str]) -> None:
    """None of them would be changed; and where none has lines, they are all that would not be."""
    unchanged = all(guarded(cell) == cell for cell in cells)
    lines = any(cell.splitlines() != [cell] for cell in cells if cell)
    assert harmless(cells) == (unchanged and not lines)
