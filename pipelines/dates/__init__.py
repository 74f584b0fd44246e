"""Written times, read in many languages, calendars and time zones."""
