"""The graph on another machine: ask a SPARQL 1.1 endpoint, load a graph store. All network code stands in this room."""
