"""Reads what sites list by interfaces of their own: JSON, public channels."""
