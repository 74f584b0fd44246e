"""An outlet that nobody vouches for is proved by two visits, or asked ever more seldom."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pipelines.discovery.trial import (
    AGAIN_AFTER,
    LONGEST_PAUSE,
    SECOND_LOOK,
    Judged,
    Trial,
    judge_trial,
)
from pipelines.items import Discovered, Entry
from pipelines.sources import Source
from pipelines.visits import Visit
from tests.samples import NOW

PAPER = Source("paper", "Paper", "https://paper.example/")
LATER = NOW + SECOND_LOOK


def listed(*numbers: int, at: datetime | None = NOW) -> Discovered:
    """Return a list of the articles with these numbers."""
    return Discovered(
        tuple(Entry(f"https://paper.example/news/{n:05}", f"Headline {n}", at) for n in numbers)
    )


def judged(
    before: Trial, *lists: Discovered, now: datetime = NOW, visits: Sequence[Visit] = ()
) -> Judged:
    return judge_trial(PAPER, before, [(False, one) for one in lists], visits, now)


def test_two_visits_to_a_fresh_list_prove_an_outlet() -> None:
    first = judged(Trial(), listed(1, 2, 3, 4, 5))
    assert (first.proven, first.again_at) == (False, LATER)
    assert "a second visit confirms" in first.why
    second = judged(first.trial, listed(2, 3, 4, 5, 6), now=LATER)
    assert second.proven
    assert second.why.startswith("two visits showed it: lists 5, the newest of")


def test_one_list_that_is_alive_is_enough_and_another_with_each_look_is_none() -> None:
    stale = listed(1, 2, 3, 4, 5, at=NOW - timedelta(days=200))
    first = judged(Trial(), stale, listed(11, 12, 13, 14, 15))
    assert judged(first.trial, stale, listed(12, 13, 14, 15, 16), now=LATER).proven
    other = judged(first.trial, listed(21, 22, 23, 24, 25), now=LATER)
    assert not other.proven
    assert judged(other.trial, listed(22, 23, 24, 25, 26), now=LATER + SECOND_LOOK).proven


def test_a_list_without_dates_is_proved_once_something_new_came() -> None:
    first = judged(Trial(), listed(*range(9), at=None))
    same = judged(first.trial, listed(*range(9), at=None), now=LATER)
    assert (same.proven, same.again_at, same.trial) == (False, LATER + AGAIN_AFTER, first.trial)
    assert "nothing new came since" in same.why
    assert judged(same.trial, listed(*range(1, 10), at=None), now=same.again_at).proven


def test_what_shows_nothing_is_asked_ever_more_seldom_but_never_given_up() -> None:
    lost = [Visit("paper", NOW, "https://paper.example/feed", "not_found", 404, error="HTTP 404")]
    trial, pauses = Trial(), []
    for _ in range(9):
        found = judged(trial, visits=lost)
        assert (found.proven, found.why) == (False, "HTTP 404")
        trial = found.trial
        pauses.append(found.again_at - NOW)
    assert pauses[:3] == [AGAIN_AFTER, 2 * AGAIN_AFTER, 4 * AGAIN_AFTER]
    assert pauses[3:] == [LONGEST_PAUSE] * 6
    assert judged(trial).why == "nothing was listed"
    assert judged(trial, listed()).why == "lists no articles"
    assert judged(trial, listed(1, 2, 3, 4, 5)).trial.failures == 0
