"""How a moment is written, in the database and in every output: 2025-04-05T03:10:00Z."""

from datetime import UTC, datetime


def utc_text(moment: datetime) -> str:
    """Return an aware moment in UTC, ISO 8601 to the second, with Z."""
    return f"{moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"


def ago(moment: datetime, now: datetime) -> str:
    """Return in words how long before ``now`` a moment was: "5 min ago", "3 h ago", "12 days ago".

    A moment after ``now`` is "just now": clocks differ.
    """
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 48 * 60:
        return f"{minutes // 60} h ago"
    return f"{minutes // (24 * 60)} days ago"
