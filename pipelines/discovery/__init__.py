"""How the lists of an outlet are found from its home page, and when a list is believed."""
