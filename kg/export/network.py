"""What a file says of the network as a whole, for formats that have a place for it."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.export.format import Request


def about(request: Request) -> dict[str, str]:
    """Return the attributes that NDEx and Cytoscape show of a network, by the names that NDEx asks for."""
    return {
        "name": f"serm-bone-kg, {request.view} view",
        "description": (
            "How selective estrogen receptor modulators act on bone: signed assertions in their context, with the "
            "works that support and dispute each, and outcomes of trials with the numbers as printed."
        ),
        "version": version("serm-bone-kg"),
        "dataVersion": request.data_version,
        "reference": f"serm-bone-kg {version('serm-bone-kg')}; please cite also the works that an edge names.",
        "rights": "CC BY 4.0",
        "rightsHolder": "serm-bone-kg contributors",
        "networkType": "knowledge graph",
        "disease": "osteoporosis and bone loss",
    }
