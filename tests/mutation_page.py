"""Who notices wrong knowledge, as a table and as the page ``docs/knowledge-mutation.md``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.mutants import OPERATORS


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One mutant and who notices it.

    ``checks``: rules with a new violation or warning; ``listing``: catalogued queries whose golden rows print the
    assertion and differ; ``others``: those where rows differ that do not print it; ``moved``: outcomes with another
    verdict or prediction; ``discordant``: those whose verdict turns discordant; ``answers``: tests that fail;
    ``signs``: whether the table of expected signs differs.
    """

    operator: str
    name: str
    rows: tuple[str, ...]
    before: str
    after: str
    checks: tuple[str, ...]
    listing: tuple[str, ...]
    others: tuple[str, ...]
    moved: int
    discordant: int
    answers: tuple[str, ...]
    signs: bool

    @property
    def fails(self) -> bool:
        """Whether a check or a test fails."""
        return bool(self.checks or self.listing or self.others or self.answers or self.signs)

    @property
    def reasoned(self) -> bool:
        """Whether more than a copy of the assertion notices: a check, another answer, or the concordance."""
        return bool(self.checks or self.others or self.answers or self.moved)


Asks = Callable[[Told], object]

DETECTORS: tuple[tuple[str, Asks], ...] = (
    ("(a) `kg check`: a new violation or warning", lambda one: one.checks),
    ("(b) golden rows, any", lambda one: one.listing or one.others),
    ("(b1) golden rows that print the assertion itself", lambda one: one.listing),
    ("(b2) golden rows of another question", lambda one: one.others),
    ("(c) concordance: a prediction or verdict moves", lambda one: one.moved),
    ("(c1) concordance: an outcome turns discordant", lambda one: one.discordant),
    ("(d) expectations of the tests, any", lambda one: one.answers or one.signs),
    ("(d1) answers and spot tables spelt out in tests", lambda one: one.answers),
    ("(d2) table of expected signs", lambda one: one.signs),
    ("(e) a check or a test fails: a, b or d", lambda one: one.fails),
    (
        "the same without the table of expected signs",
        lambda one: one.checks or one.listing or one.others or one.answers,
    ),
    ("more than a copy of the assertion: a, b2, c or d1", lambda one: one.reasoned),
)
WHAT = {"sign": "wrong sign", "ends": "ends exchanged", "milieu": "milieu left out"}


def table(found: Sequence[Told]) -> str:
    """Return the Markdown table: one line a detector, one column an operator that was run."""
    by = {name: [one for one in found if one.operator == name] for name in OPERATORS}
    ran = {name: some for name, some in by.items() if some}
    head = ["noticed by", *(f"{WHAT[name]} ({len(some)})" for name, some in ran.items())]
    body = [[text, *(_share(asks, some) for some in ran.values())] for text, asks in DETECTORS]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [head, ["---"] * len(head), *body])


def _share(asks: Asks, some: Sequence[Told]) -> str:
    count = sum(bool(asks(one)) for one in some)
    return f"{count} ({100 * count / len(some):.1f} %)"


def unnoticed(found: Sequence[Told]) -> str:
    """Return one line for each mutant on which neither a check nor a test fails."""
    missed = [one for one in found if not one.fails]
    told = [f"not noticed ({one.operator}): {_line(one)}" for one in missed]
    return "\n".join([f"{len(missed)} of {len(found)} mutants fail no check and no test", *told])


def _line(one: Told) -> str:
    rows = f" [{', '.join(one.rows)}]" if one.rows else ""
    return f"{one.name}{rows} {one.before}"


def page(found: Sequence[Told], unsigned: Mapping[str, Sequence[str]], minutes: float) -> str:
    """Return the page, from a whole run that took ``minutes``."""
    signs = [one for one in found if one.operator == "sign"]
    weak = [one for one in signs if not one.reasoned]
    bare = [one for one in weak if not one.fails]
    left_out = ", ".join(f"`{name}` {len(iris)}" for name, iris in unsigned.items())
    text = [
        "# Would a wrong sign be noticed?",
        "",
        "<!-- Written by `make mutation`; run it again rather than edit. -->",
        "",
        "Each curated assertion is turned round in turn, all else left as it is; the rules run again, and everything",
        "that could notice is asked: the checks, the golden rows of the catalogued queries, the concordance with",
        "trials, and the tests that spell answers out. What is at fault already in the right graph does not count.",
        "",
        f"The run: {len(found)} wrong graphs, about {minutes:.0f} minutes in two processes; every wrong sign, and a",
        "draw of the other two operators.",
        "",
        table(found),
        "",
        *_MEANING,
        "",
        f"Left out of the wrong signs, as they have none: {left_out}, {sum(map(len, unsigned.values()))} together.",
        "",
        "## The weakest spots",
        "",
        f"{len(weak)} assertions whose wrong sign changes no answer but their own listing, and moves no prediction:",
        "only a second copy of the sign guards them" + (f", and {len(bare)} have none." if bare else "; each has one."),
        "",
        *(f"- {_line(one)}{'' if one.fails else ' **(nothing notices)**'}" for one in weak),
    ]
    return "\n".join(text) + "\n"


_MEANING = (
    "- *Wrong sign*: the relation becomes its opposite; a signed relation without an opposite becomes the plain",
    "  regulation of the other sign; a measured null becomes `positively-regulates`.",
    "- (b1) A golden row that prints the assertion and differs is a copy of it. (b2) is a row that does not print it:",
    "  a question about something else has another answer.",
    "- (c) Held against the concordance of the right graph; no test fails by it alone. (c1) is the part that needs no",
    "  right graph beside it: the prediction contradicts a trial where it did not before.",
    "- (d1) The tests that ask the graph for knowledge and spell the answer out. (d2) is `tests/expected_signs.tsv`, a",
    "  copy of every row of the mechanism table, written from the table and not from the graph, and one of further",
    "  papers. It finds slips made after it was written; a sign misread in the paper stands in both, and only the",
    "  others can find it.",
)
