"""The guard of the benchmark: a ratio that is much worse than the page tells is named, in either direction."""

from __future__ import annotations

import sys
from functools import reduce

import pytest

from bench.guard import regressions, told
from bench.measure import Line, run
from bench.page import HEAD, PAGE, in_place, part, shown

AT_MOST = Line(what="`kg ask`, cold", peer="`python -c pass`", ratio=4.0, limit=6.0, memory=61.0)
AT_LEAST = Line(what="routes, times faster", peer="networkx", ratio=20.0, at_most=False, note="`some query`")
MEMORY = Line(what="`kg build`, peak memory", peer="megabytes", ratio=157.0, unit=" MB", limit=500.0)


def page(*lines: Line) -> str:
    return "\n".join(["# Performance", "", *HEAD, *(f"| {' | '.join(shown(line))} |" for line in lines)])


def again(line: Line, ratio: float, note: str = "") -> Line:
    return Line(what=line.what, peer=line.peer, ratio=ratio, at_most=line.at_most, note=note)


def test_the_page_is_read_as_it_is_written() -> None:
    assert told(page(AT_MOST, AT_LEAST, MEMORY)) == {
        ("`kg ask`, cold", "`python -c pass`"): 4.0,
        ("routes, times faster", "networkx"): 20.0,
        ("`kg build`, peak memory", "megabytes"): 157.0,
    }


@pytest.mark.parametrize(
    ("line", "ratio", "worse"),
    [
        *((AT_MOST, 5.9, False), (AT_MOST, 6.1, True), (AT_MOST, 0.1, False)),
        *((AT_LEAST, 13.5, False), (AT_LEAST, 13.2, True), (AT_LEAST, 900.0, False)),
    ],
)
def test_one_and_a_half_times_worse_is_named(line: Line, ratio: float, worse: bool) -> None:
    """More is worse of what has to stay small, less of what has to be large; another note is the same line."""
    found = regressions([again(line, ratio, "`another query`")], page(AT_MOST, AT_LEAST))
    assert bool(found) is worse
    assert all(line.what in text and "times worse" in text for text in found)


def test_a_part_is_put_in_the_place_of_its_last_measurement() -> None:
    """All else stays, and a part that was never measured comes last."""
    first, others = page(AT_MOST, MEMORY) + "\n\nwords\n", [part("routes", [AT_LEAST]), part("exports", [MEMORY])]
    whole = reduce(in_place, others, first)
    assert whole == f"{first}\n{others[0]}\n{others[1]}"
    anew = part("routes", [again(AT_LEAST, 30.0)])
    assert in_place(whole, anew) == f"{first}\n{anew}\n{others[1]}"
    assert in_place(whole, others[1]) == whole
    assert told(whole)[AT_LEAST.what, AT_LEAST.peer] == 20.0


def test_what_was_not_measured_before_is_no_regression() -> None:
    assert regressions([AT_MOST], page(AT_LEAST)) == []
    assert regressions([Line(what=AT_MOST.what, peer="another peer", ratio=99.0)], page(AT_MOST)) == []


def test_the_page_of_this_repository_can_be_guarded() -> None:
    found = told(PAGE.read_text(encoding="utf-8"))
    assert len(found) > 25
    assert ("`kg explain`, cold", "`python -c pass`") in found


def test_the_memory_of_a_process_is_its_own() -> None:
    """And not that of this one, which has loaded far more."""
    bare, large = (run([sys.executable, "-c", code]).megabytes for code in ("pass", "bytearray(100 << 20)"))
    assert 1 < bare < 30
    assert 100 < large < 130


def test_a_command_that_fails_is_not_measured() -> None:
    with pytest.raises(RuntimeError, match="ended with exit code 3"):
        run([sys.executable, "-c", "raise SystemExit(3)"])
