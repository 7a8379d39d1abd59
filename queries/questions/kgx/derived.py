sum(edge["knowledge_level"] == "logical_entailment" for edge in edges)
