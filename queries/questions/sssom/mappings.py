len(mappings)
