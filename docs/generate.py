"""Write the reference pages from the sources they describe, the pages of the drugs from the graph, the house map from
the imports, and the answers printed in the other pages.

``python -m docs.generate``            writes docs/reference, docs/drugs and the tables and picture of the architecture
``python -m docs.generate --readme``   also runs every example of README and docs and pastes its answer
``python -m docs.generate --check``    writes nothing; exit code 1 and the names of the pages that are not current
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from inspect import getdoc
from pathlib import Path
from typing import Any

import kg
from docs import architecture, drugs
from docs.examples import ROOT, pages, refreshed
from docs.knowledge import shapes, vocabulary
from docs.words import heading, table
from kg import errors
from kg.base.resources import folder
from kg.cli import parser
from kg.export import convenient, listing, lossless, readme_questions
from kg.export.format import Request
from kg.export.release.build import FOLDERS, RELEASED
from kg.export.table import Row, Table
from kg.export.tables import dictionary_text, tables
from kg.rdf import catalogue

REFERENCE = ROOT / "docs" / "reference"
DRUGS = ROOT / "docs" / "drugs"
_HEADER = re.compile(r"^#\+ ([a-z]+): *(.*)$", re.MULTILINE)


class _Recorder(argparse.ArgumentParser):
    """Keeps what a verb adds to its parser, as rows of a table."""

    def __init__(self) -> None:
        super().__init__(add_help=False)
        self.rows: list[tuple[str, str]] = []

    def add_argument(self, *names: str, **options: Any) -> argparse.Action:
        metavar = options.get("metavar")
        if names[0].startswith("-"):
            shown = ", ".join(names) + (
                "" if "action" in options and options["action"] != "append" else f" {_meta(names, options)}"
            )
        else:
            shown = {"?": f"[{metavar}]", "*": f"[{metavar} …]", "+": f"{metavar} …"}.get(
                str(options.get("nargs")), str(metavar)
            )
        self.rows.append((f"`{shown}`", options.get("help") or ""))
        return super().add_argument(*names, **options)


def _meta(names: Sequence[str], options: dict[str, Any]) -> str:
    metavar = options.get("metavar") or names[-1].lstrip("-").upper()
    text = " ".join(metavar) if isinstance(metavar, tuple) else str(metavar)
    return text + (" (repeatable)" if options.get("action") == "append" else "")


def cli() -> str:
    """Return the page of the command line."""
    schemas = {path.stem for path in (Path(parser.__file__).parent.parent / "schemas").glob("*.json")}
    lines = heading("The command `kg`", "kg/cli/parser.py")
    lines += [
        "`kg` alone says what is inside; `kg VERB --help` says what stands here; `kg --version` prints the versions of",
        "code and data. Names are labels, synonyms, gene symbols, brand names, CURIEs or IRIs, in any case of letters.",
        "Answers go to standard output, words to standard error. [Exit codes](exit-codes.md).",
        "",
        "Every verb that answers also takes:",
        "",
    ]
    lines += table(
        ("option", "meaning"),
        [
            (
                "`-f, --format table\\|json\\|tsv\\|csv\\|md`",
                "form of the answer; `check` has `shacl`, `sarif` and `junit` too, `query` those of SPARQL",
            ),
            ("`--json`", "same as `--format json`; the same bytes for the same graph"),
            ("`--data PATH`", "lay your own Turtle over the graph for this call (repeatable)"),
            ("`--remote URL`", f"ask a SPARQL 1.1 endpoint that holds the graph; not for {', '.join(parser.LOCAL)}"),
            ("`--debug`", "show the traceback of an error"),
        ],
    )
    for verb in parser.VERBS:
        recorder = _Recorder()
        verb.options(recorder)
        lines += ["", f"## `kg {verb.name}`", "", f"{verb.help[0].upper()}{verb.help[1:]}."]
        if verb.name in schemas:
            lines[-1] += f" JSON Schema: `kg schema {verb.name}`."
        if recorder.rows:
            lines += ["", *table(("argument", "meaning"), recorder.rows)]
    return _page(lines)


def queries() -> str:
    """Return the page of the queries: the catalogue, the quality checks and the rules."""
    lines = heading("Queries", "the headers of queries/")
    lines += ["Catalogued questions: `kg ask NAME [parameter=value …]`. A parameter left out matches everything.", ""]
    rows = []
    for name in catalogue.names():
        asked = catalogue.question(name)
        rows.append((f"`{name}`", asked.question, _codes(asked.params), _codes(asked.columns)))
    lines += table(("name", "question", "parameters", "columns"), rows)
    lines += ["", "## Quality checks", "", "Run by `kg check`; a row is a fault.", ""]
    checks = []
    for path in sorted((folder("queries") / "qc").glob("*.rq")):
        header = dict(_HEADER.findall(path.read_text(encoding="utf-8")))
        checks.append((f"`{path.stem}`", header["severity"], header["message"], header.get("hint", "")))
    lines += table(("name", "severity", "what a row means", "what to do"), checks)
    lines += ["", "## Columns", "", "How `kg check` reads the graph for the shapes, column by column.", ""]
    columns = []
    for path in sorted((folder("queries") / "check").glob("*.rq")):
        header = dict(_HEADER.findall(path.read_text(encoding="utf-8")))
        columns.append((f"`{path.stem}`", header["summary"]))
    lines += table(("name", "what a row is"), columns)
    lines += ["", "## Rules", "", "Run in this order when the graph is compiled; each writes one derived graph.", ""]
    rules = []
    for path in sorted((folder("queries") / "rules").glob("*.rq")):
        comments = [line[1:].strip() for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        target = next(line.partition(":")[2].strip() for line in comments if line.startswith("target:"))
        rules.append(
            (f"`{path.stem}`", f"`gr:{target}`", " ".join(line for line in comments if not line.startswith("target:")))
        )
    lines += table(("rule", "graph", "what it derives"), rules)
    lines += [
        "",
        "## Exports",
        "",
        "What the formats of `kg export` ask of the graph.",
        "",
    ]
    home = folder("queries") / "export"
    asked_by = [
        (f"`{path.stem}`", f"`{path.parent.relative_to(home).as_posix()}`", _comment_of(path))
        for path in sorted(home.rglob("*.rq"))
    ]
    lines += table(("query", "of", "what it makes"), asked_by)
    lines += ["", "## First questions", "", "Of the READMEs of exports, each in the languages of its programs.", ""]
    home = folder("queries") / "questions"
    families = {
        path.name: readme_questions.LANGUAGES[path.name.removesuffix("-lossless")] for path in sorted(home.iterdir())
    }
    first = [
        (f"`{name}`", f"`{family}`", language, told)
        for family, language in families.items()
        for name, told in readme_questions.words(family).items()
    ]
    lines += table(("question", "of", "language", "what it asks"), first)
    lines += [
        "",
        "## Remote",
        "",
        "What `--remote` asks of an endpoint before it believes it, and how it reads it.",
        "",
    ]
    remote = [(f"`{path.stem}`", _comment_of(path)) for path in sorted((folder("queries") / "remote").glob("*.rq"))]
    lines += table(("query", "what it asks"), remote)
    return _page(lines)


def _comment_of(path: Path) -> str:
    """Return what the comments of a query say, without the line that names its graph."""
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line[1:].strip() for line in lines if line.startswith("# ")]
    return " ".join(line for line in comments if not line.startswith("target:")) or "-"


def _codes(names: Iterable[str]) -> str:
    return " ".join(f"`{name}`" for name in names)


def exit_codes() -> str:
    """Return the page of exit codes, with the errors that lead to each."""
    meaning = {
        0: 'answered, or checked and sound; "unknown" is an answer',
        1: "checked and found unsound, overlays included",
        2: "wrong use: unknown verb, name, option or parameter; nothing was checked",
        3: "an input or the shapes cannot be read",
        4: "a limit was reached, an output cannot be written, a remote does not answer",
        5: "an internal fault; please report it",
    }
    lines = heading("Exit codes", "kg/errors.py")
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.KgError)]
    raised = {code: sorted(kind.__name__ for kind in kinds if kind.exit_code == code) for code in meaning}
    lines += table(
        ("code", "meaning", "errors"), [(str(code), text, _codes(raised[code])) for code, text in meaning.items()]
    )
    lines += [
        "",
        "## Errors",
        "",
        "All stand under `kg.KgError`, keep their facts as attributes, and end in what to do.",
        "",
    ]
    rows = [(f"`{kind.__name__}`", (getdoc(kind) or "").split("\n\n")[0].replace("\n", " ")) for kind in kinds]
    return _page(lines + table(("error", "meaning"), rows))


def files() -> str:
    """Return the page of files: knowledge, code, and what a build writes."""
    lines = heading("Files", "the files themselves")
    lines += ["## Knowledge", ""]
    rows = []
    for path in sorted(folder("ontology").rglob("*")):
        if path.suffix in (".ttl", ".tsv"):
            rows.append((f"`ontology/{path.relative_to(folder('ontology')).as_posix()}`", _first_comment(path)))
    lines += table(("file", "holds"), rows)
    lines += [
        "",
        "## Code",
        "",
        "In the order of the alphabet; `tests/test_floors.py` holds which module may import which.",
        "",
    ]
    modules = []
    for path in sorted((ROOT / "kg").rglob("*.py")):
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        modules.append((f"`{path.relative_to(ROOT).as_posix()}`", doc.split("\n\n")[0].replace("\n", " ")))
    lines += table(("module", "what it does"), modules)
    lines += [
        "",
        "## What a build and an export write",
        "",
        f"`kg build` writes {', '.join(f'`{name}`' for name in RELEASED)}, a folder each for",
        f"{', '.join(f'`{name}`' for name in FOLDERS)}, the store, `conclusions.tsv` (what `kg diff` compares) and",
        "`manifest.json`; `kg export FORMAT -o FOLDER` writes one format.",
        "",
    ]
    formats = [
        (f"`{row['format']}`", f"`{row['files']}`", row["target"], row["loaded with"] or "-") for row in listing()
    ]
    return _page(lines + table(("format", "files", "for", "loaded in the tests by"), formats))


def _first_comment(path: Path) -> str:
    comment: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            comment.append(line.lstrip("# ").strip())
        elif comment:
            break
    return " ".join(comment)


def data_dictionary() -> str:
    """Return the page of every column of the exported tables, in both views."""
    lines = heading("Data dictionary", "kg/export/convenient.py, lossless.py and tables.py")
    lines += [
        "What the columns of `csv` and `parquet` mean. `nodes`, `edges` and `outcomes` are the convenient view that",
        "all formats of a property graph are written from (there the ids at the end of `outcomes` are edges);",
        "`subjects` and `statements` are the lossless view. An absent cell is NULL in Parquet and empty in CSV; a list",
        "(`texts`) is never NULL, and a JSON array in CSV. Ids are those of nodes: a CURIE of this graph, or an IRI",
        "where no prefix fits.",
        "",
    ]
    with Request(kg.load(), view=convenient.NAME) as request:
        lines += dictionary_text(tables(request))
    nothing: tuple[Row, ...] = ()
    view = (("subjects", "one IRI, or blank node of an axiom", lossless.SUBJECT),
            ("statements", "one statement between two nodes", lossless.STATEMENT))  # fmt: skip
    return _page(lines + dictionary_text(tuple(Table(n, m, columns, lambda: iter(nothing)) for n, m, columns in view)))


PAGES: dict[str, Callable[[], str]] = {
    "data-dictionary.md": data_dictionary,
    "cli.md": cli,
    "queries.md": queries,
    "shapes.md": lambda: _page(shapes()),
    "vocabulary.md": lambda: _page(vocabulary()),
    "exit-codes.md": exit_codes,
    "files.md": files,
}


def _page(lines: Sequence[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def outdated(*, examples: bool) -> dict[Path, str]:
    """Return the pages that are not current, with the text they should have."""
    wanted = {REFERENCE / name: write() for name, write in PAGES.items()}
    wanted |= {DRUGS / name: text for name, text in drugs.pages().items()}
    if examples:
        wanted |= {page: refreshed(page.read_text(encoding="utf-8")) for page in pages()}
    wanted[architecture.PAGE] = architecture.page(architecture.PAGE.read_text(encoding="utf-8"))
    wanted[architecture.PICTURE] = architecture.picture()
    return {
        page: text for page, text in wanted.items() if not page.exists() or page.read_text(encoding="utf-8") != text
    }


def main() -> int:
    """Write, or with ``--check`` name, the pages that are not current."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--readme", action="store_true", help="also the answers in README and docs")
    options.add_argument("--check", action="store_true", help="write nothing; exit code 1 where a page is not current")
    chosen = options.parse_args()
    changed = outdated(examples=chosen.readme)
    for page, text in changed.items():
        if not chosen.check:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text, encoding="utf-8")
        print(f"{'not current' if chosen.check else 'wrote'}: {page.relative_to(ROOT)}", file=sys.stderr)
    return 1 if chosen.check and changed else 0


if __name__ == "__main__":
    raise SystemExit(main())
