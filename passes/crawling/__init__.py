"""How what a crawl finds is taken in and stored."""
