"""What a new rule would have found: it mails nothing of the past, so a person is told here."""

import shlex
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from db.search.find import count_since, find
from db.store import Store
from pipelines.items import Rule
from pipelines.query.parser import Understood
from pipelines.query.tree import Query

DAYS = 30
LONGEST_S = 5.0
"""After so long a preview tells what it has found."""
MOST_PREVIEWED = 5
"""So many rules are tried; who declares dozens at once looks at them one by one."""


def preview_lines(
    store: Store, new: Sequence[Rule], understood: Mapping[str, Understood], now: datetime
) -> Iterator[str]:
    """Yield how many stored articles each of the ``new`` rules fits."""
    since = now - timedelta(days=DAYS)
    total = count_since(store, since)
    if not total:
        return
    for rule in new[:MOST_PREVIEWED]:
        found = _count(store, understood[rule.query].query, since)
        yield (
            f"rule {rule.name!r} begins now: {found} of {total} articles of the last {DAYS} days "
            "fit, only what comes from now on is mailed; "
            f"`khabardar rules test {shlex.quote(rule.name)}` shows them"
        )
    if len(new) > MOST_PREVIEWED:
        yield f"and {len(new) - MOST_PREVIEWED} more new rules; `khabardar rules test` tries each"


def _count(store: Store, query: Query, since: datetime) -> int:
    end = time.monotonic() + LONGEST_S
    return sum(1 for _ in find(store, query, None, since, lambda: time.monotonic() > end))
