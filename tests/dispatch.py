"""A store with outlets and rules, and a clock that a test sets: all that delivering mail needs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from db.articles import insert
from db.articles.write import SaveContext
from db.crawl import links, sources
from db.outbox import rules
from db.store import Store, open_store
from messengers.base import MailConfig
from passes.config import PassConfig
from passes.delivery import deliver_due
from passes.outgoing import open_outgoing
from passes.report import PassReport
from pipelines.items import ArchivePlace, Entry, Link, Rule
from pipelines.sources import Source
from pipelines.web.network_policy import Network
from press_catalogue.decider import DeciderSpec
from tests.samples import BODY, NOW, kept_article

SOURCES = tuple(Source(name, name.upper(), f"https://{name}.example", "PK") for name in "abcdef")

NOW_RULE = Rule("Now", "families", ("one@example.org",))
PAIR = Rule("Pair", "families", ("one@example.org", "two@example.org"))
DAILY = Rule("Daily", "families", ("one@example.org",), "daily 07:00", "Asia/Karachi")
FIVE = Rule("Five", "families", tuple(f"p{n}@example.org" for n in range(5)))
EVERY = (NOW_RULE, PAIR, DAILY, FIVE)
ONE, TWO, THREE, FOUR = 1, 2, 3, 4


@dataclass(slots=True)
class Dispatch:
    """Articles go in by ``publish``, time passes by ``wait``, mail goes out by ``pass_``."""

    store: Store
    config: PassConfig
    now: datetime = NOW
    published: int = 0
    reports: list[PassReport] = field(default_factory=list)

    def publish(
        self,
        *rule_ids: int,
        source: str = "a",
        text: str = "",
        title: str = "Families sent back",
        language: str = "en",
        published: datetime | None = None,
    ) -> insert.Saved:
        """Store a new article that the rules matched; each has its own text unless one is given."""
        self.published += 1
        url = f"https://{source}.example/{self.published}"
        kept = kept_article(
            url,
            title=title,
            text=text or f"{BODY} Number {self.published} of the day.",
            rule_ids=rule_ids,
            language=language,
        )
        kept = replace(kept, article=replace(kept.article, published_at=published))
        links.add_links(self.store, source, "feed", [Entry(url)], self.now)
        context = SaveContext(
            self.now, ArchivePlace("p.warc.gz", 12), "ab" * 32, self.config.sender_domain
        )
        return insert.save_kept(self.store, Link(source, "feed", Entry(url)), kept, context)

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def declare(self, *declared: Rule) -> None:
        """Write the rules anew."""
        self.config = replace(self.config, rules=declared)
        rules.sync_rules(self.store, declared, self.now)

    def pass_(self) -> PassReport:
        """Send what is due."""
        report = PassReport()
        with open_outgoing(self.store, self.config, lambda: self.now, report) as outgoing:
            deliver_due(outgoing, self.config)
        self.reports.append(report)
        return report

    def states(self) -> dict[str, int]:
        """Return how many rows of the outbox are in each state."""
        found = self.store.rows("SELECT state, count(*) AS n FROM outbox GROUP BY state")
        return {row["state"]: row["n"] for row in found}


@contextmanager
def open_dispatch(
    folder: Path, declared: Sequence[Rule], port: int | None, operators: Sequence[str] = ()
) -> Iterator[Dispatch]:
    """Open a store with ``declared`` rules; mail goes to ``port`` on loopback, or into files."""
    post = MailConfig("khabardar@example.org", folder / "outbox")
    if port is not None:
        post = replace(post, host="127.0.0.1", port=port, timeout_s=0.5)
    config = PassConfig(
        *(folder / "k.db", None, SOURCES, tuple(declared)),
        *(DeciderSpec(), Network("desk@example.org", "", (), 0.0), post),
        operators=tuple(operators),
    )
    with open_store(config.database, write=True) as store:
        sources.sync_sources(store, SOURCES, NOW)
        rules.sync_rules(store, declared, NOW)
        yield Dispatch(store, config)
