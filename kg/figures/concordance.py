"""The marks of the concordance chart: each usable outcome by drug, endpoint and verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.answers.concordance import concordance
from kg.errors import BadParameter
from kg.figures.figure_request import Request
from kg.figures.scene import Chart, Mark

if TYPE_CHECKING:
    from kg.session import KnowledgeGraph

# The columns in their order: verdict -> what it says of the observed sign, seen from the predicted one.
VERDICTS: Mapping[str, str] = {
    "discordant": "opposite sign, significant",
    "discordant-direction-only": "opposite sign, not significant or untested",
    "no-effect-observed": "no effect",
    "concordant-direction-only": "same sign, not significant or untested",
    "concordant": "same sign, significant",
    "unresolved": "the prediction is ambiguous",
    "not-predicted": "no route predicts a sign",
    "comparative-only": "against another drug",
}
_NAMED = ("discordant", "discordant-direction-only")
_SIGNS = {1: "+", -1: "−", 0: "no change", None: "no direction"}
_MINUS = {"-": "−"}


def chart(graph: KnowledgeGraph, asked: Request) -> Chart:
    """Return the chart of ``graph.concordance()``, of the drugs that are named; raises ``BadParameter`` where nothing
    is left to draw.
    """
    answer = concordance(graph)
    wanted = {
        graph.names.find(drug, kinds=("Drug", "ChemicalEntity", "Intervention"), what="drug") for drug in asked.drugs
    }
    rows = [row for row in answer["rows"] if not wanted or row["drug"]["iri"] in wanted]
    if not any(row["verdict"] in VERDICTS for row in rows):
        raise BadParameter("no outcome of these drugs can be held against a prediction; see 'kg concordance'")
    excluded = None if wanted else len(answer["excluded"])
    return gathered(rows, excluded=excluded, title=", ".join(asked.drugs))


def gathered(rows: Sequence[Mapping[str, Any]], *, excluded: int | None, title: str = "") -> Chart:
    """Return the chart of the rows of a concordance: one mark an outcome, the discordant ones named below."""
    drawn = [row for row in rows if row["verdict"] in VERDICTS]
    drawn.sort(key=lambda row: (row["drug"]["label"], row["endpoint"]["label"], row["outcome"]["id"]))
    numbers: dict[int, int] = {}
    for verdict in _NAMED:
        for place, row in enumerate(drawn):
            if row["verdict"] == verdict:
                numbers[place] = len(numbers) + 1
    grouped: dict[tuple[str, str], list[Mark]] = {}
    for place, row in enumerate(drawn):
        mark = Mark(
            column=row["verdict"],
            predicted=row["predicted"],
            verified=bool(row["verified"]),
            outcome=row["outcome"]["id"],
            label=_told(row),
            number=numbers.get(place, 0),
        )
        grouped.setdefault((row["drug"]["label"], row["endpoint"]["label"]), []).append(mark)
    notes = [
        "Each mark is one outcome, in the column of its verdict. Signs are those of what an endpoint indicates: fewer "
        "fractures are more bone strength."
    ]
    if any(not mark.verified for marks in grouped.values() for mark in marks):
        notes.append("An open mark: the source of the outcome was not read.")
    if len(drawn) < len(rows):
        notes.append(f"{len(rows) - len(drawn)} outcomes without a direction are left out.")
    if excluded:
        notes.append(f"{excluded} outcomes cannot be held against a prediction; kg concordance says why.")
    return Chart(
        title="Predicted against observed" + (f": {title}" if title else ""),
        rows=tuple((drug, endpoint, tuple(marks)) for (drug, endpoint), marks in grouped.items()),
        totals={verdict: sum(row["verdict"] == verdict for row in drawn) for verdict in VERDICTS},
        named=tuple(f"{numbers[place]}. {_told(drawn[place])}" for place in sorted(numbers, key=numbers.__getitem__)),
        notes=tuple(notes),
        outcomes={row["outcome"]["id"]: _told(row) for row in sorted(drawn, key=lambda row: str(row["outcome"]["id"]))},
    )


def _told(row: Mapping[str, Any]) -> str:
    seen = row["observed"]
    value = f" ({row['value']})" if row["value"] else ""
    study = row["study"]["label"]
    return (
        f"{study}: {row['drug']['label']}, {row['endpoint']['label']}, {row['population']['label']}: "
        f"predicted {_MINUS.get(row['predicted'], row['predicted'])}, observed {_SIGNS[seen['sign']]}{value}, "
        f"{seen['significance']}: {row['verdict']} [{row['outcome']['id']}]"
    )
