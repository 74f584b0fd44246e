"""Outlets: what is found, stored and mended, and how fast."""
