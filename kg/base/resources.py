"""Find the data folders, in a checkout or inside an installed wheel."""

from __future__ import annotations

from pathlib import Path

from kg.errors import BrokenInstall

_PACKAGE = Path(__file__).resolve().parent.parent


def folder(name: str) -> Path:
    """Return the data folder ``name``: ``ontology``, ``shapes`` or ``queries``.

    The installed wheel carries them under ``kg/_data``; a checkout has them at its top.
    Raises ``BrokenInstall`` when neither place holds the folder.
    """
    searched = (_PACKAGE / "_data" / name, _PACKAGE.parent / name)
    for place in searched:
        if place.is_dir():
            return place
    raise BrokenInstall(name, searched=tuple(str(place) for place in searched))
