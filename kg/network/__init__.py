"""The signed graph: names, contexts, edges and what supports them."""
