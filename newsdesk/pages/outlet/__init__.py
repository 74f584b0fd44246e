"""The page of one outlet, and what a person had done about it."""
