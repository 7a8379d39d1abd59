"""The verbs and their options. Only the parser of the verb that was called is built."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple, NoReturn

from kg.errors import UnknownName, WrongUse

_WIDTH = 110
FORMATS = ("table", "json", "tsv", "csv", "md")
# Verbs about files, releases and this installation; every other one can ask an endpoint instead of the packaged graph.
LOCAL = ("reason", "figure", "cite", "check", "build", "diff", "export", "schema")
Build = Callable[[argparse.ArgumentParser], None]


class Verb(NamedTuple):
    """A verb of the command line: its one-line help and what it adds to its parser."""

    name: str
    help: str
    options: Build


def _formatter(prog: str) -> argparse.HelpFormatter:
    return argparse.HelpFormatter(prog, width=_WIDTH)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise WrongUse(f"{message}; see '{self.prog} --help'")


def _name(parser: argparse.ArgumentParser, *names: str) -> None:
    for name in names:
        parser.add_argument(name.lower(), metavar=name)


def _optional(parser: argparse.ArgumentParser, name: str, help: str) -> None:
    parser.add_argument(name.lower(), metavar=name, nargs="?", help=help)


def _context(parser: argparse.ArgumentParser, *, tissues: bool = False) -> None:
    if tissues:
        parser.add_argument(
            "--in", dest="anatomy", metavar="TISSUE[,TISSUE]", required=True, help="where; several with commas between"
        )
    else:
        parser.add_argument(
            "--in", dest="anatomy", metavar="TISSUE", help="only steps shown in this tissue, its cells and lines"
        )
    parser.add_argument("--population", metavar="NAME", help="such as 'men on ADT'; brings its milieu, sex and species")
    parser.add_argument("--milieu", metavar="NAME", help="hormonal milieu, such as 'estrogen-deplete'")
    parser.add_argument("--species", metavar="NAME")
    parser.add_argument("--max-steps", type=int, default=8, metavar="N", help="longest route, 1 to 12 (default 8)")


def _without(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="NAME",
        help="leave out a study, publication, assertion or thing (repeatable)",
    )


def _routes(parser: argparse.ArgumentParser) -> None:
    _name(parser, "SOURCE", "TARGET")
    _context(parser)
    _without(parser)


def _explain(parser: argparse.ArgumentParser) -> None:
    _routes(parser)
    parser.add_argument(
        "--why-grade", action="store_true", help="print what sets the grade of each step, and the confidence in it"
    )


def _concordance(parser: argparse.ArgumentParser) -> None:
    for option in ("drug", "endpoint"):
        parser.add_argument(f"--{option}", metavar="NAME")
    _context(parser)
    _without(parser)


def _outcomes(parser: argparse.ArgumentParser) -> None:
    for option in ("drug", "endpoint", "population", "study", "statistic", "comparator"):
        parser.add_argument(f"--{option}", metavar="NAME")
    parser.add_argument("--pooled", action="store_true", help="also arms that pool several drugs")


def _build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o", "--output", default="build", metavar="FOLDER", help="where the release is written (default build/)"
    )
    parser.add_argument("--no-checks", action="store_true", help="write without running the checks")


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="your own Turtle files or folders; none checks the packaged graph"
    )
    parser.add_argument(
        "--engine",
        default="sets",
        choices=("sets", "pyshacl"),
        help="what runs the shapes; same results (default sets)",
    )
    parser.add_argument("--limit", type=int, default=1000, metavar="N", help="results shown; 0 for all (default 1000)")


def _ask(parser: argparse.ArgumentParser) -> None:
    _optional(parser, "QUESTION", "a catalogued query; none lists them")
    parser.add_argument("parameters", nargs="*", metavar="name=value")


def _query(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a SPARQL 1.1 query, or - for standard input")
    parser.add_argument("--seconds", type=float, default=30.0, help="time limit (default 30)")


def _evidence(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "subject", metavar="SUBJECT", help="any identifier that an answer prints: assertion, outcome, report, study …"
    )
    _optional(parser, "OBJECT", "with it, SUBJECT and OBJECT are entities, or a drug and an endpoint")


def _compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("drugs", nargs="+", metavar="DRUG")
    _context(parser, tissues=True)


def _reason(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--why", nargs=2, metavar=("DRUG", "CLASS"), help="print the justification of one membership")
    parser.add_argument(
        "--fresh", action="store_true", help="run HermiT now instead of reading the stored result (needs Java)"
    )


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("export_format", metavar="FORMAT", nargs="?", help="none lists the formats")
    parser.add_argument("-o", "--output", metavar="FOLDER")
    parser.add_argument("--view", metavar="VIEW", help="convenient or lossless, for formats of a property graph")
    parser.add_argument("--raw", action="store_true", help="leave cells that a spreadsheet could run as they are")
    parser.add_argument("--to", metavar="URL", help="put every named graph into a graph store (Graph Store Protocol)")


def _figure(parser: argparse.ArgumentParser) -> None:
    _optional(parser, "NAME", "er-signaling, rankl-opg, workflow, mechanism DRUG, forest ENDPOINT, concordance")
    parser.add_argument("subject", nargs="?", metavar="DRUG|ENDPOINT")
    parser.add_argument("--to", metavar="TARGET", help="mechanism: where the routes lead (bone mineral density)")
    _context(parser)
    parser.add_argument(
        "--drug",
        action="append",
        default=[],
        metavar="NAME",
        help="forest, concordance: only this drug",
    )
    parser.add_argument("--pool", action="store_true", help="forest: add random-effects summaries (needs statsmodels)")
    parser.add_argument("-o", "--output", metavar="FILE", help="SVG, PNG or PDF (default: SVG to standard output)")
    parser.add_argument("--verify", metavar="FILE", help="say whether a figure still follows from this graph")


def _cite(parser: argparse.ArgumentParser) -> None:
    _optional(parser, "NAME", "an entity, study, assertion or publication; none cites this software")
    parser.add_argument("--style", default="bibtex", metavar="STYLE", help="bibtex, ris or csl")


def _diff(parser: argparse.ArgumentParser) -> None:
    for name in ("A", "B"):
        parser.add_argument(name.lower(), metavar=name, help="a folder that 'kg build' wrote, or now: this graph")


VERBS = (
    Verb("explain", "routes from a drug to a target, with evidence, dissent and gaps", _explain),
    Verb("concordance", "every trial outcome held against what the mechanism predicts", _concordance),
    Verb("robust", "which publications and studies carry a conclusion", _routes),
    Verb("outcomes", "trial outcomes", _outcomes),
    Verb("evidence", "what stands behind an assertion, a number, a study: reference, place, verification", _evidence),
    Verb("conflicts", "controversies and opposed assertions", lambda p: _optional(p, "NAME", "an entity")),
    Verb("compare", "drugs side by side: sign by tissue, and the trials that compare them", _compare),
    Verb("gaps", "what the graph does not know", lambda p: _optional(p, "NAME", "an entity")),
    Verb("audit", "a source document held against its sources", lambda p: _optional(p, "DOCUMENT", "title, key or id")),
    Verb("protocol", "a protocol as ordered steps", lambda p: _optional(p, "NAME", "none lists them")),
    Verb("show", "the card of a thing", lambda p: _name(p, "NAME")),
    Verb("find", "things by part of their name", lambda p: _name(p, "TEXT")),
    Verb("ask", "run a catalogued query", _ask),
    Verb("query", "run raw SPARQL 1.1", _query),
    Verb("reason", "OWL classes of the drugs", _reason),
    Verb("figure", "draw a figure from the graph", _figure),
    Verb("cite", "how to cite the software, the data, the works", _cite),
    Verb("check", "SHACL and quality checks", _check),
    Verb("build", "derive, check and write the release", _build),
    Verb("diff", "which conclusions changed between two versions of the data", _diff),
    Verb("export", "write one format", _export),
    Verb("schema", "the JSON Schema of a verb's answer", lambda p: _name(p, "VERB")),
)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options of one command line; ``options.run`` is the function to call with them.

    Raises ``WrongUse`` for an unknown verb or option, ``SystemExit`` after help or version.
    """
    from kg.cli import verbs

    if not arguments:
        return argparse.Namespace(run=verbs.overview, data=[], format="table")
    if arguments[0] in ("-h", "--help", "help"):
        return argparse.Namespace(run=_help)
    if arguments[0] in ("-V", "--version"):
        return argparse.Namespace(run=verbs.version, data=[])
    chosen = next((verb for verb in VERBS if verb.name == arguments[0]), None)
    if chosen is None:
        from difflib import get_close_matches

        names = [verb.name for verb in VERBS]
        raise UnknownName(
            arguments[0], kind="verb", nearest=tuple(get_close_matches(arguments[0], names, n=3, cutoff=0.3))
        )
    parser = _Parser(prog=f"kg {chosen.name}", description=chosen.help, allow_abbrev=False, formatter_class=_formatter)
    chosen.options(parser)
    formats = (
        (*FORMATS, "shacl", "sarif", "junit")
        if chosen.name == "check"
        else (*FORMATS, "xml", "turtle", "ntriples", "jsonld")
    )
    parser.add_argument(
        "-f", "--format", default="table", choices=formats if chosen.name in ("check", "query") else FORMATS
    )
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="same as --format json")
    parser.add_argument(
        "--data", action="append", default=[], metavar="PATH", help="lay your own Turtle over the graph (repeatable)"
    )
    if chosen.name not in LOCAL:
        parser.add_argument("--remote", metavar="URL", help="ask a SPARQL 1.1 endpoint that holds the graph")
    try:
        options = parser.parse_args(arguments[1:])
    except WrongUse:  # words and options may alternate, which costs argparse more to read
        options = parser.parse_intermixed_args(list(arguments[1:]))
    options.run = getattr(verbs, chosen.name)
    return options


def _help(_: argparse.Namespace) -> int:
    width = max(len(verb.name) for verb in VERBS)
    lines = [f"  {verb.name:<{width}}  {verb.help}" for verb in VERBS]
    text = "usage: kg VERB [options]      kg VERB --help      kg --version\n\n"
    sys.stdout.write(text + "\n".join(lines) + "\n\nFor research use; no medical advice.\n")
    return 0
