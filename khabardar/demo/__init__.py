"""A built-in newsroom of invented outlets, visited by real passes, for a first look."""
