"""Outlets that publish by their own clocks and fall into trouble, with real health and notices.

Time is simulated: what a visit to a list and its pages would bring is written to a real store.
"""

import hashlib
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from db.crawl import control_pages, health, links, sources
from db.outbox.outbox import outbox_rows
from db.store import Store
from passes.config import PassConfig
from passes.outlets import queue_outlet_notice
from passes.repeated_texts import RepeatedTexts
from pipelines.items import Dropped, Entry, Failed
from pipelines.page_blocks import PageBlocks, PageLine
from pipelines.sources import Source
from pipelines.visits import Visit, VisitOutcome
from pipelines.web.page_health import PASSING, control_result
from pipelines.web.source_health import in_trouble

WINDOW = 25
"""So many entries a list shows."""
HOLIDAYS = {("PK", date(2025, 11, 18)), ("PK", date(2025, 11, 27)), ("PK", date(2025, 11, 28))}
"""Days on which the outlets of a country bring next to nothing."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LIST_REACHES = 200 * DAY
"""A list has nothing that is older."""
Outcome = Dropped | Failed
PageTrouble = Callable[["Outlet", PageBlocks], Outcome]


@dataclass(frozen=True, slots=True)
class Trouble:
    """One way in which an outlet goes wrong: its list, its pages, or how it publishes."""

    name: str
    visit: Callable[[Visit], Visit] = lambda visit: visit
    page: PageTrouble | None = None
    stops: bool = False
    bursts: int = 0


@dataclass(slots=True)
class Outlet:
    """An outlet: how much it publishes on a day of work, how its week is, how its pages are.

    On the days of the week in ``off`` (Monday is 0) it brings the share ``weekend`` of it.
    """

    id: str
    chance: random.Random
    a_day: float
    weekend: float
    words: float
    trouble: Trouble | None = None
    off: tuple[int, ...] = (5, 6)
    country: str = ""
    published: int = WINDOW
    in_trouble: bool = False
    later: list[tuple[str, PageBlocks]] = field(default_factory=list)

    def articles(self, now: datetime, step: timedelta) -> int:
        """Return how many articles came within the step before ``now``, by a Poisson clock."""
        middle = now - step / 2
        share = 1.6 if 4 <= middle.hour < 18 else 0.2
        share *= self.weekend if middle.weekday() in self.off else 1.0
        share *= 0.05 if (self.country, middle.date()) in HOLIDAYS else 1.0
        mean = self.a_day * share * (step / DAY)
        count, product = 0, self.chance.random()
        while product > math.exp(-mean):
            count, product = count + 1, product * self.chance.random()
        return count


@dataclass(slots=True)
class Seen:
    """What was noticed of an outlet: when, and after how many articles; ``alarms`` are false."""

    began: datetime | None = None
    noticed: datetime | None = None
    noticed_after: int = 0
    articles: int = 0
    health: str = ""
    alarms: int = 0


class World:
    """Outlets, a store, and time that goes on in steps."""

    def __init__(
        self, store: Store, config: PassConfig, outlets: Sequence[Outlet], now: datetime
    ) -> None:
        self.store, self.config, self.outlets, self.now = store, config, outlets, now
        self.seen = {outlet.id: Seen() for outlet in outlets}
        declared = [Source(o.id, o.id, f"https://{o.id}.example/", o.country) for o in outlets]
        sources.sync_sources(store, declared, now)
        self._repeated = RepeatedTexts(store)
        for outlet in outlets:
            self._list_what_came_before(outlet)

    def _list_what_came_before(self, outlet: Outlet) -> None:
        """Let an outlet's list have dated articles, by its own clock, at its first visit."""
        at, entries = self.now, list[Entry]()
        while len(entries) < WINDOW and at > self.now - LIST_REACHES:
            for _ in range(outlet.articles(at, 2 * HOUR)):
                url = f"https://{outlet.id}.example/{len(entries)}"
                entries.append(Entry(url, published_at=at - HOUR))
            at -= 2 * HOUR
        links.add_links(self.store, outlet.id, "feed", entries, self.now)
        for entry in entries:
            blocks = _blocks(outlet, entry.url)
            self._settle(entry.url, Dropped("off_topic", blocks=blocks))

    def live(self, span: timedelta, step: timedelta, *, trouble: bool) -> None:
        """Let time go on, with or without the outlets' troubles."""
        end = self.now + span
        while self.now < end:
            self.now += step
            self._ask_controls()
            for outlet in self.outlets:
                self._begin_or_end(outlet, trouble=trouble)
                with self.store.transaction():
                    self._visit(outlet, step)
            queue_outlet_notice(self.store, self.config, self.now)

    def _ask_controls(self) -> None:
        """Ask again for the pages that tell whether an outlet gives what it gave before."""
        by_id = {outlet.id: outlet for outlet in self.outlets}
        for control in control_pages.due_controls(self.store):
            outlet, url = by_id[control.source_id], control.entry.url
            trouble = outlet.trouble if outlet.in_trouble else None
            before = _blocks(outlet, url, control.words)
            verdict: Outcome = Dropped("off_topic", blocks=before)
            if trouble and trouble.page:
                verdict = trouble.page(outlet, before)
            reason, detail = control_result(control, verdict)
            passing = reason in PASSING
            control_pages.note_control(self.store, url, reason, detail, self.now, passing=passing)

    def _begin_or_end(self, outlet: Outlet, *, trouble: bool) -> None:
        wanted = trouble and outlet.trouble is not None
        if wanted and not outlet.in_trouble:
            self.seen[outlet.id].began = self.now
        outlet.in_trouble = wanted

    def _visit(self, outlet: Outlet, step: timedelta) -> None:
        trouble = outlet.trouble if outlet.in_trouble else None
        stops = trouble is not None and trouble.stops
        count = 0 if stops else outlet.articles(self.now, step)
        if trouble and trouble.bursts and 4 <= self.now.hour < 18:
            count = trouble.bursts
        self.seen[outlet.id].articles += count if outlet.in_trouble else 0
        visit = Visit(
            *(outlet.id, self.now, f"https://{outlet.id}.example/feed", "ok", 200),
            found=min(WINDOW, outlet.published + count),
            new=min(count, WINDOW),
            newest_at=self._newest(outlet, count),
        )
        visit = trouble.visit(visit) if trouble else visit
        if visit.outcome == "ok" and visit.found:
            self._fetch(outlet, min(count, WINDOW), trouble)
        elif visit.outcome != "ok" or not visit.found:
            visit = replace(visit, found=0, new=0, newest_at=None)
        outlet.published += count
        sources.record_visits(self.store, outlet.id, [visit], self.now)
        judged = health.judge_source(self.store, outlet.id, [visit], self.now)
        assert judged is not None
        self._note(outlet, judged[0])

    def _newest(self, outlet: Outlet, count: int) -> datetime | None:
        if count:
            return self.now - timedelta(minutes=outlet.chance.randrange(30))
        row = self.store.rows("SELECT max(newest_at) FROM visits WHERE source_id = ?", (outlet.id,))
        return datetime.fromisoformat(row[0][0]) if row[0][0] else None

    def _note(self, outlet: Outlet, state: str) -> None:
        seen = self.seen[outlet.id]
        if not in_trouble(state):
            return
        if seen.began is None:
            seen.alarms += 1
        elif seen.noticed is None:
            seen.noticed, seen.health = self.now, state
            seen.noticed_after = seen.articles

    def _fetch(self, outlet: Outlet, count: int, trouble: Trouble | None) -> None:
        again, outlet.later = outlet.later, []
        for url, blocks in again:  # what did not come at first by chance comes at the second try
            self._take(outlet, url, blocks, Dropped("off_topic", blocks=blocks), trouble)
        urls = [f"https://{outlet.id}.example/{outlet.published + n}" for n in range(count)]
        links.add_links(self.store, outlet.id, "feed", [Entry(url) for url in urls], self.now)
        for url in urls:
            blocks = _blocks(outlet, url)
            self._take(outlet, url, blocks, _by_chance(outlet, blocks), trouble)

    def _take(
        self, outlet: Outlet, url: str, blocks: PageBlocks, well: Outcome, trouble: Trouble | None
    ) -> None:
        """Store what a page gives, which is ``well`` unless its outlet is in trouble."""
        outcome = well
        if trouble and trouble.page:
            outcome = trouble.page(outlet, blocks)
            outcome = self._repeated.check(url, outcome) or outcome
        if isinstance(outcome, Failed):
            outlet.later.append((url, blocks))
        self._settle(url, outcome)

    def _settle(self, url: str, outcome: Outcome) -> None:
        if isinstance(outcome, Dropped):
            links.settle_dropped(self.store, url, outcome, self.now)
        else:
            links.settle_failed(self.store, url, outcome, self.now)

    def told(self, outlet: Outlet) -> tuple[int, int]:
        """Return in how many notices an outlet was told as in trouble, and as well again."""
        notes = [str(note) for note in self._notes()]
        lines = [line for note in notes for line in note.splitlines()]
        mine = [line for line in lines if line.startswith(f"- {outlet.id}: ")]
        well = [line for line in mine if line.split(": ")[1].split()[0] in ("ok", "quiet")]
        return len(mine) - len(well), len(well)

    def _notes(self) -> Iterator[object]:
        rows = self.store.rows("SELECT note FROM outbox WHERE kind = 'outlets' ORDER BY id")
        return (row["note"] for row in rows)

    def notices(self) -> list[str]:
        """Return the subjects of the notices, oldest first."""
        rows = outbox_rows(self.store, limit=1_000)
        return [str(row["subject"]) for row in reversed(rows) if row["kind"] == "outlets"]


def _by_chance(outlet: Outlet, blocks: PageBlocks) -> Outcome:
    """Return what becomes of a page of an outlet that is well: now and then it does not come."""
    chance = outlet.chance.random()
    if chance < 0.02:
        return Dropped("not_found", "HTTP 404")
    if chance < 0.04:
        return Dropped("listing", "12 titles of other pages")
    if chance < 0.06:
        return Dropped("media_only")
    if chance < 0.10:
        return Failed("timeout", "no whole answer in time")
    return Dropped("off_topic", blocks=blocks)


def _blocks(outlet: Outlet, url: str, known_words: int = 0) -> PageBlocks:
    words = known_words or max(30, int(outlet.words * outlet.chance.lognormvariate(0, 0.5)))
    number = url.rpartition("/")[2]
    own = ((_key(f"{url}a"), words // 2), (_key(f"{url}b"), words - words // 2))
    return PageBlocks(
        f"{outlet.id}.example",
        url,
        _lines(own),
        headline=f"what {number} tells of the {int(number) * 7} at {int(number) * 13}",
        words=words,
        confidence=0.9 + outlet.chance.random() / 10,
        lengths=own,
    )


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _lines(lengths: Sequence[tuple[str, int]]) -> tuple[PageLine, ...]:
    return tuple(PageLine(key, kind="core") for key, _ in lengths)


def _outcome(outcome: VisitOutcome, error: str, status: int = 0) -> Callable[[Visit], Visit]:
    return lambda visit: replace(visit, outcome=outcome, error=error, status=status)


def _lost(outcome: Outcome) -> PageTrouble:
    return lambda outlet, blocks: outcome


def _one_text(core: str, *lengths: int) -> PageTrouble:
    """Return a page whose text is the same for all headlines."""
    same = tuple((_key(f"{core}{number}"), words) for number, words in enumerate(lengths))

    def page(outlet: Outlet, blocks: PageBlocks) -> Outcome:
        changed = replace(blocks, core=core, lines=_lines(same), lengths=same, words=sum(lengths))
        return Dropped("off_topic", blocks=changed)

    return page


def _teaser(outlet: Outlet, blocks: PageBlocks) -> Outcome:
    words = int(20 + 10 * outlet.chance.random())
    return Dropped("off_topic", blocks=replace(blocks, core=f"teaser {blocks.core}", words=words))


def _doubtful(outlet: Outlet, blocks: PageBlocks) -> Outcome:
    confidence = 0.1 + outlet.chance.random() / 5
    other = replace(blocks, core=f"debris {blocks.core}", confidence=confidence)
    return Dropped("off_topic", blocks=other)


TROUBLES = (
    Trouble("every page HTTP 403", page=_lost(Failed("blocked", "HTTP 403"))),
    Trouble("pages are shells of scripts", page=_lost(Dropped("empty", "made by its scripts"))),
    Trouble("pages lead to the front page", page=_lost(Dropped("redirect", "led to the front"))),
    Trouble("pages want a login", page=_lost(Dropped("login", "the page says 'Sign in'"))),
    Trouble("a cookie banner is every text", page=_one_text("banner", 40, 25)),
    Trouble("a menu is every text", page=_one_text("menu", 12, 9, 7, 6)),
    Trouble("texts shrink to teasers", page=_teaser),
    Trouble("texts become doubtful", page=_doubtful),
    Trouble("the list stands still", stops=True),
    Trouble("a web page in place of the list", _outcome("not_a_feed", "a web page", 200)),
    Trouble("the list is refused", _outcome("blocked", "HTTP 403", 403)),
    Trouble("the list is empty", lambda visit: replace(visit, found=0)),
    Trouble("the host is gone", _outcome("dns", "the host name is not known")),
    Trouble("the list is cut", lambda visit: replace(visit, error="only 25 of 90 are read")),
    Trouble("more comes than the list shows", bursts=WINDOW + 15),
)


WEEK_ENDS = (
    *(((5, 6), ""), ((4, 5), "AE"), ((4,), "AF"), ((5, 6), "PK"), ((3, 4), "IR")),
    *(((5, 6), "PK"), ((0, 1, 2, 4, 5, 6), "GB")),
)
"""The days of the week that outlets of some countries are quiet on; the last come out weekly."""


SELDOM = (0.3, 1.0)
"""Paces, in articles a day, of outlets of which few pages tell how they are."""
PAGE_TROUBLES = (
    *(one for one in TROUBLES if one.page),
    Trouble("pages want consent", page=_lost(Dropped("consent", "a cookie wall"))),
    Trouble("pages are lists of others", page=_lost(Dropped("listing", "12 titles of others"))),
    Trouble("every page HTTP 404", page=_lost(Dropped("not_found", "HTTP 404"))),
    Trouble("every page HTTP 503", page=_lost(Failed("http_5xx", "HTTP 503"))),
    Trouble("every page is cut", page=_lost(Failed("cut", "the body ends early"))),
    Trouble("robots.txt refuses pages", page=_lost(Dropped("robots", "Disallow: /"))),
)
"""Kinds of trouble in which an outlet's list is read, but its pages give no articles."""


def seldom_outlets(seed: int = 0) -> list[Outlet]:
    """Return for each trouble of pages an outlet of each pace that is seldom."""
    return [
        Outlet(
            f"seldom{number}at{pace}",
            random.Random(10_000 * seed + 2_000 + 10 * number + int(pace)),
            *(pace, 1.0, 350.0, trouble),
        )
        for number, trouble in enumerate(PAGE_TROUBLES)
        for pace in SELDOM
    ]


def outlets(healthy: int, troubles: Sequence[Trouble], seed: int = 0) -> list[Outlet]:
    """Return outlets of all paces that stay well, and one for each trouble."""
    found = []
    for number in range(healthy):
        pace = (0.3, 1.0, 3.0, 8.0, 15.0, 40.0)[number % 6]
        quiet = (0.0, 0.1, 0.3, 1.0)[number % 4]
        chance = random.Random(10_000 * seed + number)
        off, country = WEEK_ENDS[number % len(WEEK_ENDS)]
        words = 150 + 40 * (number % 9)
        found.append(Outlet(f"well{number}", chance, pace, quiet, words, off=off, country=country))
    for number, trouble in enumerate(troubles):
        chance = random.Random(10_000 * seed + 1_000 + number)
        found.append(Outlet(f"ill{number}", chance, 15.0, 0.3, 350.0, trouble))
    return found
