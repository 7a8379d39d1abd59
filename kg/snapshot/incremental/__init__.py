"""An overlay laid over a compiled graph: what it can change, derived and made anew; the rest is copied."""
