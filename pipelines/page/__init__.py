"""A page's bytes to the blocks of its article."""
