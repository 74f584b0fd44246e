"""What texts mean, as vectors of a sentence model; and what is near what."""
