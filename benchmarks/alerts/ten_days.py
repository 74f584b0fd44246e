"""Ten days with fifteen kinds of outlet trouble, after twenty days in which all is well.

Each trouble must be noticed within 24 hours or 5 articles, and told once, as its end; so must each
of fourteen troubles of pages at outlets of one article a day and of one in three days, if an
article came meanwhile. 40 outlets that are well (Poisson clocks, quiet week-ends and nights, a few
pages that do not come) must raise no alarm in the thirty days. The clock is simulated; store,
health and notices are real.

    python -m benchmarks.alerts.ten_days [SEED]      0 if not said
"""

import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.dispatch import open_dispatch
from tests.outlet_world import DAY, TROUBLES, Outlet, World, outlets, seldom_outlets

HEALTHY = 40
STEP = timedelta(hours=2)
BEGIN = datetime(2025, 11, 4, 6, tzinfo=UTC)
"""A Tuesday: three weeks of history with their week-ends, and the troubles begin on a Monday."""
WELL, ILL, AFTER = 20 * DAY, 6 * DAY, 4 * DAY
ENOUGH = timedelta(hours=24)
FEW = 5


def main() -> None:
    """Play the thirty days and print a line for each trouble, then the false alarms."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    began = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_dispatch(Path(folder), (), None, ["desk@example.org"]) as desk,
    ):
        desk.store.execute("PRAGMA synchronous = OFF")
        played = [*outlets(HEALTHY, TROUBLES, seed), *seldom_outlets(seed)]
        world = World(desk.store, desk.config, played, BEGIN)
        world.live(WELL, STEP, trouble=False)
        world.live(ILL, STEP, trouble=True)
        world.live(AFTER, STEP, trouble=False)
        print("trouble; state; hours until noticed; articles by then; notices, of its end; in time")
        for outlet in world.outlets:
            if outlet.trouble:
                print(_line(world, outlet))
        well = [outlet for outlet in world.outlets if outlet.trouble is None]
        alarms = {one.id: world.seen[one.id].alarms for one in well if world.seen[one.id].alarms}
        told = sum(world.told(one)[0] for one in well)
        print(f"{len(well)} outlets that were well: {told} notices, in trouble at visits: {alarms}")
        print(f"{len(world.notices())} mails; {time.perf_counter() - began:.0f} s")


def _line(world: World, outlet: Outlet) -> str:
    seen = world.seen[outlet.id]
    assert outlet.trouble is not None
    assert seen.began is not None
    told, well = world.told(outlet)
    name = f"{outlet.trouble.name}, {outlet.a_day:g} a day"
    if seen.noticed is None:
        what = "NOT NOTICED" if seen.articles or not outlet.trouble.page else "no article came"
        return f"{name}: {what}; {told}, {well}"
    waited = seen.noticed - seen.began
    good = (waited <= ENOUGH or seen.noticed_after <= FEW) and (told, well) == (1, 1)
    return (
        f"{name}: {seen.health}; {waited / timedelta(hours=1):.0f}; "
        f"{seen.noticed_after}; {told}, {well}; {'yes' if good else 'NO'}"
    )


if __name__ == "__main__":
    main()
