"""What a message says, and when it is due."""
