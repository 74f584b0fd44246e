"""What a crawl plans and learns: sources, links, robots.txt, revisits, passes, boilerplate."""
