"""Compares two finished databases of one press: links, articles, stories, alerts, by address."""

import collections
import sqlite3
from collections.abc import Callable, Hashable
from contextlib import closing
from pathlib import Path

SHOWN = 20
"""So many differences of a kind are printed, and how many more there are."""


def links(db: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    """Return what became of each article listed, by address: state and reason.

    Of several addresses of an article it is the best: which one is asked first is left to chance.
    """
    rows = db.execute(
        "SELECT url_key, state, reason, min(state <> 'kept') FROM links GROUP BY url_key"
    )
    return {key: (state, reason) for key, state, reason, _ in rows}


def texts(db: sqlite3.Connection) -> dict[str, str]:
    """Return the digest of each article's text, by address."""
    return dict(db.execute("SELECT url_key, text_digest FROM articles"))


def stories(db: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """Return for each article, by address, the addresses of all articles of its story."""
    members = collections.defaultdict(list)
    for key, story in db.execute("SELECT url_key, story_id FROM articles ORDER BY url_key"):
        members[story].append(key)
    return {key: tuple(keys) for keys in members.values() for key in keys}


def alerts(db: sqlite3.Connection) -> collections.Counter[tuple[str, str, str]]:
    """Return how often a rule told a recipient of each story, which its least address names.

    Message-IDs do not tell: what was there at a first visit is told in as many letters as passes.
    """
    return collections.Counter(
        db.execute(
            "SELECT (SELECT name FROM rules r WHERE r.id = o.rule_id), recipient, "
            "(SELECT min(url_key) FROM articles a WHERE a.story_id = o.story_id) "
            "FROM outbox o WHERE kind = 'alert' AND superseded = 0"
        ).fetchall()
    )


KINDS: tuple[tuple[str, Callable[[sqlite3.Connection], dict[str, Hashable]]], ...] = (
    ("addresses", lambda db: {**links(db)}),
    ("articles", lambda db: {**texts(db)}),
    ("stories", lambda db: {**stories(db)}),
    ("alerts", lambda db: {" | ".join(key): count for key, count in alerts(db).items()}),
)


def differences(calm: Path, killed: Path) -> int:
    """Print by kind how many there are in both databases, and each that differs; count these."""
    differ = 0
    with closing(sqlite3.connect(calm)) as left, closing(sqlite3.connect(killed)) as right:
        fates = links(left), links(right)
        for name, read in KINDS:
            one, other = read(left), read(right)
            unlike = [key for key in sorted(one | other) if one.get(key) != other.get(key)]
            print(f"{name}: {len(one)} calm, {len(other)} killed, {len(unlike)} differ", flush=True)
            for key in unlike[:SHOWN]:
                address = key.rsplit(" | ", 1)[-1]
                ends = " against ".join(" ".join(fate.get(address, ("unknown",))) for fate in fates)
                print(f"  {key}: {one.get(key)} against {other.get(key)} ({ends})")
            if len(unlike) > SHOWN:
                print(f"  and {len(unlike) - SHOWN} more")
            differ += len(unlike)
    return differ


def is_whole(database: Path) -> bool:
    """Print what integrity_check says and what the full-text index lacks; tell whether all is well.

    As many entries as articles, each an article's: then none is there twice.
    """
    with closing(sqlite3.connect(database)) as db:
        sound = db.execute("PRAGMA integrity_check").fetchone()[0]
        missing, more = db.execute(
            "SELECT (SELECT count(*) FROM articles WHERE id NOT IN "
            "(SELECT id FROM articles_fts_docsize)), (SELECT count(*) FROM articles_fts_docsize "
            "WHERE id NOT IN (SELECT id FROM articles))"
        ).fetchone()
    print(f"integrity: {sound}; articles not in the index {missing}, entries of none {more}")
    return (sound, missing, more) == ("ok", 0, 0)


def are_delivered(database: Path, accepted: list[str]) -> bool:
    """Print whether each message of the outbox was accepted, and how many were sent again."""
    with closing(sqlite3.connect(database)) as db:
        queued = {row[0] for row in db.execute("SELECT DISTINCT message_id FROM outbox")}
        waiting = db.execute("SELECT count(*) FROM outbox WHERE state <> 'sent'").fetchone()[0]
    got = collections.Counter(accepted)
    again = got.total() - len(got)
    print(
        f"mails: {got.total()} accepted, {len(queued - set(got))} never, {len(set(got) - queued)} "
        f"unknown, {waiting} not marked as sent, {again} again under the same Message-ID"
    )
    return set(got) == queued and not waiting
