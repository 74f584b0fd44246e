"""The Datasette face of the database: pages to read, and forms that hand over what people change."""
