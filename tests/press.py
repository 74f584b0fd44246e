"""A press that publishes by its own clocks and whose lists die, answered without a network.

Time is simulated, and so are the answers of the sites; what is due, what a list holds, what is
stored, how an outlet does and how its dead lists are replaced is decided by the real code.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from statistics import median
from typing import Literal
from xml.sax.saxutils import escape

from db.crawl import health, learned_lists, links, sources, to_search
from db.store import Store
from pipelines.discovery.mending import longest_for, replacements
from pipelines.discovery.search import Reply, search
from pipelines.items import Discovered, Dropped, Failed, Page
from pipelines.listings.listing import read_listing
from pipelines.sources import Listing, Source
from pipelines.visits import Visit

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HISTORY = 10 * DAY
MAP_HOLDS = 48 * HOUR
WORDS = {
    "en": "families wait at the northern gate before winter while the pass is closed again",
    "fa": "خانواده ها در مرز شمالی پیش از زمستان منتظر هستند و گذرگاه بار دیگر بسته شد",
    "ur": "خاندان شمالی دروازے پر سردی سے پہلے انتظار کر رہے ہیں اور راستہ پھر بند ہے",
    "ps": "کورنۍ د ژمي مخکې په شمالي دروازه کې انتظار کوي او لاره بیا تړل شوې ده",
    "ar": "العائلات تنتظر عند البوابة الشمالية قبل الشتاء بينما أغلق الممر مرة أخرى",
    "de": "Familien warten vor dem Winter am nördlichen Tor und der Pass ist wieder geschlossen",
}
COUNTRIES = {"en": "PK", "fa": "IR", "ur": "PK", "ps": "AF", "ar": "AE", "de": "DE"}
ListKind = Literal["feed", "sitemap"]
DEATHS = (
    *("redirect loop", "closed connection", "eleven bytes", "stale", "a web page", "moved path"),
    *("ids changed", "no www", "bad XML", "five of six time out", "emptied", "other domain"),
)
"""How lists die. Bad XML is no death for a reader that recovers; another domain waits for a person,
so that nothing of it may be taken."""
UNMENDED = frozenset(("other domain",))


@dataclass(slots=True)
class Site:
    """One outlet: its clock, its lists by path, and how and when its declared list dies."""

    id: str
    language: str
    a_day: float
    weekend: float
    kind: ListKind
    window: int
    tells_changes: bool
    chance: random.Random
    death: str = ""
    dies_at: datetime | None = None
    articles: list[tuple[datetime, str]] = field(default_factory=list)
    asked: int = 0

    @property
    def host(self) -> str:
        return f"www.{self.id}.example"

    @property
    def path(self) -> str:
        return "/old/feed-17.xml" if self.kind == "feed" else "/old/news-17.xml"

    def source(self) -> Source:
        """Return it as it is declared."""
        url = (f"https://{self.host}{self.path}",)
        feeds, maps = (url, ()) if self.kind == "feed" else ((), url)
        return Source(
            *(self.id, self.id, f"https://{self.host}/", COUNTRIES[self.language]),
            languages=(self.language,),
            feeds=feeds,
            sitemaps=maps,
        )

    def is_dead(self, now: datetime) -> bool:
        """Tell whether its declared list has died."""
        return self.dies_at is not None and now >= self.dies_at

    def publish(self, now: datetime, step: timedelta) -> None:
        """Publish what comes in the time before ``now``, by a Poisson clock."""
        share = 1.7 if 4 <= now.hour < 17 else 0.15
        share *= self.weekend if now.weekday() in (4, 5) else 1.0
        left = step / DAY * self.a_day * share
        at = self.chance.expovariate(1.0)
        while at < left:
            when = now - step + step * (at / left)
            address = f"https://{self.host}/news/{10_000 + len(self.articles)}/a-headline-of-it"
            self.articles.append((when.replace(microsecond=0), address))
            at += self.chance.expovariate(1.0)

    def answer(self, url: str, now: datetime) -> Reply:
        """Return what a URL answers at a moment."""
        self.asked += 1
        host, _, path = url.removeprefix("https://").partition("/")
        dead, path = self.is_dead(now), f"/{path}"
        if dead and host == f"{self.id}-news.example" and path == "/rss":
            page = self._list(url, now)
            return _page(url, page.body.decode().replace(self.host, host), now)
        if host not in (self.host, self.host.removeprefix("www.")):
            return Failed("dns", "the host name is not known")
        if dead and self.death == "no www" and host == self.host:
            return Failed("dns", "the host name is not known")
        if path == self.path:
            return self._dead(url, now) if dead else self._list(url, now)
        if not dead:
            return Dropped("not_found", "HTTP 404") if path != "/" else self._home(url, now, "")
        if self.death == "other domain":
            moved = f"https://{self.id}-news.example/"
            if path == "/":
                return self._home(moved, now, "/rss", asked=url)
            return Dropped("redirect", "HTTP 301 to an address that is not followed")
        if path == "/":
            named = "/a/rss-18" if self.death in ("moved path", "ids changed") else ""
            return self._home(url, now, named)
        if path in ("/a/rss-18", "/rss"):
            return self._list(url, now)
        return Dropped("not_found", "HTTP 404")

    def _dead(self, url: str, now: datetime) -> Reply:
        match self.death:
            case "redirect loop" | "other domain":
                return Dropped("redirect", "one redirect leads to the next")
            case "closed connection":
                return Failed("connection", "the host closed the connection")
            case "eleven bytes":
                return _page(url, "hello world", now)
            case "stale":
                return self._list(url, self.dies_at or now, fetched=now)
            case "a web page":
                return self._home(url, now, "")
            case "bad XML":
                page = self._list(url, now)
                return _page(url, page.body.decode().replace("</title>", " & Co</title>"), now)
            case "five of six time out":
                late = self.chance.random() < 5 / 6
                return (
                    Failed("timeout", "no whole answer in time") if late else self._list(url, now)
                )
            case "emptied":
                return _page(url, "<rss version='2.0'><channel></channel></rss>", now)
        return Dropped("not_found", "HTTP 404")

    def _home(self, url: str, now: datetime, feed: str, asked: str = "") -> Page:
        link = f"<link rel='alternate' type='application/rss+xml' href='{feed}'>" if feed else ""
        html = f"<!doctype html><html lang='{self.language}'><head><title>x</title>{link}</head>"
        return _page(url, f"{html}<body><a href='/about'>About</a></body></html>", now, asked)

    def listed(self, now: datetime) -> list[tuple[datetime, str]]:
        """Return what its living lists hold, the newest first."""
        known = [one for one in self.articles if one[0] <= now]
        if self.kind == "sitemap":
            return [one for one in reversed(known) if now - one[0] <= MAP_HOLDS]
        return known[: -self.window - 1 : -1]

    def _list(self, url: str, now: datetime, fetched: datetime | None = None) -> Page:
        title = WORDS[self.language]
        rows = self.listed(now)
        if self.kind == "sitemap":
            body = "".join(
                f"<url><loc>{escape(one)}</loc><news:news><news:publication_date>{at.isoformat()}"
                f"</news:publication_date><news:title>{title}</news:title></news:news></url>"
                for at, one in rows
            )
            space = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
            return _page(url, f"<urlset {space}>{body}</urlset>", fetched or now)
        body = "".join(
            f"<item><title>{title}</title><link>{escape(one)}</link>"
            f"<pubDate>{format_datetime(at)}</pubDate></item>"
            for at, one in rows
        )
        return _page(url, f"<rss version='2.0'><channel>{body}</channel></rss>", fetched or now)


def _page(url: str, text: str, now: datetime, asked: str = "") -> Page:
    kind = "text/html" if text.startswith("<!doctype") else "text/xml"
    return Page(url, 200, kind, text.encode(), now, asked or url)


def press(outlets: int, deaths: int, begin: datetime, days: float, seed: int = 0) -> list[Site]:
    """Return outlets of all paces and languages; so many of them die in the first half."""
    made = []
    languages = [*WORDS]
    for number in range(outlets):
        chance = random.Random(seed * 100_000 + number)
        site = Site(
            *(f"outlet{number}", languages[number % 6]),
            *((2.0, 5.0, 12.0, 30.0, 80.0)[number % 5], (1.0, 0.3, 0.05)[number % 3]),
            "sitemap" if number % 4 == 3 else "feed",
            (20, 30, 50)[number % 3],
            number % 3 != 1,
            chance,
        )
        if number < deaths:
            site.death = DEATHS[number % len(DEATHS)]
            site.dies_at = begin + days * DAY * (0.2 + 0.25 * chance.random())
        for hours in range(int(HISTORY / HOUR)):
            site.publish(begin - HISTORY + (hours + 1) * HOUR, HOUR)
        made.append(site)
    return made


@dataclass(slots=True)
class Figures:
    """What was counted: requests by kind, when each article was stored, and what was noticed."""

    requests: Counter[str] = field(default_factory=Counter)
    stored: dict[str, datetime] = field(default_factory=dict)
    offered: Counter[str] = field(default_factory=Counter)
    mended: dict[str, datetime] = field(default_factory=dict)
    noticed: dict[str, datetime] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)


class Press:
    """A press, a store, and time that goes from one visit that is due to the next."""

    def __init__(self, store: Store, sites: Sequence[Site], now: datetime) -> None:
        self.store, self.now, self.figures = store, now, Figures()
        self.begin = now
        self.sites = {site.id: site for site in sites}
        self._sources = {site.id: site.source() for site in sites}
        self._read: dict[str, tuple[bytes, Discovered | Failed]] = {}
        sources.sync_sources(store, [*self._sources.values()], now)

    def live(self, span: timedelta, step: timedelta = 5 * timedelta(minutes=1)) -> None:
        """Let time go on: outlets publish, those that are due are visited."""
        end = self.now + span
        while self.now < end:
            self.now += step
            for site in self.sites.values():
                site.publish(self.now, step)
            for due in sources.due_sources(self.store, self.now):
                with self.store.transaction():
                    self._visit(due.source)
            if self.now.minute == 0:
                for one in to_search.outlets_to_search(self.store, self.now):
                    self._search(one)

    def _visit(self, source: Source) -> None:
        site = self.sites[source.id]
        visits = [self._ask(site, listing) for listing in source.listings()]
        sources.record_visits(self.store, site.id, visits, self.now)
        learned_lists.review_learned(self.store, self._sources[site.id], self.now)
        health.judge_source(self.store, site.id, visits, self.now)

    def _ask(self, site: Site, listing: Listing) -> Visit:
        visit = Visit(site.id, self.now, listing.url, "ok", 200)
        reply = site.answer(listing.url, self.now)
        if not isinstance(reply, Page):
            self.figures.requests["failed"] += 1
            return Visit(site.id, self.now, listing.url, reply.reason, error=reply.detail)
        known = self._read.get(listing.url)
        same = known is not None and known[0] == reply.body
        found = known[1] if known and same else self._read_list(site, listing, reply)
        if isinstance(found, Failed):
            self.figures.requests["failed"] += 1
            return Visit(site.id, self.now, listing.url, found.reason, error=found.detail)
        urls = tuple(entry.url for entry in found.entries)
        self.figures.offered.update(urls)
        if site.tells_changes and same:
            self.figures.requests["304"] += 1
            return Visit(site.id, self.now, listing.url, "not_modified", 304)
        self.figures.requests["list"] += 1
        added = links.add_links(self.store, site.id, listing.via, found.entries, self.now)
        for link in added:  # its page is fetched in the same pass
            self.figures.requests["page"] += 1
            self.figures.stored[link.entry.url] = self.now
            links.settle_dropped(self.store, link.entry.url, Dropped("off_topic"), self.now)
        newest = max((e.published_at for e in found.entries if e.published_at), default=None)
        return Visit(
            *(site.id, self.now, visit.address, "ok", 200, len(urls), len(added)),
            newest_at=newest,
        )

    def _read_list(self, site: Site, listing: Listing, page: Page) -> Discovered | Failed:
        found = read_listing(None, listing.kind, page, COUNTRIES[site.language])
        self._read[listing.url] = page.body, found
        return found

    def _search(self, one: to_search.ToSearch) -> None:
        site, source = self.sites[one.source_id], self._sources[one.source_id]
        known = learned_lists.learned_lists(self.store, site.id)
        whole = learned_lists.with_learned(source, known)
        if site.is_dead(self.now):
            self.figures.noticed.setdefault(site.id, self.now)
        longest = longest_for(whole, one.last_at, self.now, dead=one.dead)
        dead = frozenset(listing.url for listing in whole.listings())
        steps = search(source.homepage, self.now, longest, lambda: "", dead)
        reply: Reply | None = None
        while True:
            try:
                url = next(steps) if reply is None else steps.send(reply)
            except StopIteration as ended:
                found = ended.value
                break
            self.figures.requests["search"] += 1
            reply = site.answer(url, self.now)
        urls = {entry.url for way in found.ways for entry in way.entries}
        owners = to_search.owners_of(self.store, urls)
        learned = replacements(whole, found, owners, one.last_at, self.now, dead=one.dead)
        learned_lists.keep_learned(self.store, site.id, learned, self.now)
        for way in learned:
            if not site.is_dead(self.now) or (way.state != "elsewhere" and site.death in UNMENDED):
                self.figures.wrong.append(f"{site.id} ({site.death}): {way.url}")
            elif way.state == "elsewhere":
                self.figures.named.add(site.id)
            else:
                self.figures.mended.setdefault(site.id, self.now)

    def missed(self) -> tuple[int, int]:
        """Return how many articles of a day ago and before are not stored, and of how many.

        Of an outlet whose list died these are the ones that its lists still held when others were
        found; none of one that was not mended.
        """
        missed = total = 0
        for site in self.sites.values():
            mended = self.figures.mended.get(site.id)
            held = set(site.listed(mended)) if mended else set()
            for one in site.articles:
                at, url = one
                if not self.begin <= at <= self.now - DAY:
                    continue
                if site.is_dead(at) and (mended is None or (at < mended and one not in held)):
                    continue
                total += 1
                missed += url not in self.figures.stored
        return missed, total

    def delays(self) -> list[timedelta]:
        """Return how long after its publication each article of well outlets was stored."""
        stored = self.figures.stored
        return [
            stored[url] - at
            for site in self.sites.values()
            if not site.death
            for at, url in site.articles
            if at >= self.begin and url in stored
        ]

    def summary(self) -> Iterator[str]:
        """Yield what was counted, a line each."""
        figures = self.figures
        missed, total = self.missed()
        yield f"articles offered: {total}, not stored: {missed}"
        delays = [delay / HOUR for delay in self.delays()]
        yield f"median delay from publication to storage: {median(delays):.2f} h"
        asked = figures.requests
        each = (asked["list"] + asked["failed"] + asked["page"]) / max(1, asked["page"])
        yield (
            f"requests an article (lists and pages): {each:.2f}; apart: {asked['304']} "
            f"answers 304, {asked['search']} in searches, for {asked['page']} articles"
        )
        dead = [site for site in self.sites.values() if site.is_dead(self.now)]
        late = [
            (figures.noticed[site.id] - (site.dies_at or self.now)) / HOUR
            for site in dead
            if site.id in figures.noticed
        ]
        yield f"deaths: {len(dead)}, noticed: {len(late)}" + (
            f", after {median(late):.1f} h (median), {max(late):.1f} h at the latest"
            if late
            else ""
        )
        whole = sum(site.death == "bad XML" for site in dead)
        yield (
            f"mended without a person: {len(figures.mended)}; read on without mending: {whole}; "
            f"another domain named to a person: {len(figures.named)}"
        )
        left = sorted(
            f"{site.id} ({site.death})"
            for site in dead
            if site.id not in figures.mended and site.death not in ("bad XML", "other domain")
        )
        yield f"not mended: {', '.join(left) or 'none'}"
        yield f"wrong replacements: {len(figures.wrong)} {figures.wrong[:3] or ''}"
