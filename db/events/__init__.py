"""Events: which stories, in any language, tell of one thing."""
