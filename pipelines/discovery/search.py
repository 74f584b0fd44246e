"""Looks for the lists of an outlet from its home page, one request after the other."""

import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from pipelines.discovery.gate import Finding, in_another_language, judge_list
from pipelines.discovery.home_page import Home, read_home, robots_sitemaps
from pipelines.discovery.list_language import foreign_language, language_of_titles
from pipelines.discovery.places import Place, child_of, names_news, places
from pipelines.items import Discovered, Dropped, Entry, Failed, Page
from pipelines.listings.listing import read_listing
from pipelines.listings.section_page import is_article_page
from pipelines.sources import ListingKind
from pipelines.text.charset import decode_text
from pipelines.web.ip_addresses import is_ip
from pipelines.web.urls import host_of, site_of

MOST_REQUESTS = 12
CONFIRMING = 3
"""So many pages show that what a section page links is articles."""
LEAST_CONFIRMED = 2
MOST_CHILDREN = 20
SECOND_WAYS = 2
"""Once one list was found, so many further addresses are tried for another way in."""
SNIFFED = 20_000
MOST_ENTRIES = 100
"""So many articles of each list are kept with what was found."""
_FEED = re.compile(rb"<(?:rss|feed|channel|\w+:RDF)[\s>]", re.IGNORECASE)
_SITEMAP = re.compile(rb"<(?:\w+:)?urlset[\s>]", re.IGNORECASE)
_OUT_OF_REACH = frozenset(("dns", "connection", "timeout", "tls", "refused_address"))

Reply = Page | Dropped | Failed
WayKind = Literal["feed", "sitemap", "section", "wordpress"]
KnownRobots = Callable[[], str]
"""Returns the text of the robots.txt files that were read so far, "" for none."""


@dataclass(frozen=True, slots=True)
class Way:
    """A list that was found: where, how it came to be tried, what it is worth, and what it has."""

    kind: WayKind
    url: str
    how: str
    finding: Finding
    entries: tuple[Entry, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One address that was asked for: why, and what it showed."""

    url: str
    how: str
    said: str


@dataclass(slots=True)
class Found:
    """What a search showed: ``ways`` are alive, ``candidates`` may be once a later look confirms.

    ``trouble`` says why nothing could be looked for, "" if it could; ``requests`` counts what was
    asked, robots.txt included.
    """

    home: Home
    ways: list[Way] = field(default_factory=list)
    candidates: list[Way] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    trouble: str = ""
    requests: int = 0


def search(
    homepage: str,
    now: datetime,
    longest: timedelta,
    robots: KnownRobots,
    known: frozenset[str] = frozenset(),
) -> Generator[str, Reply, Found]:
    """Look for the lists of the outlet at ``homepage``: yields URLs, is sent what each answered.

    ``longest`` is how old a list's newest article may be. At most ``MOST_REQUESTS`` are made; the
    URLs that are ``known`` are not asked.
    """
    return (yield from _Search(homepage, now, longest, robots, known).run())


def with_or_without_www(url: str) -> str:
    """Return a URL at the same host with www. before it, or without; "" where that makes no sense.

    Of both names one may be gone.
    """
    scheme, _, rest = url.partition("://")
    if is_ip(host_of(url)):
        return ""
    return f"{scheme}://{rest[4:] if rest.startswith('www.') else f'www.{rest}'}"


class _Search:
    def __init__(
        self,
        homepage: str,
        now: datetime,
        longest: timedelta,
        robots: KnownRobots,
        known: frozenset[str],
    ) -> None:
        self._now, self._longest, self._robots, self._known = now, longest, robots, known
        self._found = Found(Home(homepage))
        self._hosts: set[str] = set()

    def run(self) -> Generator[str, Reply, Found]:
        found, start = self._found, self._found.home.url
        reply = yield from self._ask(start)
        other = with_or_without_www(start)
        if other and not isinstance(reply, Page) and reply.reason == "dns":
            self._note(start, "the home page", reply.detail or reply.reason)
            start = other
            reply = yield from self._ask(start)
        if isinstance(reply, Page):
            found.home = read_home(decode_text(reply.body, reply.content_type).text, reply.url)
            said = f"led to {reply.url}" if reply.url != start else "a web page"
            listed = self._read(reply)
            if isinstance(listed, Discovered) and not found.home.html:
                self._weigh(Place("feed", reply.url, "as it was given", named=True), listed, reply)
                return found
            self._note(start, "the home page", said)
        else:
            self._note(start, "the home page", reply.detail or reply.reason)
            if reply.reason in _OUT_OF_REACH:
                found.trouble = f"{found.home.url}: {reply.detail or reply.reason}"
                return found
        yield from self._try_places()
        if not found.ways and found.home.articles:
            yield from self._confirm_section()
        return found

    def _try_places(self) -> Generator[str, Reply, None]:
        reserve = CONFIRMING if len(self._found.home.articles) >= CONFIRMING else 0
        tried = {*self._known}
        second = 0
        for place in self._places():
            if place.url in tried:
                continue
            if self._found.ways:
                if second >= SECOND_WAYS or not self._is_second_way(place):
                    continue
                second += 1
            if self._found.requests + reserve >= MOST_REQUESTS:
                return
            tried.add(place.url)
            yield from self._try(place)

    def _places(self) -> Iterator[Place]:
        maps = robots_sitemaps(self._robots(), self._found.home.url)
        return places(self._found.home, maps)

    def _is_second_way(self, place: Place) -> bool:
        """Tell whether a place may give another kind of list than those that were found."""
        kinds = {way.kind for way in self._found.ways}
        return place.named and place.kind not in kinds and names_news(place.url)

    def _try(self, place: Place) -> Generator[str, Reply, None]:
        reply = yield from self._ask(place.url)
        if not isinstance(reply, Page):
            self._note(place.url, place.how, reply.detail or reply.reason)
            return
        listed = self._read(reply, place.kind)
        if isinstance(listed, Failed):
            self._note(place.url, place.how, listed.detail)
            return
        child = "" if listed.entries else child_of(listed.nested)
        if child in self._known:
            self._note(place.url, place.how, f"leads to {child}, which is known")
            return
        if not child:
            self._weigh(place, listed, reply)
            return
        count = len(listed.nested)
        self._note(place.url, place.how, f"an index of {count} sitemaps; {child} may be the news")
        if self._found.requests >= MOST_REQUESTS:
            return
        answer = yield from self._ask(child)
        how = f"named by {place.url}"
        if not isinstance(answer, Page):
            self._note(child, how, answer.detail or answer.reason)
            return
        inner = self._read(answer)
        if isinstance(inner, Failed):
            self._note(child, how, inner.detail)
        else:
            self._weigh(Place("sitemap", child, how, named=True), inner, answer)

    def _weigh(self, place: Place, listed: Discovered, page: Page) -> None:
        """Judge a list, and take it as a way in or as a candidate."""
        home = self._found.home
        site = site_of(home.url)
        finding = judge_list(listed, site, self._now, self._longest)
        if language := foreign_language(listed.entries, [language_of_titles(home.articles)]):
            finding = in_another_language(finding, language)
        start = page.body[:SNIFFED]
        kind: WayKind = place.kind
        if _FEED.search(start) or _SITEMAP.search(start):
            kind = "feed" if _FEED.search(start) else "sitemap"
        shown = tuple(replace(one, content="") for one in listed.entries[:MOST_ENTRIES])
        way = Way(kind, page.asked_url or page.url, place.how, finding, shown)
        self._note(place.url, place.how, f"{finding.verdict}: {finding.why}")
        if finding.verdict == "fresh":
            self._found.ways.append(way)
        elif finding.verdict == "candidate":
            self._found.candidates.append(way)

    def _confirm_section(self) -> Generator[str, Reply, None]:
        """See on a few pages whether what the home page links is articles."""
        home, shown, asked = self._found.home, 0, 0
        for entry in home.articles:
            if asked >= CONFIRMING or self._found.requests >= MOST_REQUESTS:
                break
            asked += 1
            reply = yield from self._ask(entry.url)
            if isinstance(reply, Page):
                text = decode_text(reply.body, reply.content_type).text
                says_so = is_article_page(text)
                shown += says_so
                said = "an article" if says_so else "does not say that it is an article"
            else:
                said = reply.detail or reply.reason
            self._note(entry.url, "linked by the home page", said)
        count = len(home.articles)
        if shown >= min(LEAST_CONFIRMED, asked) and asked:
            finding = Finding("fresh", f"links {count} articles; {shown} of {asked} say so", count)
            ways = self._found.ways
        else:
            finding = Finding("candidate", f"links {count} that may be articles", count)
            ways = self._found.candidates
        shown_links = home.articles[:MOST_ENTRIES]
        how = f"no feed {'is surely alive' if self._found.candidates else 'was found'}"
        ways.append(Way("section", home.url, how, finding, shown_links))

    def _ask(self, url: str) -> Generator[str, Reply, Reply]:
        host = url.partition("://")[2].partition("/")[0]
        if host not in self._hosts:  # its robots.txt is asked for, too
            self._hosts.add(host)
            self._found.requests += 1
        self._found.requests += 1
        reply = yield url
        if isinstance(reply, Page) and reply.url != url:
            self._found.requests += 1
        return reply

    def _read(self, page: Page, kind: ListingKind = "feed") -> Discovered | Failed:
        return read_listing(None, kind, page, self._found.home.country)

    def _note(self, url: str, how: str, said: str) -> None:
        self._found.steps.append(Step(url, how, said))
