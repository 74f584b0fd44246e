"""How a command ends, beside 0 (all well) and 1 (an outlet or a delivery failed)."""

EXIT_OPERATOR = 2
"""A mistake in what was asked, or the database cannot be used."""
EXIT_LOCKED = 75
"""Another khabardar is at work on this database; EX_TEMPFAIL of sysexits.h: try again later."""
EXIT_INTERRUPTED = 130
EXIT_TERMINATED = 143
