"""What is left of a page: text, debris, dates, numbers, and how sure it is."""
