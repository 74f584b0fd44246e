"""A database as three weeks of work leave it, in six languages, for those who look at the pages."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from db.archive import ArchiveWriter
from db.articles.insert import save_kept
from db.articles.revisions import record_change, stored_article
from db.articles.write import SaveContext
from db.crawl.health import judge_source
from db.crawl.links import add_links
from db.crawl.passes import begin_pass, end_pass
from db.crawl.sources import record_visits, sync_sources
from db.outbox.rules import sync_rules
from db.people.judgements import judge_article
from db.people.saved_searches import save_search
from db.store import Store, open_store
from khabardar.wiring import pass_config
from passes.config import PassConfig
from passes.delivery import deliver_due
from passes.outgoing import open_outgoing
from passes.report import PassReport
from pipelines.items import Entry, Link, Page, Relevance
from pipelines.stories.revisions import compare
from pipelines.visits import Visit
from tests.newsroom import article_page
from tests.samples import kept_article

HOST = "desk.localhost"
PASSWORD = "gate seven"
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"
SETTINGS = """
[database]
path = "khabardar.db"
[catalogue]
use = false
[mail]
from = "khabardar@example.org"
to = ["team@example.org"]
[desk]
url = "http://desk.localhost"
[[rule]]
name = "Torkham"
query = "@torkham AND @deport"
[[rule]]
name = "Pashto reports"
query = "lang:ps @afghan"
when = "daily {hour}:00"
timezone = "Asia/Karachi"
to = ["pashto@example.org"]
[[rule]]
name = "<b>Iran</b> & Türkiye"
query = "country:IR OR country:TR"
"""
OUTLETS = (
    ("ledger", "Khyber Ledger", "PK", "en"),
    ("subh", "روزنامہ صبح", "PK", "ur"),
    ("herat", "هرات امروز", "AF", "prs"),
    ("shahr", "شهر نو", "IR", "fa"),
    ("ghag", "د ولس غږ", "AF", "ps"),
    ("bilad", "صحيفة البلاد", "AE", "ar"),
    ("wire", "Harbour Wire", "GB", "en"),
    ("hostile", HOSTILE, "TR", "en"),
    ("silent", "Silent Post with a very long name that does not fit beside anything", "PK", "en"),
)
REPORTS = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class ShownNewsroom:
    """Where the settings are, whose folder holds database, archive and mails."""

    settings: Path

    @property
    def mails(self) -> list[Path]:
        """The mails that were written, oldest first."""
        return sorted((self.settings.parent / "outbox").glob("**/*.eml"))


def build_newsroom(folder: Path) -> ShownNewsroom:
    """Fill a database in ``folder`` as crawls of three weeks would, up to now; mails are files."""
    settings = folder / "khabardar.toml"
    now = datetime.now(UTC).replace(microsecond=0)
    # Half a day away, so that the digest is never among the mails, whenever the tests run.
    hour = f"{now.astimezone(ZoneInfo('Asia/Karachi')) + timedelta(hours=12):%H}"
    declared = SETTINGS.replace("{hour}", hour) + "".join(_declared())
    settings.write_text(declared, encoding="utf8")
    config = pass_config(settings)
    with open_store(config.database, write=True) as store:
        sync_sources(store, config.sources, now - timedelta(days=21))
        sync_rules(store, config.rules, now - timedelta(days=21))
        _visit(store, now)
        begun = begin_pass(store, now - timedelta(minutes=4), "crawl", 1)
        desk = _Newsdesk(store, config, now)
        desk.publish_all()
        desk.change_a_figure()
        save_search(store, "Chaman, in any language", "@chaman", now)
        end_pass(store, begun, now, {"kept": 12}, ["silent: no answer within 30 s"])
        with open_outgoing(store, config, lambda: now, PassReport()) as outgoing:
            deliver_due(outgoing, config)
    return ShownNewsroom(settings)


def _declared() -> Iterator[str]:
    for name, title, country, language in OUTLETS:
        yield (
            f"[[source]]\nid = '{name}'\nname = '{title}'\nhomepage = 'https://{name}.example'\n"
            f"country = '{country}'\nlanguages = ['{language}']\n"
        )


def _visit(store: Store, now: datetime) -> None:
    for days in range(20, -1, -1):
        for name, _, _, _ in OUTLETS:
            silent = name == "silent" and days < 6
            visit = Visit(
                *(name, now - timedelta(days=days, minutes=4), f"https://{name}.example/feed"),
                outcome="timeout" if silent else "ok",
                found=0 if silent else 10,
                new=0 if silent else 1,
                error="no answer within 30 s" if silent else "",
            )
            record_visits(store, name, [visit], visit.at)
            if not days:
                judge_source(store, name, [visit], visit.at)


@dataclass(frozen=True, slots=True)
class _Report:
    """What an outlet wrote, as the file of reports has it."""

    outlet: str
    hours_ago: float
    language: str
    title: str
    text: str
    judged: Relevance = "relevant"
    rules: Sequence[int] = ()
    archived: bool = False


@dataclass(frozen=True, slots=True)
class _Newsdesk:
    """What articles are stored with."""

    store: Store
    config: PassConfig
    now: datetime

    def publish_all(self) -> None:
        """Store the reports, one in each of the days before, and a page that is no article."""
        reports = tomllib.loads(REPORTS.read_text(encoding="utf8"))["report"]
        for report in reports:
            self._publish(_Report(**report))
        for day in range(1, 20):
            title = f"Returns on day {day}"
            self._publish(_Report("ledger", 24 * day, "en", title, _made_up(day)))
        judge_article(self.store, len(reports), "off", self.now)
        entry = Entry("https://silent.example/2025/video")
        add_links(self.store, "silent", "feed", [entry], self.now - timedelta(days=7))

    def _publish(self, report: _Report) -> None:
        seen = self.now - timedelta(hours=report.hours_ago)
        url = f"https://{report.outlet}.example/{report.hours_ago:g}"
        kept = kept_article(
            url,
            title=report.title,
            text=report.text,
            language=report.language,
            rule_ids=tuple(report.rules),
        )
        article = replace(kept.article, published_at=seen)
        kept = replace(kept, article=article, relevance=report.judged)
        add_links(self.store, report.outlet, "feed", [Entry(url)], seen)
        context = SaveContext(seen, None, "", self.config.sender_domain)
        if report.archived and self.config.archive:
            body = article_page(report.title, *report.text.split("\n\n"), lang=report.language)
            body += f"{HOSTILE}<img src=https://thief.example/seen>".encode()
            page = Page(url, 200, "text/html; charset=utf-8", body, seen)
            with ArchiveWriter(self.config.archive, seen) as archive:
                context = replace(context, place=archive.write(page), page_sha256="ab" * 32)
        save_kept(self.store, Link(report.outlet, "feed", Entry(url)), kept, context)

    def change_a_figure(self) -> None:
        """Write down that two outlets changed what they had said, one of them in Urdu."""
        for number, language in ((1, "en"), (4, "ur")):
            before = stored_article(self.store, number)
            assert before is not None
            later = before.version.text.replace("2,400", "2,917")
            change = compare(before.version, replace(before.version, text=later))
            assert change is not None
            after = kept_article(
                before.url, title=before.version.title, text=later, language=language
            )
            context = SaveContext(
                self.now - timedelta(hours=1), None, "", self.config.sender_domain
            )
            record_change(self.store, before, after, change, context)


def _made_up(day: int) -> str:
    """Return a sentence that is like that of no other day."""
    words = [f"{word}{day}" for word in ("gate", "road", "camp", "family", "lorry", "school") * 3]
    return " ".join(["Afghan families were deported near", *words])
