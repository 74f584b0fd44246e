"""Which stories, in whatever languages, tell of one event."""
