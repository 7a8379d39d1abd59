sum((part[:, 0] == "ent:toremifene").sum() for part in (train, valid, test))
