"""The Datasette face of the database: pages to read, and forms that hand on what people change."""
