"""Makes plain text of markup that looks like a link or a control but is part of a sentence."""

import re
from itertools import islice
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html

from pipelines.text.word_count import word_count
from pipelines.web.urls import is_front_page, url_key

INLINE = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn"),
        *("em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "ruby", "rb", "rp", "rt"),
        *("s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"),
        "wbr",
    }
)
"""Elements that stand within a line of text."""
PARAGRAPHS_OF_NO_LINK = 3
"""An anchor around so many paragraphs was never closed: what it holds is no link's text."""
LEAST_BESIDE_WORDS = 3
LEAST_SENTENCE_WORDS = 5
LONGEST_CONTROL_WORDS = 16
_SENTENCES = frozenset(
    ("p", "li", "td", "dd", "dt", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "figcaption")
)
_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…؟۔。！？]\W*$")
_LETTER = re.compile(r"[^\W_]")
_CONTROLS = ("button", "output", "meter", "progress")
_DECLARED = etree.XPath("string(/html/head/link[@rel='canonical']/@href)")
_TAIL_LETTERS = 10


def plain_inline(tree: lxml_html.HtmlElement, url: str, tags: frozenset[str]) -> None:
    """Turn into spans, in place, the anchors that lead nowhere and the controls within sentences.

    An anchor is a link if it leads to another page than the one at ``url``. One that names a place
    is plain text; so is one that leads to a place on the same page or runs a script, if it holds
    or stands in a sentence (else it is a control, or a line of contents); and so is one that holds
    whole paragraphs because it was never closed. A button, an output or an element of no standard
    stays what it is unless it stands in a sentence. ``tags`` are the names of the page's elements.
    """
    own = _own_urls(tree, url)
    leads: dict[str, bool] = {}
    for node in list(tree.iter("a")):
        href = node.get("href") or ""
        if href not in leads:
            leads[href] = _leads_elsewhere(href.strip(), url, own)
        if leads[href] and _holds_few_paragraphs(node):
            continue
        if _is_place(node) or _in_sentence(node) or _is_sentence(node):
            node.tag = "span"
    unknown = {name for name in tags if "-" in name or ":" in name}
    for node in list(tree.iter(*_CONTROLS, *unknown)):
        if _in_sentence(node):
            node.tag = "span"


def _own_urls(tree: Any, url: str) -> dict[str, str]:
    """Return the keys of the page's own URLs, with how each of them ends."""
    declared = str(_DECLARED(tree)).strip()
    found = {}
    for one in (url, _joined(url, declared) if declared else ""):
        if one and not is_front_page(one):
            key = url_key(one)
            found[key] = unquote(key).rsplit("/", 1)[-1][-_TAIL_LETTERS:].lower()
    return found


def _leads_elsewhere(href: str, url: str, own: dict[str, str]) -> bool:
    """Tell whether an address leads to another page; a page names many of its addresses twice."""
    if not href or href[0] == "#":
        return False
    if href[0] != "/" and _OTHER_SCHEME.match(href):
        return False
    return not (own and _may_be_own(href, own) and url_key(_joined(url, href)) in own)


def _holds_few_paragraphs(node: Any) -> bool:
    if not len(node):
        return True
    return sum(1 for _ in islice(node.iter("p"), PARAGRAPHS_OF_NO_LINK)) < PARAGRAPHS_OF_NO_LINK


def _may_be_own(href: str, own: dict[str, str]) -> bool:
    """Tell whether a URL could be the page's own, at a glance: comparing costs much more."""
    plain = (unquote(href) if "%" in href else href).lower()
    for tail in own.values():  # noqa: SIM110 - a generator for each link is what costs
        if tail in plain:
            return True
    return False


def _is_place(node: Any) -> bool:
    return bool(node.get("name")) and not node.get("href")


def _is_sentence(node: Any) -> bool:
    """Tell whether an anchor's own text is a sentence, or longer than a control's would be."""
    text = node.text_content()
    words = word_count(text)
    return words >= LONGEST_CONTROL_WORDS or (
        words >= LEAST_SENTENCE_WORDS and bool(_SENTENCE_END.search(text))
    )


def _joined(url: str, href: str) -> str:
    try:
        return urljoin(url, href) if urlsplit(href) else href
    except ValueError:
        return href


def _in_sentence(node: Any) -> bool:
    """Tell whether an element stands between the words of a sentence, and holds a few itself."""
    if any(child.tag not in INLINE for child in node.iterdescendants()):
        return False
    around = next(above for above in node.iterancestors() if above.tag not in INLINE)
    if around.tag in _SENTENCES:
        words = len(around.text_content().split()) - len(node.text_content().split())
        return words >= LEAST_BESIDE_WORDS
    earlier = node.getprevious()
    before = node.getparent().text if earlier is None else earlier.tail
    return bool(_LETTER.search(before or "") and _LETTER.search(node.tail or ""))
