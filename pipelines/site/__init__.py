"""What is known of one host by its pages: lines that recur, and titles of its articles. Pure."""
