"""The lists that a search found for outlets: declared without any, or whose own have died."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from db.store import Store, iso
from pipelines.discovery.mending import PROVES
from pipelines.sources import LISTING_FIELDS, Source
from pipelines.visits import LearnedList

SLOWLY = timedelta(hours=12)
"""So long a list that died is left alone while another stands in for it."""
IDLE_AFTER = timedelta(days=1)
"""A list that brings nothing while the outlet's own live again is taken back after so long."""
_FIELDS = {"feed": "feeds", "sitemap": "sitemaps", "wordpress": "wordpress", "section": "sections"}
_STANDING_IN = ("provisional", "confirmed")


def keep_learned(
    store: Store, source_id: str, learned: Sequence[LearnedList], now: datetime
) -> None:
    """Write down that the lists of an outlet were looked for, and what was found.

    What stands in for its own comes beside what is known; what nothing came of makes room. An
    outlet with a new way in is due at once.
    """
    with store.transaction():
        store.execute("UPDATE sources SET searched_at = ? WHERE id = ?", (iso(now), source_id))
        known = learned_lists(store, source_id)
        fresh = [one for one in learned if one.url not in {before.url for before in known}]
        if not fresh:
            return
        kept = [one for one in known if one.state != "elsewhere"]
        kept = [one for one in kept if one.state != "provisional" or _brought(store, one)]
        _write(store, source_id, [*kept, *fresh])
        if any(one.state != "elsewhere" for one in fresh):
            store.execute(
                "UPDATE sources SET next_visit_at = ? WHERE id = ?", (iso(now), source_id)
            )


def _write(store: Store, source_id: str, learned: Sequence[LearnedList]) -> None:
    written = json.dumps([one._asdict() for one in learned], ensure_ascii=False) if learned else ""
    store.execute("UPDATE sources SET learned = ? WHERE id = ?", (written, source_id))


def _brought(store: Store, one: LearnedList, since: str = "") -> int:
    row = store.row(
        "SELECT coalesce(sum(new), 0) AS n FROM visits WHERE address = ? AND at >= ?",
        (one.url, since or one.since),
    )
    return int(row["n"]) if row else 0


def review_learned(store: Store, source: Source, now: datetime) -> list[str]:
    """Confirm the lists that stand in for an outlet's own, or take them back; return it in words.

    One that brought five articles is confirmed. One is taken back once the outlet's own lists have
    brought articles for a day, and it none.
    """
    known = learned_lists(store, source.id)
    if not any(one.state in _STANDING_IN for one in known):
        return []
    said, kept = [], []
    for one in known:
        revived = _revived_at(store, source, known, one)
        if (
            revived
            and revived <= (iso(now - IDLE_AFTER) or "")
            and not _brought(store, one, revived)
        ):
            said.append(f"{source.name}: its own list lives again, {one.url} is not asked any more")
            continue
        if one.state == "provisional" and _brought(store, one) >= PROVES:
            said.append(f"{source.name}: {one.url} is confirmed by what it brought")
            one = one._replace(state="confirmed")
        kept.append(one)
    if said:
        with store.transaction():
            _write(store, source.id, kept)
    return said


def _revived_at(
    store: Store, source: Source, known: Sequence[LearnedList], one: LearnedList
) -> str | None:
    """Return when the lists that ``one`` stands in for brought something again, None if never."""
    if one.state not in _STANDING_IN:
        return None
    row = store.row(
        "SELECT min(at) AS at FROM visits WHERE source_id = ? AND at > ? AND outcome = 'ok' "
        "AND new > 0 AND address IN (SELECT value FROM json_each(?))",
        (source.id, one.since, json.dumps([*_own_urls(source, known)])),
    )
    return str(row["at"]) if row and row["at"] else None


def _own_urls(source: Source, known: Sequence[LearnedList]) -> set[str]:
    declared = {listing.url for listing in source.listings()}
    return declared or {one.url for one in known if one.state == "found"}


def accept_learned(store: Store, source_id: str, url: str, now: datetime) -> bool:
    """Take articles from now on from a list on another site that a person accepts.

    Returns False if no such list was found for the outlet.
    """
    with store.transaction():
        known = learned_lists(store, source_id)
        if not any(one.url == url and one.state == "elsewhere" for one in known):
            return False
        since = iso(now) or ""
        _write(
            store,
            source_id,
            [
                one._replace(state="provisional", since=since, told=True) if one.url == url else one
                for one in known
            ],
        )
        store.execute("UPDATE sources SET next_visit_at = ? WHERE id = ?", (since, source_id))
    return True


def undo_learned(store: Store, source_id: str, url: str) -> bool:
    """Ask a list that was found for an outlet no more, and never take it again.

    Returns False if no such list was found, or it is undone already.
    """
    with store.transaction():
        known = learned_lists(store, source_id)
        if not any(one.url == url and one.state != "undone" for one in known):
            return False
        _write(
            store,
            source_id,
            [one._replace(state="undone", told=True) if one.url == url else one for one in known],
        )
    return True


def untold_lists(store: Store) -> dict[str, tuple[str, tuple[LearnedList, ...]]]:
    """Return the lists that stand in, or might, and that no notice told of, by outlet and name."""
    rows = store.rows(
        "SELECT id, name, learned FROM sources WHERE learned <> '' AND health <> 'off' ORDER BY id"
    )
    found = {
        row["id"]: (
            str(row["name"]),
            tuple(
                one for one in learned_of(row["learned"]) if one.state != "found" and not one.told
            ),
        )
        for row in rows
    }
    return {name: told for name, told in found.items() if told[1]}


def note_lists_told(store: Store, source_ids: Collection[str]) -> None:
    """Write down that a notice told of all lists of these outlets."""
    with store.transaction():
        for source_id in source_ids:
            known = learned_lists(store, source_id)
            _write(store, source_id, [one._replace(told=True) for one in known])


def learned_lists(store: Store, source_id: str) -> tuple[LearnedList, ...]:
    """Return the lists that were found for an outlet; none if it is not known."""
    row = store.row("SELECT learned FROM sources WHERE id = ?", (source_id,))
    return learned_of(row["learned"]) if row else ()


def learned_of(written: str) -> tuple[LearnedList, ...]:
    """Return the lists that a row's ``learned`` (JSON, or "" for none) holds."""
    return tuple(LearnedList(**one) for one in json.loads(written)) if written else ()


def with_learned(source: Source, learned: Sequence[LearnedList]) -> Source:
    """Return an outlet with the lists that were found for it.

    What was found where nothing is declared counts only for as long as nothing is.
    """
    states = _STANDING_IN if source.listings() else (*_STANDING_IN, "found")
    added: Mapping[str, tuple[str, ...]] = {
        name: tuple(one.url for one in learned if one.state in states and one.kind == kind)
        for kind, name in _FIELDS.items()
    }
    return replace(
        source,
        feeds=tuple(dict.fromkeys(source.feeds + added["feeds"])),
        sitemaps=tuple(dict.fromkeys(source.sitemaps + added["sitemaps"])),
        sections=tuple(dict.fromkeys(source.sections + added["sections"])),
        wordpress=tuple(dict.fromkeys(source.wordpress + added["wordpress"])),
    )


def asked_now(
    store: Store, source: Source, learned: Sequence[LearnedList], now: datetime
) -> Source:
    """Return an outlet with the lists that are asked at a visit now.

    While others stand in for those that died, the dead are asked slowly: one that brought nothing
    at its last visit is left alone for twelve hours.
    """
    whole = with_learned(source, learned)
    if not any(one.state in _STANDING_IN for one in learned):
        return whole
    rested = {
        row["address"]
        for row in store.rows(
            "SELECT address, new, max(at) AS at FROM visits WHERE source_id = ? "
            "AND address IN (SELECT value FROM json_each(?)) GROUP BY address",
            (source.id, json.dumps([*_own_urls(source, learned)])),
        )
        if not row["new"] and row["at"] > (iso(now - SLOWLY) or "")
    }
    lists = {
        name: tuple(url for url in urls if url not in rested)
        for name, urls in (
            (field.name, tuple(getattr(whole, field.name))) for field in LISTING_FIELDS
        )
    }
    return replace(
        whole,
        feeds=lists["feeds"],
        searches=lists["searches"],
        sitemaps=lists["sitemaps"],
        sections=lists["sections"],
        wordpress=lists["wordpress"],
    )
