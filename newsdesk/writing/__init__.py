"""Forms of the desk that change something."""
