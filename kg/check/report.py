"""What a check found, and how it is told: in words, as JSON, SARIF, JUnit or a SHACL report."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from kg.base.prefixes import compress
from kg.errors import UnreadableInput, WrongUse

_RANK = {"violation": 0, "warning": 1, "info": 2}


class ShapesRefused(UnreadableInput):
    """The shapes themselves are at fault: a misspelt term, an unknown class or path, a shape that matches nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One finding. ``file`` and ``line`` are where the subject begins; None where it stands in no file (derived)."""

    severity: str
    rule: str
    focus: str
    message: str
    path: str | None = None
    value: str | None = None
    hint: str | None = None
    file: str | None = None
    line: int | None = None

    def order(self) -> tuple[Any, ...]:
        """Return the sort key: severity, file, line, rule, focus, value, path, words."""
        place = (_RANK[self.severity], self.file or "~", self.line or 0)
        return (*place, self.rule, self.focus, self.value or "", self.path or "", self.message)

    def to_dict(self) -> dict[str, Any]:
        """Return the fields of the JSON answer."""
        names = ("severity", "rule", "focus", "path", "value", "message", "hint", "file", "line")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The results of one check, sorted, and what was checked. ``counts`` (severity -> number) is of all that was found;
    ``results`` may be the first of them only.
    """

    results: tuple[Result, ...]
    counts: dict[str, int]
    files: int
    triples: int
    shapes: int
    queries: int

    @property
    def sound(self) -> bool:
        """Whether there is no violation; warnings and notes leave a graph sound."""
        return not self.counts["violation"]

    @property
    def found(self) -> int:
        """How many results there are, shown or not."""
        return sum(self.counts.values())

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON answer."""
        checked = {"files": self.files, "triples": self.triples, "shapes": self.shapes, "queries": self.queries}
        told = {"sound": self.sound, "checked": checked, "counts": self.counts, "found": self.found}
        return {**told, "results": [result.to_dict() for result in self.results]}

    def render(self, style: str) -> str:
        """Return the report as text in ``style``: table, json, tsv, csv, md, sarif, junit or shacl."""
        if style == "json":
            return json.dumps(self.to_dict(), indent=2, ensure_ascii=False) + "\n"
        if style in ("tsv", "csv", "md"):
            from kg.base.text_table import rows

            return rows([result.to_dict() for result in self.results], style)
        styles = {"table": _words, "sarif": _sarif, "junit": _junit, "shacl": _shacl}
        if style not in styles:
            raise WrongUse(
                f"no report format {style!r}; there are {', '.join(sorted([*styles, 'json', 'tsv', 'csv', 'md']))}"
            )
        return styles[style](self)


def first(results: Iterable[Result], limit: int) -> tuple[tuple[Result, ...], dict[str, int]]:
    """Return the first ``limit`` results in their order (0: all), and severity -> how many there are.

    Memory grows with ``limit``, not with the number of results.
    """
    counts: Counter[str] = Counter(dict.fromkeys(_RANK, 0))

    def counted() -> Iterator[Result]:
        for result in results:
            counts[result.severity] += 1
            yield result

    kept = heapq.nsmallest(limit, counted(), key=Result.order) if limit else sorted(counted(), key=Result.order)
    return tuple(kept), dict(counts)


def _words(report: Report) -> str:
    lines = []
    for result in report.results:
        if result.severity == "info":
            continue
        place = f"{result.file}:{result.line}" if result.file else "derived"
        value = f" (found {compress(result.value)})" if result.value else ""
        lines.append(f"{place}: {result.severity}: {compress(result.focus)}: {result.message}{value} [{result.rule}]")
        if result.hint:
            lines.append(f"    {result.hint}")
    counts = report.counts
    if len(report.results) < report.found:
        lines.append(f"the first {len(report.results)} of {report.found}; --limit 0 shows all")
    told = ", ".join(
        f"{number} {name}{'' if name == 'info' or number == 1 else 's'}" for name, number in counts.items()
    )
    verdict = "sound" if report.sound else "UNSOUND"
    lines.append(
        f"{verdict}: {report.files} files, {report.triples} triples, {report.shapes} shapes, {report.queries} queries; "
        + told
    )
    return "\n".join(lines) + "\n"


def _sarif(report: Report) -> str:
    levels = {"violation": "error", "warning": "warning", "info": "note"}
    results = []
    for result in report.results:
        entry: dict[str, Any] = {
            "ruleId": result.rule,
            "level": levels[result.severity],
            "message": {"text": f"{result.focus}: {result.message}"},
        }
        if result.file:
            region = {"startLine": result.line or 1}
            entry["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": result.file}, "region": region}}]
        results.append(entry)
    tool = {
        "driver": {"name": "kg check", "rules": [{"id": rule} for rule in sorted({r.rule for r in report.results})]}
    }
    return (
        json.dumps(
            {
                "version": "2.1.0",
                "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
                "runs": [{"tool": tool, "results": results}],
            },
            indent=2,
        )
        + "\n"
    )


def _junit(report: Report) -> str:
    failures = [result for result in report.results if result.severity == "violation"]
    cases = [
        f"<testcase name={quoteattr(r.focus)} classname={quoteattr(r.rule)}>"
        f"<failure message={quoteattr(r.message)}>{escape(f'{r.file}:{r.line}')}</failure></testcase>"
        for r in failures
    ] or ['<testcase name="every record" classname="kg check"/>']
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuite name="kg check" tests="{len(cases)}" failures="{len(failures)}">\n'
        + "\n".join(cases)
        + "\n</testsuite>\n"
    )


def _shacl(report: Report) -> str:
    import pyoxigraph as ox

    sh, kind = "http://www.w3.org/ns/shacl#", ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    top = ox.BlankNode("report")
    conforms = ox.Literal(
        "true" if not report.found else "false", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean")
    )
    triples = [
        ox.Triple(top, kind, ox.NamedNode(sh + "ValidationReport")),
        ox.Triple(top, ox.NamedNode(sh + "conforms"), conforms),
    ]
    for number, result in enumerate(report.results):
        node = ox.BlankNode(f"r{number}")
        facts: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            ("focusNode", ox.NamedNode(result.focus)),
            ("resultSeverity", ox.NamedNode(sh + result.severity.capitalize())),
            ("resultMessage", ox.Literal(result.message)),
            (
                "sourceConstraintComponent",
                ox.NamedNode(f"https://w3id.org/serm-bone/shape/{result.rule.split(' ')[0]}"),
            ),
        ]
        triples += [
            ox.Triple(top, ox.NamedNode(sh + "result"), node),
            ox.Triple(node, kind, ox.NamedNode(sh + "ValidationResult")),
        ]
        triples += [ox.Triple(node, ox.NamedNode(sh + name), value) for name, value in facts]
    raw = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes={"sh": sh})
    return (raw or b"").decode()
