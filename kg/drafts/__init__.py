"""Drafts: edges that other people's files state and nobody here reviewed, laid over the curated graph.

They never lift a grade: a prediction is made without them, and routes that need one stand apart. A million of them are
compiled once into a layer (``compile``), which is then mapped from disk (``layer``).
"""

from __future__ import annotations

KGX = tuple(f"_edges.{form}{packed}" for form in ("tsv", "jsonl") for packed in ("", ".gz"))
ENDINGS = (".tsv", ".tsv.gz", *KGX)
"""How the names of files end that are read as drafts; ``KGX`` those of files of edges in that form."""
