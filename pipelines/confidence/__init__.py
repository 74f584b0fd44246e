"""How sure it is that a text is its article's and all of it; pure, no data but the weights."""
