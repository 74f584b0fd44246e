"""URLs, markup, hosts, and the rules by which outlets are visited."""
