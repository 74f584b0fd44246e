"""The schema, and the steps that make it."""
