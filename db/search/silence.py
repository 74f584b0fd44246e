"""Whether nothing was found because nothing happened, or because nobody looked."""

from datetime import date, datetime, timedelta

from db.store import Store, moment_of
from pipelines.query.search_plan import plan_search
from pipelines.query.tree import Query

ASKED_WITHIN = timedelta(days=1)
"""So long ago an outlet was asked at most, if silence is to tell of the present."""
_NEWEST = "SELECT max(substr(published_at, 1, 10)) AS day FROM articles"  # as its index has it
_ASKED = "SELECT max(last_visit_at) AS at FROM sources"


def silence_of_query(store: Store, query: Query, now: datetime) -> str:
    """Return what ``silence`` says of the days that a query asks for, "" if it asks for none."""
    plan = plan_search(query, indexed=False)
    if not plan.first_day:
        return ""
    end = date.fromisoformat(plan.end_day) if plan.end_day else None
    return silence(store, date.fromisoformat(plan.first_day), now, end)


def silence(store: Store, first: date, now: datetime, end: date | None = None) -> str:
    """Return why a time may have news that are not stored, "" if nothing speaks for it.

    The time goes from the day ``first`` to the one before ``end``, up to now if that is None; days
    are those of UTC. Nothing is said of a time before the newest article.
    """
    day = store.rows(_NEWEST)[0]["day"]
    newest = date.fromisoformat(day) if day else None
    if newest is None or (end and end <= newest):
        return ""
    said = []
    if newest < first:
        said.append(f"the newest article is of {newest}")
    asked = moment_of(store.rows(_ASKED)[0]["at"])
    if asked is None:
        said.append("no outlet was asked yet: khabardar crawl")
    elif asked < now - ASKED_WITHIN and (end is None or end > asked.date()):
        said.append(f"no outlet was asked since {asked:%Y-%m-%d %H:%M} UTC: khabardar crawl")
    return "; ".join(said)
