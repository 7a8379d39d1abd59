"""The convenient view: one edge an assertion between things; outcomes of trials as nodes joined to what they are about.

It leaves out how each source is cited: evidence lines, reports and claims are tables of ``csv`` and ``parquet``, and
the lossless view has everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite, nan
from typing import TYPE_CHECKING, Any

from kg.answers.parts.route_rows import directness, tested_with
from kg.base.prefixes import compress
from kg.errors import UnreadableInput
from kg.export.table import EDGE, NODE, Column, Kind, PropertyGraph, Row, Table

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

NAME = "convenient"
_TEXT, _TEXTS, _INTEGER, _NUMBER = Kind.TEXT, Kind.TEXTS, Kind.INTEGER, Kind.NUMBER

ENTITY = (
    *NODE,
    Column("iri", _TEXT, "the IRI"),
    Column("curie", _TEXT, "the identifier in a public vocabulary; absent where none is known"),
    Column("synonyms", _TEXTS, "other names and symbols"),
    Column("xrefs", _TEXTS, "the same or nearly the same thing in other vocabularies, as CURIEs"),
    Column("definition", _TEXT, "what the thing is; absent where nobody wrote it"),
    Column("drug_class", _TEXTS, "the pharmacological classes of a drug"),
    Column("classes", _TEXTS, "the classes that a reasoner puts a drug into"),
)
ASSERTION = (
    *EDGE,
    Column("label", _TEXT, "the assertion as a sentence"),
    Column("iri", _TEXT, "the IRI of the assertion, where its evidence hangs"),
    Column("relation_kind", _TEXT, "causal, null (measured, and no significant effect found) or non-causal"),
    Column(
        "sign", _INTEGER, "1 raises, -1 lowers, 0 measured without a significant effect; absent where there is none"
    ),
    Column("status", _TEXT, "supported, contested, claimed, unsupported, refuted, inconclusive or inferred"),
    Column("confidence", _TEXT, "high, moderate, low or very-low; absent where nothing is known to rest on"),
    Column("directness", _TEXT, "what it was measured with: this-drug, class, estradiol, or biology without a ligand"),
    Column("inferred_by", _TEXT, "the rule that derived it; absent for what a source says"),
    Column("premises", _TEXTS, "the assertions it was derived from"),
    Column("tissue", _TEXTS, "where the object is; empty where not stated"),
    Column("tissue_ids", _TEXTS, "the same as identifiers of public vocabularies"),
    Column("subject_tissue", _TEXTS, "where the subject is"),
    Column("milieu", _TEXTS, "the hormonal milieux in which it was seen"),
    Column("sex", _TEXTS, "the sexes"),
    Column("species", _TEXTS, "the species"),
    Column("species_ids", _TEXTS, "the same as identifiers of public vocabularies"),
    Column("tested_with", _TEXTS, "the ligands it was measured with"),
    Column("pmids", _TEXTS, "PubMed identifiers of the works that support it, digits only"),
    Column("publications", _TEXTS, "every work that supports it: PMID, else DOI, else an identifier of this graph"),
    Column("disputed_by", _TEXTS, "every work that speaks against it, in the same form"),
    Column("support_count", _INTEGER, "how many independent studies support it"),
    Column("dispute_count", _INTEGER, "how many independent studies speak against it"),
    Column("opposed_by", _TEXTS, "assertions of another sign in a compatible context"),
    Column("quantity", _TEXT, "the size of the effect, as the source words it"),
    Column("overlay", _TEXT, "the user's file that says it; absent for packaged knowledge"),
)
_MEASURED = ("value", "low", "high", "ci_low", "ci_high", "p")
OUTCOME = (
    *NODE,
    Column("iri", _TEXT, "the IRI"),
    Column("kind", _TEXT, "ArmOutcome (within one arm) or ContrastOutcome (one arm against another)"),
    Column("study", _TEXT, "the name of the study"),
    Column("registry", _TEXT, "its number in a registry of trials"),
    Column("population", _TEXT, "who was studied"),
    Column("endpoint", _TEXT, "what was measured"),
    Column("arm", _TEXT, "the arm that the value is of"),
    Column("dose", _TEXT, "the dose, digits as printed"),
    Column("dose_unit", _TEXT, "its unit (UCUM)"),
    Column("comparator", _TEXT, "what the arm is held against"),
    Column("timepoint_months", _TEXT, "months from the start, digits as printed"),
    Column("statistic", _TEXT, "what kind of number the value is"),
    Column("analysed_n", _INTEGER, "how many people were analysed"),
    Column("value_status", _TEXT, "numeric, range, qualitative or notReported"),
    *(Column(name, _TEXT, f"{name.replace('_', ' ')}, digits as printed") for name in _MEASURED),
    Column("value_number", _NUMBER, "the value for arithmetic; absent where it is no number"),
    Column("unit", _TEXT, "the unit (UCUM)"),
    Column("ci_level", _TEXT, "the level of the interval"),
    Column("p_operator", _TEXT, "how p is given: =, <, >"),
    Column("finding", _TEXT, "what the source says of it in words of a closed list"),
    Column("pmids", _TEXTS, "PubMed identifiers of the study's own reports"),
    Column("publications", _TEXTS, "the same works: PMID, else DOI, else an identifier of this graph"),
)
LINKS = {
    "measured-with": "the drug of the arm",
    "compared-with": "the drug of the arm it is held against",
    "measures": "the endpoint",
    "in-population": "the population",
    "from-study": "the study",
}


def property_graph(graph: KnowledgeGraph) -> PropertyGraph:
    """Return the convenient view of ``graph``.

    Raises ``UnreadableInput`` while rows are read, where an assertion begins or ends at something that nothing
    describes.
    """
    return PropertyGraph(
        view=NAME,
        nodes=(
            Table("entities", "one thing, study, population or endpoint", ENTITY, lambda: _entities(graph)),
            Table("outcomes", "one outcome of a study", OUTCOME, lambda: _outcomes(graph)),
        ),
        edges=(
            Table("assertions", "one assertion between two things", ASSERTION, lambda: _assertions(graph)),
            Table("outcome_links", "what one outcome is joined to", EDGE, lambda: _links(graph)),
        ),
    )


def work(graph: KnowledgeGraph, iri: str) -> str:
    """Return a publication as ``PMID:…``, else ``DOI:…``, else its CURIE in this graph."""
    known = graph.section("references").get(iri, {})
    if known.get("pmid"):
        return f"PMID:{known['pmid']}"
    return f"DOI:{known['doi']}" if known.get("doi") else compress(iri)


def _entities(graph: KnowledgeGraph) -> Iterator[Row]:
    items = graph.section("entities")["items"]
    for iri, item in sorted(items.items(), key=lambda pair: compress(pair[0])):
        own = compress(iri)
        yield (
            own,
            ("Entity", item["kind"]),
            item["label"],
            iri,
            item["id"] if item["id"] != own else None,
            tuple(item["synonyms"]),
            tuple(item["xrefs"]),
            item["definition"],
            tuple(item["drug_class"]),
            tuple(item["owl"]),
        )


def _assertions(graph: KnowledgeGraph) -> Iterator[Row]:
    section = graph.section("assertions")
    known = graph.section("entities")["items"]
    for iri, item in sorted(section["items"].items(), key=lambda pair: pair[1]["id"]):
        for end in (item["subject"], item["object"]):
            if end not in known:
                raise UnreadableInput(
                    item["overlay"] or "ontology",
                    f"{item['id']} is about {compress(end)}, which nothing describes; give it a type and a label",
                )
        yield _assertion(graph, iri, item, section["relations"][item["relation"]])


def _assertion(graph: KnowledgeGraph, iri: str, item: Any, relation: Any) -> Row:
    sides: dict[str, list[str]] = {"supports": [], "disputes": []}
    for line in item["evidence"]:
        if line["direction"] in sides:
            sides[line["direction"]].append(work(graph, line["reference"]))
    supporting = tuple(sorted(set(sides["supports"])))
    return (
        item["id"],
        compress(item["subject"]),
        compress(item["object"]),
        item["relation"],
        item["label"],
        iri,
        relation["kind"],
        0 if relation["kind"] == "null" else relation["sign"],
        item["status"],
        item["confidence"]["level"],
        directness(graph, item["subject"], item),
        item["rule"],
        tuple(compress(premise) for premise in (*item["premise"], *item["role_premise"])),
        _labels(graph, item["object_anatomy"]),
        _ids(graph, item["object_anatomy"]),
        _labels(graph, item["subject_anatomy"]),
        _labels(graph, item["milieu"]),
        _labels(graph, item["sex"]),
        _labels(graph, item["species"]),
        _ids(graph, item["species"]),
        _labels(graph, tested_with(graph, item)),
        tuple(name.removeprefix("PMID:") for name in supporting if name.startswith("PMID:")),
        supporting,
        tuple(sorted(set(sides["disputes"]))),
        item["support"],
        item["dispute"],
        tuple(compress(other) for other in item["opposed_by"]),
        item["quantity"],
        item["overlay"],
    )


def _outcomes(graph: KnowledgeGraph) -> Iterator[Row]:
    for outcome in sorted(graph.section("outcomes"), key=lambda item: item["id"]):
        arm, other = outcome["arm"] or {}, outcome["comparator"] or {}
        works = tuple(sorted({work(graph, iri) for iri in outcome["references"]}))
        months = outcome["timepoint_months"]
        compared = other.get("label") or outcome["comparator_text"]
        about = (arm.get("label"), compared and f"v {compared}", outcome["endpoint"]["label"])
        yield (
            outcome["id"],
            ("Outcome", outcome["kind"]),
            ", ".join(part for part in (*about, months and f"{months} months") if part),
            outcome["iri"],
            outcome["kind"],
            outcome["study"]["label"],
            outcome["registry"],
            outcome["population"]["label"],
            outcome["endpoint"]["label"],
            arm.get("label"),
            arm.get("dose"),
            arm.get("dose_unit"),
            compared,
            months,
            outcome["statistic"],
            outcome["analysed_n"],
            outcome["value_status"],
            *(outcome[name] for name in _MEASURED),
            _number(outcome["value"]),
            outcome["unit"],
            outcome["ci_level"],
            outcome["p_operator"],
            outcome["finding"],
            tuple(name.removeprefix("PMID:") for name in works if name.startswith("PMID:")),
            works,
        )


def _links(graph: KnowledgeGraph) -> Iterator[Row]:
    for outcome in sorted(graph.section("outcomes"), key=lambda item: item["id"]):
        arm, other = outcome["arm"] or {}, outcome["comparator"] or {}
        ends = [("compared-with", drug["iri"]) for drug in other.get("drugs", ())]
        ends += [("from-study", outcome["study"]["iri"]), ("in-population", outcome["population"]["iri"])]
        ends += [("measured-with", drug["iri"]) for drug in arm.get("drugs", ())]
        ends += [("measures", outcome["endpoint"]["iri"])]
        for relation, iri in sorted(set(ends)):
            target = compress(iri)
            yield (f"{outcome['id']}/{relation}/{target}", outcome["id"], target, relation)


def _number(text: str | None) -> float | None:
    try:
        number = float(text) if text is not None else nan
    except ValueError:
        return None
    return number if isfinite(number) else None


def _labels(graph: KnowledgeGraph, iris: list[str]) -> tuple[str, ...]:
    return tuple(graph.names.items[iri]["label"] if iri in graph.names.items else compress(iri) for iri in iris)


def _ids(graph: KnowledgeGraph, iris: list[str]) -> tuple[str, ...]:
    return tuple(graph.names.items[iri]["id"] if iri in graph.names.items else compress(iri) for iri in iris)
