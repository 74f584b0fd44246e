"""A small press for a day and a half; `benchmarks.press` plays a larger one for longer."""

from datetime import UTC, datetime
from pathlib import Path

from db.store import open_store
from tests.press import DAY, Press, press

BEGIN = datetime(2025, 11, 24, 0, tzinfo=UTC)


def test_a_press_is_read_whole_and_mended_and_nothing_wrong_is_taken(tmp_path: Path) -> None:
    with open_store(tmp_path / "k.db", write=True) as store:
        store.execute("PRAGMA synchronous = OFF")
        played = Press(store, press(14, 12, BEGIN, 1.5), BEGIN)
        played.live(1.5 * DAY)
    figures = played.figures
    missed, total = played.missed()
    assert (missed, figures.wrong) == (0, [])
    assert total > 30
    mended = {played.sites[name].death for name in figures.mended}
    # A list that stands still is told from a quiet one only after a day.
    assert mended >= {
        *("redirect loop", "closed connection", "eleven bytes", "a web page", "moved path"),
        *("ids changed", "no www", "emptied"),
    }
    assert {played.sites[name].death for name in figures.named} == {"other domain"}
    asked = figures.requests
    # Busy outlets are asked every 15 minutes until their rhythm is known, after three days.
    assert (asked["list"] + asked["failed"] + asked["page"]) / asked["page"] <= 1.9
    assert any(line.startswith("mended without a person:") for line in played.summary())
