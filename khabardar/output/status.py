"""Status, alerts and search results, as lines for a person or JSON for a program."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from db.search.find import StoredArticle
from db.status import Status
from pipelines.alerts.age import UNMAILED
from pipelines.alerts.highlight import matched_words
from pipelines.dates.moments import is_day_only
from pipelines.items import Span
from pipelines.text.moments import utc_text
from pipelines.web.source_health import TROUBLED, gives_nothing

_SHOWN = (*TROUBLED, "quiet")


def status_lines(status: Status) -> Iterator[str]:
    """Yield the last pass, the outlets with problems first, and what waits."""
    if status.last_pass:
        ended = status.last_pass["ended_at"] or "not ended"
        yield (
            f"last pass: {status.last_pass['outcome']}, began {status.last_pass['started_at']}, "
            f"ended {ended}"
        )
    else:
        yield "last pass: none yet"
    declared = [source for source in status.sources if source.health != "off"]
    watched = [source for source in declared if source.last_visit_at]
    counted = Counter(source.health for source in watched)
    answered = sum(not gives_nothing(source.health) for source in watched)
    shown = [f"{counted[health]} {health}" for health in sorted(counted)]
    if len(declared) > len(watched):
        shown.append(f"{len(declared) - len(watched)} not visited yet")
    told = ", ".join(shown) or "none watched"
    yield f"outlets: {answered} of {len(declared)} answered last time ({told})"
    for health in _SHOWN:
        for source in watched:
            if source.health == health:
                since = f" since {source.health_since_at}" if source.health_since_at else ""
                yield f"  {health:8} {source.name}{since}: {source.health_reason}"
    for source in declared:
        if source.shared_urls:
            yield (
                f"  {source.name}: {source.shared_urls} articles whose pages declare an address "
                "that others declare, too; each is kept at its own"
            )
    yield f"articles: {status.articles} in {status.stories} stories"
    for state in ("kept", "pending", "dropped", "failed"):
        reasons = status.links.get(state, {})
        why = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
        told = f" ({why})" if reasons and state != "kept" else ""
        yield f"links {state}: {sum(reasons.values())}{told}"
    for why, count in status.put_off.items():
        yield f"  {count} put off to a later pass: {why}"
    yield from _outbox_lines(status)


def _outbox_lines(status: Status) -> Iterator[str]:
    """Yield how many alerts were sent, wait or failed; failures with their reason."""
    waiting = status.outbox.get("pending", 0)
    oldest = f", the oldest since {status.oldest_unsent_at}" if waiting else ""
    yield (
        f"mail: {status.outbox.get('sent', 0)} sent, {waiting} waiting{oldest}, "
        f"{status.outbox.get('dead', 0)} given up"
    )
    for line in unmailed_lines(status.unmailed):
        yield f"  {line}"
    words = {"pending": "waits", "dead": "given up"}
    for fault in status.outbox_faults:
        yield (
            f"  {words[fault.state]:8} {fault.recipient}: {fault.error} "
            f"({fault.count} {'alert' if fault.count == 1 else 'alerts'} since {fault.since_at})"
        )


def unmailed_lines(counts: Mapping[str, int]) -> Iterator[str]:
    """Yield how many matches led to no alert, a line for each reason."""
    for why, count in counts.items():
        matches = "1 match" if count == 1 else f"{count} matches"
        yield f"{matches} not mailed: {UNMAILED[why]}"


def unmailed_line(row: Mapping[str, object]) -> str:
    """Return a match that led to no alert as a line for a person."""
    published = f", published {row['published_at']}" if row["published_at"] else ""
    return (
        f"unmailed {row['matched_at']}  [{row['rule']}] {row['subject']}"
        f"  - {UNMAILED[str(row['why'])]}{published}  {row['url']}"
    )


def alert_line(row: Mapping[str, object]) -> str:
    """Return a row of the outbox as a line for a person."""
    tries = f"{row['attempts']} {'try' if row['attempts'] == 1 else 'tries'}"
    error = row["last_error"]
    if row["state"] == "sent":
        how = f"sent {row['sent_at']}"
    elif row["state"] == "dead":
        how = f"given up after {tries}: {error}" if row["attempts"] else str(error)
    elif row["next_try_at"]:
        how = f"due {row['next_try_at']}{f' (after {tries}: {error})' if error else ''}"
    else:
        how = "held: its rule is off, or has other recipients now"
    what = f"[{row['rule']}]" if row["rule"] else f"({row['kind']})"
    what += " already there:" if row["base_line"] else ""
    what += " changed:" if row["revision_id"] else ""
    change = f" ({row['note']})" if row["revision_id"] else ""
    link = f"  {row['url']}" if row["url"] else ""
    return (
        f"{row['state']!s:8} {row['created_at']}  {row['recipient']}  {what} {row['subject']}"
        f"{change}  - {how}{link}"
    )


def article_lines(article: StoredArticle, spans: Sequence[Span], as_json: bool) -> Iterator[str]:
    """Yield an article that a search found, with the words that matched."""
    published = utc_text(article.published_at) if article.published_at else None
    seen = utc_text(article.first_seen_at) if article.first_seen_at else ""
    if as_json:
        row = {
            "id": article.id,
            "url": article.url,
            "title": article.title,
            "outlet": article.outlet,
            "source_id": article.source_id,
            "language": article.language,
            "published_at": published,
            "first_seen_at": seen,
            "relevance": article.relevance,
            "story_id": article.story_id,
            "spans": [span._asdict() for span in spans],
        }
        yield json.dumps(row, ensure_ascii=False)
        return
    words = ", ".join(matched_words(spans))
    yield article.title
    when = published or f"undated, seen {seen}"
    if article.published_at and is_day_only(article.published_at):
        when = when[:10]
    yield f"  {article.outlet}, {article.language}, {when}  {article.url}"
    if words:
        yield f"  {words}"
