"""Reads what is no web page of an article: reports in PDF, posts of public channels."""
