"""Changes a page's tree, before it is read, so that it says what the page shows."""
