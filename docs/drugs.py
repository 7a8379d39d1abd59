"""The pages of the drugs: what is known, borrowed, contested and missing, as the graph answers today.

Nothing is said here that a verb does not print; a list is cut at ``SHOWN`` lines and then names the command that prints
all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import kg
from docs.words import cell, heading, table
from kg.answers.assertions import row
from kg.answers.conclusions import drugs, populations
from kg.answers.outcomes import flat
from kg.answers.parts.route_rows import borrowed, reference, tested_with
from kg.api import Graph
from kg.base.namespaces import ENT
from kg.base.prefixes import compress
from kg.base.records import Record, raw

SHOWN, _LONGEST = 15, 60
TARGET = ENT + "bone-mass"
_TRUST = ("high", "moderate", "low", "very-low", None)
_DISCORDANT = ("discordant", "discordant-direction-only")
_UNSHOWN = ("unsupported", "claimed")


class Drug:
    """What the graph answers about one drug, each question asked once."""

    def __init__(self, graph: Graph, iri: str) -> None:
        self.graph, self.iri = graph, iri
        self.card: dict[str, Any] = raw(graph.entity(iri))
        self.label, self.page = str(self.card["label"]), iri.removeprefix(ENT) + ".md"
        self.items: dict[str, Any] = graph.section("assertions")["items"]

    @property
    def name(self) -> str:
        """The name as a shell takes it."""
        return f'"{self.label}"' if set(self.label) & set(" ()") else self.label

    @cached_property
    def measured(self) -> list[str]:
        """Curated assertions that were measured with the drug and stand, best trusted first."""
        found = [
            iri
            for iri, item in self.items.items()
            if item["rule"] is None and item["status"] not in _UNSHOWN and self.iri in tested_with(self.graph, item)
        ]
        return sorted(found, key=lambda iri: (_TRUST.index(self.items[iri]["confidence"]["level"]), iri))

    @cached_property
    def outcomes(self) -> list[dict[str, Any]]:
        """Trial outcomes of the drug that have a value or a finding, of the largest analyses first."""
        found = [outcome for outcome in self._outcomes if not _blank(outcome)]
        return sorted(found, key=lambda outcome: (-(flat(outcome)["n"] or 0), outcome["iri"]))

    @cached_property
    def blank(self) -> list[dict[str, Any]]:
        """Trial outcomes of the drug without a value of their own."""
        return sorted(filter(_blank, self._outcomes), key=lambda outcome: str(outcome["iri"]))

    @cached_property
    def _outcomes(self) -> list[dict[str, Any]]:
        return [raw(outcome) for outcome in self.graph.outcomes(drug=self.iri)]

    @cached_property
    def predictions(self) -> dict[str, Record]:
        """Label of a population -> the answer of ``explain`` to bone mass in it."""
        labels = {who: self.graph.names.items[who]["label"] for who in populations(self.graph)}
        return {
            label: self.graph.explain(self.iri, TARGET, population=who)
            for who, label in sorted(labels.items(), key=lambda pair: pair[1])
        }

    @cached_property
    def held(self) -> dict[str, Any]:
        """The drug's outcomes held against the mechanism."""
        held: dict[str, Any] = raw(self.graph.concordance(drug=self.iri))
        return held

    @property
    def discordant(self) -> list[dict[str, Any]]:
        """The rows of ``held`` that contradict the mechanism."""
        return [found for found in self.held["rows"] if found["verdict"] in _DISCORDANT]

    @cached_property
    def borrowed(self) -> dict[tuple[str, str, tuple[str, ...]], list[str]]:
        """Relation, object and milieux -> the assertions that were derived for the drug from other ligands, best
        trusted first.
        """
        found: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
        for iri, item in sorted(self.items.items()):
            if item["subject"] == self.iri and borrowed(self.graph, item):
                found.setdefault((item["relation"], item["object"], tuple(item["milieu"])), []).append(iri)
        best = {key: min(_TRUST.index(self.items[iri]["confidence"]["level"]) for iri in found[key]) for key in found}
        label = self.graph.names.items
        return {key: found[key] for key in sorted(found, key=lambda key: (best[key], label[key[1]]["label"], key))}

    @cached_property
    def conflicts(self) -> list[dict[str, Any]]:
        """Controversies and opposed pairs that touch the drug."""
        return [raw(conflict) for conflict in self.graph.conflicts(self.iri)]

    @cached_property
    def unshown(self) -> list[dict[str, Any]]:
        """Statements about the drug that rest on nothing that was read."""
        return [raw(gap) for gap in self.graph.gaps(self.iri) if gap.assertion and not gap.kind.startswith("never")]

    @property
    def has_something(self) -> bool:
        """Whether any curated assertion or any outcome is about the drug."""
        curated = (item for item in self.items.values() if item["rule"] is None)
        named = any(self.iri in (item["subject"], item["object"], *item["ligand"]) for item in curated)
        return named or bool(self._outcomes)


def _blank(outcome: dict[str, Any]) -> bool:
    return bool(outcome["value_status"] == "notReported" or outcome["statistic"] == "unresolved")


def pages() -> dict[str, str]:
    """Return file name -> text for the index and for every drug with an assertion or an outcome."""
    graph = kg.load()
    found = [drug for drug in (Drug(graph, iri) for iri in drugs(graph)) if drug.has_something]
    found.sort(key=lambda drug: (drug.label.casefold(), drug.iri))
    return {"README.md": _index(found), **{drug.page: _page(drug) for drug in found}}


def _index(found: Sequence[Drug]) -> str:
    people = list(found[0].predictions)
    lines = heading("Drugs", "the graph")
    lines += [
        "What is known of each drug, what is borrowed for it, what is contested and what is missing. The columns of",
        "people hold the predicted sign on bone mass, `none` where no route leads there; the others count lines.",
        "",
    ]
    columns = ("drug", "class", "known", "trial outcomes", *people, "borrowed", "contested", "missing")
    rows = [
        (
            f"[{drug.label}]({drug.page})",
            ", ".join(drug.graph.names.items[drug.iri]["drug_class"]),
            str(len(drug.measured)),
            str(len(drug.outcomes)),
            *(f"`{drug.predictions[who].prediction.sign}`" for who in people),
            str(len(drug.borrowed)),
            str(len(drug.conflicts) + len(drug.discordant)),
            str(len(drug.unshown) + len(drug.blank)),
        )
        for drug in found
    ]
    return "\n".join([*lines, *table(columns, rows)]) + "\n"


def _page(drug: Drug) -> str:
    sections = {
        "Known": _known,
        "What trials saw": _trials,
        "Predicted": _predicted,
        "Borrowed": _borrowed,
        "Contested": _contested,
        "Missing": _missing,
    }
    lines = [*heading(drug.label, "the graph"), *_identity(drug)]
    for title, write in sections.items():
        lines += ["", f"## {title}", "", *write(drug)]
    return "\n".join(lines) + "\n"


def _identity(drug: Drug) -> list[str]:
    card = drug.card
    kinds = drug.graph.names.items[drug.iri]["drug_class"]
    into = [one["object"] for one in card["out"] if one["relation"] == "metabolised-to" and not one["inferred_by"]]
    out_of = [one["subject"] for one in card["in"] if one["relation"] == "metabolised-to" and not one["inferred_by"]]
    facts = {
        "Identifiers": ", ".join(f"`{name}`" for name in dict.fromkeys((card["id"], *card["xrefs"]))),
        "Also called": ", ".join(card["synonyms"]),
        "Class": ", ".join(kinds),
        "Acts as, by its accepted receptor assertions": ", ".join(f"`{name}`" for name in card["classes"]),
        "Metabolised to": ", ".join(sorted({one["label"] for one in into})),
        "Metabolite of": ", ".join(sorted({one["label"] for one in out_of})),
    }
    lines = [f"- {name}: {text}" for name, text in facts.items() if text]
    return [
        *lines,
        f"- Everything: `kg show {drug.name}`; the ids below are those that `kg evidence` and `kg show` take",
    ]


def _cut(lines: Sequence[str], command: str, none: str) -> list[str]:
    """The first lines as a list, how many more there are and what prints them; ``none`` where there are no lines."""
    shown = [f"- {cell(line)}" for line in lines[:SHOWN]]
    if len(lines) > SHOWN:
        shown += ["", f"{SHOWN} of {len(lines)} are shown; all: `{command}`."]
    return shown or [none]


def _known(drug: Drug) -> list[str]:
    own = [_assertion(drug, iri) for iri in drug.measured if drug.items[iri]["subject"] == drug.iri]
    other = [_assertion(drug, iri) for iri in drug.measured if drug.items[iri]["subject"] != drug.iri]
    lines = [f"Measured with {drug.label} and read in the source; best trusted first.", ""]
    lines += _cut(own, f"kg show {drug.name}", "Nothing that was measured with this drug alone is recorded.")
    if other:
        lines += ["", f"Of other things, measured with {drug.label} bound or added:", ""]
        lines += [f"- {cell(line)}" for line in other]
    return lines


def _assertion(drug: Drug, iri: str) -> str:
    """Sign, statement, context, status, confidence and references of an assertion, its id last."""
    graph, item = drug.graph, drug.items[iri]
    found = row(graph, iri)
    context = [one["label"] for part in ("anatomy", "milieu", "sex", "species") for one in found[part]]
    works = [_reference(reference(graph, line)) for line in item["evidence"]]
    told = [
        f"`{found['sign'] or '·'}` {found['label']}",
        f"context: {', '.join(context) or 'not stated'}",
        f"{found['status']}, confidence {found['confidence']['level'] or 'not rated'}",
        f"{', '.join(dict.fromkeys(works)) or 'no reference'}",
    ]
    return f"{'; '.join(told)} `{found['id']}`"


def _reference(work: dict[str, Any]) -> str:
    known = f"PMID:{work['pmid']}" if work["pmid"] else ""
    place = f"({work['locator']})" if work["locator"] else ""
    against = "against it" if work["direction"] == "disputes" else ""
    label = work["label"] if len(work["label"]) <= _LONGEST else work["label"][: _LONGEST - 1] + "…"
    return " ".join(part for part in (label, known, place, against) if part)


def _trials(drug: Drug) -> list[str]:
    lines = [_outcome(outcome) for outcome in drug.outcomes]
    found = _cut(lines, f"kg outcomes --drug {drug.name}", "No trial outcome of this drug is recorded.")
    return (
        ["As printed by each study, nothing is pooled here; the largest analyses first.", "", *found]
        if lines
        else found
    )


def _outcome(outcome: dict[str, Any]) -> str:
    """One outcome as its study printed it, its id and that of its study last."""
    told = flat(outcome)
    parts = [
        f"{told['endpoint']}: {told['value']}",
        told["interval"],
        told["p"],
        f"n {told['n']}" if told["n"] else "n not stated",
        str(told["statistic"]).replace("-", " "),
        told["arm"] + (f" v {told['versus']}" if told["versus"] else ""),
        f"{told['months']} months" if told["months"] else "",
        told["population"],
        told["references"] or "no reference",
    ]
    return f"{'; '.join(part for part in parts if part)} {_of_study(outcome['id'], outcome['study'])}"


def _of_study(outcome: str, study: dict[str, Any]) -> str:
    return f"`{outcome}` of `{study['id']}`"


def _predicted(drug: Drug) -> list[str]:
    people = ", ".join(drug.predictions)
    if all(answer.prediction.lean is None for answer in drug.predictions.values()):
        lines = [f"No route leads from {drug.label} to bone mass in any of: {people}. The answer is unknown."]
    else:
        lines = [f'On bone mass, by `kg explain {drug.name} "bone mass" --population NAME`:', ""]
        lines += [f"- {_prediction(who, answer)}" for who, answer in drug.predictions.items()]
    totals = ", ".join(f"{number} {word}" for word, number in drug.held["totals"].items())
    named = ", ".join(f"`{found['outcome']['id']}`" for found in drug.discordant)
    if not drug.held["rows"]:
        return [*lines, "", "No outcome of this drug can be held against the mechanism."]
    told = f"Its outcomes held against the mechanism without their own study (`kg concordance --drug {drug.name}`): "
    return [*lines, "", f"{told}{totals}.", f"Discordant: {named or 'none'}."]


def _prediction(who: str, answer: Record) -> str:
    says = answer.prediction
    if says.lean is None:
        return f"{who}: no route with a sign; unknown"
    sign = f"{says.sign}, leans `{says.lean}`" if says.sign == "ambiguous" else f"`{says.sign}`"
    routes = f"{answer.routes_found['+']} routes +, {answer.routes_found['-']} routes -"
    limit = says.limited_by
    what = f"limited by {limit.dimension}" if limit.dimension else "weakest step"
    value = f" ({limit.value})" if limit.value else ""
    decided = f"; decided by: {says.decided_by}" if says.decided_by else ""
    return f"{who}: {sign}, grade {says.grade}{decided}; {routes}; {what}{value} at `{limit.id}`"


def _borrowed(drug: Drug) -> list[str]:
    command = f"kg ask steps-borrowed-for-drug drug={drug.name}"
    none = f"Nothing is expected of {drug.label} from what other ligands were shown to do."
    lines = [_step(drug, key, derived) for key, derived in drug.borrowed.items()]
    told = [
        f"Expected of {drug.label} because other ligands were shown to do it; never measured with {drug.label}.",
        "",
    ]
    return [*told, *_cut(lines, command, none)] if lines else [none]


def _step(drug: Drug, key: tuple[str, str, tuple[str, ...]], derived: Sequence[str]) -> str:
    """What is borrowed on one thing: from whom, by which rule, and the first of the derived assertions."""
    names, items = drug.graph.names.items, drug.items
    relations, rules = drug.graph.network.relations, drug.graph.network.rules
    ligands = sorted({names[ligand]["label"] for iri in derived for ligand in items[iri]["ligand"]})
    by = sorted({rules[items[iri]["rule"]]["label"] for iri in derived})
    sign = row(drug.graph, derived[0])["sign"] or "·"
    more = f"{len(derived)} derived assertions, the first " if len(derived) > 1 else ""
    where = ", ".join(names[milieu]["label"] for milieu in key[2])
    statement = f"`{sign}` {relations[key[0]]['label']} {names[key[1]]['label']}" + (f" ({where})" if where else "")
    return f"{statement}; from {', '.join(ligands)}; rule: {', '.join(by)}; {more}`{items[derived[0]]['id']}`"


def _contested(drug: Drug) -> list[str]:
    lines = [_conflict(conflict) for conflict in drug.conflicts]
    found = _cut(lines, f"kg conflicts {drug.name}", "No controversy and no opposed assertion touches this drug.")
    outcomes = [
        f"{one['verdict']}: {one['outcome']['label']}, {one['value']}; {one['why']} "
        + _of_study(one["outcome"]["id"], one["study"])
        for one in drug.discordant
    ]
    none = "No outcome of this drug contradicts the mechanism."
    against = ["Outcomes that contradict the mechanism:", ""] if outcomes else []
    return [*found, "", *against, *_cut(outcomes, f"kg concordance --drug {drug.name}", none)]


def _conflict(conflict: dict[str, Any]) -> str:
    sides = " / ".join(side["claim"] for side in conflict["sides"])
    differ = f"; differ in {', '.join(conflict['differ_in'])}" if conflict["differ_in"] else ""
    moderator = f"; likely moderator: {conflict['moderator']}" if conflict["moderator"] else ""
    ids = [conflict["id"]] if conflict["iri"] else [compress(side["assertions"][0]) for side in conflict["sides"]]
    return f"{conflict['question']}: {sides}{differ}{moderator} {' v '.join(f'`{one}`' for one in ids)}"


def _missing(drug: Drug) -> list[str]:
    words: Iterable[str] = [f"{gap['kind']}: {gap['what']} `{compress(gap['assertion'])}`" for gap in drug.unshown]
    cells = [
        f"{'unresolved figure' if cell['statistic'] == 'unresolved' else 'no value reported'}: "
        f"{flat(cell)['endpoint']}, {flat(cell)['arm']}"
        + (f", {flat(cell)['months']} months " if flat(cell)["months"] else " ")
        + _of_study(cell["id"], cell["study"])
        for cell in drug.blank
    ]
    none = "No claim without evidence and no blank cell of a trial is recorded for this drug."
    lines = _cut([*words, *cells], f"kg gaps {drug.name}", none)
    kinds = Counter(gap.kind for gap in drug.graph.gaps(drug.iri))
    never = kinds["never measured with this drug"]
    if never:
        lines += ["", f"Never measured with {drug.label}: its actions on {never} things, listed under Borrowed."]
    return lines
