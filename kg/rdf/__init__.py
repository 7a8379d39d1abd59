"""RDF and SPARQL: load Turtle, write it in canonical form, run rules and catalogued or raw queries."""
