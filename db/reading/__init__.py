"""What the pages of the desk show, each read in a few queries."""
