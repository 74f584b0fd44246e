"""What hosts refuse of text mining and of AI programs, and where they say it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from db.crawl.past import hosts_of
from db.store import Store, iso, moment_of
from pipelines.discovery.mining_refusals import meta_refusal, robots_refusal
from pipelines.items import Page
from pipelines.sources import Source
from pipelines.web.urls import host_of, site_of

Place = Literal["robots.txt", "header", "meta"]
WRITTEN_EVERY = timedelta(days=1)


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
        match self.place:
            case "robots.txt":
                return f"refuses AI programs: {self.refused} ({self.url}, {seen})"
            case "header" | "meta":
                where = f"{self.place} of {self.url}"
                return (
                    "asks not to be used for text and data mining or AI: "
                    f"{self.refused} ({where}, {seen})"
                )


def keep_robots_refusal(store: Store, site: str, rules: str, now: datetime) -> None:
    """Write down which AI programs the robots.txt of ``site`` keeps out; forget it if none."""
    host, refused = host_of(site), robots_refusal(rules)
    if refused:
        _keep(store, host, MiningRefusal("robots.txt", refused, f"{site}/robots.txt", now))
    else:
        with store.transaction():
            store.execute(
                "DELETE FROM mining_refusals WHERE host = ? AND place = 'robots.txt'", (host,)
            )


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
