"""What passes do with the meaning of articles."""
