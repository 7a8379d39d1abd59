"""The sections of a compiled graph, each made from the store."""
