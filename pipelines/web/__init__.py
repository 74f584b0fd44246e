"""URLs, feeds, sitemaps, and the rules by which outlets are visited."""
