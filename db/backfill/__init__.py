"""What a backfill keeps: which files it reads, and what was found in each, until it is merged."""
