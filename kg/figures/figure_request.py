"""What a figure is asked for: checked, written into the figure, and read back from it to draw it again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any

from kg.errors import BadParameter, UnknownName

_CONTEXT = ("anatomy", "population", "milieu", "species", "max_steps")
# Figure -> what it takes beside its name, as fields of a request.
TAKES: Mapping[str, tuple[str, ...]] = {
    "er-signaling": (),
    "rankl-opg": (),
    "workflow": (),
    "mechanism": ("subject", "target", *_CONTEXT),
    "forest": ("subject", "drugs", "population", "pool"),
    "concordance": ("drugs",),
}
_SUBJECTS = {"mechanism": "drug", "forest": "endpoint"}
# Field -> how the command line writes it; the subject stands without an option.
_OPTIONS = {
    "subject": "",
    "drugs": "--drug",
    "target": "--to",
    "pool": "--pool",
    "anatomy": "--in",
    "population": "--population",
    "milieu": "--milieu",
    "species": "--species",
    "max_steps": "--max-steps",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A figure by name, and what was asked of it; a field that was not asked for has its default."""

    name: str
    subject: str | None = None
    drugs: tuple[str, ...] = ()
    target: str | None = None
    pool: bool = False
    anatomy: str | None = None
    population: str | None = None
    milieu: str | None = None
    species: str | None = None
    max_steps: int = 8

    def checked(self) -> Request:
        """Return the request itself.

        Raises ``UnknownName`` for a figure that is not there, ``BadParameter`` where the figure lacks its subject or
        is asked for something that it cannot show.
        """
        if self.name not in TAKES:
            raise UnknownName(self.name, kind="figure", nearest=tuple(TAKES))
        kind = _SUBJECTS.get(self.name)
        if kind and self.subject is None:
            raise BadParameter(f"{self.name} needs a {kind}: kg figure {self.name} NAME")
        for field in self.asked():
            if field != "name" and field not in TAKES[self.name]:
                takers = " and ".join(name for name, taken in TAKES.items() if field in taken)
                what = _OPTIONS[field] or f"second name ({self.subject!r})"
                raise BadParameter(f"{self.name} takes no {what}; that is for {takers}")
        return self

    def asked(self) -> dict[str, Any]:
        """Return the name and what differs from its default, in the order of the fields."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        defaults = {field.name: field.default for field in fields(self) if field.default is not MISSING}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in given.items()
            if name not in defaults or value != defaults[name]
        }

    def command(self) -> str:
        """Return the command line that draws the figure."""
        words = ["kg", "figure", self.name]
        for field, value in self.asked().items():
            option = _OPTIONS.get(field)
            if field == "pool":
                words.append("--pool")
            elif option is not None:
                for item in value if isinstance(value, list) else [value]:
                    words += [option, str(item)] if option else [str(item)]
        return shlex.join(words)


def request_of(asked: object) -> Request:
    """Return the request that ``asked`` gave once. Raises ``ValueError`` where it was not given by ``asked``."""
    if not isinstance(asked, dict) or not all(isinstance(name, str) for name in asked):
        raise ValueError("no arguments are stored in it")
    known = {field.name: field for field in fields(Request)}
    types = {"drugs": list, "pool": bool, "max_steps": int}
    for name, value in asked.items():
        if name not in known or not isinstance(value, types.get(name, str)):
            raise ValueError(f"its argument {name!r} is none of this program")
    if not all(isinstance(drug, str) for drug in asked.get("drugs", ())) or "name" not in asked:
        raise ValueError("its arguments are none of this program")
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in asked.items()}
    return Request(**given)
