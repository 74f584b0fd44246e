"""Of an outlet on trial nothing is fetched, said or counted until its visits have proved it."""

from pathlib import Path

import pytest

from db import ahead, status
from db.crawl import links, sources, trials
from db.outbox.coverage import coverage
from passes.begin import PassContext
from passes.outlets import Trials
from passes.report import PassReport
from pipelines.discovery.trial import SECOND_LOOK, Trial
from pipelines.items import Entry
from pipelines.sources import Source
from pipelines.visits import Visit
from tests.dispatch import Dispatch, open_dispatch
from tests.postoffice import PostOffice

FEED = "https://new.example/feed"
NEW = Source("new", "New Paper", "https://new.example/", "PK", feeds=(FEED,), unproven=True)


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


def pass_over(desk: Dispatch, *numbers: int, outcome: str = "ok") -> PassContext:
    """Visit the outlet on trial in a pass; its feed lists the articles with these numbers."""
    context = PassContext(
        desk.config, (), desk.store, lambda: desk.now, lambda **_: None, PassReport()
    )
    on_trial = Trials(context)
    if "new" not in on_trial:
        return context
    entries = [Entry(f"https://new.example/news/{n:05}", f"No. {n}", desk.now) for n in numbers]
    on_trial.take("new", "feed", entries)
    visit = Visit("new", desk.now, FEED, outcome, found=len(numbers))  # type: ignore[arg-type]
    if on_trial.end_round(NEW, [visit]):
        sources.record_visits(desk.store, "new", [visit], desk.now)
    return context


def listed(desk: Dispatch) -> status.SourceStatus:
    return next(one for one in status.status(desk.store).sources if one.id == "new")


def test_an_outlet_is_fetched_once_two_visits_proved_it(tmp_path: Path, office: PostOffice) -> None:
    with open_dispatch(tmp_path, (), office.port) as desk:
        sources.sync_sources(desk.store, [NEW], desk.now)
        pass_over(desk, outcome="dns")
        assert trials.trials(desk.store)["new"].failures == 1
        assert ahead.times_ahead(desk.store, desk.now) == []
        assert sources.due_sources(desk.store, desk.now) == []
        first = pass_over(desk, 1, 2, 3, 4, 5)
        assert ahead.times_ahead(desk.store, desk.now) == []
        assert (first.report.counts["outlets_on_trial"], first.report.exit_code) == (1, 0)
        seen = listed(desk)
        assert (seen.unproven, seen.health) == (1, "ok")
        assert "a second visit confirms" in seen.health_reason
        assert links.pending_links(desk.store, desk.now, 9) == []
        assert coverage(desk.store, desk.now).watched == 0
        desk.wait(minutes=SECOND_LOOK.seconds // 60)
        (due,) = sources.due_sources(desk.store, desk.now)
        assert due.validators == ()
        second = pass_over(desk, 2, 3, 4, 5, 6)
        assert second.report.counts["new_links"] == 5
        assert second.report.notes[0].startswith("New Paper is watched from now on: two visits")
        assert not listed(desk).unproven
        assert trials.trials(desk.store) == {}
        assert len(links.pending_links(desk.store, desk.now, 9)) == 5
        sources.sync_sources(desk.store, [NEW], desk.now)  # the next pass begins
        assert not listed(desk).unproven


def test_who_vouches_for_an_outlet_ends_its_trial(tmp_path: Path, office: PostOffice) -> None:
    with open_dispatch(tmp_path, (), office.port) as desk:
        sources.sync_sources(desk.store, [NEW], desk.now)
        assert trials.trials(desk.store) == {"new": Trial()}
        sources.sync_sources(
            desk.store,
            [Source("new", "New Paper", "https://new.example/", feeds=(FEED,))],
            desk.now,
        )
        assert trials.trials(desk.store) == {}
