"""Sections ``entities`` and ``records``: everything that can be named, its closures, and the index of names.

Records (assertions, publications and the like) stand apart, because few questions name one and there are many.
"""

from __future__ import annotations

from typing import Any

from kg.names import DCTERMS, OBO, SKOS
from kg.prefixes import compress
from kg.snapshot.facts import INFERRED_TYPE, Facts, local

ENTITIES = ("DomainEntity", "ContextValue", "Population", "Endpoint", "Study", "Method")
RECORDS = ("Publication", "Assertion", "Controversy", "Protocol")
_RANK_LABEL, _RANK_SYNONYM, _RANK_IDENTIFIER = 0, 1, 2


def section(facts: Facts, kinds: tuple[str, ...]) -> dict[str, Any]:
    """Return ``{"items": {iri: item}, "names": {lower-case name: [[rank, iri], ...]}}``.

    Ranks follow the name look-up order: 0 label, 1 synonym or symbol, 2 identifier.
    """
    items: dict[str, dict[str, Any]] = {}
    names: dict[str, list[list[Any]]] = {}
    for kind in kinds:
        for iri in facts.subjects(kind):
            if iri not in items and facts.name(iri, "status") != "superseded":
                items[iri] = _item(facts, iri)
                for rank, name in _names(facts, iri):
                    entry = [rank, iri]
                    if entry not in names.setdefault(name.casefold(), []):
                        names[name.casefold()].append(entry)
    return {"items": items, "names": {name: sorted(entries) for name, entries in sorted(names.items())}}


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
