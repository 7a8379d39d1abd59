sum(entity.type == "Dataset" for entity in crate.data_entities)
