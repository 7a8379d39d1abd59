"""Which overlays can be compiled from the packaged snapshot: those whose effect on it is bounded.

The tables name what an overlay may say, kind by kind. Whatever they do not name (a class, a property, a relation, a
level, a rule's own predicate, another place for a thing that the graph knows) may change conclusions anywhere, and the
graph is compiled from nothing then. A predicate that a rule comes to read has to be entered here, or stay outside: a
test holds the tables against the rules.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from kg.base.namespaces import DCTERMS, GR, OBO, OWL, RDF_TYPE, RDFS_COMMENT, RDFS_LABEL, SB, SKOS

ASSERTION, LINE, WORK, STUDY, ARM, OUTCOME, REPORT, DISCREPANCY, THING, DESIGN = range(10)

_CLASSES = {
    ASSERTION: "Assertion",
    LINE: "EvidenceLine",
    WORK: "Publication",
    STUDY: "Study Trial PreclinicalStudy",
    ARM: "Arm",
    OUTCOME: "ArmOutcome ContrastOutcome",
    REPORT: "OutcomeReport",
    DISCREPANCY: "Discrepancy",
    THING: "ChemicalEntity Drug GeneProduct Coactivator Corepressor SignallingLigand SignallingReceptor DecoyReceptor "
    "MolecularState BiologicalProcess CellType CellLine Tissue AnatomicalSite Phenotype Biomarker Intervention "
    "Material HormonalMilieu Species Sex Population Endpoint Method",
    DESIGN: "DesignKind",
}
_SAYS = {
    ASSERTION: "subject relation object inPathway inSpecies inSex inMilieu inAnatomy subjectAnatomy objectAnatomy "
    "withLigand quantityText anatomyText statusText inControversy",
    LINE: "evidenceFor direction verification reference inSystem evidenceTypeText locator ecoType paraphrase "
    "evidenceItem",
    WORK: "publicationKind fromStudy studyDesign designKind studyDesignText journal year firstAuthor unverifiedField "
    "curie doi volumePages pmid pmcid",
    STUDY: "designKind randomisedN subjectsN registryId studyKeyStatus curie",
    ARM: "trial drug dose doseText doseUnit armSize isPlacebo pooled",
    OUTCOME: "trial arm comparatorArm comparatorText population endpoint statistic candidateStatistic valueOrigin "
    "timepointMonths timepointText timepointStatus timepointMinMonths timepointMaxMonths timepointAnchor analysedN "
    "armAnalysedN analysisSet",
    REPORT: "reportOf inDocument valueStatus verification citationStatus locator verbatim paraphrase unit value "
    "valueText lowerBound lowerBoundText upperBound upperBoundText ciLower ciLowerText ciUpper ciUpperText ciLevel "
    "pValue pValueText pOperator pScope sharedP finding statedSignificance signStatus standardError "
    "standardErrorText sourceNote",
    DISCREPANCY: "betweenReports discrepancyKind",
    THING: "narrowerThan partOf drugClass hasLigand hasReceptor coregulatorRole curie inSex inSpecies inMilieu "
    "quantity indicates indicatorSign site specimen",
    DESIGN: "allotsAtRandom",
}
_NAMING = frozenset({SKOS + "altLabel", SKOS + "exactMatch", SKOS + "closeMatch", OBO + "IAO_0000115", RDFS_COMMENT})
_ANYWHERE = _NAMING | {RDF_TYPE, RDFS_LABEL, SKOS + "notation", DCTERMS + "title", "https://schema.org/url"}
KINDS = {SB + name: kind for kind, names in _CLASSES.items() for name in names.split()}
SAYS = {kind: frozenset(SB + name for name in names.split()) | _ANYWHERE for kind, names in _SAYS.items()}
_INDIVIDUAL = OWL + "NamedIndividual"
_TYPE = ox.NamedNode(RDF_TYPE)
_INFERRED = ox.NamedNode(GR + "inferred")
_OVERLAY = ox.NamedNode(GR + "overlay")
_GROWS = (ASSERTION, LINE)
"""Kinds of which an overlay may say more about one that the graph has: what this touches is found."""

MEASURED = frozenset({ARM, OUTCOME, REPORT, DISCREPANCY})
"""Kinds that the sections on outcomes are made from."""


class Unbounded(Exception):
    """Nobody can say what the overlay leaves as it was."""


def kinds(base: ox.Store, quads: Iterable[ox.Quad]) -> dict[ox.NamedNode | ox.BlankNode, int]:
    """Return subject -> kind of what the overlay ``quads`` speak of; ``base`` is the compiled graph beneath.

    Raises ``Unbounded`` for a quad that the tables do not name, for a subject without a kind or with two, and for one
    that ``base`` mentions, unless it is an assertion or an evidence line, or is only given further names.
    """
    said: dict[ox.NamedNode | ox.BlankNode, list[ox.Quad]] = {}
    for quad in quads:
        if not isinstance(quad.subject, (ox.NamedNode, ox.BlankNode)) or isinstance(quad.object, ox.Triple):
            raise Unbounded("a statement about a statement")
        if quad.graph_name != _OVERLAY:
            said.setdefault(quad.subject, []).append(quad)
    return {subject: _kind(base, subject, about) for subject, about in said.items()}


def _kind(base: ox.Store, subject: ox.NamedNode | ox.BlankNode, about: list[ox.Quad]) -> int:
    known = list(base.quads_for_pattern(subject, None, None, None))
    if not known and next(base.quads_for_pattern(None, None, subject, None), None) is not None:
        raise Unbounded(f"{subject} is mentioned by the packaged graph")
    types = {str(getattr(quad.object, "value", "")) for quad in known or about if _tells(quad)}
    found = {KINDS.get(name) for name in types - {_INDIVIDUAL}}
    kind = found.pop() if len(found) == 1 else None
    if kind is None:
        raise Unbounded(f"{subject} is of no kind that can be bounded, or of several")
    said = {quad.predicate.value for quad in about}
    if not said <= SAYS[kind]:
        raise Unbounded(f"{subject} has {sorted(said - SAYS[kind])[0]}")
    if known and not {str(getattr(q.object, "value", "")) for q in about if _tells(q)} <= types:
        raise Unbounded(f"{subject} is given another kind")
    if known and kind not in _GROWS and not said <= _NAMING | {RDF_TYPE}:
        raise Unbounded(f"{subject} is described anew")
    return kind


def _tells(quad: ox.Quad) -> bool:
    """Whether a quad says what kind of thing its subject is; what a reasoner inferred of a drug does not."""
    return quad.predicate == _TYPE and quad.graph_name != _INFERRED
