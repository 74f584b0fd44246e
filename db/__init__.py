"""The database: migrations, store, archive of responses, backup; the only SQL outside the desk."""
