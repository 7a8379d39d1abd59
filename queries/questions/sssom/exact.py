(mappings.predicate_id == "skos:exactMatch").sum()
