"""What everything stands on and knows nothing of this graph: files, tables, prefixes, frozen records."""
