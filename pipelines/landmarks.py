"""Reads from a page's markup what its blocks are: links, captions, boxes, the standfirst."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pipelines.document import Document
from pipelines.urls import site_of

Reason = tuple[str, str]
"""The rule that takes a block out, and what showed it."""

_BLOCKS = frozenset(
    {
        *("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "div", "td", "th", "dd", "dt"),
        *("blockquote", "section", "article", "figure", "figcaption", "aside", "header", "footer"),
        *("main", "nav", "form", "body", "table", "ul", "ol", "address"),
    }
)
_LINKED_SHARE = 0.85
_LONGEST_LABEL_WORDS = 6
_LONGEST_BOX = 900
"""Characters of a box; a longer element is a whole article, whatever its class says."""
_LEAST_STANDFIRST_WORDS = 7
_LONGEST_STANDFIRST_WORDS = 110

# Names that outlets and their publishing systems give to what stands around an article's text.
_BOXES: tuple[tuple[str, str], ...] = (
    (
        "caption",
        r"caption|figcaption|photo-?credit|image-?credit|img-?credit|media-?credit|picture-?credit|"
        r"image-?source|photo-?source|image-?copyright",
    ),
    (
        "author_box",
        r"author-?(?:bio|box|info|card|about|details?|profile|desc(?:ription)?|block|meta|area)|"
        r"about-?(?:the-?)?author|bio(?:graphy)?|writer-?(?:bio|info|box)|contributor-?(?:bio|info)",
    ),
    (
        "list_box",
        r"related(?:-?\w+)?|also-?read|read-?also|read-?more|readmore|more-?(?:on|from|stories|news)|"
        r"see-?also|recommend(?:ed|ations?)?|trending|most-?(?:read|popular|viewed)|popular-?posts?|"
        r"latest-?(?:news|posts)|random-?posts?|you-?may-?(?:also-?)?like|next-?post|prev-?post|"
        r"post-?navigation|nav-?links|inline-?(?:related|promo|link)|suggested",
    ),
    (
        "plea",
        r"newsletter(?:-?\w+)?|subscri(?:be|ption)(?:-?\w+)?|sign-?up|donat(?:e|ion)s?(?:-?\w+)?|"
        r"support-?us|follow-?us|app-?(?:promo|download|banner)|whats-?app(?:-?\w+)?|"
        r"telegram(?:-?\w+)?|google-?news|membership|call-?to-?action",
    ),
    (
        "meta_line",
        r"post-?meta|entry-?meta|article-?meta|story-?meta|meta-?(?:data|info)|byline|dateline|"
        r"timestamp|time-?stamp|post-?date|entry-?date|pub(?:lish(?:ed)?)?-?(?:date|time|info)|"
        r"last-?updated|updated|modified|views?|view-?count|post-?views|reading-?time|read-?time|"
        r"min-?read|news-?(?:id|code)",
    ),
    (
        "share_box",
        r"share(?:-?\w+)?|sharing|social(?:-?\w+)?|addtoany\w*|tags?|tag-?(?:list|links|cloud)|"
        r"post-?tags|article-?tags|topics?|keywords|breadcrumbs?|print-?(?:button|link)",
    ),
    (
        "comment_box",
        r"comments?(?:-?(?:area|form|list|respond|box|section|count|policy))?|disqus\w*|respond|"
        r"leave-?(?:a-?)?(?:comment|reply)|reply-?title",
    ),
    (
        "notice_box",
        r"ads?|advert(?:isement|orial)?s?|sponsor(?:ed)?|disclaimer|copyright|cookies?",
    ),
)
_BOX = re.compile(
    "|".join(rf"(?P<{name}>(?:^|[\s_]|\b)(?:{words})(?=$|[\s_]))" for name, words in _BOXES),
    re.IGNORECASE,
)
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:standfirst|lead|lede|intro(?:duction|text)?|dek|deck|subtitle|sub-?title|"
    r"sub-?head(?:line)?|summary|excerpt|teaser|abstract|synopsis|chapo|vorspann|entradilla|ingress|"
    r"strap-?line|tagline|sapo|preamble|manchet)(?=$|[\s_-])",
    re.IGNORECASE,
)
_DESCRIPTIONS = frozenset({"description", "og:description", "twitter:description"})
_NOT_LETTERS = re.compile(r"[\W_]+")
_SPACE = re.compile(r"\s+")
_NO_PAGE = ("#", "mailto:", "tel:", "javascript:", "whatsapp:", "tg:", "sms:")


@dataclass(frozen=True, slots=True)
class Landmarks:
    """What the markup says of blocks, by their squeezed text.

    ``linked`` blocks are nothing but links to other pages of the site; ``boxes`` stand in an
    element whose name says what it is.
    """

    linked: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, Reason] = field(default_factory=dict)


def squeezed(text: str) -> str:
    """Return the letters and digits of ``text`` in lower case: how a block is known again."""
    return _NOT_LETTERS.sub("", text).lower()


def read_landmarks(document: Document) -> Landmarks:
    """Return the landmarks of a page; its standfirst is looked for later, by ``standfirst_of``."""
    return Landmarks(dict(_linked(document)), dict(_boxed(document)))


def _linked(document: Document) -> Iterator[tuple[str, str]]:
    links: dict[Any, list[tuple[str, str]]] = {}
    for link in document.tree.iter("a"):
        target = (link.get("href") or "").strip()
        text = _text(document, link)
        if text and target and not target.lower().startswith(_NO_PAGE):
            links.setdefault(_block_of(link), []).append((text, target))
    home = site_of(document.page.url)
    for block, found in links.items():
        if block is None or block.tag in ("body", "main", "article"):
            continue
        whole = _text(document, block)
        if not _is_linked(whole, [text for text, _ in found]):
            continue
        if not home or any(_is_at_home(home, at) for _, at in found):
            for text in (whole, *(text for text, _ in found)):
                yield squeezed(text), "nothing but a link to another page"


def _is_at_home(home: str, target: str) -> bool:
    start = target.split("/", 3)
    if len(start) < 3 or start[1]:
        return True  # relative
    return _site_at(start[2]) == home


@lru_cache(5_000)
def _site_at(host: str) -> str:
    return site_of(f"http://{host}/")


def _is_linked(whole: str, texts: list[str]) -> bool:
    """Tell whether a block is links only, or a short label with a colon and then a link."""
    length = sum(len(squeezed(text)) for text in texts)
    if length >= _LINKED_SHARE * len(squeezed(whole)):
        return True
    label, _, rest = whole.partition(":")
    return (
        bool(rest)
        and len(label.split()) <= _LONGEST_LABEL_WORDS
        and length >= _LINKED_SHARE * len(squeezed(rest))
    )


def _block_of(node: Any) -> Any:
    return next((above for above in node.iterancestors() if above.tag in _BLOCKS), None)


def _boxed(document: Document) -> Iterator[tuple[str, Reason]]:
    for node in document.tree.iter("figcaption"):
        yield from _keys(document, node, ("caption", "figcaption"))
    for node in document.tree.xpath("//body//*[@class or @id]"):
        reason = _box_named(node.get("class") or "") or _box_named(node.get("id") or "")
        if reason and node.tag not in ("body", "main", "article", "html"):
            yield from _keys(document, node, reason)


@lru_cache(20_000)
def _box_named(names: str) -> Reason | None:
    """Return what an element's classes or id say that it is, None if they say nothing."""
    found = _BOX.search(names)
    return (str(found.lastgroup), found[0].strip()) if found else None


def _keys(document: Document, node: Any, reason: Reason) -> Iterator[tuple[str, Reason]]:
    whole = _text(document, node)
    if not whole or len(whole) > _LONGEST_BOX:
        return
    yield squeezed(whole), reason
    for part in node.iter():
        if part.tag in _BLOCKS and part is not node:
            text = _text(document, part)
            if text:
                yield squeezed(text), reason


def standfirst_of(document: Document, first: str, boxes: dict[str, Reason]) -> str:
    """Return the paragraph between headline and text that sums the article up, "" if none does.

    ``first`` is the first block of the text that was found.
    """
    descriptions = [squeezed(text)[:80] for text in _descriptions(document)]
    end = squeezed(first)[:60]
    heading = next(iter(document.tree.iter("h1")), None)
    if heading is None or not end:
        return ""
    started = False
    for node in document.tree.iter("h1", "p", "h2", "h3", "div", "span", "strong"):
        if node is heading:
            started = True
            continue
        if not started:
            continue
        text = _text(document, node, 1_500)
        key = squeezed(text)
        if key.startswith(end) and len(key) < 3_000:
            return ""
        count = len(text.split())
        if not _LEAST_STANDFIRST_WORDS <= count <= _LONGEST_STANDFIRST_WORDS or key in boxes:
            continue
        names = f"{node.get('class') or ''} {node.get('itemprop') or ''}"
        described = any(key.startswith(one) for one in descriptions if one)
        if described or _STANDFIRST.search(names):
            return text
    return ""


def _descriptions(document: Document) -> Iterator[str]:
    for meta in document.tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        text = document.restored(meta.get("content") or "")
        if name in _DESCRIPTIONS and len(text.split()) >= _LEAST_STANDFIRST_WORDS:
            yield text


def _text(document: Document, node: Any, most: int = 0) -> str:
    text = node.text_content()
    if most and len(text) > most:
        return ""
    return _SPACE.sub(" ", document.restored(text)).strip()
