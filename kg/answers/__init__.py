"""One module a question: each turns the compiled graph into the plain values that Python, JSON and tables share."""
