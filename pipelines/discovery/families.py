"""The families of content systems: how a page of each is known, and where its lists are.

The names are those of public lists of feeds and sitemaps, 573 entries of fundus above all
(github.com/flairNLP/fundus, 2026-08-05), and of each system's own documentation.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from pipelines.web.urls import host_of


@dataclass(frozen=True, slots=True)
class Family:
    """A content system: a pattern of its pages' HTML, and addresses relative to the site's root.

    ``{lang}`` stands for the language that the outlet's address or page names.
    """

    name: str
    mark: re.Pattern[str]
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()


def _family(
    name: str, mark: str, feeds: tuple[str, ...] = (), sitemaps: tuple[str, ...] = ()
) -> Family:
    return Family(name, re.compile(mark, re.IGNORECASE), feeds, sitemaps)


def _made_by(name: str) -> str:
    """Return the pattern of the meta element in which a system names itself, in either order."""
    return rf"<meta[^<>]{{0,200}}(?:generator[^<>]{{0,200}}{name}|{name}[^<>]{{0,200}}generator)"


FAMILIES = (
    _family(
        *("Pangea", r"/Content/responsive/(?:RFE|VOA)/"),
        *(("api/epiqq", "api/"), ("sitemap.xml",)),
    ),
    _family(
        *("IranSamaneh", r"iransamaneh|href=[\"'][^\"']*/(?:fa|en|ar)/news/\d+"),
        *(("{lang}/rss/allnews",), ("{lang}-sitemap-news",)),
    ),
    _family(
        *("Nastooh", r"nastooh|href=[\"'][^\"']*/rss/tp/\d"),
        *(("rss",), ("sitemap/news/sitemap.xml",)),
    ),
    _family(
        *("Arc XP", r"/pf/dist/|Fusion\.(?:globalContent|arcSite|contextPath)"),
        ("arc/outboundfeeds/rss/?outputType=xml",),
        (
            "arc/outboundfeeds/news-sitemap-index/?outputType=xml",
            "arc/outboundfeeds/news-sitemap/?outputType=xml",
        ),
    ),
    _family(
        *("Quintype", r"assettype\.com|class=[\"'][^\"']*\bqt-"),
        *(("stories.rss", "feed"), ("news_sitemap/today.xml",)),
    ),
    _family("Ghost", rf"{_made_by('Ghost')}|/ghost/api/", ("rss/",), ("sitemap-posts.xml",)),
    _family(
        *("Blogger", rf"{_made_by('blogger')}|\.blogspot\.com/feeds|www\.blogger\.com/static"),
        *(("feeds/posts/default",), ("sitemap.xml",)),
    ),
    _family(
        *("Joomla", rf"{_made_by('Joomla')}|/media/(?:jui|system)/js/|/components/com_content"),
        *(("index.php?format=feed&type=rss", "?format=feed&type=rss"), ()),
    ),
    _family(
        *("WordPress", rf"/wp-(?:content|includes|json)/|{_made_by('WordPress')}"),
        *(("feed/", "?feed=rss2"), ("news-sitemap.xml", "sitemap-news.xml")),
    ),
    _family(
        *("Drupal", rf"/sites/default/files/|drupalSettings|Drupal\.settings|{_made_by('Drupal')}"),
        *(("rss.xml", "rss/news"), ("news-sitemap.xml", "sitemap.xml")),
    ),
    _family(
        *("TYPO3", rf"{_made_by('TYPO3')}|/typo3(?:conf|temp)/"),
        *(("feed.rss", "?type=9818", "rss.xml"), ("sitemap.xml",)),
    ),
    _family(
        *("dated paths (Nation)", r"href=[\"'][^\"']*/\d{1,2}-[A-Z][a-z]{2}-\d{4}/"),
        *(("rss/latest", "rss/top-stories", "rss/headlines"), ("sitemap_news_google.xml",)),
    ),
    _family(
        *("Jang group", r"href=[\"'][^\"']*/latest/\d+-"),
        *(("rss/1/1",), ("assets/uploads/google_news_latest.xml",)),
    ),
    _family(
        *("Bitblaze", r"bitblaze|href=[\"'][^\"']*/trends/"),
        *(("feeds/latest-news", "feeds/home"), ("feeds/sitemap",)),
    ),
    _family(
        *("Escenic", r"/polopoly_fs/|escenic"),
        *(("rss", "?service=rss"), ("sitemap_news.xml", "sitemaps/news.xml")),
    ),
    _family(
        *("AEM", r"/etc\.clientlibs/|/content/dam/"),
        *(("rss.xml", "rss"), ("news-sitemap.xml", "sitemap-news.xml")),
    ),
    _family(
        *("Next.js", r"/_next/static/|__NEXT_DATA__"),
        *(("rss.xml", "feed.xml", "rss"), ("sitemap-news.xml", "news-sitemap.xml")),
    ),
)
GENERIC_FEEDS = ("feed/", "rss", "rss.xml")
GENERIC_MAPS = ("news-sitemap.xml", "sitemap-news.xml", "sitemap_index.xml", "sitemap.xml")
GENERIC_REST = ("feed.xml", "fa/rss/allnews", "fa-sitemap-news", "atom.xml", "index.xml")
"""Names in the order of how often they were met; those at the end answer seldom."""
_DW = {"fa-ir": "per", "fa-af": "dar", "ps": "pas", "ur": "urd", "tr": "tur", "ar": "ara"}


def families_of(html: str) -> list[Family]:
    """Return the families whose marks a page bears, the most telling first."""
    return [family for family in FAMILIES if family.mark.search(html)]


def house_addresses(homepage: str) -> Iterator[tuple[str, bool]]:
    """Yield the addresses of houses that keep their lists elsewhere, and whether it is a feed."""
    host, path = host_of(homepage), urlsplit(homepage).path.strip("/")
    name = f".{host}"
    if name.endswith((".bbc.com", ".bbc.co.uk")):
        yield f"https://feeds.bbci.co.uk/{path or 'news'}/rss.xml", True
    elif name.endswith(".dw.com"):
        language = path.partition("/")[0] or "en"
        yield f"https://rss.dw.com/rdf/rss-{_DW.get(language, language)}-all", True
        yield f"https://www.dw.com/{language}/news-sitemap.xml", False
    elif name.endswith(".medium.com") and path:
        yield f"https://medium.com/feed/{path.partition('/')[0]}", True
    elif name.endswith(".theguardian.com"):
        yield urljoin(homepage.rstrip("/") + "/", "rss"), True
    elif name.endswith(".euronews.com"):
        yield urljoin(homepage, "/rss"), True
    elif name.endswith(".aa.com.tr"):
        yield urljoin(homepage, f"/{path.partition('/')[0] or 'tr'}/rss/default?cat=guncel"), True
