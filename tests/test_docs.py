"""The pages are true: examples run, reference pages are current, everything there is is documented, links lead
somewhere.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from docs import drugs
from docs.examples import pages, refreshed
from docs.generate import DRUGS, PAGES, REFERENCE
from kg.api import Graph
from kg.base.prefixes import table
from kg.base.resources import folder
from kg.cli.parser import VERBS
from kg.rdf import catalogue

ROOT = Path(__file__).resolve().parent.parent
FOR_CONTRIBUTORS = [ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md")]
WRITTEN = [ROOT / "README.md", *FOR_CONTRIBUTORS, *sorted((ROOT / "docs").rglob("*.md"))]
WITH_EXAMPLES = [page for page in pages() if re.search(r"^```(console|pycon)", page.read_text(encoding="utf-8"), re.M)]
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)")
BINDING = re.compile(r"^\s*(?:@prefix|PREFIX)\s+([\w.-]*):\s*<([^>]*)>", re.MULTILINE)


EFFORT = ("compare-two-releases.md", "competency-questions.md", "open-the-ontology-in-protege-or-robot.md")


def named(page: Path) -> str:
    """Return the page as the tests call it."""
    return page.relative_to(ROOT).as_posix()


def with_effort(page: Path) -> object:
    """A page whose examples build releases or ask dozens of questions is a slow one."""
    return pytest.param(page, marks=pytest.mark.slow if page.name in EFFORT else (), id=named(page))


@pytest.mark.parametrize("page", [with_effort(page) for page in WITH_EXAMPLES])
def test_examples_answer_what_stands_below_them(page: Path) -> None:
    """Where this fails and the new answer is right, ``make docs`` pastes it."""
    text = page.read_text(encoding="utf-8")
    assert refreshed(text) == text


def test_the_first_pages_have_examples() -> None:
    assert {"README.md", "docs/tutorial.md", "docs/how-to/add-an-assertion.md"} <= set(map(named, WITH_EXAMPLES))


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_reference_page_is_current(name: str) -> None:
    """Where this fails, ``make docs`` writes it."""
    assert (REFERENCE / name).read_text(encoding="utf-8") == PAGES[name]()


def test_reference_holds_what_is_written_from_sources_and_nothing_else() -> None:
    assert {path.name for path in REFERENCE.iterdir()} == set(PAGES)


def test_the_pages_of_the_drugs_are_current_and_there_is_no_other() -> None:
    """Where this fails, ``make docs`` writes them; a page of a drug that is gone is deleted by hand."""
    written = {path.name: path.read_text(encoding="utf-8") for path in DRUGS.iterdir()}
    assert written == drugs.pages()


@pytest.mark.parametrize("page", sorted(set(DRUGS.glob("*.md")) - {DRUGS / "README.md"}), ids=named)
def test_a_line_on_a_drug_ends_in_an_id_that_can_be_shown(graph: Graph, page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    titles = ["Known", "What trials saw", "Predicted", "Borrowed", "Contested", "Missing"]
    assert re.findall(r"^## (.*)$", text, re.M) == titles
    for line in text[text.index("## Known") :].splitlines():
        if line.startswith("- ") and not line.endswith("no route with a sign; unknown"):
            assert graph.names.find(re.search(r" `([^` ]+)`$", line)[1]), line  # type: ignore[index]


@pytest.mark.parametrize("page", sorted(DRUGS.glob("*.md")), ids=named)
def test_a_list_on_a_drug_is_short_and_no_section_is_empty(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for part in re.split(r"^## .*$", text, flags=re.M)[1:]:
        assert part.strip()
    for shown, total in re.findall(r"^(\d+) of (\d+) are shown; all: `kg ", text, re.M):
        assert int(shown) == drugs.SHOWN < int(total)


def test_the_page_of_toremifene_says_what_the_graph_says() -> None:
    """Worked out by hand from the knowledge: one line of each section."""
    text = (DRUGS / "toremifene.md").read_text(encoding="utf-8")
    assert "- Metabolised to: 4-hydroxytoremifene, N-desmethyltoremifene, ospemifene\n" in text
    known = "`0` toremifene has no significant effect on bone mineral density in bone (after menopause)"
    assert re.search(rf"^- {re.escape(known)}.*Marttunen MB 1998 PMID:9543133 \(abstract\) `asr:A0167`$", text, re.M)
    trial = r"^- new vertebral fracture: 50 %; 95% CI -1\.5 to 75\.0; p = 0\.05; n 1284; .*`out:O0012` of `NCT:\S+`$"
    assert re.search(trial, text, re.M)
    assert re.search(r"^- men on ADT: `\+`, grade extrapolated; .* at `asr:\S+`$", text, re.M)
    assert re.search(
        r"^- `\+` increases expression of OPG \(.*; from estradiol, raloxifene; rule: ligand transfer", text, re.M
    )
    assert re.search(r"^- Does toremifene raise BMD\?: .* `K02`$", text, re.M)
    assert "- stated without evidence: toremifene raises the expression of OPG in bone `asr:A0216`" in text


def test_every_verb_query_shape_and_knowledge_file_is_documented() -> None:
    def page(name: str) -> str:
        return (REFERENCE / name).read_text(encoding="utf-8")

    assert {verb.name for verb in VERBS} == set(re.findall(r"^## `kg ([a-z]+)`$", page("cli.md"), re.M))
    queries = set(re.findall(r"^\| `([\w-]+)` \|", page("queries.md"), re.M))
    first = {path.stem for path in (folder("queries") / "questions").rglob("*.*")} - {"routes"}  # told in a how-to
    assert queries == first | {path.stem for path in folder("queries").rglob("*.rq")}
    assert set(catalogue.names()) <= queries
    shapes = set(re.findall(r"^## (\S+)$", page("shapes.md"), re.M))
    assert shapes == {path.stem for path in folder("shapes").glob("*.ttl")}
    for path in folder("ontology").rglob("*.ttl"):
        assert f"`ontology/{path.relative_to(folder('ontology')).as_posix()}`" in page("files.md")


def test_every_verb_is_in_the_readme_or_a_page_for_people() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in WRITTEN)
    assert {verb.name for verb in VERBS if f"kg {verb.name}" not in text} == set()


@pytest.mark.parametrize("page", WRITTEN, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        goal = (page.parent / target) if target else page
        assert goal.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", goal.read_text(encoding="utf-8"), re.M)
            assert anchor in {re.sub(r"[^\w -]", "", text).lower().replace(" ", "-") for text in headings}, anchor


def test_every_page_is_in_the_table_of_contents() -> None:
    contents = ROOT / "docs" / "README.md"
    listed = {target for target, _ in LINK.findall(contents.read_text(encoding="utf-8"))}
    present = {os.path.relpath(page, contents.parent) for page in (ROOT / "docs").rglob("*.md")}
    of_drugs = {page for page in present if page.startswith("drugs/")} - {"drugs/README.md"}
    assert present - of_drugs - {"README.md"} == listed
    index = (DRUGS / "README.md").read_text(encoding="utf-8")
    assert of_drugs == {f"drugs/{target}" for target, _ in LINK.findall(index)}


def test_every_prefix_is_bound_as_in_the_one_table() -> None:
    bound = dict(table())
    found = 0
    for name in ("ontology", "shapes", "queries", "docs", "tests", "README.md"):
        place = ROOT / name
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.suffix in (".ttl", ".rq", ".md") and path.name != "fuseki.ttl":  # the words of another program
                for prefix, iri in BINDING.findall(path.read_text(encoding="utf-8")):
                    assert bound.get(prefix) == iri, f"{path.relative_to(ROOT)}: {prefix}"
                    found += 1
    assert found > 100
