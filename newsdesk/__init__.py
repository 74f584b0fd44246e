"""The Datasette face of the database, read-only."""
