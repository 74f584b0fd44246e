"""What outlets list: feeds and sitemaps in all their forms, read as entries."""
