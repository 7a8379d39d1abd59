sum(path["graph"]["drug"] == "toremifene" for path in paths)
