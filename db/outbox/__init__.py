"""Rules, and the mail that waits for delivery."""
