"""A press that is watched without a network: its answers are handed over in this process.

What is due, what a list holds, what an answer means, how an outlet does and how its dead lists are
replaced is decided by the real code; pages are asked for, but their text is not read.
"""

import gzip
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from scrapy.http import Request, Response

from db.crawl import health, learned_lists, links, sources, to_search
from db.store import Store
from pipelines.discovery.mending import longest_for, replacements
from pipelines.discovery.search import Found, Reply, search
from pipelines.items import Discovered, Dropped, Failed, Link, Page
from pipelines.listings.listing import in_words, read_listing
from pipelines.sources import Listing, Source
from pipelines.visits import LearnedList, SourceForVisit, Validator, Visit
from spiders.news_spider import FULL_FETCH_EVERY_S
from spiders.outcomes import hold_until, marks_of, outcome_of, page_of
from spiders.redirects import MOST_REDIRECTS
from tests.press_answers import Answers, Clock
from tests.press_figures import Outcome, Watch, stored_articles
from tests.press_sites import CLOSED, HOUR, closed_paths, press

PORT = 80
MINUTES = timedelta(minutes=5)


class Press:
    """A press, a store, and time that goes from one visit that is due to the next."""

    def __init__(
        self,
        store: Store,
        outlets: int,
        deaths: int,
        begin: datetime,
        days: float,
        part: tuple[int, int] = (1, 1),
    ) -> None:
        number, parts = part
        sites = press(outlets, deaths, begin, days, PORT)[number - 1 :: parts]
        self.store, self.now, self.begin = store, begin, begin
        self.answers, self.watch = Answers(Clock(begin, 0.0), sites), Watch()
        self.sites = {site.id: site for site in sites}
        self._sources = {site.id: site.source() for site in sites}
        self._gone: list[str] = []
        self._robots: dict[str, datetime] = {}
        self._held: dict[str, datetime] = {}
        sources.sync_sources(store, [*self._sources.values()], begin)

    def live(self, span: timedelta, step: timedelta = MINUTES) -> None:
        """Let time go on: outlets publish, those that are due are visited."""
        end = self.now + span
        while self.now < end:
            self._gone = self.answers.begin_pass(self.now)
            for link in links.pending_links(self.store, self.now, 5_000):
                self._fetch(link)
            for due in sources.due_sources(self.store, self.now):
                with self.store.transaction():
                    self._visit(due)
            for one in to_search.outlets_to_search(self.store, self.now):
                self._search(one)
            self.watch.look(self.store, [*self.sites.values()], self.now)
            self.now += step

    def outcome(self) -> Outcome:
        """Return what there is to be seen by now."""
        sites = [*self.sites.values()]
        stored = stored_articles(self.store, sites)
        return Outcome(sites, self.answers, self.watch, stored, self.begin, self.now)

    def _visit(self, due: SourceForVisit) -> None:
        source = due.source
        known = {one.address: one for one in due.validators}
        visits = [
            visit for listing in source.visited() for visit in self._ask(source, listing, known)
        ]
        sources.record_visits(self.store, source.id, visits, self.now)
        learned_lists.review_learned(self.store, self._sources[source.id], self.now)
        health.judge_source(self.store, source.id, visits, self.now)

    def _ask(
        self, source: Source, listing: Listing, known: Mapping[str, Validator], depth: int = 0
    ) -> Iterator[Visit]:
        """Yield the visits to a list and to those that it points to."""
        headers = {}
        validator = known.get(listing.url)
        if validator and (self.now - validator.full_at).total_seconds() < FULL_FETCH_EVERY_S:
            headers = {"if-none-match": validator.etag}
            headers |= {"if-modified-since": validator.last_modified}
        said = self._answer(listing.url, headers)
        if isinstance(said, Response) and said.status == 304:
            yield Visit(source.id, self.now, listing.url, "not_modified", 304)
            return
        reply = self._read(said, listing.url)
        status = said.status if isinstance(said, Response) else 0
        listed: Discovered | Dropped | Failed
        if isinstance(reply, Page):
            listed = read_listing(None, listing.kind, reply, source.country)
        else:
            listed = reply
        if isinstance(listed, Dropped | Failed):
            lost = in_words(listing.kind, listed, status)
            yield Visit(source.id, self.now, listing.url, lost.reason, status, error=lost.detail)
            return
        added = links.add_links(self.store, source.id, listing.via, listed.entries, self.now)
        for link in added:
            self._fetch(link)
        goes_on = listing.kind != "section" or len(added) == len(listed.entries)
        nested = listed.nested if goes_on and depth < 3 else ()
        marks = marks_of(said) if isinstance(said, Response) else ("", "")
        yield Visit(
            *(source.id, self.now, listing.url, "ok", status, len(listed.entries), len(added)),
            error=listed.truncated,
            newest_at=listed.newest_at,
            validator=None if nested else Validator(listing.url, *marks, self.now),
        )
        for url in nested:
            yield from self._ask(source, listing.nested(url), known, depth + 1)

    def _fetch(self, link: Link) -> None:
        """Ask for the page of an article; of its text nothing is read."""
        url = link.entry.url
        said = self._answer(url, {})
        reply = self._read(said, url)
        if isinstance(reply, Page):
            reply = Dropped("off_topic")
        if isinstance(reply, Dropped):
            links.settle_dropped(self.store, url, reply, self.now)
        else:
            until = hold_until(said, self.now) if isinstance(said, Response) else None
            links.settle_failed(self.store, url, reply, self.now, until)

    def _answer(self, url: str, headers: dict[str, str]) -> Response | Dropped | Failed:
        """Return what a URL answers at the end of its redirects."""
        for _ in range(MOST_REDIRECTS + 1):
            parts = urlsplit(url)
            host = parts.hostname or ""
            path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            refusal = self._refusal(host, path)
            if refusal:
                return refusal
            said = self.answers.reply(host, path, headers)
            if said is None:
                return Failed("dns", "the host name is not known")
            answer, _ = said
            if answer.stall:
                return Failed("timeout", "no whole answer in time")
            if answer.status == CLOSED:
                return Failed("connection", "the host closed the connection")
            packed = answer.headers.get("Content-Encoding") == "gzip"
            body = gzip.decompress(answer.body) if packed else answer.body
            told = {"Content-Type": answer.kind, **answer.headers}
            response = Response(url, answer.status, told, body, request=Request(url))
            if until := hold_until(response, self.now):
                self._held[host] = until
            if "Location" not in answer.headers:
                return response
            url = urljoin(url, answer.headers["Location"])
        return Dropped("redirect", "one redirect leads to the next")

    def _refusal(self, host: str, path: str) -> Dropped | Failed | None:
        """Return why a host is not asked for a path: its name, its wishes or its robots.txt."""
        if host in self._gone:
            return Failed("dns", "the host name is not known")
        if self.now < self._held.get(host, self.now):
            return Failed("blocked", "the host asked to be left alone")
        site = self.answers.site_of(host, path)
        if site is None:
            return None
        asked = self._robots.get(host)
        if asked is None or self.now - asked >= 24 * HOUR:
            self.answers.reply(host, "/robots.txt", {})
            self._robots[host] = asked = self.now
        if any(path.startswith(one) for one in closed_paths(site, asked)):
            return Dropped("robots", "its robots.txt does not allow this address")
        return None

    def _read(self, said: Response | Dropped | Failed, url: str) -> Reply:
        if not isinstance(said, Response):
            return said
        return outcome_of(said, url, listing=True) or page_of(said, url, self.now)

    def _search(self, one: to_search.ToSearch) -> None:
        source = self._sources[one.source_id]
        if self.now < self._held.get(urlsplit(source.homepage).hostname or "", self.now):
            return
        known = learned_lists.learned_lists(self.store, source.id)
        whole = learned_lists.with_learned(source, known)
        found = self._found(whole, one)
        if source.listings():
            urls = {entry.url for way in found.ways for entry in way.entries}
            owners = to_search.owners_of(self.store, urls)
            learned = replacements(whole, found, owners, one.last_at, self.now, dead=one.dead)
        else:
            ways = [way for way in found.ways if way.kind != "section"]
            learned = [LearnedList(way.kind, way.url, way.how) for way in ways]
        learned_lists.keep_learned(self.store, source.id, learned, self.now)

    def _found(self, source: Source, one: to_search.ToSearch) -> Found:
        longest = longest_for(source, one.last_at, self.now, dead=one.dead)
        dead = frozenset(listing.url for listing in source.listings())
        site = self.sites[source.id]
        steps = search(source.homepage, self.now, longest, lambda: site.robots(self.now, 1.0), dead)
        reply: Reply | None = None
        while True:
            try:
                url = next(steps) if reply is None else steps.send(reply)
            except StopIteration as ended:
                found: Found = ended.value
                return found
            reply = self._read(self._answer(url, {}), url)
