"""What a new rule would have found: it mails nothing of the past, so a person is told here."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from db.finding import find
from db.search import count_since
from db.store import Store
from pipelines.items import Rule
from pipelines.query import Understood

DAYS = 30
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
        found = sum(1 for _ in find(store, understood[rule.query].query, None, since))
        yield (
            f"rule {rule.name!r} begins now: {found} of {total} articles of the last {DAYS} days "
            f"fit and are not mailed; `khabardar rules test {shlex.quote(rule.name)}` shows them"
        )
    if len(new) > MOST_PREVIEWED:
        yield f"and {len(new) - MOST_PREVIEWED} more new rules; `khabardar rules test` tries each"
