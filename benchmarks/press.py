"""A press of many outlets whose lists die: what is stored, how late, and what is mended.

    python -m benchmarks.press [OUTLETS] [DAYS] [DEATHS]

Outlets publish by Poisson clocks with nights and week-ends, in six languages, by feeds and news
sitemaps; their lists die in twelve ways. Time and the answers of the sites are simulated (no
network, so robots.txt and delays are not measured here); what is due, read, stored, judged and
mended is decided by the real code. Without arguments: 64 outlets, 4 days, 24 deaths.
"""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from db.store import open_store
from tests.press import DAY, Press, press

BEGIN = datetime(2025, 11, 24, 0, tzinfo=UTC)


def main() -> None:
    """Let the days go by and print the figures."""
    given = [int(word) for word in sys.argv[1:]]
    outlets, days, deaths = [*given, *(64, 4, 24)[len(given) :]]
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(Path(folder) / "k.db", write=True) as store,
    ):
        store.execute("PRAGMA synchronous = OFF")
        played = Press(store, press(outlets, deaths, BEGIN, days), BEGIN)
        for day in range(days):
            played.live(DAY)
            print(f"day {day + 1}: {len(played.figures.stored)} articles stored", flush=True)
        print("\n".join(played.summary()))


if __name__ == "__main__":
    main()
