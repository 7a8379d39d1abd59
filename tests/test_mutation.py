"""Wrong knowledge is made as promised, told apart by who notices, and in a draw always noticed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tests.detectors import Look
from tests.mutants import Curated, Mutant
from tests.mutation import compared
from tests.mutation_page import table, unnoticed

ROOT = Path(__file__).resolve().parent.parent
RIGHT = Look(faults=frozenset(), golden={"q": frozenset()}, predictions={"o": ("concordant",)}, failures=frozenset())


@cache
def made(operator: str) -> dict[str, Mutant]:
    """The mutants of an operator by the assertion that they change."""
    return {mutant.name: mutant for mutant in Curated().mutants(operator)}


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("asr:A0082", "raloxifene increases-expression-of OPG", "raloxifene decreases-expression-of OPG"),
        ("asr:A0078", "estradiol no-significant-effect-on OPG", "estradiol positively-regulates OPG"),
        ("asr:A0034", "toremifene metabolised-to 4-hydroxytoremifene", None),
        ("asr:A0258", "toremifene antagonises estrogen receptor", "toremifene agonises estrogen receptor"),
    ],
)
def test_a_sign_is_turned_round(name: str, before: str, after: str | None) -> None:
    """A sign becomes the other; a null becomes a rise; a sign without an opposite becomes a plain regulation."""
    mutant = made("sign")[name]
    assert mutant.before == before
    assert mutant.after == (after or "toremifene negatively-regulates 4-hydroxytoremifene")
    assert len(mutant.out) == len(mutant.into) == 1


def test_what_has_no_sign_is_named_and_not_turned_round() -> None:
    unsigned = Curated().unsigned()
    assert unsigned.keys() == {"binds", "biomarker-of", "part-of"}
    assert "asr:A0001" not in made("sign")
    assert len(made("sign")) + sum(map(len, unsigned.values())) == len(made("ends"))


def test_ends_are_exchanged_and_a_milieu_is_left_out() -> None:
    assert made("ends")["asr:A0082"].after == "OPG increases-expression-of raloxifene"
    mutant = made("milieu")["asr:A0086"]
    assert (mutant.before, mutant.after) == (
        "raloxifene increases-expression-of serum OPG (post-menopause)",
        "raloxifene increases-expression-of serum OPG",
    )
    assert "asr:A0082" not in made("milieu")


def test_a_listing_of_the_assertion_is_no_other_answer() -> None:
    """A row that prints the assertion is its listing; a row that does not is another question's answer."""
    mutant = made("sign")["asr:A0082"]
    listed = right_but(golden={"q": frozenset({("asr:A0082", "x")})})
    other = right_but(golden={"q": frozenset({("asr:A0001", "x")})})
    assert (compared(mutant, RIGHT, listed).listing, compared(mutant, RIGHT, listed).others) == (("q",), ())
    assert (compared(mutant, RIGHT, other).listing, compared(mutant, RIGHT, other).others) == ((), ("q",))


def test_a_moved_prediction_fails_nothing_by_itself() -> None:
    moved = compared(made("sign")["asr:A0082"], RIGHT, right_but(predictions={"o": ("discordant",)}))
    assert (moved.moved, moved.discordant, moved.fails, moved.reasoned) == (1, 1, False, True)


def test_what_was_at_fault_before_does_not_count() -> None:
    fault = ("violation", "rule", "asr:A0001", "", "")
    wrong = right_but(faults=frozenset({fault}), failures=frozenset({"test_x.py::test_y"}))
    assert not compared(made("sign")["asr:A0082"], wrong, wrong).fails
    found = compared(made("sign")["asr:A0082"], RIGHT, wrong)
    assert (found.checks, found.answers) == (("rule",), ("test_x.py::test_y",))


def test_the_table_counts_and_the_unnoticed_are_named() -> None:
    mutant = made("sign")["asr:A0082"]
    copied = right_but(failures=frozenset({"test_expected_signs.py::test_every_row_says_what_was_written_down"}))
    found = [compared(mutant, RIGHT, copied), compared(mutant, RIGHT, RIGHT)]
    assert "| (d2) table of expected signs | 1 (50.0 %) |" in table(found)
    assert unnoticed(found).splitlines() == [
        "1 of 2 mutants fail no check and no test",
        "not noticed (sign): asr:A0082 [D09] raloxifene increases-expression-of OPG",
    ]


@pytest.mark.slow
def test_each_wrong_sign_of_a_draw_is_noticed() -> None:
    command = [sys.executable, "-m", "tests.mutation", "--signs", "20", "--others", "0", "--seed", "7"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 of 20 mutants fail no check and no test" in done.stdout


def right_but(**changed: object) -> Look:
    """Return the look of the right graph with some parts replaced."""
    return replace(RIGHT, **changed)  # type: ignore[arg-type]
