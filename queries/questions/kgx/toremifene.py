sum(edge["subject"] == "CHEBI:9635" for edge in edges)
