"""Forty outlets on loopback that publish by a simulated clock, and what must be told of them."""

import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from xml.sax.saxutils import escape

from tests.newsroom import Answer, Newsroom, article_page, unlike

HOUR = timedelta(hours=1)
LISTED = 25
"""So many entries a feed shows."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of story: headline, first sentence, language, and the rules that it must be told by.

    ``{}`` stands for a place of its own in each story, by which its mails are found again.
    """

    headline: str
    lead: str
    rules: frozenset[str]
    language: str = "en"


def _kind(headline: str, lead: str, rules: str, language: str = "en") -> Kind:
    return Kind(headline, lead, frozenset((*rules.split(", "), "Weekly review")), language)


KINDS = (
    _kind(
        "Families deported through Torkham, elders of {} say",
        "Afghan families were deported through Torkham on Tuesday, elders of {} said.",
        "Torkham, Deportations",
    ),
    _kind(
        "Court hears case of two Afghan students from {}",
        "A court heard the case of two Afghan students from {} who are to leave.",
        "Court cases",
    ),
    _kind(
        "Children among those deported, says a teacher of {}",
        "Children were among the Afghans deported this week, a teacher of {} said.",
        "Children, Deportations",
    ),
    _kind(
        "طورخم سے افغان خاندان ملک بدر، {} کے عمائدین",
        "طورخم سے افغان خاندان ملک بدر کیے گئے، {} کے عمائدین نے بتایا کہ ان میں بچے بھی تھے۔",
        "Torkham, Deportations",
        "ur",
    ),
    _kind(
        "اخراج پناهجویان افغان از {} ادامه دارد",
        "پناهجویان افغان از {} اخراج شدند، مقام‌های محلی به خبرنگاران گفتند.",
        "Deportations",
        "fa",
    ),
    _kind(
        "Camp near {} to be closed, Afghan refugees told",
        "Afghan refugees in the camp near {} were told that it would be closed in a month.",
        "Weekly review",
    ),
)


@dataclass(slots=True)
class Outlet:
    """An outlet, its pace in articles a day, and what is wrong with it now."""

    name: str
    room: Newsroom
    a_day: float
    items: list[tuple[datetime, str, str]] = field(default_factory=list)
    pages: dict[str, Answer] = field(default_factory=dict)
    ill: str = ""

    def publish(self, at: datetime, title: str, *paragraphs: str, language: str = "en") -> None:
        """Put an article first in the feed."""
        path = f"/news/{len(self.items) + 1}"
        self.items.append((at, path, title))
        self.pages[path] = Answer(article_page(title, *paragraphs, lang=language))
        self.show()

    def published(self, since: datetime, until: datetime) -> bool:
        """Tell whether something came out in between."""
        return any(since <= at < until for at, *_ in self.items)

    def show(self) -> None:
        """Answer as the outlet is now: well, or ill in its way."""
        xml = (
            f'<rss version="2.0"><channel><title>{self.name}</title>{self._items()}</channel></rss>'
        )
        self.room.answers.clear()
        self.room.answers |= self.pages | {"/feed": Answer(xml.encode(), "application/rss+xml")}
        every_page = {
            "every page HTTP 403": Answer(b"no", status=403),
            "every page HTTP 404": Answer(b"no", status=404),
            "pages are shells of scripts": Answer(SHELL),
            "pages lead to the front page": Answer(status=302, headers={"Location": "/"}),
            "pages want a login": Answer(status=302, headers={"Location": "/login"}),
        }
        if self.ill in every_page:
            self.room.answers |= dict.fromkeys(self.pages, every_page[self.ill])
            self.room.answers["/"] = Answer(b"<html><title>Front</title><p>News</p></html>")
            self.room.answers["/login"] = Answer(LOGIN)
        elif self.ill == "a banner is every text":
            self.room.answers |= {
                path: Answer(article_page(title, *BANNER)) for _, path, title in self.items
            }
        elif self.ill == "the feed is gone":
            self.room.answers["/feed"] = Answer(b"not here", status=404)
        elif self.ill == "the server fails":
            self.room.answers |= dict.fromkeys(self.room.answers, Answer(b"", status=503))

    def _items(self) -> str:
        return "".join(
            f"<item><title>{escape(title)}</title><link>{self.room.url}{path}</link>"
            f"<pubDate>{format_datetime(at)}</pubDate></item>"
            for at, path, title in reversed(self.items[-LISTED:])
        )


BANNER = (
    "We and our partners store and read information on your device, such as cookies, to show you "
    "content and advertisements that suit you, and to measure how they are received.",
    "You can change your choice at any time under the link at the end of each page of ours.",
)
SHELL = (
    b"<html><title>News</title><body><div id=app></div><script src=/a.js></script></body></html>"
)
LOGIN = (
    b"<html><title>Sign in</title><body><h1>Sign in</h1><form><input name=user>"
    b"<input name=password type=password></form></body></html>"
)
OFTEN_ILL = (
    "every page HTTP 403",
    "the feed is gone",
    "a banner is every text",
    "the server fails",
)
SELDOM_ILL = (
    *("every page HTTP 403", "a banner is every text", "pages want a login"),
    *("pages lead to the front page", "pages are shells of scripts", "every page HTTP 404"),
)
ILLS = (*OFTEN_ILL, *SELDOM_ILL)
OFTEN, SELDOM = 8, 1
"""How many articles a day the outlets that fall ill publish."""


@dataclass(frozen=True, slots=True)
class Story:
    """A story on topic that was published: its place, kind, and when it was first out."""

    place: str
    kind: Kind
    at: datetime


class Press:
    """Outlets that publish as time goes on; ``stories`` are those on topic."""

    def __init__(self, count: int, chance: random.Random) -> None:
        self.chance = chance
        self.outlets = [
            Outlet(
                f"Outlet {n + 1}",
                Newsroom(f"127.0.3.{n + 1}"),
                OFTEN if n < len(OFTEN_ILL) else SELDOM if n < len(ILLS) else (1, 3, 8)[n % 3],
            )
            for n in range(count)
        ]
        self.stories: list[Story] = []

    @contextmanager
    def open(self) -> Iterator[None]:
        """Answer for as long as the block runs."""
        with ExitStack() as stack:
            for outlet in self.outlets:
                stack.enter_context(outlet.room.open())
            yield

    def fall_ill(self, *, ill: bool) -> None:
        """Let the first outlets fall into their troubles, or be well again."""
        for outlet, what in zip(self.outlets, ILLS, strict=False):
            outlet.ill = what if ill else ""
            outlet.show()

    def live(self, since: datetime, until: datetime, topical: float) -> None:
        """Publish what comes in between: other news by each pace, ``topical`` stories a day."""
        days = (until - since) / timedelta(days=1)
        for outlet in self.outlets:
            for at in self._moments(outlet.a_day * days, since, until):
                name = f"{outlet.name} {at}"
                first, second = (part.split(" ", 5)[-1] for part in unlike(name))
                title = f"News of {first[:30].title()}"
                outlet.publish(at, title, f"{first} {second}", second)
        for at in self._moments(topical * days, since, until):
            self._publish_story(at)

    def _moments(self, mean: float, since: datetime, until: datetime) -> Sequence[datetime]:
        count = int(mean) + (self.chance.random() < mean % 1)
        return sorted(since + self.chance.random() * (until - since) for _ in range(count))

    def _publish_story(self, at: datetime) -> None:
        """Let one to three outlets have a story, the others as copies of the first one's text."""
        kind = self.chance.choice(KINDS)
        place = "".join([*self.chance.choices("bdfgklmnprstz", k=4), "abad"]).title()
        body = (f"{kind.lead.format(place)} {PROSE[kind.language]}", self._filler(kind.language))
        for outlet in self.chance.sample(self.outlets, self.chance.choice((1, 1, 2, 3))):
            outlet.publish(at, kind.headline.format(place), *body, language=kind.language)
        self.stories.append(Story(place, kind, at))

    def _filler(self, language: str) -> str:
        """Return words that no other story has, in the letters of a language."""
        letters = "abcdefghiklmnoprstuw" if language == "en" else "ابتجدرسشعفقکلمنوی"
        return " ".join("".join(self.chance.choices(letters, k=6)) for _ in range(80)) + "."


PROSE = {
    "en": "Lorries had left before dawn, and aid workers gave out water and bread at the gate.",
    "ur": "حکام نے کہا کہ قافلے صبح سے سرحد کی طرف جا رہے ہیں اور کارکن پانی تقسیم کر رہے ہیں۔",
    "fa": "مسئولان گفتند که کاروان‌ها از صبح به سوی مرز می‌روند و کارمندان آب و نان پخش می‌کنند.",
}
"""What all stories of a language say, too."""
