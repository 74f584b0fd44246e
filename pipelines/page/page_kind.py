"""Tells pages that stand in the way of an article (walls, errors, lists) from articles.

When in doubt a page is an article: a missed article is worse than a poor one.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pipelines.items import Dropped, Failed, Page
from pipelines.lexicon.joined import folded_patterns
from pipelines.page.document import Document
from pipelines.page.linked_titles import is_enough
from pipelines.text.fold import fold
from pipelines.text.word_count import has_more_words
from pipelines.web.urls import is_front_page

if TYPE_CHECKING:
    from pipelines.page.extract import Reading
    from pipelines.page.linked_titles import Listing

SHORT_WORDS = 150
"""A text longer than this is an article, whatever else is said on its page."""
FEW_WORDS = 60
"""Words of a wall stand in a text as short as this; in a longer one somebody may quote them."""
LEAST_LETTERS = 32
"""A text shorter than this says nothing: "Loading…", "Redirecting"."""
LISTED_SHARE = 0.85
LISTED_SHARE_UNMARKED = 0.6
"""For pages that do not say of themselves that they are articles."""
MANY_TITLES = 6
LEAST_PROSE_WORDS_MARKED = 30
"""So much prose is an article on a page that says of itself that it is one."""
SOON_S = 10
"""A page that sends its reader on within so many seconds is no page of its own."""

_MARKED = re.compile(
    rb'"@type"\s*:\s*\[?\s*"(?:\w*Article|\w*Posting|Report\w*|LiveBlogPosting)"|'
    rb'property=["\']?og:type["\']?\s+content=["\']?article|'
    rb'content=["\']?article["\']?\s+property=["\']?og:type|'
    rb"article:published_time",
    re.IGNORECASE,
)
_MEDIA = re.compile(
    r"<(?:video|audio)\b|\"@type\"\s*:\s*\"(?:Video|Audio)Object|\"@type\"\s*:\s*\"\w*Gallery\""
    r"|property=[\"']?og:type[\"']?\s+content=[\"']?video"
    r"|<iframe\b[^>]*\bsrc=[\"']?[^\"'>\s]*(?:youtube|youtu\.be|vimeo|dailymotion|aparat|player)",
    re.IGNORECASE,
)
_REFRESH = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*[;,]\s*(?:url\s*=)?\s*[\"']?([^\"'>\s]+)", re.I)
_LETTER = re.compile(r"[^\W_]")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class _Walls:
    """What a page says that shows no article, folded, by the reason why it does not."""

    bot: re.Pattern[str]
    not_found: re.Pattern[str]
    error: re.Pattern[str]
    consent: re.Pattern[str]
    login: re.Pattern[str]
    scripts: re.Pattern[str]


@cache
def _walls() -> _Walls:
    return _Walls(
        bot=re.compile(folded_patterns(lambda language: language.walls.bot)),
        not_found=re.compile(folded_patterns(lambda language: language.walls.not_found)),
        error=re.compile(folded_patterns(lambda language: language.walls.error)),
        consent=re.compile(folded_patterns(lambda language: language.walls.consent)),
        login=re.compile(folded_patterns(lambda language: language.walls.login)),
        scripts=re.compile(folded_patterns(lambda language: language.walls.scripts)),
    )


def wall(page: Page, title: str, text: str, listed: bool = False) -> Dropped | Failed | None:
    """Return what stands in the article's place on a page, or None if nothing does.

    ``text`` is what was read of the page, "" if nothing was; ``listed`` says that it is titles of
    other articles. A wall against robots may be gone the next time, so it is Failed("blocked");
    the others are Dropped.
    """
    long = has_more_words(text, SHORT_WORDS)
    if long and not listed:
        return None
    headline, said = fold(title).strip(), f"the page says {title[:80]!r}"
    says = _walls()
    if says.not_found.search(headline):
        return Dropped("not_found", said)
    if long:
        return None
    few, body = not has_more_words(text, FEW_WORDS - 1), fold(text[:2_000]).strip()
    if says.bot.search(headline) or (few and says.bot.search(body)):
        return Failed("blocked", said)
    if few and says.not_found.search(body[:200]):
        return Dropped("not_found", said)
    if says.error.search(headline) or (few and says.error.search(body)):
        return Dropped("error", said)
    if few and (says.consent.search(headline) or says.consent.search(body)):
        return Dropped("consent", said)
    if few and (says.login.search(headline) or says.login.search(body[:120])):
        return Dropped("login", said)
    if few and says.scripts.search(body):
        return Dropped("empty", "the page is made by its scripts")
    return None


def obstacle(
    document: Document, title: str, canonical: str, reading: "Reading | Dropped"
) -> Dropped | Failed | None:
    """Return why a page is no article, None if it is one or if nothing was read of it."""
    read = None if isinstance(reading, Dropped) else reading
    text = "\n".join(block.text for block in read.blocks) if read else ""
    listing = read.listing if read else None
    listed = listing is not None and is_list(document, listing, canonical)
    refused = sent_on(document, text) or wall(document.page, title, text, listed)
    if refused is None and says_nothing(text):
        refused = only_media(document)
    if refused is not None or read is None:
        return refused
    if listing is not None and listed:
        return Dropped("listing", f"{listing.titles} titles of other pages")
    if says_nothing(text):
        return Dropped("empty", f"the page says {text[:40]!r} and nothing else")
    return None


def sent_on(document: Document, text: str) -> Dropped | None:
    """Return where a page without an own text sends its reader, None if nowhere."""
    if has_more_words(text, FEW_WORDS):
        return None
    for meta in document.tree.iter("meta"):
        if (meta.get("http-equiv") or "").lower() != "refresh":
            continue
        found = _REFRESH.match(meta.get("content") or "")
        if found and float(found[1]) <= SOON_S:
            return Dropped("redirect", found[2])
    return None


def only_media(document: Document) -> Dropped | None:
    """Return that a page without an own text shows video, sound or pictures, None if it does not.

    So its own elements, its data for search engines, or a player in a frame tell.
    """
    found = _MEDIA.search(document.html)
    return Dropped("media_only", f"no text beside {found[0][:40]!r}") if found else None


def says_nothing(text: str) -> bool:
    """Tell whether a text is too short to be even a brief; a wide letter counts as three."""
    letters = 0
    for found in _LETTER.finditer(text):
        letters += 3 if _WIDE.match(found[0]) else 1
        if letters >= LEAST_LETTERS:
            return False
    return True


def is_list(document: Document, listing: "Listing", canonical: str) -> bool:
    """Tell whether a page lists articles rather than being one.

    Prose that stands together makes an article of any page but a front page, whatever surrounds
    it. ``canonical`` is the URL that the page gives for itself.
    """
    share, titles = listing.share, listing.titles
    if titles < 2 or share < LISTED_SHARE_UNMARKED:
        return False
    several = titles >= MANY_TITLES // 2
    if several and is_front_page(document.page.url or canonical):
        return True
    marked = bool(_MARKED.search(document.page.body))
    if marked and listing.words >= LEAST_PROSE_WORDS_MARKED:
        return False
    if is_enough(len(listing.prose), listing.words):
        return False
    if share >= LISTED_SHARE or (several and canonical and is_front_page(canonical)):
        return True
    return titles >= MANY_TITLES and not marked
