"""Sections ``entities`` and ``records``: everything that can be named, its closures, and the indexes of names.

Records (assertions, publications and the like) stand apart, because few questions name one and there are many.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.base.namespaces import DCTERMS, OBO, SKOS
from kg.base.prefixes import compress
from kg.snapshot.lazy_map import Entries
from kg.snapshot.subject_view import INFERRED_TYPE, Facts, local

ENTITIES = ("DomainEntity", "ContextValue", "Population", "Endpoint", "Study", "Method")
RECORDS = ("Publication", "Assertion", "Controversy", "Protocol")
LISTED = ("Drug", "EstrogenReceptor")
_RANK_LABEL, _RANK_SYNONYM, _RANK_IDENTIFIER = 0, 1, 2


def section(facts: Facts, kinds: tuple[str, ...]) -> tuple[Entries, Entries]:
    """Return ``{iri: item}`` and ``{lower-case name: [[rank, iri], ...]}`` of what is of ``kinds``.

    Ranks follow the name look-up order: 0 label, 1 synonym or symbol, 2 identifier.
    """
    superseded = facts.having("status", "superseded")
    known = sorted({iri for kind in kinds for iri in facts.subjects(kind)} - superseded)
    names: dict[str, list[tuple[int, str]]] = {}

    def described(iri: str) -> dict[str, Any]:  # and named at once, while all that is stated of it is at hand
        for rank, name in {(rank, name.casefold()) for rank, name in _names(facts, iri)}:
            names.setdefault(name, []).append((rank, iri))
        return _item(facts, iri)

    items = Entries.made(known, described)
    return items, Entries.made(sorted(names), lambda name: sorted(names[name]))


def things(items: Mapping[str, Any]) -> dict[str, Any]:
    """Return section ``entities`` of ``items``: beside them ``below``, thing -> what lists it as broader, ``bound``,
    ligand -> its complexes, and ``of_kind``, the drugs and receptors.
    """
    below: dict[str, list[str]] = {}
    bound: dict[str, list[str]] = {}
    of_kind: dict[str, list[str]] = {kind: [] for kind in LISTED}
    for iri in sorted(items):
        for broader in items[iri]["broader"]:
            below.setdefault(broader, []).append(iri)
        for ligand in items[iri]["ligand"]:
            bound.setdefault(ligand, []).append(iri)
        if items[iri]["kind"] in of_kind:
            of_kind[items[iri]["kind"]].append(iri)
    return {"items": items, "below": below, "bound": bound, "of_kind": of_kind}


def _item(facts: Facts, iri: str) -> dict[str, Any]:
    return {
        **facts.ref(iri),
        "synonyms": facts.many(iri, SKOS + "altLabel"),
        "definition": facts.one(iri, OBO + "IAO_0000115"),
        "xrefs": [compress(x) for p in ("exactMatch", "closeMatch") for x in facts.many(iri, SKOS + p)],
        "broader": facts.closure(iri, "narrowerThan"),
        "part_of": facts.closure(iri, "partOf"),
        "drug_class": [local(c) for c in facts.many(iri, "drugClass")],
        "ligand": facts.many(iri, "hasLigand"),
        "receptor": facts.many(iri, "hasReceptor"),
        "milieu": facts.many(iri, "inMilieu") if facts.kind(iri) == "Population" else [],
        "sex": facts.many(iri, "inSex") if facts.kind(iri) == "Population" else [],
        "species": facts.many(iri, "inSpecies") if facts.kind(iri) == "Population" else [],
        "owl": [local(c) for c in facts.many(iri, INFERRED_TYPE)],
    }


def _names(facts: Facts, iri: str) -> list[tuple[int, str]]:
    notation = facts.many(iri, SKOS + "notation")
    found = [(_RANK_LABEL, facts.label(iri))]
    found += [(_RANK_SYNONYM, name) for name in (*facts.many(iri, SKOS + "altLabel"), *notation)]
    identifiers = [facts.one(iri, "curie"), compress(iri), iri, local(iri), facts.one(iri, "registryId")]
    identifiers += [f"PMID:{pmid}" for pmid in facts.many(iri, "pmid")] + facts.many(iri, "doi")
    identifiers += [compress(x) for x in facts.many(iri, SKOS + "exactMatch")] + facts.many(iri, DCTERMS + "title")
    return found + [(_RANK_IDENTIFIER, name) for name in identifiers if name]
