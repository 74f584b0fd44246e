"""Tells from the bytes of a page whether it can be kept, before anything is parsed."""
