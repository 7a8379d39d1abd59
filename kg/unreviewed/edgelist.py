"""Signed edge lists: tab-separated, with the columns of SIGNOR, or with ``source``, ``target`` and ``sign``.

SIGNOR's columns: https://signor.uniroma2.it (``ENTITYA … EFFECT … PMID``). Other columns are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.errors import UnreadableInput
from kg.unreviewed.effects import UNKNOWN, Effect, effects
from kg.unreviewed.lines import lines, need, rows
from kg.unreviewed.rows import Draft, Thing

_PREFIXES = {"UNIPROT": "UniProtKB", "PUBCHEM": "PUBCHEM.COMPOUND", "ChEBI": "CHEBI"}
_SIGNOR = ("ENTITYA", "IDA", "ENTITYB", "IDB", "EFFECT")
_PLAIN = ("source", "target", "sign")


class EdgeList:
    """One file; its head tells which columns it has."""

    def __init__(self, path: Path) -> None:
        self._path = path
        head = set(next(lines(path), (1, ""))[1].lstrip("\ufeff").split("\t"))
        self._signor = set(_SIGNOR) <= head
        if not self._signor and not set(_PLAIN) <= head:
            raise UnreadableInput(
                str(path), f"has neither the columns {', '.join(_SIGNOR)} nor {', '.join(_PLAIN)}", line=1
            )

    @property
    def paths(self) -> tuple[Path, ...]:
        """The file."""
        return (self._path,)

    def things(self) -> Iterator[Thing]:
        """See ``Reader``. A plain list has names only where these stand in ``source_label`` and ``target_label``."""
        columns = [("A", "ENTITYA", "TYPEA"), ("B", "ENTITYB", "TYPEB")]
        for number, row in rows(self._path, _SIGNOR if self._signor else _PLAIN):
            if self._signor:
                for side, label, kind in columns:
                    own = self._curie(number, row, side)
                    yield Thing(own, row.get(label, own), row.get(kind, ""))
            else:
                for end in ("source", "target"):
                    if f"{end}_label" in row:
                        yield Thing(need(self._path, number, row, end), row[f"{end}_label"], "")

    def drafts(self) -> Iterator[Draft]:
        """See ``Reader``. An effect that no row of the table reads has no known sign."""
        for number, row in rows(self._path, _SIGNOR if self._signor else _PLAIN):
            yield self._of_signor(number, row) if self._signor else self._plain(number, row)

    def _of_signor(self, number: int, row: dict[str, str]) -> Draft:
        told = row.get("EFFECT", "unknown").strip('"')
        effect = effects("signor").get(told, Effect(UNKNOWN))
        tissue = tuple(row[name] for name in ("TISSUE_DATA", "CELL_DATA") if name in row)
        return Draft(
            row.get("SIGNOR_ID", f"{self._path.name}:{number}"),
            self._curie(number, row, "A"),
            self._curie(number, row, "B"),
            told,
            effect.sign,
            effect.walked,
            tuple(f"PMID:{part}" for part in row.get("PMID", "").split(";") if part.isdigit()),
            tissue,
            (f"NCBITaxon:{row['TAX_ID']}",) if row.get("TAX_ID", "").isdigit() else (),
            "infores:signor",
        )

    def _plain(self, number: int, row: dict[str, str]) -> Draft:
        told = row.get("sign", "").strip()
        effect = effects("list").get(told.lower(), Effect(UNKNOWN))
        works = (part.strip() for part in row.get("pmid", "").replace("|", ";").split(";"))
        return Draft(
            row.get("id", f"{self._path.name}:{number}"),
            need(self._path, number, row, "source"),
            need(self._path, number, row, "target"),
            row.get("relation", told),
            effect.sign,
            effect.walked,
            tuple(work if ":" in work else f"PMID:{work}" for work in works if work),
            (row["tissue"],) if "tissue" in row else (),
            (row["species"],) if "species" in row else (),
            "",
        )

    def _curie(self, number: int, row: dict[str, str], side: str) -> str:
        own = need(self._path, number, row, f"ID{side}")
        base = row.get(f"DATABASE{side}", "")
        if ":" in own or not base:
            return own
        return f"{_PREFIXES.get(base, base)}:{own}"
