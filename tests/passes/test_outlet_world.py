"""A short play of outlets in trouble; `benchmarks.alerts.ten_days` plays the long one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.dispatch import open_dispatch
from tests.outlet_world import DAY, TROUBLES, World, outlets

PLAYED = {"every page HTTP 403", "a menu is every text", "the list is cut", "the host is gone"}


def test_trouble_is_noticed_and_told_once_and_the_well_raise_no_alarm(tmp_path: Path) -> None:
    played = [one for one in TROUBLES if one.name in PLAYED]
    with open_dispatch(tmp_path, (), None, ["desk@example.org"]) as desk:
        desk.store.execute("PRAGMA synchronous = OFF")
        begin = datetime(2025, 11, 4, 6, tzinfo=UTC)
        world = World(desk.store, desk.config, outlets(4, played), begin)
        for span, trouble in ((6 * DAY, False), (2 * DAY, True), (2 * DAY, False)):
            world.live(span, timedelta(hours=4), trouble=trouble)
        for outlet in world.outlets:
            seen = world.seen[outlet.id]
            if outlet.trouble is None:
                assert (seen.alarms, world.told(outlet)) == (0, (0, 0))
            else:
                assert seen.noticed is not None
                assert seen.began is not None
                assert seen.noticed - seen.began <= timedelta(hours=24), outlet.trouble.name
                assert world.told(outlet) == (1, 1), outlet.trouble.name
