sum(entity.get("encodingFormat") == "text/csv" for entity in crate.data_entities)
