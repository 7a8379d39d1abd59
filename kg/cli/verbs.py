"""One function a verb: call the graph, print the answer. The command line prints what the Python API returns."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from kg.api import Graph, load
from kg.base import text_table
from kg.base.records import raw
from kg.errors import UnreadableInput, WrongUse
from kg.unreviewed import aside


def _graph(options: argparse.Namespace, *, unreviewed: bool = False) -> Graph:
    """Return the graph that is asked; where files of unreviewed edges take no part in the answer, say so."""
    graph = load(options.data, endpoint=getattr(options, "remote", None))
    if graph.drafts and not unreviewed:
        print(aside(graph.drafts), file=sys.stderr)
    return graph


def _emit(options: argparse.Namespace, answer: Any, name: str, **style: Any) -> int:
    plain = raw(answer)
    if options.format == "table":
        from kg.cli import trust_words, words

        writer = getattr(words, name, None) or getattr(trust_words, name, None)
        sys.stdout.write(writer(plain, **style) if writer else text_table.rows(plain, "table"))
    elif options.format == "json":
        sys.stdout.write(json.dumps(plain, indent=2, ensure_ascii=False) + "\n")
    else:
        from kg.cli import flat

        sys.stdout.write(text_table.rows(flat.rows(name, plain), options.format))
    return 0


def overview(options: argparse.Namespace) -> int:
    """Print what is inside and three commands to try."""
    counts = _graph(options).section("counts")
    print(" · ".join(f"{number} {what}" for what, number in counts.items()))
    print('try:  kg explain toremifene "lumbar spine BMD" --population "men on ADT"')
    print("      kg outcomes --drug toremifene --endpoint BMD")
    print("      kg audit")
    return 0


def version(options: argparse.Namespace) -> int:
    """Print the versions of code and data."""
    from importlib.metadata import version as installed

    print(f"serm-bone-kg {installed('serm-bone-kg')} · data {_graph(options).data_version}")
    return 0


def explain(options: argparse.Namespace) -> int:
    """``kg explain``."""
    answer = _graph(options, unreviewed=True).explain(options.source, options.target, **_context(options))
    return _emit(options, answer, "explain", why_grade=options.why_grade)


def concordance(options: argparse.Namespace) -> int:
    """``kg concordance``."""
    return _emit(
        options,
        _graph(options).concordance(drug=options.drug, endpoint=options.endpoint, **_context(options)),
        "concordance",
    )


def robust(options: argparse.Namespace) -> int:
    """``kg robust``."""
    return _emit(options, _graph(options).robust(options.source, options.target, **_context(options)), "robust")


def outcomes(options: argparse.Namespace) -> int:
    """``kg outcomes``."""
    filters = {
        name: getattr(options, name)
        for name in ("drug", "endpoint", "population", "study", "statistic", "comparator", "pooled")
    }
    return _emit(options, _graph(options).outcomes(**filters), "outcomes")


def evidence(options: argparse.Namespace) -> int:
    """``kg evidence``."""
    return _emit(options, _graph(options).evidence(options.subject, options.object), "evidence")


def conflicts(options: argparse.Namespace) -> int:
    """``kg conflicts``."""
    return _emit(options, _graph(options).conflicts(options.name), "conflicts")


def compare(options: argparse.Namespace) -> int:
    """``kg compare``."""
    return _emit(options, _graph(options).compare(*options.drugs, **_context(options)), "compare")


def gaps(options: argparse.Namespace) -> int:
    """``kg gaps``."""
    return _emit(options, _graph(options).gaps(options.name), "gaps")


def audit(options: argparse.Namespace) -> int:
    """``kg audit``."""
    return _emit(options, _graph(options).audit(options.document), "audit")


def protocol(options: argparse.Namespace) -> int:
    """``kg protocol``; without a name, the list of protocols."""
    graph = _graph(options)
    if options.name is not None:
        return _emit(options, graph.protocol(options.name), "protocol")
    from kg.base.records import Rows

    rows = [{"id": p["id"], "label": p["label"], "steps": len(p["steps"])} for p in graph.section("protocols").values()]
    return _emit(options, Rows(rows), "protocols")


def show(options: argparse.Namespace) -> int:
    """``kg show``."""
    return _emit(options, _graph(options).entity(options.name), "show")


def find(options: argparse.Namespace) -> int:
    """``kg find``."""
    return _emit(options, _graph(options).find(options.text), "find")


def ask(options: argparse.Namespace) -> int:
    """``kg ask``; without a question, the catalogue."""
    from kg.base.records import Rows
    from kg.rdf import catalogue

    if options.question is None:
        return _emit(options, Rows(catalogue.listing()), "catalogue")
    pairs = [text.partition("=") for text in options.parameters]
    for name, equals, _ in pairs:
        if not equals:
            raise WrongUse(f"{name!r} is not name=value; write drug=raloxifene")
    return _emit(options, _graph(options).ask(options.question, **{name: value for name, _, value in pairs}), "ask")


def query(options: argparse.Namespace) -> int:
    """``kg query``."""
    from kg.rdf.sparql_sandbox import serialise

    path = options.file
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableInput(path, "is not UTF-8 text; save it as UTF-8") from error
    except OSError as error:
        raise UnreadableInput(path, f"cannot be read ({error.strerror}); check the path") from error
    if options.remote is not None:
        from kg.remote.endpoint import Endpoint

        remote = Endpoint(options.remote, seconds=options.seconds)
        load(options.data, endpoint=remote)
        raw = remote.serialise(text, options.format, name=path)
    else:
        raw = serialise(_graph(options).store, text, options.format, seconds=options.seconds, name=path)
    sys.stdout.buffer.write(raw)
    return 0


def reason(options: argparse.Namespace) -> int:
    """``kg reason``: the OWL classes of each drug, or why a drug is in a class."""
    from kg.answers import drug_classes as reasoning

    graph = _graph(options)
    if options.why:
        return _emit(options, reasoning.justification(graph, *options.why), "why")
    return _emit(options, reasoning.classes(graph, fresh=options.fresh), "reason")


def figure(options: argparse.Namespace) -> int:
    """``kg figure``: SVG to standard output or a file; ``--verify`` compares a file with today's graph."""
    from kg import figures

    graph = _graph(options)
    if options.verify:
        return _verify(options.verify, graph)
    if options.name is None:
        raise WrongUse(f"name a figure: {', '.join(figures.NAMES)}")
    asked = {"drugs": options.drug, "target": options.to, "pool": options.pool, **_context(options)}
    svg = graph.figure(options.name, *filter(None, [options.subject]), **asked)
    if options.output is None:
        sys.stdout.write(svg)
        return 0
    raw = figures.convert(svg, Path(options.output).suffix)
    from kg.base.atomic_files import write_bytes

    write_bytes(Path(options.output), raw)
    print(f"wrote {options.output}", file=sys.stderr)
    return 0


def _context(options: argparse.Namespace) -> dict[str, Any]:
    names = ("anatomy", "population", "milieu", "species", "max_steps", "without")
    return {name: getattr(options, name) for name in names if hasattr(options, name)}


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(path, f"cannot be read ({error}); check the path") from error


def _verify(path: str, graph: Graph) -> int:
    from kg.figures.verify import verify

    found = verify(_read(path), graph, path)
    print(f"{path}: {found.says}")
    for change in found.changes:
        print(f"  {change}")
    return 0 if found.follows else 1


def cite(options: argparse.Namespace) -> int:
    """``kg cite``."""
    print(_graph(options).cite(options.name, style=options.style))
    return 0


def check(options: argparse.Namespace) -> int:
    """``kg check``: exit 0 sound, 1 unsound."""
    from kg import check as checking
    from kg.unreviewed import refuse

    paths = [Path(path) for path in (*options.data, *options.paths)]
    refuse(paths, "checked")
    report = checking.check(paths, engine=options.engine, limit=options.limit)
    sys.stdout.write(report.render(options.format))
    return 0 if report.sound else 1


def build(options: argparse.Namespace) -> int:
    """``kg build``: write the release; unsound knowledge is written nowhere and exits 1."""
    from kg.export.release.build import build as make

    report, manifest = make(load(options.data), Path(options.output), checks=not options.no_checks)
    if report is not None and not report.sound:
        sys.stdout.write(report.render("table"))
        return 1
    if options.format == "json":
        sys.stdout.write(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    else:
        print(
            f"wrote {len(manifest['files'])} files to {options.output}: "
            + ", ".join(f"{n} {what}" for what, n in manifest["counts"].items())
        )
    return 0


def diff(options: argparse.Namespace) -> int:
    """``kg diff``: what changed between two releases, or a release and the graph of now."""
    from kg.answers.diff import diff as compared
    from kg.cli.trust_words import versions

    sides = (options.a, options.b)
    if options.data and "now" not in sides:
        raise WrongUse("--data is laid over the graph of now, and neither side is 'now'; build a release with it")
    graph = _graph(options) if "now" in sides else None
    before, after = (graph if graph is not None and side == "now" else side for side in sides)
    answer = compared(before, after)
    if options.format not in ("table", "json"):
        print("\n".join(versions(raw(answer))), file=sys.stderr)
    return _emit(options, answer, "diff")


def export(options: argparse.Namespace) -> int:
    """``kg export``; without a format, the list of formats."""
    from kg import export as exporting
    from kg.base.records import Rows

    if options.export_format is None:
        return _emit(options, Rows(exporting.listing()), "formats")
    if (options.output is None) == (options.to is None):
        raise WrongUse("say where to: kg export FORMAT -o FOLDER, or kg export FORMAT --to URL")
    if options.to is not None:
        put = _graph(options).push(options.to, format=options.export_format)
        print(f"put {len(put)} graphs with {sum(put.values())} triples into {options.to}", file=sys.stderr)
        return 0
    manifest = exporting.write(
        _graph(options, unreviewed=True),
        options.export_format,
        Path(options.output),
        view=options.view,
        raw=options.raw,
    )
    for what, count in manifest["losses"].items():
        print(f"not carried: {what} ({count})", file=sys.stderr)
    print(f"wrote {len(manifest['files'])} files to {options.output}", file=sys.stderr)
    return 0


def schema(options: argparse.Namespace) -> int:
    """``kg schema``: the JSON Schema of a verb's answer."""
    schemas = {path.stem: path for path in (Path(__file__).parent.parent / "schemas").glob("*.json")}
    if options.verb not in schemas:
        raise WrongUse(f"no schema for {options.verb!r}; there are {', '.join(sorted(schemas))}")
    sys.stdout.write(schemas[options.verb].read_text(encoding="utf-8"))
    return 0
