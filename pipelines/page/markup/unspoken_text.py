"""Shows what is kept from screen readers only (``aria-hidden``): on the page it is seen."""

import re
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from pipelines.page.markup.inline_markup import INLINE
from pipelines.text.word_count import word_count

MOST_OF_PROSE = 0.5
"""A box with more of the page's paragraphs than this is the page itself, behind a dialog."""
_MARKED = etree.XPath("//@aria-hidden/..")
_UNSPOKEN = ("true", "TRUE", "")
_LINES = frozenset(("p", "li", "td", "th", "dd", "dt", "blockquote", "h1", "h2", "h3", "h4", "h5"))
_ICON = re.compile(r"icon|glyph|symbol|(?:^|\s)(?:fa|fas|far|fab|bi|ti)(?:\s|$)", re.IGNORECASE)


def show_unspoken(tree: lxml_html.HtmlElement) -> None:
    """Take the mark ``aria-hidden``, in place, from lines of text and from what stands within them.

    It stays on boxes, which are mostly dialogs and copies for a slide show, unless they hold most
    of the page's prose. An icon that is written as the letters of its name goes.
    """
    every = -1
    found: Any = _MARKED(tree)
    for node in found:
        if node.get("aria-hidden") not in _UNSPOKEN:
            continue
        if node.tag in INLINE:
            if _ICON.search(node.get("class") or "") and node.getparent() is not None:
                _drop(node)
                continue
        elif node.tag not in _LINES:
            own = _paragraph_words(node)
            every = _paragraph_words(tree) if own and every < 0 else every
            if not own or own <= MOST_OF_PROSE * every:
                continue
        del node.attrib["aria-hidden"]


def _drop(node: Any) -> None:
    """Take an element out; words on both sides of it stay apart."""
    earlier, tail = node.getprevious(), node.tail or ""
    before = node.getparent().text if earlier is None else earlier.tail or earlier.text_content()
    if (before or "")[-1:].isalnum() and tail[:1].isalnum():
        node.tail = f" {tail}"
    node.drop_tree()


def _paragraph_words(node: Any) -> int:
    return sum(word_count(one.text_content()) for one in node.iter("p"))
