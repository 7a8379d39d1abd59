"""Sections ``assertions`` and ``references``: who says what, in which context, with what evidence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import chain
from typing import Any

from kg.base.namespaces import DCTERMS, RDF_TYPE, SB, SKOS
from kg.base.prefixes import compress
from kg.errors import UnreadableInput
from kg.snapshot.lazy_map import Entries
from kg.snapshot.subject_view import Facts, local

_KINDS = {"NullRelation": "null", "NonCausalRelation": "non-causal"}
_STANDS = ("supported", "contested")
_UNSHOWN = ("unsupported", "claimed")
_RECEPTOR_ACTIONS = ("AgonistRelation", "AntagonistRelation")


def relations(facts: Facts) -> dict[str, dict[str, Any]]:
    """Return relation name -> label, sign (None where it has none), kind (causal, null or non-causal), and whether it
    says how a ligand acts on its receptor.
    """
    found = {}
    for iri in facts.subjects("Relation"):
        sign = facts.one(iri, "sign")
        types = facts.many(iri, RDF_TYPE)
        found[local(iri)] = {
            "iri": iri,
            "label": facts.label(iri),
            "sign": int(sign) if sign else None,
            "kind": next((text for cls, text in _KINDS.items() if SB + cls in types), "causal"),
            "receptor_action": any(SB + cls in types for cls in _RECEPTOR_ACTIONS),
        }
    return found


def section(facts: Facts) -> tuple[dict[str, Any], Entries]:
    """Return ``{"relations": …, "rules": …, "items": {iri: item}}``, evidence lines inside their assertion, and by
    themselves the items of what a drug's own evidence supersedes, which opposes nothing any more.
    """
    known, kinds = relations(facts), Kinds(facts)
    stated, spare = facts.subjects("Assertion"), facts.having("status", "superseded")

    def made(iri: str) -> dict[str, Any]:
        _require(facts, iri, known)
        item = _item(facts, iri, kinds)
        if iri not in spare:
            item["opposed_by"] = [other for other in item["opposed_by"] if other not in spare]
        return item

    items = Entries.made((iri for iri in stated if iri not in spare), made)
    aside = Entries.made((iri for iri in stated if iri in spare), made)
    return {"relations": known, "rules": rules(facts), "items": items}, aside


class Kinds:
    """What is linked to an assertion, by what it is: evidence lines and claims of documents."""

    def __init__(self, facts: Facts) -> None:
        self._facts, self._lines = facts, facts.subclasses(SB + "EvidenceLine")
        self._claims = frozenset(facts.subjects("SourceClaim"))

    def lines(self, iri: str) -> list[str]:
        """Return the evidence lines of an assertion, sorted."""
        found = self._facts.linking("evidenceFor", iri)
        return [line for line in found if not self._lines.isdisjoint(self._facts.many(line, RDF_TYPE))]

    def claims(self, iri: str) -> list[str]:
        """Return the claims that express an assertion, sorted."""
        return [claim for claim in self._facts.linking("expresses", iri) if claim in self._claims]


def _require(facts: Facts, iri: str, known: Mapping[str, Any]) -> None:
    """Refuse an assertion that says nothing: no subject, no object, or a relation that has no sign to give."""
    missing = [name for name in ("subject", "object") if facts.one(iri, name) is None]
    relation = facts.name(iri, "relation")
    if relation not in known:
        missing.append("relation that the graph knows")
    if missing:
        where = facts.one(iri, "fromOverlay") or "ontology"
        raise UnreadableInput(where, f"{compress(iri)} has no {' and no '.join(missing)}; kg check names the line")


def scanned(section: Mapping[str, Any], spare: Mapping[str, Any]) -> dict[str, Any]:
    """Return what saves a look at every assertion, as places among the items of ``section`` and then ``spare``.

    ``of`` gives each subject its assertions: ``all``, and where there are some ``nulls``, the measured nulls that
    stand, and ``unshown``, what no source that was read supports. ``displacing`` are those by which a drug takes the
    place of estradiol.
    """
    of: dict[str, dict[str, list[int]]] = {}
    displacing = []
    for place, item in enumerate(chain(section["items"].values(), spare.values())):
        told = of.setdefault(item["subject"], {"all": []})
        told["all"].append(place)
        if item["status"] in _UNSHOWN:
            told.setdefault("unshown", []).append(place)
        elif item["status"] in _STANDS and section["relations"][item["relation"]]["kind"] == "null":
            told.setdefault("nulls", []).append(place)
        if item["rule"] == "partialAgonistDisplacement":
            displacing.append(place)
    return {"of": of, "displacing": displacing}


def rules(facts: Facts) -> dict[str, dict[str, Any]]:
    """Return rule name -> label, the best grade of its steps, the dimension that sets it, and whether it is walked."""
    return {
        local(iri): {
            "label": facts.label(iri),
            "grade": (facts.name(iri, "gradeAtBest") or "").removeprefix("grade-"),
            "dimension": (facts.name(iri, "gradedBy") or "").removeprefix("dimension-"),
            "walked": facts.one(iri, "isWalked") == "true",
        }
        for iri in facts.subjects("InferenceRule")
    }


def _item(facts: Facts, iri: str, kinds: Kinds) -> dict[str, Any]:
    both = facts.many(iri, "inAnatomy")
    return {
        "id": compress(iri),
        "label": facts.label(iri),
        "subject": facts.one(iri, "subject"),
        "relation": facts.name(iri, "relation"),
        "object": facts.one(iri, "object"),
        "subject_anatomy": facts.many(iri, "subjectAnatomy") or both,
        "object_anatomy": facts.many(iri, "objectAnatomy") or both,
        "milieu": facts.many(iri, "inMilieu"),
        "sex": facts.many(iri, "inSex"),
        "species": facts.many(iri, "inSpecies"),
        "ligand": facts.many(iri, "withLigand"),
        "quantity": facts.one(iri, "quantityText"),
        "status": facts.name(iri, "status") or "unsupported",
        "support": int(facts.one(iri, "supportCount") or 0),
        "dispute": int(facts.one(iri, "disputeCount") or 0),
        "confidence": _confidence(facts, iri),
        "opposed_by": facts.many(iri, "opposedBy"),
        "rule": facts.name(iri, "inferenceRule"),
        "premise": facts.many(iri, "premise"),
        "role_premise": sorted({*facts.many(iri, "agonismPremise"), *facts.many(iri, "metabolismPremise")}),
        "superseded_by": facts.many(iri, "supersededBy"),
        "notation": facts.many(iri, SKOS + "notation"),
        "pathway": facts.many(iri, "inPathway"),
        "controversy": facts.many(iri, "inControversy"),
        "claims": kinds.claims(iri),
        "evidence": [_line(facts, line) for line in kinds.lines(iri)],
        "overlay": facts.one(iri, "fromOverlay"),
    }


def _confidence(facts: Facts, iri: str) -> dict[str, Any]:
    """Level, where it started, and the reasons for each step down; None where nothing is known to rest on."""
    start, level = facts.name(iri, "confidenceStart"), facts.name(iri, "confidence")
    return {
        "level": level.removeprefix("confidence-") if level else None,
        "start": start.removeprefix("confidence-") if start else None,
        "down": [local(reason).removeprefix("down-") for reason in facts.many(iri, "downgradedFor")],
    }


def _line(facts: Facts, iri: str) -> dict[str, Any]:
    reference = facts.one(iri, "reference") or ""
    return {
        "iri": iri,
        "reference": reference,
        "study": facts.one(reference, "fromStudy") or reference,
        "direction": facts.name(iri, "direction"),
        "verification": facts.name(iri, "verification"),
        "locator": facts.one(iri, "locator"),
        "system": facts.name(iri, "inSystem"),
        "evidence_type": facts.one(iri, "evidenceTypeText"),
        "eco": [compress(e) for e in facts.many(iri, "ecoType")],
        "paraphrase": facts.one(iri, "paraphrase"),
        "item": facts.many(iri, "evidenceItem"),
    }


def references(facts: Facts) -> Entries:
    """Return publication IRI -> bibliographic fields.

    A field nobody has seen is None or listed under ``unverified``.
    """
    return Entries.made(facts.subjects("Publication"), partial(_reference, facts))


def _reference(facts: Facts, iri: str) -> dict[str, Any]:
    author, year = facts.one(iri, "firstAuthor"), facts.one(iri, "year")
    study = facts.one(iri, "fromStudy")
    return {
        "iri": iri,
        "id": compress(iri),
        "label": " ".join(part for part in (author, year) if part) if author else facts.label(iri),
        "title": facts.one(iri, DCTERMS + "title"),
        "author": author,
        "year": year,
        "journal": facts.one(iri, "journal"),
        "volume_pages": facts.one(iri, "volumePages"),
        "pmid": facts.one(iri, "pmid"),
        "pmcid": facts.one(iri, "pmcid"),
        "doi": facts.one(iri, "doi"),
        "kind": facts.one(iri, "publicationKind"),
        "design": facts.one(iri, "studyDesignText"),
        "url": facts.one(iri, "https://schema.org/url"),
        "key": facts.one(iri, SKOS + "notation"),
        "study": study,
        "study_label": facts.label(study) if study else None,
        "registry": facts.one(study, "registryId") if study else None,
        "unverified": facts.many(iri, "unverifiedField"),
    }
