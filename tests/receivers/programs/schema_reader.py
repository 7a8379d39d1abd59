"""Validate the XML file of an export against an XML schema, print the first faults that are found."""

import json
import sys

from lxml import etree

file, schema = sys.argv[1:3]
parser = etree.XMLParser(no_network=True, resolve_entities=False, huge_tree=True)
validator = etree.XMLSchema(etree.parse(schema, parser))
validator.validate(etree.parse(file, parser))
json.dump([f"{fault.line}: {fault.message}" for fault in validator.error_log][:10], sys.stdout)
