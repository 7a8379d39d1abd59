sum(entity.type == "File" for entity in crate.data_entities)
