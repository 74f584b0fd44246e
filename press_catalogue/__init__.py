"""Data that ships with the program: outlets, word lists, places, and what reads them."""
