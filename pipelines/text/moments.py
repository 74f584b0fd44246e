"""How a moment is written, in the database and in every output: 2025-04-05T03:10:00Z."""

from datetime import UTC, datetime


def utc_text(moment: datetime) -> str:
    """Return an aware moment in UTC, ISO 8601 to the second, with Z."""
    return f"{moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"
