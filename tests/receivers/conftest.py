"""The table of receivers: each test holds its row against the page, or writes the page anew when asked to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.receivers.rows import PAGE, ReceiverRow, page, printed

OPTION = "--write-receivers"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        OPTION, action="store_true", help=f"write docs/{PAGE.name} from what the programs are found to hold"
    )


@pytest.fixture(scope="session")
def hold(request: pytest.FixtureRequest) -> Iterator[Callable[[ReceiverRow], None]]:
    """What a test calls with the row it measured: the page must print just that row.

    With ``--write-receivers`` rows are gathered and the page is written from them; a row of a program that did not run
    this time stays as it was.
    """
    writing = request.config.getoption(OPTION, default=False)
    before, rows = printed(), dict[tuple[str, str, str], str]()

    def hold_one(row: ReceiverRow) -> None:
        rows[row.format, row.view, row.receiver] = row.line()
        if not writing:
            assert row.line() in before, f"docs/{PAGE.name} prints something else: make receivers"

    yield hold_one
    if writing:
        for line in before:
            format, view, program = line.strip("| ").split(" | ")[:3]
            rows.setdefault((format, view, program), line)
        PAGE.write_text(page(rows.values()), encoding="utf-8")
