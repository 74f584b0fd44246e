"""Finding articles: full text and the index of concepts."""
