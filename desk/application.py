"""Builds the Datasette over the database, for reading only, and runs it."""

