"""Readers of other makes that find the main text of a page."""
