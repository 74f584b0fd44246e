"""Status, alerts and search results, as lines for a person or JSON for a program."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from db.backfill.ledger import Waiting
from db.search.find import StoredArticle
from db.status import SourceStatus, Status
from pipelines.alerts.age import UNMAILED
from pipelines.alerts.highlight import matched_words
from pipelines.dates.moments import is_day_only
from pipelines.items import Span
from pipelines.text.moments import utc_text
from pipelines.web.readable import readable_url
from pipelines.web.source_health import TROUBLED, gives_nothing, without_address

_SHOWN = (*TROUBLED, "quiet")
_UNVISITED = "new"
"""How outlets are called of which nothing is known yet, and the reason that they have then."""
_OWN_URL = re.compile(r" \(https?://[^()\s]*\)")
"""What one outlet's reason names, so that it is not another's."""
_QUIET = "answer; nothing new for more than a day"
MOST_LINES = 3
"""More outlets with one reason share a line."""


def status_lines(status: Status) -> Iterator[str]:
    """Yield the last pass, the outlets with problems first, and what waits."""
    if status.last_pass:
        ended = status.last_pass["ended_at"] or "not ended"
        yield (
            f"last pass: {status.last_pass['outcome']}, began {status.last_pass['started_at']}, "
            f"ended {ended}"
        )
        troubles = status.last_pass["troubles"]
        if isinstance(troubles, list):
            yield from (f"  {line}" for line in troubles[:MOST_LINES])
            if len(troubles) > MOST_LINES:
                yield f"  and {len(troubles) - MOST_LINES} more"
    else:
        yield "last pass: none yet"
    on_trial = [one for one in status.sources if one.health != "off" and one.unproven]
    declared = [one for one in status.sources if one.health != "off" and not one.unproven]
    watched = [source for source in declared if source.known]
    counted = Counter(source.health for source in watched)
    answered = sum(not gives_nothing(source.health) for source in watched)
    shown = [f"{counted[health]} {health}" for health in sorted(counted)]
    if len(declared) > len(watched):
        shown.append(f"{len(declared) - len(watched)} not visited yet")
    told = ", ".join(shown) or "none watched"
    yield f"outlets: {answered} of {len(declared)} answered last time ({told})"
    yield from _outlet_lines(declared)
    yield from _trial_lines(on_trial)
    for source in declared:
        if source.shared_urls:
            yield (
                f"  {source.name}: {source.shared_urls} articles whose pages declare an address "
                "that others declare, too; each is kept at its own"
            )
        yield from _without_address(source)
    yield f"articles: {status.articles} in {status.stories} stories"
    yield from _meaning_lines(status)
    for state in ("kept", "pending", "dropped", "failed"):
        reasons = status.links.get(state, {})
        why = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
        told = f" ({why})" if reasons and state != "kept" else ""
        yield f"links {state}: {sum(reasons.values())}{told}"
    for why, count in status.put_off.items():
        yield f"  {count} put off to a later pass: {why}"
    yield from _outbox_lines(status)


def backfill_line(left: Waiting, at_work: bool) -> str:
    """Return in words that a backfill has not ended, and what goes on with it."""
    files = f"{left.files} {'file' if left.files == 1 else 'files'}"
    how = "is at work" if at_work else "was stopped; go on with: khabardar backfill"
    part = "a part of what they gave" if left.stored_in_part else "nothing of it"
    return f"a backfill of {files} {how} ({part} is stored)"


def _meaning_lines(status: Status) -> Iterator[str]:
    """Yield how many articles the sentence model has not read yet, and why if it is not there."""
    if status.without_vectors:
        why = f" (without the sentence model: {status.without_model})"
        yield (
            f"  not compared by meaning yet: {status.without_vectors}"
            f"{why if status.without_model else ''}"
        )


def _without_address(source: SourceStatus) -> Iterator[str]:
    """Yield what an outlet lists without an address, which is no trouble but is never fetched."""
    count = without_address(source.health_reason)
    if count:
        entries = "an entry" if count == 1 else f"{count} entries"
        url = _OWN_URL.search(source.health_reason)
        yield (
            f"  {source.name}: {entries} without an address, so nothing of that can be fetched"
            f"{url[0] if url else ''}"
        )


def _outlet_lines(declared: Sequence[SourceStatus]) -> Iterator[str]:
    """Yield each outlet with its id, worst first; those that are alike share a line."""
    alike: dict[tuple[str, str], list[SourceStatus]] = {}
    for source in declared:
        health = source.health if source.known else _UNVISITED
        why = _OWN_URL.sub("", source.health_reason) if health in _SHOWN else ""
        why = _QUIET if health == "quiet" else why  # whatever the hour of the last news
        alike.setdefault((health, why), []).append(source)
    for wanted in (*_SHOWN, "ok", _UNVISITED):
        for (health, why), group in alike.items():
            if health != wanted:
                continue
            if health == _UNVISITED and len(group) > MOST_LINES:
                yield (
                    f"  {health:8} {len(group)} outlets, as {_names(group[:MOST_LINES])}; "
                    f"`khabardar sources list --state {_UNVISITED}` names all"
                )
            elif not why:
                yield f"  {health:8} {_names(group)}"
            elif len(group) > MOST_LINES:
                first = min(source.health_since_at or "" for source in group)
                since = f", the first since {first}" if first else ""
                yield f"  {health:8} {len(group)} outlets{since}: {why}: {_names(group)}"
            else:
                yield from map(_outlet_line, group)


def _trial_lines(on_trial: Sequence[SourceStatus]) -> Iterator[str]:
    """Yield the outlets that are not proved yet: how many, and what the visited ones showed."""
    if not on_trial:
        return
    visited = [source for source in on_trial if source.last_visit_at]
    yield (
        f"unproven: {len(on_trial)} more, watched once two visits show a list that is alive "
        f"({len(on_trial) - len(visited)} not visited yet)"
    )
    alike: dict[str, list[SourceStatus]] = {}
    for source in visited:
        alike.setdefault(_OWN_URL.sub("", source.health_reason), []).append(source)
    for why, group in alike.items():
        yield f"  unproven {_names(group)}: {why}"


def _outlet_line(source: SourceStatus) -> str:
    since = f" since {source.health_since_at}" if source.health_since_at else ""
    return f"  {source.health:8} {_names([source])}{since}: {source.health_reason}"


def _names(sources: Iterable[SourceStatus]) -> str:
    """Return names with their ids, where these differ."""
    return ", ".join(one.id if one.id == one.name else f"{one.name} ({one.id})" for one in sources)


def _outbox_lines(status: Status) -> Iterator[str]:
    """Yield how many alerts were sent, wait or failed; failures with their reason."""
    waiting = status.outbox.get("pending", 0)
    failed = [fault for fault in status.outbox_faults if fault.state == "pending"]
    why = " (for the next pass, or the time that their rules say)" if waiting else ""
    if failed:
        oldest = min(fault.since_at for fault in failed)
        why = f" ({sum(f.count for f in failed)} after a failure, the oldest since {oldest})"
    yield (
        f"mail: {status.outbox.get('sent', 0)} sent, {waiting} waiting{why}, "
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
    link = f"  {readable_url(str(row['url']))}" if row["url"] else ""
    return (
        f"{row['state']!s:8} {row['created_at']}  {row['recipient']}  {what} {row['subject']}"
        f"{change}  - {how}{link}"
    )


def article_lines(
    article: StoredArticle, spans: Sequence[Span], as_json: bool, nearness: float | None = None
) -> Iterator[str]:
    """Yield an article that a search found, with the words that matched, or how near it is."""
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
        if nearness is not None:
            row["nearness"] = nearness
        yield json.dumps(row, ensure_ascii=False)
        return
    words = ", ".join(matched_words(spans))
    yield article.title if nearness is None else f"{nearness:.2f}  {article.title}"
    when = published or f"undated, seen {seen}"
    if article.published_at and is_day_only(article.published_at):
        when = when[:10]
    where = f"{article.outlet}, {article.language}, {when}"
    yield f"  {article.id}: {where}  {readable_url(article.url)}"
    if words:
        yield f"  {words}"
