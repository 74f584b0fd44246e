"""The query language: parsed, checked, matched, planned as a search."""
