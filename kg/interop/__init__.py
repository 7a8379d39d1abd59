"""The graph as other libraries hold it: networkx, rdflib, quads."""
