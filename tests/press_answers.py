"""What the outlets of a press answer to each request, and the log of what was asked.

Time is simulated: it stands still between passes and runs ``factor`` times as fast in them, so that
delays that are as many times shorter are what they are said to be in the log.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Literal
from urllib.parse import urlsplit

from tests.newsroom import Answer
from tests.press_lists import Form, rendered
from tests.press_sites import CLOSED, NOT_HERE, Site, index_of, names

BUSY_EVERY = 60
"""A site that sometimes wants a pause says so at each sixtieth request."""
What = Literal["robots", "list", "page", "revisit", "other"]


@dataclass(slots=True)
class Clock:
    """The simulated time: it runs on from ``at``, ``factor`` times as fast as the machine's."""

    at: datetime
    factor: float
    begun: float = field(default_factory=time.monotonic)

    def now(self) -> datetime:
        """Return the present moment."""
        return self.at + timedelta(seconds=(time.monotonic() - self.begun) * self.factor)

    def set(self, at: datetime) -> None:
        """Let it be ``at`` now."""
        self.at, self.begun = at, time.monotonic()


@dataclass(slots=True)
class Request:
    """A line of the log: when who was asked for what, and what was answered until when."""

    at: datetime
    site: Site
    host: str
    path: str
    what: What
    status: int = 0
    until: datetime | None = None
    retry_after_s: int = 0

    def line(self) -> str:
        """Return it as a line of a log."""
        return f"{self.at:%d %H:%M:%S.%f} {self.host}{self.path} {self.status}"


@dataclass(slots=True)
class Offers:
    """How often each article was in a list that was asked for, once for each pass."""

    times: Counter[tuple[str, int]] = field(default_factory=Counter)
    last: dict[tuple[str, int], int] = field(default_factory=dict)

    def show(self, site: Site, numbers: Sequence[int], turn: int) -> None:
        """Count that a list held these articles of a site in the pass ``turn``."""
        for number in numbers:
            key = site.id, number
            if self.last.get(key) != turn:
                self.last[key] = turn
                self.times[key] += 1


class Answers:
    """What all sites of a press answer. ``log`` is every request, in order."""

    def __init__(self, clock: Clock, sites: Sequence[Site]) -> None:
        self.clock, self.log, self.offers, self.turn = clock, list[Request](), Offers(), 0
        self.sites = sites
        self._hosts: dict[str, list[Site]] = {}
        for host, site in names(sites):
            self._hosts.setdefault(host, []).append(site)
        self._asked: Counter[str] = Counter()
        self._shown: dict[tuple[str, str], tuple[object, Answer]] = {}
        self._known: set[tuple[str, str]] = set()

    def begin_pass(self, at: datetime) -> list[str]:
        """Let a pass begin at a moment; return the host names that are known no more by then."""
        self.clock.set(at)
        self.turn += 1
        return [one.host for one in self.sites if one.death == "no www" and one.is_dead(at)]

    def reply(
        self, host: str, path: str, headers: Mapping[str, str]
    ) -> tuple[Answer, Request] | None:
        """Return what a request is answered, and its line in the log; None: nobody is there."""
        site = self.site_of(host, path)
        if site is None:
            return None
        asked = Request(self.clock.now(), site, host, path, "other")
        self.log.append(asked)
        answer = self._marked(site, self._answer(asked), headers)
        asked.status = answer.status
        return answer, asked

    def site_of(self, host: str, path: str) -> Site | None:
        """Return whom a request is for, None if nobody answers at the host."""
        sites = self._hosts.get(host, [])
        if len(sites) < 2:
            return next(iter(sites), None)
        name = urlsplit(path).path.removeprefix("/s/").strip("/").partition("/")[0]
        return next((site for site in sites if site.id == name), sites[0])

    def _marked(self, site: Site, answer: Answer, headers: Mapping[str, str]) -> Answer:
        """Return an answer with its marks, or a 304 to who has it already."""
        if answer.status != 200 or not site.marks or answer.stall:
            return answer
        tag = f'"{hashlib.md5(answer.body, usedforsecurity=False).hexdigest()}"'
        if site.marks == "ETag":
            if headers.get("if-none-match") == tag:
                return Answer(status=304)
            return replace(answer, headers={**answer.headers, "ETag": tag})
        told = answer.headers.get("Last-Modified", "")
        if told and headers.get("if-modified-since") == told:
            return Answer(status=304)
        return answer

    def _answer(self, asked: Request) -> Answer:
        site, now, path = asked.site, asked.at, asked.path
        if path == "/robots.txt":
            asked.what = "robots"
            return Answer(site.robots(now, max(self.clock.factor, 1.0)).encode(), "text/plain")
        self._asked[site.id] += 1
        if site.retry_after_s and self._asked[site.id] % BUSY_EVERY == 0:
            asked.retry_after_s = site.retry_after_s
            said = {"Retry-After": str(site.retry_after_s)}
            return Answer(b"later", "text/plain", 429, said)
        page = site.article(path, now)
        if page is not None:
            return self._page(asked, page)
        return self._died(asked) if site.is_dead(now) else self._alive(asked)

    def _page(self, asked: Request, page: Answer) -> Answer:
        key = asked.site.id, asked.path
        asked.what = "revisit" if key in self._known else "page"
        self._known.add(key)
        at = asked.site.times[asked.site.numbers[asked.path]]
        return replace(page, headers={"Last-Modified": format_datetime(at)})

    def _alive(self, asked: Request) -> Answer:
        site, path, now = asked.site, asked.path, asked.at
        plain = path.partition("?")[0]
        if plain == "/" or (site.form == "channel" and plain.strip("/") == site.id):
            return site.home(now, asked.host)
        if plain == "/comments/rss":
            items = site.items(site.listed("rss", now, 6), asked.host)
            shown = [replace(one, url=f"{one.url}#comment-{n}") for n, one in enumerate(items)]
            return rendered("rss", shown, site.language, site.root)
        if plain.startswith("/maps/posts-"):
            return self._day(asked, plain.removeprefix("/maps/posts-").removesuffix(".xml"))
        form = site.list_at(path, now)
        if form is None and site.form == "section" and path == f"{site.path}?page=2":
            asked.what = "list"
            numbers = site.listed("section", now, 40)[20:]
            self.offers.show(site, numbers, self.turn)
            return rendered("section", site.items(numbers, asked.host), site.language, site.root)
        return NOT_HERE if form is None else self._list(asked, form)

    def _list(self, asked: Request, form: Form, now: datetime | None = None) -> Answer:
        site, now = asked.site, now or asked.at
        asked.what = "list"
        if form == "map index":
            return index_of(site, asked.host, now)
        numbers = site.listed(form, now, 20 if form in ("section", "channel", "posts") else 0)
        if asked.host != f"{site.id}-news.example":  # it waits for a person to accept that
            self.offers.show(site, numbers, self.turn)
        key, state = (site.id, f"{asked.host} {form}"), (tuple(numbers[:1]), len(numbers))
        known = self._shown.get(key)
        if known is None or known[0] != state:
            shown = rendered(form, site.items(numbers, asked.host), site.language, site.root)
            if form == "section":
                more = f'<a rel="next" href="{site.path}?page=2">2</a></body>'.encode()
                shown = replace(shown, body=shown.body.replace(b"</body>", more))
            newest = {"Last-Modified": format_datetime(site.times[numbers[0]])} if numbers else {}
            known = state, replace(shown, headers={**shown.headers, **newest})
            self._shown[key] = known
        return known[1]

    def _day(self, asked: Request, day: str) -> Answer:
        site = asked.site
        asked.what = "list"
        out = range(site.published(asked.at) - 1, -1, -1)
        numbers = [n for n in out[:400] if f"{site.times[n]:%Y-%m-%d}" == day]
        self.offers.show(site, numbers, self.turn)
        return rendered("news map", site.items(numbers, asked.host), site.language, site.root)

    def _died(self, asked: Request) -> Answer:
        site, path, host = asked.site, asked.path, asked.host
        elsewhere = f"{site.id}-news.example"
        if site.death == "other domain":
            if host != elsewhere:
                asked.what = "list" if path == site.path else "other"
                to = f"http://{elsewhere}:{site.port}/"
                return Answer(status=301, headers={"Location": to})
            if path == "/rss":
                return self._list(asked, "rss")
            return site.home(asked.at, host) if path == "/" else NOT_HERE
        if path != site.path:
            return self._alive(asked)
        asked.what = "list"
        match site.death:
            case "redirect loop":
                return Answer(status=302, headers={"Location": path})
            case "closed connection":
                return Answer(status=CLOSED)
            case "eleven bytes":
                return Answer(b"hello world", "text/xml")
            case "stale":
                return self._list(asked, site.form, site.dies_at)
            case "a web page":
                return site.home(asked.at, host)
            case "bad XML":
                good = self._list(asked, site.form)
                return replace(good, body=good.body.replace(b"</title>", b" & Co</title>"))
            case "five of six time out":
                return (
                    Answer(stall=True) if self._asked[site.id] % 6 else self._list(asked, site.form)
                )
            case "emptied":
                return Answer(b"<rss version='2.0'><channel></channel></rss>", "text/xml")
            case "forbidden" | "gone" | "server error":
                status = {"forbidden": 403, "gone": 410, "server error": 500}[site.death]
                return Answer(b"no", "text/plain", status)
            case "no www" | "robots":
                return self._list(asked, site.form)
        return NOT_HERE
