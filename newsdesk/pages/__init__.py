"""The desk's own pages: each reads what it shows, and gives it as HTML or as JSON."""
