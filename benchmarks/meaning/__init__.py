"""What is read by meaning: relevance, events, nearest texts."""
