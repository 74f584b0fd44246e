"""What people changed in the browser: when, what, from which address, before and after."""

from datetime import datetime

from db.store import Store, iso


def note_write(
    store: Store, what: str, about: str, change: tuple[str, str], address: str, now: datetime
) -> None:
    """Write down, within the caller's transaction, what a person did; ``change``: before, after."""
    store.execute(
        "INSERT INTO audit (at, what, about, before, after, address) VALUES (?, ?, ?, ?, ?, ?)",
        (iso(now), what, about, *change, address),
    )
