"""The outlets to watch, and the URLs at which each lists its articles."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from pipelines.items import Via

ListingKind = Literal[
    "feed",
    "sitemap",
    "section",
    "front_page",
    "robots",
    "wordpress",
    "telegram",
    "reliefweb",
    "gdelt",
]
"""The forms of a list of articles; ``pipelines/listings/listing.py`` reads them."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A URL that lists a source's articles, its form, and what is written down of the links."""

    kind: ListingKind
    via: Via
    url: str

    def nested(self, url: str) -> "Listing":
        """Return the listing that this one points to: of its own kind, or a front page's feed."""
        if self.kind == "front_page":
            return Listing("feed", "feed", url)
        if self.kind == "robots":
            return Listing("sitemap", "sitemap", url)
        return Listing(self.kind, self.via, url)


@dataclass(frozen=True, slots=True)
class Window:
    """The time whose articles a walk back wants of a list: from ``since`` to ``until``, UTC."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class BackList:
    """A list that a walk back asks for, with the ``window`` that it walks through.

    ``depth`` counts the lists that led to it; ``reached`` is the time of the oldest article on the
    page before it, None if it has none before. ``pattern`` is the form of URL that it was made by,
    "" if it was named somewhere. ``id`` is its number in the store, 0 before it has one.
    """

    source_id: str
    listing: Listing
    window: Window
    depth: int = 0
    reached: datetime | None = None
    pattern: str = ""
    id: int = 0


class ListingField(NamedTuple):
    """A field of ``Source`` whose URLs list articles, and what a person is told of it."""

    name: str
    kind: ListingKind
    via: Via
    about: str


LISTING_FIELDS = (
    ListingField("feeds", "feed", "feed", "RSS or Atom addresses"),
    ListingField("searches", "feed", "search", "search feeds"),
    ListingField("sitemaps", "sitemap", "sitemap", "Google News sitemap addresses"),
    ListingField("sections", "section", "section", "pages that link articles"),
    ListingField(
        *("wordpress", "wordpress", "api"), "posts in JSON, as https://HOST/wp-json/wp/v2/posts"
    ),
    ListingField("telegram", "telegram", "telegram", "public channels, as https://t.me/s/NAME"),
    ListingField("gdelt", "gdelt", "api", "GDELT's lists of its newest files, for leads"),
    ListingField("reliefweb", "reliefweb", "api", "calls of ReliefWeb's API, without the appname"),
)
"""Every way in which a source may declare where it lists its articles."""


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet to watch, as the catalogue and the settings declare it.

    ``country`` is ISO 3166 alpha-2 in capitals; ``languages`` are codes of ``LANGUAGES``;
    ``every_s`` is the wish between two visits, in seconds, 0 for as its own rhythm asks; ``proxy``
    is one of its own, or "".
    ``revisit`` are the hours after which a known article is looked at again, () for never.
    ``unproven``: watched only once its first visits have shown a list that is alive; ``group`` is
    where a person put it. ``archives`` are URLs of what appeared on a day or in a month, with
    {YYYY}, {MM} and {DD} in them, which a walk back asks for. ``browser``: its pages are made by
    scripts. ``corridors``, ``independence`` and
    ``newsroom`` tell whose reports of which way it prints, as ``pipelines/newsrooms.py`` counts.
    """

    id: str
    name: str
    homepage: str
    country: str = ""
    languages: tuple[str, ...] = ()
    kind: str = ""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    wordpress: tuple[str, ...] = ()
    telegram: tuple[str, ...] = ()
    reliefweb: tuple[str, ...] = ()
    gdelt: tuple[str, ...] = ()
    archives: tuple[str, ...] = ()
    every_s: int = 0
    afghan: bool = False
    proxy: str = ""
    revisit: tuple[float, ...] = (1.0, 6.0, 24.0, 72.0, 168.0, 720.0)
    unproven: bool = False
    browser: bool = False
    group: str = ""
    corridors: tuple[str, ...] = ()
    independence: str = "own"
    newsroom: str = ""

    def listings(self) -> tuple[Listing, ...]:
        """Return every URL at which this source lists its articles."""
        return tuple(
            Listing(field.kind, field.via, url)
            for field in LISTING_FIELDS
            for url in getattr(self, field.name)
        )

    def visited(self) -> tuple[Listing, ...]:
        """Return every URL that is asked for articles: its listings, else its front page."""
        front = (Listing("front_page", "section", self.homepage),) if self.homepage else ()
        return self.listings() or front
