"""Network in: discovery, and the one way a byte is fetched from outside."""
