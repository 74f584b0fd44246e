"""The values that flow through the pipe, from a source to the store: frozen data, no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, NamedTuple, get_args

from pipelines.page_blocks import PageBlocks

Via = Literal[
    "feed", "sitemap", "section", "search", "api", "telegram", "backfill", "import", "hand"
]
RECORDED: frozenset[Via] = frozenset(("backfill", "import"))
"""Ways by which pages of any age come: these are news of the day when they were published."""
ArticleKind = Literal["article", "live", "teaser", "report", "post"]
"""A report is a PDF, a post stands in a public channel."""
DateOrigin = Literal["feed", "jsonld", "meta", "byline", "body", "none"]
ZoneKnown = Literal["told", "utc", "outlet", "assumed"]
"""How the zone of a written time is known: it stands there, or UTC does, which software writes
where it knows none; or the outlet's country has one clock; or none of these, a guess."""
Truncation = Literal["paywall", "cut", "nesting", "killed"]
CopyKind = Literal["exact", "near", "excerpt"]
Relevance = Literal["relevant", "review", "off"]
RELEVANCES: tuple[Relevance, ...] = get_args(Relevance)

DropReason = Literal[
    "off_topic",
    "listing",
    "media_only",
    "not_found",
    "consent",
    "login",
    "redirect",
    "not_html",
    "empty",
    "error",
    "robots",
    "refused_address",
    "too_large",
    "gone",
]
"""Why a URL gives no article that is kept: for good."""
PendingReason = Literal[
    "blocked",
    "timeout",
    "dns",
    "tls",
    "connection",
    "http_5xx",
    "cut",
    "headers_too_large",
    "unknown_encoding",
    "extraction_killed",
    "not_tried",
]
"""Why a URL has no verdict yet: it is tried again."""
FailReason = Literal[PendingReason, "not_a_feed"]
DROP_REASONS: frozenset[DropReason] = frozenset(get_args(DropReason))
PENDING_REASONS: frozenset[PendingReason] = frozenset(get_args(PendingReason))

LANGUAGES = {
    **{"en": "English", "fa": "Persian", "prs": "Dari", "ur": "Urdu", "ps": "Pashto"},
    **{"ar": "Arabic", "de": "German", "tr": "Turkish", "other": "another language"},
}
"""The languages that articles are told apart by, and what they are called."""

UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for the time of a page of which nobody wrote down when it was fetched."""
LOW_CONFIDENCE = 0.93
"""A text whose ``text_confidence`` is lower is shown as doubtful. On recorded pages of outlets that
the model had not seen, 25 of 494 were; 12 of these were truly poor (F1 below 0.9), of 33 in all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed or sitemap says of one article. Times are UTC, or None if unsaid.

    ``modified_at`` is when it changed (``lastmod``, Atom ``updated``), which dates no article.
    ``published_zone`` tells how the zone of ``published_at`` is known. ``content`` is the HTML of
    ``content:encoded`` or its like, "" when the feed has only a summary.
    """

    url: str
    title: str = ""
    published_at: datetime | None = None
    summary: str = ""
    content: str = ""
    author: str = ""
    language: str = ""
    modified_at: datetime | None = None
    published_zone: ZoneKnown = "told"


@dataclass(frozen=True, slots=True)
class Link:
    """A URL that was discovered and is durable; ``entry.url`` is the URL as found."""

    source_id: str
    via: Via
    entry: Entry
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Revisit:
    """A known article that is visited again at the URL where it was found.

    ``etag`` and ``last_modified`` are what may be sent so that an unchanged page answers 304.
    """

    source_id: str
    via: Via
    entry: Entry
    article_id: int
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class ControlPage:
    """A page that gave its text before, asked for again to tell whether its outlet still does so.

    ``words``, ``confidence`` and ``core`` are those of the text that it had (see ``PageBlocks``).
    """

    source_id: str
    via: Via
    entry: Entry
    words: int
    confidence: float | None
    core: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer as they went over the wire, without logins.

    ``request`` is its head, b"" if it is not known; ``response`` is the status line, headers and
    body, with every transfer and content encoding still on it. ``ip`` is the address that was
    connected to, "" if unknown; ``cut`` says that the body is not whole.
    """

    url: str
    at: datetime
    request: bytes = field(repr=False)
    response: bytes = field(repr=False)
    status: int
    ip: str = ""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A response as it came: ``url`` is the final URL after redirects, ``asked_url`` the first.

    ``body`` is free of content encoding (gzip, br, zstd) but not decoded to text; ``content_type``
    is the header as sent, "" if there was none; ``cut`` says that the body ended before it should.
    ``etag`` and ``last_modified`` are the headers by which the server knows this version.
    ``refusal`` is what the headers refuse of text mining, "" for nothing. ``exchange`` is what the
    archive keeps of it, None if that is not known or not wanted.
    """

    url: str
    status: int
    content_type: str
    body: bytes
    fetched_at: datetime
    asked_url: str = ""
    cut: bool = False
    etag: str = ""
    last_modified: str = ""
    refusal: str = ""
    exchange: Exchange | None = field(default=None, compare=False, repr=False)

    @property
    def captured_at(self) -> datetime | None:
        """When the page was fetched; None if nobody wrote that down, as of saved files."""
        return self.fetched_at if self.fetched_at > UNKNOWN_TIME else None


@dataclass(frozen=True, slots=True)
class Removed:
    """A block that cleaning took out of the text: the rule's name and what showed it was debris."""

    text: str
    rule: str
    evidence: str


class Span(NamedTuple):
    """Where a query matched: offsets into the original ``title`` or ``text`` of an article."""

    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule that matched an article, with the places that made it match."""

    rule_id: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleMetadata:
    """What a page says of its article beside headline and text, as it is kept with it.

    A field here is carried from page to article and to the lines of ``extract`` by itself. Times
    are UTC; of a day without an hour they are its noon, and ``..._day_only`` says so.
    ``published_confidence`` is 0..1.
    """

    byline: tuple[str, ...] = ()
    section: str = ""
    image: str = ""
    published_at: datetime | None = None
    published_from: DateOrigin = "none"
    published_confidence: float = 0.0
    modified_at: datetime | None = None
    published_day_only: bool = False
    modified_day_only: bool = False


@dataclass(frozen=True, slots=True)
class Article(ArticleMetadata):
    """An article as the text line makes it; paragraphs of ``text`` are parted by one blank line.

    ``url`` is the canonical URL; ``page_url`` is the page's own if it declared another, else "".
    ``garbled`` says why the letters of the text are doubtful, None if nothing speaks against them;
    ``text_confidence`` is 0..1, how good the text is likely to be (its F1 to the true one), None if
    it was not judged; ``text_from`` tells whether page or feed gave the better text.
    """

    url: str
    title: str
    text: str
    kind: ArticleKind = "article"
    language: str = "other"
    truncated: Truncation | None = None
    garbled: str | None = None
    text_confidence: float | None = None
    page_url: str = ""
    text_from: Literal["page", "feed"] = "page"
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """The verdict that an article is stored, with all that storing and alerting need.

    ``folded_title`` and ``folded_text`` are what the full-text index holds; ``text_digest`` is
    the hex SHA-256 of the folded text, equal for exact copies; ``event_marks`` are the places
    that it names, as "place:torkham"; ``concepts`` tells the first and last word of each place
    where a concept stands; ``agency`` is the news agency that is credited, "" if none is;
    ``rules_set_aside`` are the ids of rules that would have compared too many of the
    places, and about which nothing is known; those of ``rules_undecided`` wait until it is known
    what the article means.
    """

    article: Article
    folded_title: str
    folded_text: str
    text_digest: str
    word_count: int
    relevance: Relevance
    score: float
    relevance_rules: tuple[str, ...]
    lexicon_version: str
    hits: tuple[RuleHit, ...]
    event_marks: tuple[str, ...] = ()
    concepts: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    agency: str = ""
    blocks: PageBlocks | None = None
    rules_set_aside: tuple[int, ...] = ()
    rules_undecided: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """The verdict that a page is no article we keep, with the reason.

    ``blocks`` are those of a page that was read whole before it was turned away.
    """

    reason: DropReason
    detail: str = ""
    blocks: PageBlocks | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """No verdict this time; the link stays pending and is tried again, up to the last try."""

    reason: FailReason
    detail: str = ""


Target = Link | Revisit | ControlPage
"""A URL whose page is fetched: one that was not read yet, a known article's, or one to compare."""
Verdict = Kept | Dropped | Failed


@dataclass(frozen=True, slots=True)
class Rule:
    """An alert rule as the settings declare it; ``when`` is now, hourly, daily HH:MM or weekly.

    What appeared more than ``max_age_days`` before it was found is not mailed; 0: whatever its age.
    ``on`` says what is told: "new" stories, articles that their outlets "changed", or both. It is
    told once a "story", or once an "event" with the other stories of it named.
    ``where`` is the file and line that it stands at, "" if unknown.
    """

    name: str
    query: str
    to: tuple[str, ...]
    when: str = "now"
    timezone: str = "UTC"
    channels: tuple[str, ...] = ()
    cap: int = 50
    active: bool = True
    where: str = field(default="", compare=False)
    max_age_days: int = 7
    on: tuple[str, ...] = ("new",)
    once: Literal["story", "event"] = "story"


class StateChange(NamedTuple):
    """What an outlet put in place of what: "" if it stands for nothing, or nothing for it."""

    what: Literal["headline", "figure", "quote"]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Lead:
    """A report that a list names without leading to it: it is known of, and never fetched.

    ``outlet`` is the name of who published it, ``homepage`` its URL, "" if unknown.
    """

    url: str
    title: str
    outlet: str
    homepage: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Discovered:
    """What a feed or sitemap lists: articles, and further sitemaps that it points to.

    ``newest_at`` and ``oldest_at`` are the times of the newest and the oldest entry, None if none
    says one; ``truncated`` says in words what of the list could not be read, "" if all was.
    ``leads`` are known of only.
    """

    entries: tuple[Entry, ...]
    nested: tuple[str, ...] = ()
    newest_at: datetime | None = None
    truncated: str = ""
    oldest_at: datetime | None = None
    leads: tuple[Lead, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchivePlace:
    """Where a response lies: a WARC file (name within the archive folder) and a byte offset."""

    file: str
    offset: int
