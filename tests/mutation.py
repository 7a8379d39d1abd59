"""Turn each curated assertion round, one at a time, and tell who notices.

``python -m tests.mutation [--signs N] [--others N] [--seed S] [--assertion CURIE …]``: prints the table; a run with
every wrong sign also writes ``docs/knowledge-mutation.md``. Exit code 1 where fewer than 95 in 100 wrong signs are
noticed, or with ``--signs`` where one is not, and where the graph fails a test as it is.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tests.detectors import SIGNS, Bench, Look
from tests.mutants import OPERATORS, Curated, Mutant
from tests.mutation_page import Told, page, table, unnoticed

ENOUGH = 0.95
PAGE = Path(__file__).resolve().parent.parent / "docs" / "knowledge-mutation.md"


@cache
def curated() -> Curated:
    """The curated quads, read once in each process."""
    return Curated()


@cache
def bench() -> Bench:
    """The detectors, ready in this process."""
    return Bench(curated().quads)


def told(mutant: Mutant) -> Told:
    """Return who notices a mutant, against the graph as it is."""
    out = set(mutant.out)
    look = bench().look([*(quad for quad in curated().quads if quad not in out), *mutant.into])
    return compared(mutant, bench().base, look)


def compared(mutant: Mutant, base: Look, look: Look) -> Told:
    """Return what is seen of the mutant and not of the graph as it is.

    A row of a golden table that prints the assertion itself is its listing; any other is another question's answer.
    """
    rows = {name: look.golden[name] ^ base.golden[name] for name in look.golden}
    moved = [key for key in look.predictions.keys() | base.predictions.keys() if _at(look, key) != _at(base, key)]
    failed = look.failures - base.failures
    return Told(
        operator=mutant.operator,
        name=mutant.name,
        rows=mutant.rows,
        before=mutant.before,
        after=mutant.after,
        checks=tuple(sorted({fault[1] for fault in look.faults - base.faults})),
        listing=tuple(sorted(name for name, found in rows.items() if any(mutant.name in row for row in found))),
        others=tuple(sorted(name for name, found in rows.items() if any(mutant.name not in row for row in found))),
        moved=len(moved),
        discordant=sum(_against(look, key) and not _against(base, key) for key in moved),
        answers=tuple(sorted(name for name in failed if not name.startswith(SIGNS))),
        signs=any(name.startswith(SIGNS) for name in failed),
    )


def _at(look: Look, outcome: str) -> tuple[str, ...]:
    return look.predictions.get(outcome, ())


def _against(look: Look, outcome: str) -> bool:
    return _at(look, outcome)[:1] in (("discordant",), ("discordant-direction-only",))


def run(mutants: Sequence[Mutant]) -> list[Told]:
    """Return who notices each of ``mutants``, in their order, worked out in two processes; progress goes to stderr."""
    found: list[Told] = []
    with multiprocessing.get_context("spawn").Pool(min(2, os.cpu_count() or 1)) as pool:
        for one in pool.imap(told, mutants):
            found.append(one)
            if len(found) % 25 == 0:
                print(f"{len(found)} of {len(mutants)} …", file=sys.stderr, flush=True)
    return found


def chosen(options: argparse.Namespace) -> list[Mutant]:
    """Return the mutants that the command line asks for, the wrong signs first."""
    found: list[Mutant] = []
    for operator in OPERATORS:
        some = [m for m in curated().mutants(operator) if not options.assertion or m.name in options.assertion]
        count = options.signs if operator == "sign" else options.others
        drawn = some if count is None else random.Random(options.seed).sample(some, min(count, len(some)))
        found += sorted(drawn, key=lambda mutant: mutant.iri)
    return found


def main() -> int:
    """Run, print, write; the exit code says whether enough is noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--signs", type=int, help="only so many wrong signs, drawn at random (all by default)")
    parser.add_argument("--others", type=int, default=25, help="how many of each other operator (default 25)")
    parser.add_argument("--seed", type=int, default=1, help="what the draw begins with (default 1)")
    parser.add_argument(
        "--assertion", action="append", help="only this assertion, such as asr:A0001; no page is written"
    )
    options = parser.parse_args()
    start = time.monotonic()
    mutants = chosen(options)
    try:
        found = run(mutants)
    except RuntimeError as error:
        parser.exit(1, f"{error}\n")
    minutes = (time.monotonic() - start) / 60
    print(table(found))
    print(unnoticed(found))
    if options.signs is None and not options.assertion:
        PAGE.write_text(page(found, curated().unsigned(), minutes), encoding="utf-8")
        print(f"wrote docs/{PAGE.name}")
    signs = [one for one in found if one.operator == "sign"]
    share = sum(one.fails for one in signs) / len(signs) if signs else 1.0
    return 0 if share >= (ENOUGH if options.signs is None else 1.0) else 1


if __name__ == "__main__":
    raise SystemExit(main())
