"""A page's title, authors, dates and section."""
