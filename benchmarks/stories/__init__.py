"""Copies and changes of articles."""
