"""Read a YAML file with PyYAML and print it as JSON. Argument: the file."""

import json
import sys

import yaml

with open(sys.argv[1], encoding="utf-8") as file:
    json.dump(yaml.safe_load(file), sys.stdout)
