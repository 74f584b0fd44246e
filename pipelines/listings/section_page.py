"""Reads pages that list articles: which links are articles, where the list goes on."""

import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlsplit

from pipelines.items import Entry
from pipelines.listings.article_shapes import looks_like_article, shape_of
from pipelines.listings.entries import plain_title
from pipelines.listings.entry_links import entry_url
from pipelines.web.markup_scan import attribute, items, tags
from pipelines.web.urls import is_front_page, site_of, url_key

LEAST_TITLE_LETTERS = 25
"""The text of a link to an article is its headline; a section's name is shorter."""
LEAST_LINKS = 3
MOST_LINKED = 200
_TRAPS = re.compile(
    r"[?&](?:random-post|replytocom|share|print|utm_\w+)=|/(?:amp|feed|print)/?$|[?&]amp(?:=|$)|"
    r"^https?://(?:origin-?|v1\.|m-origin)[\w.-]*",
    re.IGNORECASE,
)
"""Links that lead to a page known by another address, or to another page each time."""
_ARTICLE_TYPES = re.compile(
    r"\"@type\"\s*:\s*(?:\[[^\]]{0,200})?\"(?:\w*NewsArticle|Article|BlogPosting|Report)\"",
)
_MORE = re.compile(
    r"(?:[\u00bb\u203a\u2192]|next|older|weiter|n\u00e4chste|\u00e4ltere|sonraki|далее|следующая|баъдӣ|"
    r"(?:الصفحة )?التالی[ةه]?|الاقدم|(?:صفحه |مطالب )?(?:بعدی?|قدیمی ?تر)|"
    r"بل مخ|راتلونک[یې](?: مخ| پاڼه)?|اگل[اےی]|پرانی خبریں)"
    r"(?: (?:page|posts|news|articles|stories|sayfa|seite|beitr\u00e4ge|صفحہ|الصفحة|страница))?"
    r"[ \u00bb\u203a\u2192>]*",
    re.IGNORECASE,
)
"""The whole text of a link to the next page of a list, as ``_plain`` leaves it."""
_SPELT = str.maketrans({"\u200c": " ", "ي": "ی", "ى": "ی", "ك": "ک", "أ": "ا", "ٔ": None, "ۀ": "ه"})
_PAGE = re.compile(r"(?:[/?&;_-](?:page|paged|pg|p)[=/_-]?|/)(\d{1,4})/?(?=$|[?&#])")
"""The number of a page of a list in its URL."""
_NUMBERED = re.compile(r"(?:^|[/?&;_-])(?:page|paged|pg|p|start|offset|from)[=/_-]?\d+|/\d{1,4}/?$")


def linked_articles(html: str, base: str) -> tuple[Entry, ...]:
    """Return the articles that a page links, by the shape of their URLs and their link's text.

    Links of the page's own site are grouped by the shape of their paths; the groups that look like
    articles and carry headlines are taken. A card links its article twice or thrice (picture,
    headline, "more"): the longest text is the headline. Reports in PDF are taken by their own
    headline or name, since lists of them hold few.
    """
    titles: dict[str, str] = {}
    urls: dict[str, str] = {}
    for url, text in _links(html, base):
        key = url_key(url)
        urls.setdefault(key, url)
        titles.setdefault(key, "")
        if len(text) > len(titles[key]):
            titles[key] = text
    groups: dict[str, list[str]] = defaultdict(list)
    for key, url in urls.items():
        if looks_like_article(url):
            groups[shape_of(url)].append(key)
    taken = {
        key
        for members in groups.values()
        if sum(len(titles[key]) >= LEAST_TITLE_LETTERS for key in members) >= LEAST_LINKS
        for key in members
    }
    for key, url in urls.items():
        if _is_report(url, titles[key]):
            taken.add(key)
            if len(titles[key]) < LEAST_TITLE_LETTERS:
                titles[key] = ""  # "Download" is no headline
    found = [Entry(url, titles[key]) for key, url in urls.items() if key in taken]
    return tuple(found[:MOST_LINKED])


def _is_report(url: str, title: str) -> bool:
    """Tell whether a link leads to a PDF that has a headline, or a name that reads like one."""
    path = urlsplit(url).path
    if not path.lower().endswith(".pdf"):
        return False
    return len(title) >= LEAST_TITLE_LETTERS or shape_of(path.rpartition("/")[2]) == "/S"


def _links(html: str, base: str) -> Iterator[tuple[str, str]]:
    for element in items(html, 0, frozenset(("a",))):
        url = entry_url(element.attribute("href"), base)
        if not url or site_of(url) != site_of(base) or is_front_page(url) or _TRAPS.search(url):
            continue
        title = plain_title(element.text) or plain_title(element.attribute("title"))
        yield url, title


def next_page(html: str, base: str) -> str:
    """Return the URL of the page that goes on with the list, "" if none is named.

    By rel=next, by what its link says ("Older posts", بعدی), or by the number that follows the
    page's own.
    """
    for tag in tags(html, 0, frozenset(("a", "link"))):
        if "next" in attribute(tag.attributes, "rel").lower().split():
            url = entry_url(attribute(tag.attributes, "href"), base)
            if url and site_of(url) == site_of(base):
                return url
    following = _page_number(base) + 1
    numbered = ""
    for element in items(html, 0, frozenset(("a",))):
        url = entry_url(element.attribute("href"), base)
        if not url or site_of(url) != site_of(base):
            continue
        text = _plain(element.text)
        said = (text, _plain(element.attribute("aria-label")), _plain(element.attribute("title")))
        marked = "next" in element.attribute("class").lower().split()
        if (marked or any(map(_MORE.fullmatch, said))) and _NUMBERED.search(url):
            return url
        if not numbered and text.isdecimal() and int(text) == following == _page_number(url):
            numbered = url
    return numbered


def _plain(text: str) -> str:
    return " ".join(plain_title(text).translate(_SPELT).split())


def _page_number(url: str) -> int:
    """Return which page of a list a URL names, 1 if it names none."""
    found = _PAGE.findall(url.partition("#")[0])
    return int(found[-1]) if found else 1


def is_article_page(html: str) -> bool:
    """Tell whether a page says of itself that it is an article: by Open Graph or JSON-LD."""
    for tag in tags(html, 0, frozenset(("meta",))):
        name = attribute(tag.attributes, "property") or attribute(tag.attributes, "name")
        if name.lower() == "og:type":
            return attribute(tag.attributes, "content").lower() == "article"
    return bool(_ARTICLE_TYPES.search(html))
