"""Neo4j Community from Maven Central: its bulk import, its server on a free port, and three ways into it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kg.export import convenient
from tests.receivers import java, maven
from tests.receivers.inventory import Inventory
from tests.receivers.process import free_port, running
from tests.receivers.programs.bolt import Address, Held, ask, first_questions, inventory, listens

_JAVA = 21
_LIMIT = 300.0
_OPTIONS = (
    "-Xmx1g",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
)
_COMPONENTS = {"version": "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions"}


def bulk(view: str) -> Callable[[Path], Inventory]:
    """Return what imports a folder by its ``import.sh``, as a person does, and reads it back."""

    def read(folder: Path) -> Inventory:
        with installed() as home:
            run_import(folder, home)
            with serving(home) as address:
                return _inventory(ask(address, queries={**first_questions(view), **_COMPONENTS}), listed)

    return read


def script(view: str) -> Callable[[Path], Inventory]:
    """Return what sends ``serm-bone.cypher`` line by line and reads back what is there.

    The convenient view is sent twice, since a script that broke off may be run again.
    """
    times = 2 if view == convenient.NAME else 1

    def read(folder: Path) -> Inventory:
        lines = (folder / "serm-bone.cypher").read_text(encoding="utf-8").split("\n")[:-1]
        with installed() as home, serving(home) as address:
            return _inventory(ask(address, lines * times, {**first_questions(view), **_COMPONENTS}), str)

    return read


def load_csv(view: str) -> Callable[[Path], Inventory]:
    """Return what puts the files into the import folder, runs ``load.cypher`` and reads back what is there."""

    def read(folder: Path) -> Inventory:
        statements = blocks((folder / "load.cypher").read_text(encoding="utf-8"))
        with installed() as home:
            shutil.copytree(folder, home / "import" / "serm-bone")
            with serving(home) as address:
                return _inventory(ask(address, statements, {**first_questions(view), **_COMPONENTS}), str)

    return read


def _inventory(held: Held, item: Callable[[str], str]) -> Inventory:
    rows = dict(held.rows)
    version = f"Community {rows.pop('version')[0]['versions'][0]}"
    return inventory(Held(nodes=held.nodes, edges=held.edges, rows=rows), version, item=item)


def listed(item: str) -> str:
    """Undo the rule of ``neo4j`` for an item of a list."""
    if item == "\x1b0":
        return ""
    return item.replace("\x1bu", "\x1f").replace("\x1be", "\x1b")


def blocks(text: str) -> list[str]:
    """Return the statements of a script as ``cypher-shell`` does: each ends with a line that ends in a semicolon."""
    found, lines = [], list[str]()
    for line in text.split("\n"):
        lines.append(line)
        if line.endswith(";"):
            found.append("\n".join(lines))
            lines = []
    assert not "".join(lines)
    return found


@contextmanager
def installed() -> Iterator[Path]:
    """Yield a folder that is laid out like an unpacked Neo4j, with ``bin/neo4j-admin``; removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="neo4j ") as name:
        home = Path(name)
        for part in ("bin", "conf", "import"):
            (home / part).mkdir()
        admin = home / "bin" / "neo4j-admin"
        command = shlex.join([*_java(), "org.neo4j.cli.AdminTool"])
        admin.write_text(f'#!/bin/sh\nexport NEO4J_HOME={shlex.quote(name)}\nexec {command} "$@"\n')
        admin.chmod(0o755)
        yield home


def run_import(folder: Path, home: Path) -> str:
    """Run ``import.sh`` of ``folder`` as its README says, from elsewhere; return what it printed."""
    done = subprocess.run(
        ["sh", folder / "import.sh"],
        cwd=home,
        env={**os.environ, "NEO4J_HOME": str(home), "TMPDIR": str(home)},
        capture_output=True,
        text=True,
        timeout=_LIMIT,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout


@contextmanager
def serving(home: Path) -> Iterator[Address]:
    """Serve what ``home`` holds over Bolt, without asking who one is, and stop afterwards."""
    port = free_port()
    settings = {
        "server.bolt.listen_address": f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        "server.https.enabled": "false",
        "server.directories.import": "import",
        "server.memory.pagecache.size": "128m",
        "dbms.security.auth_enabled": "false",
        "dbms.usage_report.enabled": "false",
    }
    (home / "conf" / "neo4j.conf").write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    command = [*_java(), "org.neo4j.server.Neo4jCommunity", f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    with running(command, ready=listens(port), limit=_LIMIT, cwd=home, env={"NEO4J_HOME": str(home)}):
        yield Address(port=port, database="neo4j")


def _java() -> Sequence[str]:
    return [str(java.runtime(_JAVA)), *_OPTIONS, "-cp", maven.classpath("neo4j")]
