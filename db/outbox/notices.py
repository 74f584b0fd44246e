"""Khabardar's own mail in the outbox: what died, and that it is alive though nothing matched."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from sqlite3 import Row

from db.outbox.outbox import message_id
from db.outbox.targets import AlertTarget
from db.store import Store, iso, moment_of
from pipelines.alerts.channels import MAIL
from pipelines.alerts.messages import DeadAlert, OutletNews, OutletState, PastTrouble
from pipelines.alerts.notices import outlet_notice
from pipelines.web.source_health import has_lasted

NOTICE_EVERY = timedelta(days=1)
"""A recipient that refuses every alert is told of once a day, not once an alert."""
_TARGETS = """
SELECT t.channel, t.recipient, min(r.created_at) AS since_at
FROM targets t JOIN rules r ON r.id = t.rule_id WHERE r.active = 1 GROUP BY t.channel, t.recipient
"""


def dead_alerts(store: Store, now: datetime) -> list[DeadAlert]:
    """Return the alerts that died and that nobody was told of; none if a notice went out today."""
    if store.row(
        "SELECT 1 FROM outbox WHERE kind = 'notice' AND created_at > ? AND created_at <= ?",
        (iso(now - NOTICE_EVERY), iso(now)),
    ):
        return []
    rows = store.rows(
        "SELECT coalesce(r.name, '') AS rule, o.channel, o.recipient, max(o.subject) AS subject, "
        "count(*) AS count, o.last_error AS error, min(o.created_at) AS since "
        "FROM outbox o LEFT JOIN rules r ON r.id = o.rule_id "
        "WHERE o.state = 'dead' AND o.told_at IS NULL AND o.kind = 'alert' "
        "GROUP BY o.rule_id, o.channel, o.recipient, o.last_error ORDER BY min(o.id)"
    )
    return [DeadAlert(**{**dict(row), "since": moment_of(row["since"]) or now}) for row in rows]


def write_notice(
    store: Store, told: Sequence[str], words: tuple[str, str], domain: str, now: datetime
) -> None:
    """Queue a notice (subject, text) of all that died to ``told``, in one unit with that mark."""
    with store.transaction():
        for recipient in told:
            _write(store, "notice", AlertTarget(MAIL, recipient), words, domain, now)
        store.execute(
            "UPDATE outbox SET told_at = ? "
            "WHERE state = 'dead' AND told_at IS NULL AND kind = 'alert'",
            (iso(now),),
        )


def outlet_news(
    store: Store, now: datetime, mended: tuple[tuple[str, str], ...] = ()
) -> OutletNews | None:
    """Return the outlets newly in trouble or well again that nobody was told of; None for none.

    ``mended`` are those for which lists were found, each with what is to be said.

    Trouble counts once a visit found it an hour after it began: what passes by itself is not told.
    What lasted longer, but was over before a notice could tell of it, is told by the next one.
    None, too, if a notice of outlets was queued within the last day.
    """
    if store.row(
        "SELECT 1 FROM outbox WHERE kind = 'outlets' AND created_at > ? AND created_at <= ?",
        (iso(now - NOTICE_EVERY), iso(now)),
    ):
        return None
    rows = store.rows("SELECT * FROM sources WHERE health <> 'off' ORDER BY name, id")
    ill = [row for row in rows if row["trouble_since_at"]]
    new = tuple(_state(row) for row in ill if not row["told_at"] and _has_lasted(row))
    well = tuple(_state(row) for row in rows if row["told_at"] and not row["trouble_since_at"])
    passed = past_troubles(store)
    if not new and not well and not mended and not passed:
        return None
    return OutletNews(new, well, sum(bool(row["told_at"]) for row in ill), mended, passed)


def _state(row: Row) -> OutletState:
    since = moment_of(row["trouble_since_at"])
    return OutletState(row["id"], row["name"], row["health"], row["health_reason"], since)


def _has_lasted(row: Row) -> bool:
    return has_lasted(moment_of(row["trouble_since_at"]), moment_of(row["last_visit_at"]))


def past_troubles(store: Store) -> tuple[tuple[str, str, PastTrouble], ...]:
    """Return what operators were not told of, by outlet: its id, its name, and its trouble."""
    rows = store.rows(
        "SELECT p.*, s.name FROM past_troubles p JOIN sources s ON s.id = p.source_id "
        "WHERE s.health <> 'off' ORDER BY s.name, s.id"
    )
    return tuple((row["source_id"], row["name"], _past_trouble(row)) for row in rows)


def _past_trouble(row: Row) -> PastTrouble:
    began, ended = moment_of(row["began_at"]), moment_of(row["ended_at"])
    assert began is not None  # noqa: S101 - the column is never null
    assert ended is not None  # noqa: S101 - the column is never null
    return PastTrouble(row["health"], row["reason"], began, ended, row["times"])


def write_outlet_notice(
    store: Store, told: Sequence[str], news: OutletNews, domain: str, now: datetime
) -> None:
    """Queue a notice of outlets to ``told``, in one unit with the mark that it was told."""
    words = outlet_notice(news)
    with store.transaction():
        for recipient in told:
            _write(store, "outlets", AlertTarget(MAIL, recipient), words, domain, now)
        marks = [(iso(now), one.source_id) for one in news.troubled]
        marks += [(None, one.source_id) for one in news.recovered]
        store.execute_many("UPDATE sources SET told_at = ? WHERE id = ?", marks)
        store.execute("DELETE FROM past_troubles")


def write_settings_notice(
    store: Store, told: Sequence[str], words: tuple[str, str], domain: str, now: datetime
) -> None:
    """Queue a notice (subject, text) on the settings to ``told``."""
    with store.transaction():
        for recipient in told:
            _write(store, "settings", AlertTarget(MAIL, recipient), words, domain, now)


def quiet_recipients(store: Store, days: int, now: datetime) -> list[tuple[AlertTarget, datetime]]:
    """Return those whom active rules name and who got nothing for ``days`` days, and since when."""
    rows = store.rows(
        f"SELECT channel, recipient, max(since_at, coalesce((SELECT max(created_at) FROM outbox o "  # noqa: S608
        "WHERE o.channel = t.channel AND o.recipient = t.recipient AND created_at <= :now), '')) "
        f"AS at FROM ({_TARGETS}) AS t WHERE at <= :before",
        {"now": iso(now), "before": iso(now - timedelta(days=days))},
    )
    return [
        (AlertTarget(row["channel"], row["recipient"]), moment_of(row["at"]) or now) for row in rows
    ]


def write_heartbeat(
    store: Store, target: AlertTarget, words: tuple[str, str], domain: str, now: datetime
) -> None:
    """Queue a heartbeat (subject, text) for a target."""
    with store.transaction():
        _write(store, "heartbeat", target, words, domain, now)


def _write(
    store: Store,
    kind: str,
    target: AlertTarget,
    words: tuple[str, str],
    domain: str,
    now: datetime,
) -> None:
    moment = iso(now) or ""
    store.execute(
        "INSERT INTO outbox (kind, subject, note, channel, recipient, message_id, state, due_at, "
        "next_try_at, created_at) VALUES (:kind, :subject, :note, :channel, :recipient, :message, "
        "'pending', :now, :now, :now)",
        {
            "kind": kind,
            "subject": words[0],
            "note": words[1],
            "channel": target.channel,
            "recipient": target.recipient,
            "message": message_id(domain, kind, moment, *target),
            "now": moment,
        },
    )
