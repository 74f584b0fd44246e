"""Settles names that say two things (``related-article-body``) by what stands in the box."""

import re
from collections import Counter
from functools import lru_cache
from typing import Any

from lxml import html as lxml_html

from pipelines.page.class_names import role_of
from pipelines.text.sentences import ends_as_prose
from pipelines.text.word_count import word_count

PLAIN_NAME = "article-body"
LEAST_SENTENCE_WORDS = 8
LEAST_WORDS, LEAST_PARAGRAPHS = 60, 2
"""So much prose, in so many paragraphs, is an article's; a teaser has less."""
LEAST_WORDS_ALONE = 15
"""So much is enough where no link leads elsewhere and no second box of the name is on the page."""
MOST_LINKS = 0.3
"""Share of the letters of a text that may be links."""
_BOX_ROLES = frozenset(("also_read", "plea", "ad", "share", "tags"))
_BOXES = ("div", "section", "main", "article")
_MAY_BE_BODY = re.compile("ody|ontent|ext")
"""What every name of an article's text holds: few boxes have it, and looking for it is quick."""
_BODY = re.compile(
    r"(?:article|story|post|entry|news|main|page)[\W_]*(?:body|content|text|bodytext|maintext)"
    r"(?![a-z])",
    re.IGNORECASE,
)
_ELEMENT_OF_BODY = re.compile(r"(?:body|content|text)__", re.IGNORECASE)


def settle_names(tree: lxml_html.HtmlElement) -> None:
    """Name, in place, the boxes of an article's text that are named for a box beside it, too.

    A name that holds an article's own name and one of other articles, of pleas or advertisements
    is true to the first if prose stands in the box, in several paragraphs or without any link.
    ``article-body__related`` is no such name: it tells which part of the body the box is.
    """
    doubtful = [node for node in tree.iter(*_BOXES) if node.attrib and _says_both(_names(node))]
    if not doubtful:
        return
    times = Counter(map(_names, doubtful))
    for node in doubtful:
        if _holds_article(node, alone=times[_names(node)] == 1):
            for name in ("class", "id"):
                if node.get(name) and role_of(node.get(name)) in _BOX_ROLES:
                    node.set(name, PLAIN_NAME)


def _names(node: Any) -> str:
    return f"{node.get('class') or ''} {node.get('id') or ''}".strip()


@lru_cache(16_384)
def _says_both(names: str) -> bool:
    if not _MAY_BE_BODY.search(names) or not _BODY.search(names) or _ELEMENT_OF_BODY.search(names):
        return False
    return role_of(names) in _BOX_ROLES


def _holds_article(node: Any, *, alone: bool) -> bool:
    if any(around.tag == "a" for around in node.iterancestors()):
        return False
    links = [link.text_content() for link in node.iter("a") if link.get("href")]
    letters = len(node.text_content())
    if sum(map(len, links)) > MOST_LINKS * letters:
        return False
    prose = [text for one in node.iter("p") if ends_as_prose(text := one.text_content().strip())]
    words = [count for text in prose if (count := word_count(text)) >= LEAST_SENTENCE_WORDS]
    if len(words) >= LEAST_PARAGRAPHS and sum(words) >= LEAST_WORDS:
        return True
    return alone and not links and sum(words) >= LEAST_WORDS_ALONE
