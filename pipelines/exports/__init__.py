"""Articles as other programs read them: feeds, tables for spreadsheets, and citations."""
