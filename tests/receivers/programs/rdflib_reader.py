"""Read an RDF file with rdflib and print what it holds as N-Quads. Arguments: the file, its format."""

import socket
import sys
from typing import Any, NoReturn

import rdflib


def forbidden(*_: Any, **__: Any) -> NoReturn:
    """Stand where the network was."""
    raise RuntimeError("rdflib went to the network")


socket.getaddrinfo = forbidden
rdflib.NORMALIZE_LITERALS = False
path, syntax = sys.argv[1:]
held = rdflib.Dataset()
held.parse(path, format=syntax)
sys.stdout.buffer.write(held.serialize(format="nquads", encoding="utf-8"))
