"""What a press shows after some days: losses, delays, requests, manners, and deaths."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from urllib.parse import urlsplit

from db.crawl.learned_lists import learned_of
from db.store import Store, moment_of
from pipelines.web.source_health import in_trouble
from tests.press_answers import Answers, Request
from tests.press_lists import FEEDS
from tests.press_sites import DAY, FOR_A_PERSON, HOUR, READ_ON, Site, closed_paths

DELAY_S = 2.0
TOLERANCE = 0.2
"""Of a delay so much may be missing in the log: what is sent apart may arrive together."""
QUIET, BUSY = 5.0, 30.0
"""Articles a day."""
VIOLATIONS = ("against robots.txt", "too soon", "while held", "two at once")
Article = tuple[str, int]


@dataclass(slots=True)
class Fate:
    """What became of one death: when it was noticed, and when another list stood in."""

    noticed: datetime | None = None
    mended: datetime | None = None
    named: bool = False


@dataclass(slots=True)
class Watch:
    """Looks into the store after each pass: which deaths were noticed, and what was taken."""

    fates: dict[str, Fate] = field(default_factory=lambda: defaultdict(Fate))
    wrong: set[str] = field(default_factory=set)

    def look(self, store: Store, sites: Sequence[Site], now: datetime) -> None:
        """Note what is new in the store."""
        rows = store.rows("SELECT id, health, searched_at, learned FROM sources")
        known = {site.id: site for site in sites}
        for row in rows:
            site = known[row["id"]]
            searched = moment_of(row["searched_at"])
            learned = [one for one in learned_of(row["learned"]) if one.state != "found"]
            if site.dies_at is not None and site.is_dead(now):
                fate = self.fates[site.id]
                seen = in_trouble(row["health"]) or (searched and searched >= site.dies_at)
                if seen and fate.noticed is None:
                    fate.noticed = now
                fate.named |= any(one.state == "elsewhere" for one in learned)
                if fate.mended is None and any(one.state != "elsewhere" for one in learned):
                    fate.mended = now
            for one in learned:
                if one.state != "elsewhere" and not _is_own(site, one.url, now):
                    self.wrong.add(f"{site.id} ({site.death or 'lives'}): {one.url}")


def _is_own(site: Site, url: str, now: datetime) -> bool:
    """Tell whether a list that was found is a living one of the outlet.

    It may be taken while the outlet's own lives, too, if that is empty or silent.
    """
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    alive = path == "/" or site.list_at(path, now) is not None
    return parts.hostname in site.hosts[:2] and alive


@dataclass(frozen=True, slots=True)
class Outcome:
    """A press after its days: the sites, their answers, what was noticed, and what is stored."""

    sites: Sequence[Site]
    answers: Answers
    watch: Watch
    stored: dict[Article, datetime]
    begin: datetime
    end: datetime

    @property
    def margin(self) -> timedelta:
        """Return how much of the begin and of the end is left out: lists are read first, or yet."""
        return min(6 * HOUR, (self.end - self.begin) / 4)

    def published(self) -> Iterator[tuple[Site, int, datetime]]:
        """Yield the articles of the time that may be read; the last hours are left out."""
        for site in self.sites:
            for number, at in enumerate(site.times):
                closed = site.closed_path and site.article_path(number).startswith(site.closed_path)
                if self.begin <= at < self.end - self.margin and not closed:
                    yield site, number, at

    def lost(self) -> tuple[int, list[str], list[str]]:
        """Return how many were in lists of two passes, which of them are not stored, and which of
        the others were in fewer and are not stored either."""
        total = 0
        lost: list[str] = []
        passed_by: list[str] = []
        for site, number, at in self.published():
            key = site.id, number
            often = self.answers.offers.times[key] >= 2
            total += often
            if key not in self.stored:
                words = f"{site.id} ({site.death or site.form}) {site.article_path(number)}"
                (lost if often else passed_by).append(f"{words} {at:%d %H:%M}")
        return total, lost, passed_by

    def delays(self) -> list[float]:
        """Return how many hours after publication each article of well outlets was stored."""
        return [
            (self.stored[site.id, number] - at) / HOUR
            for site, number, at in self.published()
            if not site.death and (site.id, number) in self.stored
        ]

    def summary(self) -> Iterator[str]:
        """Yield what was counted, a line each."""
        total, lost, passed_by = self.lost()
        yield f"articles in lists of two passes: {total}, not stored: {len(lost)} {lost[:8] or ''}"
        by = Counter(words.split(")")[0].split("(")[1] for words in passed_by)
        yield f"not stored, in fewer lists than two: {len(passed_by)} {dict(by) or ''}"
        delays = sorted(self.delays()) or [0.0]
        yield (
            f"from publication to storage: {median(delays):.2f} h (median), "
            f"{delays[int(len(delays) * 0.9)]:.2f} h (nine of ten)"
        )
        yield from self._requests()
        if self.answers.clock.factor:
            found = self.violations().items()
            yield "; ".join(f"{name}: {len(lines)} {lines[:3] or ''}" for name, lines in found)
        yield from self._deaths()

    def _requests(self) -> Iterator[str]:
        first = self.begin + self.margin
        counted = [one for one in self.answers.log if one.at >= first]
        feeds = [one for one in counted if one.site.form in FEEDS]
        well = [one for one in feeds if not one.site.death]
        groups = (
            ("outlets with feeds", feeds),
            ("those that are well", well),
            ("of them without 304", [one for one in well if not one.site.marks]),
            ("of five a day at most", [one for one in well if one.site.a_day <= QUIET]),
            ("of thirty a day or more", [one for one in well if one.site.a_day >= BUSY]),
            ("all outlets", counted),
            ("sitemaps", [one for one in counted if one.site.form in ("news map", "map index")]),
            ("section pages", [one for one in counted if one.site.form == "section"]),
        )
        for name, log in groups:
            kinds = Counter(_counted_as(one) for one in log)
            asked = kinds["list"] + kinds["failed"] + kinds["page"]
            yield (
                f"requests an article, {name}: {asked / max(1, kinds['page']):.2f} "
                f"({kinds['list']} lists, {kinds['failed']} failed, {kinds['page']} pages; apart: "
                f"{kinds['304']} answers 304, {kinds['revisit']} revisits, {kinds['robots']} "
                f"robots.txt, {kinds['search']} in searches)"
            )

    def violations(self) -> dict[str, list[str]]:
        """Return the lines of the log that show what an outlet does not want, by what that is."""
        by_host: dict[str, list[Request]] = defaultdict(list)
        for one in self.answers.log:
            by_host[one.host].append(one)
        found: dict[str, list[str]] = defaultdict(list)
        for log in by_host.values():
            closed: list[str] = []
            held = self.begin
            for before, one in pairwise([log[0], *log]):
                if one.what == "robots":
                    closed = closed_paths(one.site, one.at)
                if any(one.path.startswith(path) for path in closed):
                    found["against robots.txt"].append(one.line())
                if one.at < held and one.what != "robots":
                    found["while held"].append(one.line())
                if one.retry_after_s:
                    held = one.at + timedelta(seconds=one.retry_after_s)
                if before is not one and _is_soon(before, one):
                    found["too soon"].append(f"{before.line()} then {one.line()}")
                if before is not one and before.until and one.at < before.until:
                    found["two at once"].append(f"{before.line()} with {one.line()}")
        return {name: found[name] for name in VIOLATIONS}

    def _deaths(self) -> Iterator[str]:
        dead = [site for site in self.sites if site.dies_at and site.is_dead(self.end)]
        late, in_time, unnoticed = [], 0, []
        for site in dead:
            noticed = self.watch.fates[site.id].noticed
            if site.dies_at is None or site.death in READ_ON:  # there is nothing to notice
                continue
            if noticed is None:
                unnoticed.append(f"{site.id} ({site.death})")
                continue
            hours, gap = (noticed - site.dies_at) / HOUR, longest_gap(site) / HOUR
            in_time += hours <= 1.5 * gap
            late.append(
                (hours / gap, f"{site.id} ({site.death}) {hours:.1f} h, its gap {gap:.1f} h")
            )
        yield (
            f"deaths: {len(dead)}, noticed {len(late)}, within 1.5 x the outlet's longest gap "
            f"{in_time}; later: {[words for share, words in late if share > 1.5]}; "
            f"not noticed: {unnoticed}"
        )
        mended = [site for site in dead if self.watch.fates[site.id].mended]
        on = [site for site in dead if site not in mended and self._is_read_on(site)]
        named = [
            site for site in dead if site.death in FOR_A_PERSON and self.watch.fates[site.id].named
        ]
        left = [
            f"{one.id} ({one.death}, {one.form}, {one.spare})"
            for one in dead
            if one not in mended and one not in on and one not in named
        ]
        yield (
            f"mended without a person: {len(mended)}; read on without mending: {len(on)}; named to "
            f"a person: {len(named)}; left: {len(left)} {left}"
        )
        yield f"wrong replacements: {len(self.watch.wrong)} {sorted(self.watch.wrong)}"

    def _is_read_on(self, site: Site) -> bool:
        """Tell whether what came after a death was stored all the same."""
        after = [
            (site.id, number) in self.stored
            for one, number, at in self.published()
            if one is site and site.is_dead(at - 3 * HOUR)
        ]
        return site.death in READ_ON or (bool(after) and all(after))


def _is_soon(before: Request, one: Request) -> bool:
    """Tell whether a host was asked again within the delay that is kept to, or that it wants.

    Which one a site wants is known once its robots.txt is.
    """
    pause_s = DELAY_S if before.what == "robots" else max(DELAY_S, one.site.crawl_delay_s)
    return (one.at - before.at).total_seconds() < pause_s * (1 - TOLERANCE)


def _counted_as(one: Request) -> str:
    if one.what == "robots":
        return "robots"
    if one.status == 304:
        return "revisit" if one.what == "revisit" else "304"
    if one.what in ("page", "revisit"):
        return one.what
    if one.what == "list":
        return "list" if one.status == 200 else "failed"
    return "failed" if one.status == 429 else "search"


def longest_gap(site: Site) -> timedelta:
    """Return the longest time without an article that an outlet had before its list died."""
    times = [at for at in site.times if site.dies_at is None or at < site.dies_at]
    return max((later - at for at, later in pairwise(times)), default=DAY)


def stored_articles(store: Store, sites: Sequence[Site]) -> dict[Article, datetime]:
    """Return when each article was stored."""
    known = {site.id: site for site in sites}
    stored = {}
    for row in store.rows(
        "SELECT source_id, url, settled_at FROM links WHERE state = 'kept' OR reason = 'off_topic'"
    ):
        parts = urlsplit(row["url"])
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        number, at = known[row["source_id"]].numbers.get(path), moment_of(row["settled_at"])
        if number is not None and at:
            stored[row["source_id"], number] = at
    return stored
