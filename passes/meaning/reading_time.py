"""How long a pass may read, judge and compare articles by meaning."""

from datetime import datetime, timedelta
from typing import NamedTuple

from passes.config import PassConfig

SHARE_OF_READING = 0.8
"""The rest is for what follows: an article that is read, but neither judged nor compared while the
next ones are, would wait for days behind a great number of new ones."""


class ReadingTime(NamedTuple):
    """Until when a pass may make vectors, and until when judge and compare what has them."""

    vectors_until: datetime
    until: datetime


def reading_time(config: PassConfig, began: datetime, now: datetime) -> ReadingTime:
    """Return the time that a pass which ``began`` then has by ``now``; none: it ends at ``now``.

    That is what [meaning] allows, and no more than what is left of the whole pass.
    """
    left_s = config.budget_s - (now - began).total_seconds()
    budget_s = max(min(config.vectors_budget_s, left_s), 0.0)
    return ReadingTime(
        now + timedelta(seconds=SHARE_OF_READING * budget_s), now + timedelta(seconds=budget_s)
    )
