"""The vectors of stored articles."""
