"""What hosts refuse of text mining and of AI programs, and where they say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from db.crawl.past import hosts_of
from db.store import Store, iso, moment_of
from pipelines.discovery.mining_files import AI_TXT, TDMREP
from pipelines.discovery.mining_refusals import meta_refusal, robots_refusal
from pipelines.items import Page
from pipelines.sources import Source
from pipelines.web.urls import host_of, origin_of, site_of

Place = Literal["robots.txt", "header", "meta", "tdmrep.json", "ai.txt"]
_FILES: dict[str, Place] = {TDMREP: "tdmrep.json", AI_TXT: "ai.txt"}
WRITTEN_EVERY = timedelta(days=1)
ASKED_EVERY = timedelta(days=7)
KNOWN_FOR = timedelta(days=1)
"""The first visits to an outlet are for its articles alone."""
PART_EVERY = timedelta(hours=4)
SITES_AT_ONCE = 40
"""So are 1,680 sites asked in a week."""


@dataclass(frozen=True, slots=True)
class MiningRefusal:
    """A refusal: ``refused`` is what is said, ``url`` where, ``seen_at`` when last (UTC)."""

    place: Place
    refused: str
    url: str
    seen_at: datetime

    @property
    def words(self) -> str:
        """The refusal as a sentence for a person, without its full stop."""
        seen = f"seen {self.seen_at.day} {self.seen_at:%B %Y}"
        said = f"({self.url}, {seen})"
        match self.place:
            case "robots.txt":
                return f"refuses AI programs: {self.refused} {said}"
            case "header" | "meta":
                where = f"{self.place} of {self.url}"
                return (
                    "asks not to be used for text and data mining or AI: "
                    f"{self.refused} ({where}, {seen})"
                )
            case "tdmrep.json":
                return f"reserves the rights to text and data mining: {self.refused} {said}"
            case "ai.txt":
                return f"keeps its texts from AI programs: {self.refused} {said}"


def keep_robots_refusal(store: Store, site: str, rules: str, now: datetime) -> None:
    """Write down which AI programs the robots.txt of ``site`` keeps out; forget it if none."""
    refused = robots_refusal(rules)
    _keep_newest(
        store, host_of(site), MiningRefusal("robots.txt", refused, f"{site}/robots.txt", now)
    )


def sites_to_ask(store: Store, now: datetime) -> tuple[str, ...]:
    """Return sites (https://n.example) whose files on mining are to be asked for, oldest first.

    They are those of watched outlets, known for a day or more, that were not asked for a week; a
    part of them, some hours after the last part.
    """
    asked = {row["site"]: row["asked_at"] for row in store.rows("SELECT * FROM mining_files")}
    if any((iso(now - PART_EVERY) or "") < at <= (iso(now) or "") for at in asked.values()):
        return ()
    rows = store.rows(
        "SELECT homepage FROM sources WHERE health <> 'off' AND EXISTS "
        "(SELECT 1 FROM visits WHERE source_id = sources.id AND at <= ?)",
        (iso(now - KNOWN_FOR),),
    )
    sites = {origin_of(row["homepage"]) for row in rows} - {""}
    week = iso(now - ASKED_EVERY) or ""
    waiting = sorted((asked.get(site, ""), site) for site in sites)
    return tuple(site for at, site in waiting if at <= week)[:SITES_AT_ONCE]


def keep_file_refusals(
    store: Store, site: str, files: Mapping[str, str | None], now: datetime
) -> None:
    """Write down what files of ``site`` refuse, by their path, and that they were asked for.

    "" forgets what a file said before; None, where it could not be read, changes nothing.
    """
    for path, refused in files.items():
        if refused is not None:
            refusal = MiningRefusal(_FILES[path], refused, f"{site}{path}", now)
            _keep_newest(store, host_of(site), refusal)
    with store.transaction():
        store.execute("INSERT OR REPLACE INTO mining_files VALUES (?, ?)", (site, iso(now)))


def _keep_newest(store: Store, host: str, one: MiningRefusal) -> None:
    """Write down what a file says, or forget what it said if that is nothing now."""
    if one.refused:
        _keep(store, host, one)
        return
    with store.transaction():
        store.execute("DELETE FROM mining_refusals WHERE host = ? AND place = ?", (host, one.place))


def keep_page_refusals(store: Store, page: Page, now: datetime) -> None:
    """Write down what the headers and the metas of a page refuse, if they do."""
    metas = meta_refusal(page.body) if "html" in page.content_type.lower() else ""
    if page.refusal:
        _keep(store, host_of(page.url), MiningRefusal("header", page.refusal, page.url, now))
    if metas:
        _keep(store, host_of(page.url), MiningRefusal("meta", metas, page.url, now))


def _keep(store: Store, host: str, one: MiningRefusal) -> None:
    """Write a refusal down, but not what is known from the same day."""
    fresh = store.rows(
        "SELECT 1 FROM mining_refusals WHERE host = ? AND place = ? AND refused = ? "
        "AND seen_at > ? AND seen_at <= ?",
        (host, one.place, one.refused, iso(one.seen_at - WRITTEN_EVERY), iso(one.seen_at)),
    )
    if fresh:
        return
    with store.transaction():
        store.execute(
            "INSERT OR REPLACE INTO mining_refusals (host, place, refused, url, seen_at) "
            "VALUES (?, ?, ?, ?, ?)",
            (host, one.place, one.refused, one.url, iso(one.seen_at)),
        )


def refusals_of(store: Store, source: Source) -> tuple[MiningRefusal, ...]:
    """Return what the hosts of an outlet refuse: of its home page, its lists and newest pages.

    A host of another site than the outlet's own, as one that only carries its feed, is left out.
    """
    urls = [source.homepage, *(one.url for one in source.listings())]
    found = {host_of(url) for url in urls if url} | set(hosts_of(store, source.id))
    home = site_of(source.homepage) if source.homepage else ""
    hosts = sorted(host for host in found if not home or site_of(f"//{host}") == home)
    marks = ", ".join("?" * len(hosts))
    rows = store.rows(
        "SELECT place, refused, url, seen_at FROM mining_refusals "  # noqa: S608 - marks alone
        f"WHERE host IN ({marks}) ORDER BY host, place DESC",
        hosts,
    )
    return tuple(
        MiningRefusal(row["place"], row["refused"], row["url"], seen)
        for row in rows
        if (seen := moment_of(row["seen_at"]))
    )


def refusing_outlets(store: Store) -> tuple[str, ...]:
    """Return the ids of watched outlets on whose sites text mining or AI programs are refused."""
    refusing = {
        site_of(f"//{row['host']}") for row in store.rows("SELECT host FROM mining_refusals")
    }
    rows = store.rows("SELECT id, homepage FROM sources WHERE health <> 'off' ORDER BY id")
    return tuple(row["id"] for row in rows if site_of(row["homepage"]) in refusing - {""})
