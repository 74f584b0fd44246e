"""The outlets of a press: when each publishes, where it lists that, and how its lists die."""

import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pipelines.listings.interfaces.wordpress import NEWEST
from pipelines.sources import Source
from tests.newsroom import Answer, article_page
from tests.press_lists import FEEDS, Form, Item, map_index, rendered
from tests.press_texts import COUNTRIES, LANGUAGES, headline, paragraphs, report
from tests.telegram_pages import channel, message

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HISTORY = 10 * DAY
MAP_HOLDS = 48 * HOUR
PACES = (2.0, 5.0, 12.0, 30.0, 80.0)
"""Articles a day."""
FORMS: tuple[Form, ...] = (
    *("rss", "news map", "rss", "atom", "section", "rss", "rdf", "posts", "rss", "map index"),
    *("json", "rss", "channel", "packed", "rss", "news map", "front page", "atom", "reports"),
    *("rss", "section", "rss", "search"),
)
"""The forms of the outlets in turn: three of five are feeds, as among known outlets."""
DEATHS = (
    *("redirect loop", "closed connection", "eleven bytes", "stale", "a web page", "moved path"),
    *("ids changed", "no www", "bad XML", "five of six time out", "emptied", "other domain"),
    *("forbidden", "gone", "server error", "robots"),
)
"""How lists die. Bad XML is no death for a reader that recovers; another domain waits for a person,
so that nothing of it may be taken."""
READ_ON = frozenset(("bad XML",))
FOR_A_PERSON = frozenset(("other domain",))
SPARES = ("named", "guessed", "map", "posts", "section")
"""Where an outlet has another list: its home page names one, it is where one would guess, its
robots.txt names a sitemap, WordPress has it in JSON, or there is the home page alone."""
CLOSED = 444
"""The status of an answer that is none: the connection is closed."""
NOT_HERE = Answer(b"not here", "text/plain", 404)


@dataclass(slots=True)
class Site:
    """One outlet: its clock, its lists by path, its manners, and how and when its list dies."""

    id: str
    language: str
    form: Form
    a_day: float
    weekend: float
    window: int
    spare: str
    port: int
    chance: random.Random
    marks: str = "ETag"
    crawl_delay_s: float = 0.0
    closed_path: str = ""
    retry_after_s: int = 0
    death: str = ""
    dies_at: datetime | None = None
    times: list[datetime] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return "t.me" if self.form == "channel" else f"www.{self.id}.example"

    @property
    def root(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def path(self) -> str:
        """Return where the list is that is declared."""
        match self.form:
            case "section":
                return "/section/afghanistan"
            case "posts":
                return f"/{NEWEST}"
            case "channel":
                return f"/s/{self.id}"
            case "news map" | "map index":
                return "/old/news-17.xml"
        return "/old/feed-17.xml"

    def source(self) -> Source:
        """Return it as it is declared."""
        home = f"{self.root}/{self.id if self.form == 'channel' else ''}"
        bare = Source(self.id, self.id, home, COUNTRIES[self.language], (self.language,))
        url = (self.root + self.path,)
        match self.form:
            case "front page":
                return bare
            case "news map" | "map index":
                return replace(bare, sitemaps=url)
            case "section":
                return replace(bare, sections=url)
            case "posts":
                return replace(bare, wordpress=url)
            case "channel":
                return replace(bare, telegram=url)
            case "search":
                return replace(bare, searches=url)
        return replace(bare, feeds=url)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return all names under which it answers, now or once its list is dead."""
        if self.form == "channel":
            return (self.host,)
        found = f"found{self.id}.example" if self.form == "search" else f"{self.id}-news.example"
        return (self.host, self.host.removeprefix("www."), found)

    def is_dead(self, now: datetime) -> bool:
        """Tell whether its declared list has died."""
        return self.dies_at is not None and now >= self.dies_at

    def publish(self, since: datetime, until: datetime) -> None:
        """Decide when it publishes, by a Poisson clock with nights and week-ends."""
        at, left = since, self.chance.expovariate(1.0)
        while at < until:
            share = 1.7 if 4 <= at.hour < 17 else 0.15
            share *= self.weekend if at.weekday() in (4, 5) else 1.0
            rate = self.a_day * share / DAY.total_seconds()
            end = at.replace(minute=0, second=0, microsecond=0) + HOUR
            here = (end - at).total_seconds() * rate
            if here < left:
                at, left = end, left - here
                continue
            at += timedelta(seconds=left / rate)
            left = self.chance.expovariate(1.0)
            if at < until:
                self.times.append(at.replace(microsecond=0))
        self.numbers = {self.article_path(n): n for n in range(len(self.times))}

    def article_path(self, number: int) -> str:
        """Return where an article is."""
        if self.form == "channel":
            return f"/{self.id}/{number + 1}?embed=1"
        closed = self.closed_path and number % 5 == 0
        ending = ".pdf" if self.form == "reports" else ""
        return f"{self.closed_path if closed else '/news'}/{10_000 + number}/a-story{ending}"

    def article_url(self, number: int, host: str = "") -> str:
        """Return the URL of an article, at the host that lists it."""
        if self.form == "search":
            host = self.hosts[2]
        return f"http://{host or self.host}:{self.port}{self.article_path(number)}"

    def published(self, now: datetime) -> int:
        """Return how many articles are out."""
        return bisect_right(self.times, now)

    def listed(self, form: Form, now: datetime, window: int = 0) -> Sequence[int]:
        """Return the numbers of the articles that a list of some form holds, the newest first."""
        last = self.published(now)
        first = max(0, last - (window or self.window))
        if form in ("news map", "map index"):
            first = self.published(now - MAP_HOLDS)
        return range(last - 1, first - 1, -1)

    def items(self, numbers: Sequence[int], host: str) -> list[Item]:
        """Return articles as a list at ``host`` shows them."""
        return [
            Item(self.article_url(n, host), headline(self.language, f"{self.id} {n}"), at)
            for n in numbers
            for at in (self.times[n],)
        ]

    def article(self, path: str, now: datetime) -> Answer | None:
        """Return the page of an article, None if there is none at the path."""
        number = self.numbers.get(path)
        if number is None or self.times[number] > now:
            return None
        name, at = f"{self.id} {number}", self.times[number]
        title, texts = headline(self.language, name), paragraphs(self.language, name)
        if self.form == "reports":
            return Answer(report(name), "application/pdf")
        if self.form == "channel":
            text = "<br>".join((title, *texts))
            place = path[1:].partition("?")[0]
            return Answer(channel([message(place, text, at.isoformat())]))
        meta = (
            f'<meta property="og:type" content="article">'
            f'<meta property="article:published_time" content="{at.isoformat()}"></head>'
        )
        page = article_page(title, *texts, lang="fa" if self.language == "prs" else self.language)
        return Answer(page.replace(b"</head>", meta.encode()))

    def robots(self, now: datetime, factor: float) -> str:
        """Return its robots.txt; delays are ``factor`` times shorter than they are said to be."""
        lines = ["User-agent: *", "Disallow: /search/"]
        if self.closed_path:
            lines.append(f"Disallow: {self.closed_path}/")
        if self.crawl_delay_s:
            lines.append(f"Crawl-delay: {self.crawl_delay_s / factor:g}")
        if self.death == "robots" and self.is_dead(now):
            lines.append("Disallow: /old/")
        if self.spare == "map":
            lines.append(f"Sitemap: {self.root}/maps/news-1.xml")
        return "\n".join(lines)

    def home(self, now: datetime, host: str) -> Answer:
        """Return its home page, which links the newest articles and may name a feed."""
        named = self.spare == "named" or self.form == "front page"
        head = '<link rel="stylesheet" href="/wp-content/x.css">' if self.spare == "posts" else ""
        if named:
            kind = 'rel="alternate" type="application/rss+xml"'
            head += f'<link {kind} href="/comments/rss"><link {kind} href="/a/rss-18">'
        shown = rendered(
            "section", self.items(self.listed("rss", now, 12), host), self.language, self.root
        )
        return Answer(shown.body.replace(b"</head>", f"{head}</head>".encode()))

    def list_at(self, path: str, now: datetime) -> Form | None:
        """Return the form of the living list at a path, None if there is none."""
        if path == self.path and self.form != "front page":
            return self.form
        feeds = {"named": "/a/rss-18", "guessed": ("/feed/", "/rss", "/rss.xml")[self.window % 3]}
        if self.form == "front page" and path == "/a/rss-18":
            return "rss"
        if path == feeds.get(self.spare):
            return "rss"
        if self.spare == "map" and path == "/maps/news-1.xml":
            return "news map"
        if self.spare == "posts" and path == f"/{NEWEST}":
            return "posts"
        return None


def press(
    outlets: int, deaths: int, begin: datetime, days: float, port: int, seed: int = 0
) -> list[Site]:
    """Return outlets of all forms, paces and languages; so many of them die in the first half."""
    made = []
    mortal = 0
    for number in range(outlets):
        chance = random.Random(seed * 100_000 + number)
        form = FORMS[number % len(FORMS)]
        site = Site(
            *(f"outlet{number}", "en" if form == "reports" else LANGUAGES[number % 6], form),
            *(PACES[number % 5], (1.0, 0.3, 0.05)[number % 3], (20, 30, 50)[number % 3]),
            *(SPARES[number % 4 if number % 8 else 4], port, chance),
            marks=("ETag", "Last-Modified", "", "ETag")[number % 4],
            # the host that channels share has one robots.txt for all of them
            crawl_delay_s=10.0 if number % 7 == 3 and form != "channel" else 0.0,
            closed_path="/members" if number % 11 == 5 else "",
            retry_after_s=1800 if number % 9 == 4 else 0,
        )
        if mortal < deaths and form in (*FEEDS, "news map", "map index") and form != "reports":
            site.death = DEATHS[mortal % len(DEATHS)]
            site.dies_at = begin + days * DAY * (0.2 + 0.25 * chance.random())
            mortal += 1
        site.publish(begin - HISTORY, begin + days * DAY)
        made.append(site)
    return made


def names(sites: Sequence[Site]) -> Iterator[tuple[str, Site]]:
    """Yield every host name with its site; channels share one."""
    for site in sites:
        for host in site.hosts:
            yield host, site


def index_of(site: Site, host: str, now: datetime) -> Answer:
    """Return the index of the sitemaps of a site: one for each of its last days."""
    return map_index(
        [f"http://{host}:{site.port}/maps/posts-{now - n * DAY:%Y-%m-%d}.xml" for n in (0, 1)]
    )


def closed_paths(site: Site, now: datetime) -> list[str]:
    """Return how the paths begin that a site's robots.txt does not allow."""
    lines = site.robots(now, 1.0).splitlines()
    return [line.partition(": ")[2] for line in lines if line.startswith("Disallow")]
