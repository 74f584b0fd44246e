"""Which recorded answer shows a page as it was on a day."""
