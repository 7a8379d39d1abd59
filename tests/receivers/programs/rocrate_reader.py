"""Validate an RO-Crate with roc-validator and read it with rocrate; print as JSON what both say. Argument: the folder.

Nothing is fetched: the context of RO-Crate 1.1 is taken from the rocrate package, any other address is refused.
"""

import json
import socket
import sys
from importlib.metadata import version
from importlib.resources import files
from typing import Any, NoReturn

import requests
from rocrate.rocrate import ROCrate
from rocrate_validator import services
from rocrate_validator.utils.http import HttpRequester

CONTEXT = "https://w3id.org/ro/crate/1.1/context"


def forbidden(*_: Any, **__: Any) -> NoReturn:
    """Stand where the network was."""
    raise RuntimeError("the validator went to the network")


class Packaged:
    """A session that knows one address."""

    def get(self, url: str, **_: Any) -> requests.Response:
        """Return the packaged context, or that the address is not in the cache."""
        told = requests.Response()
        told.status_code = 504
        if url == CONTEXT:
            told.status_code = 200
            told.headers["Content-Type"] = "application/ld+json"
            told._content = files("rocrate").joinpath("data/ro-crate.jsonld").read_bytes()
        return told

    head = get


def unsound(folder: str, severity: str) -> list[str]:
    """Return the issues of ``severity`` or worse, in words."""
    settings = {
        "rocrate_uri": folder,
        "profile_identifier": "ro-crate-1.1",
        "requirement_severity": severity,
        "offline": True,
        "cache_max_age": -1,
    }
    return sorted(str(issue.message) for issue in services.validate(settings).get_issues())


socket.getaddrinfo = forbidden
HttpRequester.__initialize_session__ = lambda self, *_: setattr(self, "session", Packaged())
crate = ROCrate(sys.argv[1])
told = {
    "version": version("roc-validator"),
    "read with": version("rocrate"),
    "required": unsound(sys.argv[1], "REQUIRED"),
    "recommended": unsound(sys.argv[1], "RECOMMENDED"),
    "name": crate.name,
    "license": crate.license.id if crate.license else None,
    "files": {entity.id: dict(entity.properties()) for entity in crate.data_entities if entity.type == "File"},
    "folders": {
        entity.id: [part.id for part in entity["hasPart"]] for entity in crate.data_entities if entity.type == "Dataset"
    },
}
json.dump(told, sys.stdout)
