"""Overlays of every kind, drawn by a seeded generator: what a user may lay over the graph, sane or not."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache

import pyoxigraph as ox

from kg.base.namespaces import RDF_TYPE, SB
from kg.rdf.loader import curated_files, parse

HEAD = """@prefix ent: <https://w3id.org/serm-bone/entity/> .
@prefix my: <https://example.org/mine/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rel: <https://w3id.org/serm-bone/relation/> .
@prefix sb: <https://w3id.org/serm-bone/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_HOSTILE = ('tab\\tand \\"quotes\\"', "line\\nfeed", "</script>", "🦴 ‮right to left", "'; DROP", "  ", "a\\\\b", "{?x}")
_SIGNED = "rel:increases-expression-of rel:decreases-expression-of rel:activates rel:inhibits"


@cache
def curated() -> dict[str, list[str]]:
    """Return class name -> IRIs in angle brackets of the curated things of exactly that class, sorted; and under
    ``predicate:NAME`` the subjects that have it.
    """
    found: dict[str, set[str]] = {}
    for path in curated_files():
        for triple in parse(path):
            if triple.predicate.value == RDF_TYPE and isinstance(triple.object, ox.NamedNode):
                found.setdefault(triple.object.value.removeprefix(SB), set()).add(str(triple.subject))
            elif triple.predicate.value in (SB + "fromStudy", SB + "circulatingFormOf", SB + "doseOf"):
                key = triple.predicate.value.removeprefix(SB)
                found.setdefault(key, set()).add(str(triple.subject))
            elif triple.predicate.value == SB + "relation":
                found.setdefault(f"by {triple.object}", set()).add(str(triple.subject))
    return {name: sorted(iris) for name, iris in found.items()}


class Draw:
    """Turtle blocks, drawn; every name that is made up is used once."""

    def __init__(self, seed: int) -> None:
        self.dice, self._count = random.Random(seed), 0

    def one(self, *classes: str) -> str:
        """Return a curated thing of one of the classes."""
        return self.dice.choice([iri for name in classes for iri in curated()[name]])

    def new(self, stem: str) -> str:
        """Return a name that nobody has."""
        self._count += 1
        return f"my:{stem}{self._count}"

    def maybe(self, text: str, chance: float = 0.5) -> str:
        """Return ``text``, or nothing."""
        return text if self.dice.random() < chance else ""

    def actor(self) -> str:
        """Return what can act."""
        return self.one("Drug", "GeneProduct", "MolecularState")

    def end(self) -> str:
        """Return what can be acted on."""
        return self.one("GeneProduct", "Phenotype", "Biomarker", "BiologicalProcess")

    def context(self) -> str:
        """Return some context of an assertion."""
        return (
            self.maybe(f"sb:inAnatomy {self.one('Tissue', 'CellType')} ; ")
            + self.maybe(f"sb:objectAnatomy {self.one('Tissue')} ; ", 0.2)
            + self.maybe(f"sb:inMilieu {self.one('HormonalMilieu')} ; ", 0.4)
            + self.maybe(f"sb:inSpecies {self.one('Species')} ; ", 0.4)
        )

    def asserts(self, subject: str, relation: str, object: str, *, name: str | None = None, read: bool = True) -> str:
        """Return an assertion, most often with evidence."""
        name = name or self.new("a")
        text = (
            f'{name} a owl:NamedIndividual , sb:Assertion ; rdfs:label "{name} says" ; {self.context()}'
            f"sb:subject {subject} ; sb:relation {relation} ; sb:object {object} .\n"
        )
        lines = "".join(self.line(name) for _ in range(self.dice.choice((0, 1, 1, 2))))
        return text + (lines if read else "")

    def line(self, assertion: str, direction: str | None = None, work: str | None = None) -> str:
        """Return an evidence line."""
        direction = direction or self.dice.choice(("supports", "supports", "supports", "disputes", "inconclusive"))
        checked = self.dice.choice(("verifiedInAbstract", "verifiedInRecord", "citedOnly"))
        system = self.dice.choice(("ent:human-clinical", "ent:human-cells", "ent:statement"))
        return (
            f'{self.new("e")} a sb:EvidenceLine ; rdfs:label "line" ; sb:evidenceFor {assertion} ; '
            f"sb:direction sb:{direction} ; sb:verification sb:{checked} ; sb:inSystem {system} ; "
            f"sb:reference {work or self.one('Publication')} .\n"
        )


def between_known(draw: Draw) -> str:
    return draw.asserts(draw.actor(), draw.dice.choice(_SIGNED.split()), draw.end())


def measured_null(draw: Draw) -> str:
    return draw.asserts(draw.actor(), "rel:no-significant-effect-on", draw.end())


def opposed_pair(draw: Draw) -> str:
    one, other = draw.actor(), draw.end()
    return draw.asserts(one, "rel:activates", other) + draw.asserts(one, "rel:inhibits", other)


def new_entity(draw: Draw) -> str:
    name, kind = draw.new("gene"), draw.dice.choice(("GeneProduct", "Phenotype", "Drug", "BiologicalProcess"))
    text = (
        f'{name} a owl:NamedIndividual , sb:{kind} ; rdfs:label "gene {name[3:]}" ; skos:altLabel "{name[3:].upper()}" '
    )
    text += draw.maybe(f"; sb:narrowerThan {draw.one('Phenotype')} ") if kind == "Phenotype" else ""
    text += draw.maybe("; sb:drugClass ent:SERM ") if kind == "Drug" else ""
    return (
        text
        + ".\n"
        + draw.asserts(draw.actor(), _SIGNED.split()[0], name)
        + draw.asserts(name, _SIGNED.split()[1], draw.end())
    )


def refuting(draw: Draw) -> str:
    return draw.line(draw.one("Assertion"), "disputes")


def supporting(draw: Draw) -> str:
    return draw.line(draw.one("Assertion"), "supports")


def two_lines(draw: Draw) -> str:
    target = draw.one("Assertion")
    return draw.line(target, "disputes") + draw.line(target, "inconclusive")


def more_context(draw: Draw) -> str:
    where = draw.one("Tissue", "CellType")
    return f"{draw.one('Assertion')} {draw.dice.choice(('sb:inAnatomy', 'sb:objectAnatomy'))} {where} .\n"


def more_milieu(draw: Draw) -> str:
    return f"{draw.one('Assertion')} a sb:Assertion ; sb:inMilieu {draw.one('HormonalMilieu')} .\n"


def second_object(draw: Draw) -> str:
    return f"{draw.one('Assertion')} sb:object {draw.end()} .\n"


def line_for_two(draw: Draw) -> str:
    return f"{draw.one('EvidenceLine')} sb:evidenceFor {draw.one('Assertion')} .\n"


def new_study(draw: Draw) -> str:
    design, study, work = draw.new("design"), draw.new("study"), draw.new("work")
    kind = draw.dice.choice(("journal-article", "web-page"))
    return (
        f'{design} a sb:DesignKind ; rdfs:label "own" ; sb:allotsAtRandom {draw.dice.choice(("true", "false"))} .\n'
        f'{study} a sb:{draw.dice.choice(("Study", "Trial"))} ; rdfs:label "study" ; sb:designKind {design} ; '
        f"sb:randomisedN {draw.dice.choice((12, 400))} .\n"
        f'{work} a sb:Publication ; rdfs:label "work" ; sb:publicationKind "{kind}" ; '
        f'sb:pmid "{draw.dice.randrange(10**7)}" ; sb:fromStudy {study} .\n'
        + draw.line(draw.one("Assertion"), work=work)
        + draw.asserts(draw.one("Drug"), "rel:activates", draw.one("Phenotype"), name="my:shown", read=False)
        + draw.line("my:shown", "supports", work)
    )


def new_arm(draw: Draw) -> str:
    return (
        f'{draw.new("arm")} a sb:Arm ; rdfs:label "arm" ; sb:trial {draw.one("Trial", "Study")} ; '
        f'sb:drug {draw.one("Drug")} ; sb:dose {draw.dice.choice(("0.5", "60.0", "500.0"))} ; sb:doseUnit "mg/d" .\n'
    )


def _report(draw: Draw, outcome: str, work: str) -> str:
    low = draw.dice.choice((-3, 1))
    return (
        f'{draw.new("report")} a sb:OutcomeReport ; rdfs:label "r" ; sb:reportOf {outcome} ; sb:inDocument {work} ; '
        f"sb:valueStatus sb:numeric ; sb:verification sb:verifiedInAbstract ; sb:citationStatus sb:ownData ; "
        f'sb:value 1.50 ; sb:valueText "1.50" ; sb:ciLower {low}.0 ; sb:ciUpper 4.0 ; sb:unit "%" ; '
        f'sb:locator "abstract" ; sb:paraphrase "rose" .\n'
    )


def new_outcome(draw: Draw) -> str:
    trial, work, arm, outcome = draw.one("Trial"), draw.one("fromStudy"), draw.new("arm"), draw.new("outcome")
    kind = draw.dice.choice(("ArmOutcome", "ContrastOutcome"))
    return (
        f'{arm} a sb:Arm ; rdfs:label "arm" ; sb:trial {trial} ; sb:drug {draw.one("Drug")} .\n'
        f'{outcome} a sb:{kind} ; rdfs:label "outcome" ; sb:trial {trial} ; sb:arm {arm} ; '
        f"sb:endpoint {draw.one('Endpoint')} ; sb:population {draw.one('Population')} ; sb:timepointMonths 12 ; "
        f"sb:statistic {draw.one('Statistic')} .\n" + _report(draw, outcome, work)
    )


def second_report(draw: Draw) -> str:
    return _report(draw, draw.one("ContrastOutcome", "ArmOutcome"), draw.one("fromStudy"))


def discrepancy(draw: Draw) -> str:
    return (
        f'{draw.new("d")} a sb:Discrepancy ; rdfs:label "d" ; sb:betweenReports {draw.one("OutcomeReport")} , '
        f"{draw.one('OutcomeReport')} ; sb:discrepancyKind sb:dropped .\n"
    )


def new_context_term(draw: Draw) -> str:
    milieu, tissue = draw.new("milieu"), draw.new("tissue")
    wider = draw.dice.choice(("ent:estrogen-deplete", "ent:estrogen-replete"))
    return (
        f'{milieu} a sb:HormonalMilieu ; rdfs:label "milieu" ; sb:narrowerThan {wider} .\n'
        f'{tissue} a sb:Tissue ; rdfs:label "tissue" ; sb:partOf {draw.one("Tissue")} .\n'
        f'my:there a sb:Assertion ; rdfs:label "x" ; sb:subject ent:estradiol ; sb:object {draw.one("GeneProduct")} ;'
        f" sb:relation rel:increases-expression-of ; sb:inMilieu {milieu} ; sb:inAnatomy {tissue} .\n"
        + draw.line("my:there", "supports")
    )


def receptor_action(draw: Draw) -> str:
    relation = draw.dice.choice(("rel:agonises", "rel:partially-agonises", "rel:antagonises"))
    return draw.asserts(draw.one("Drug"), relation, draw.one("EstrogenReceptor"))


def new_coregulator(draw: Draw) -> str:
    name, kind = draw.new("coregulator"), draw.dice.choice(("Coactivator", "Corepressor"))
    (complexes,) = [curated()["by <https://w3id.org/serm-bone/relation/recruits>"]]
    return (
        f'{name} a sb:{kind} ; rdfs:label "SRC-9" .\n'
        f'my:complex a sb:MolecularState ; rdfs:label "complex" ; sb:hasLigand {draw.one("Drug")} ; '
        f"sb:hasReceptor {draw.one('EstrogenReceptor')} .\n"
        f'my:seen a sb:Assertion ; rdfs:label "seen" ; sb:subject my:complex ; sb:relation rel:recruits ; '
        f"sb:object {name} ; sb:inAnatomy {draw.one('Tissue')} .\n"
        + draw.line("my:seen", "supports")
        + draw.maybe(draw.line(draw.dice.choice(complexes), "disputes"))
    )


def metabolism(draw: Draw) -> str:
    return draw.asserts(draw.one("Drug"), "rel:metabolised-to", draw.one("Drug"))


def duplicate(draw: Draw) -> str:
    """Return a whole curated file, or one of its subjects, once more."""
    path = draw.dice.choice([path for path in curated_files() if path.parent.name == "assertions"])
    triples = parse(path)
    subject = draw.dice.choice(sorted({str(triple.subject) for triple in triples}))
    return "".join(f"{triple} .\n" for triple in triples if str(triple.subject) == subject)


def blank_nodes(draw: Draw) -> str:
    line = draw.line(draw.one("Assertion"))
    return line.replace(line.split(" ", 1)[0], "_:mine", 1) + (
        f'_:said a sb:Assertion ; rdfs:label "blank" ; sb:subject {draw.actor()} ; '
        f"sb:relation rel:activates ; sb:object {draw.end()} .\n"
    )


def hostile(draw: Draw) -> str:
    said = draw.dice.choice(_HOSTILE)
    return draw.asserts(draw.actor(), _SIGNED.split()[0], draw.end(), name="my:hostile").replace(
        '"my:hostile says"', f'"{said}"@en , "{said}"'
    )


def further_name(draw: Draw) -> str:
    return f'{draw.one("Drug", "GeneProduct")} skos:altLabel "{draw.dice.choice(_HOSTILE)}" , "my own name" .\n'


def literal_ends(draw: Draw) -> str:
    return draw.asserts(draw.actor(), _SIGNED.split()[0], '"a word"')


# What may change conclusions anywhere, so that the graph is compiled from nothing.
def redefines_class(draw: Draw) -> str:
    return (
        f'my:Finding rdfs:subClassOf sb:Assertion .\nmy:x a my:Finding ; rdfs:label "x" ; sb:subject {draw.actor()} ; '
        f"sb:relation rel:activates ; sb:object {draw.end()} .\n"
    )


def redefines_closure(draw: Draw) -> str:
    return f"{draw.one('Tissue')} sb:partOf {draw.one('Tissue')} .\n"


def redefines_level(draw: Draw) -> str:
    return 'my:level a sb:ConfidenceLevel ; rdfs:label "level" ; sb:levelRank 1 .\n'


def states_a_conclusion(draw: Draw) -> str:
    return f"{draw.one('Assertion')} sb:status sb:contested .\n"


def circulating(draw: Draw) -> str:
    name = draw.new("serum")
    return f'{name} a sb:GeneProduct ; rdfs:label "serum" ; sb:circulatingFormOf {draw.one("GeneProduct")} .\n'


def another_dose(draw: Draw) -> str:
    return (
        f'{draw.new("dose")} a sb:ReferenceDose ; rdfs:label "d" ; sb:doseOf {draw.one("Drug")} ; sb:doseUnit "mg/d" ; '
        "sb:lowerDose 1.0 ; sb:upperDose 2.0 .\n"
    )


def describes_a_work(draw: Draw) -> str:
    return f"{draw.one('Publication')} sb:fromStudy {draw.one('Trial')} .\n"


def drug_of_another_class(draw: Draw) -> str:
    return f"{draw.one('Drug', 'GeneProduct')} sb:drugClass ent:SERM .\n"


Kind = Callable[[Draw], str]
BOUNDED: tuple[Kind, ...] = (
    between_known, measured_null, opposed_pair, new_entity, refuting, supporting, two_lines, more_context, more_milieu,
    second_object, line_for_two, new_study, new_arm, new_outcome, second_report, discrepancy, new_context_term,
    receptor_action, new_coregulator, metabolism, duplicate, blank_nodes, hostile, further_name, literal_ends,
)  # fmt: skip
UNBOUNDED: tuple[Kind, ...] = (
    redefines_class, redefines_closure, redefines_level, states_a_conclusion, circulating, another_dose,
    describes_a_work, drug_of_another_class,
)  # fmt: skip


def overlay(seed: int, *kinds: Kind) -> str:
    """Return the Turtle of one overlay of these kinds; the same seed gives the same text."""
    draw = Draw(seed)
    return HEAD + "".join(kind(draw) for kind in kinds)
