"""Every exception raised on purpose. Each keeps its facts as attributes and ends in what to do.

::

    KgError                     exit 5 (an unexpected fault)
    ├── WrongUse                exit 2
    │   ├── UnknownName         no entity, query, verb or option of that name
    │   ├── AmbiguousName       several entities answer to the name
    │   └── BadParameter        a value that cannot be used
    ├── UnreadableInput         exit 3: a file, with line where known
    ├── LimitReached            exit 4: a budget, an output folder
    │   └── RemoteFailed        a server that is silent, wrong or holds something else
    │       └── PartlyWritten   some graphs stand in a remote store, others do not
    └── BrokenInstall           exit 5: the package lacks its own data
"""

from __future__ import annotations


class KgError(Exception):
    """Base of every error of this package; ``exit_code`` is what the command line returns."""

    exit_code = 5


class WrongUse(KgError):
    """The request cannot be understood."""

    exit_code = 2


class UnknownName(WrongUse):
    """Nothing has that name. ``nearest`` holds up to three names that look like it."""

    def __init__(self, name: str, *, kind: str = "entity", nearest: tuple[str, ...] = ()) -> None:
        hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
        super().__init__(f"no {kind} is called {name!r}{hint}")
        self.name, self.kind, self.nearest = name, kind, nearest


class AmbiguousName(WrongUse):
    """More than one thing has that name. ``candidates`` are ``label (id)`` texts."""

    def __init__(self, name: str, *, candidates: tuple[str, ...]) -> None:
        super().__init__(f"{name!r} may mean {', '.join(candidates)}; say one of these")
        self.name, self.candidates = name, candidates


class BadParameter(WrongUse):
    """A parameter has a value that cannot be used; the message ends in what to do."""


class UnreadableInput(KgError):
    """An input file cannot be read or parsed. ``line`` is None where no line is to blame."""

    exit_code = 3

    def __init__(self, path: str, message: str, *, line: int | None = None) -> None:
        place = f"{path}:{line}" if line is not None else path
        super().__init__(f"{place}: {message}")
        self.path, self.line, self.message = path, line, message


class LimitReached(KgError):
    """A budget was used up, an output cannot be written, or a remote does not answer."""

    exit_code = 4


class RemoteFailed(LimitReached):
    """A remote server is silent, answers wrongly, or holds something else. ``url`` and ``why`` say which, and what."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{url}: {why}")
        self.url, self.why = url, why


class PartlyWritten(RemoteFailed):
    """A remote store took some named graphs and not others: ``standing`` and ``missing`` are their IRIs."""

    def __init__(self, url: str, why: str, *, standing: tuple[str, ...], missing: tuple[str, ...]) -> None:
        super().__init__(
            url,
            f"{why}. Written whole: {', '.join(standing) or 'nothing'}. Not written: {', '.join(missing)}. "
            "Writing again replaces each graph",
        )
        self.standing, self.missing = standing, missing


class BrokenInstall(KgError):
    """A data folder that belongs to the package is missing."""

    def __init__(self, name: str, *, searched: tuple[str, ...]) -> None:
        super().__init__(
            f"the data folder {name!r} is missing (looked in {', '.join(searched)}); install serm-bone-kg again"
        )
        self.name, self.searched = name, searched
