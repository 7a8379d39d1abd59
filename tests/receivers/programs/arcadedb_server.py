"""Run by the interpreter that has ``arcadedb_embedded``: an ArcadeDB that speaks Bolt, until it is ended.
Makes a file ``ready`` in its folder when it may be asked.

Arguments: folder, Bolt port, HTTP port, password of root, name of the database.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import arcadedb_embedded


def main() -> None:
    """Serve an empty database."""
    folder, bolt, http, password, database = sys.argv[1:]
    server = arcadedb_embedded.create_server(
        root_path=folder,
        root_password=password,
        config={
            "http_port": int(http),
            "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
            "bolt_port": int(bolt),
        },
    )
    server.start()
    server.create_database(database)
    (Path(folder) / "ready").touch()
    signal.pause()


main()
