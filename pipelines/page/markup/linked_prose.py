"""Tells prose that is wholly a link from the titles of other articles."""

import re
from collections import defaultdict
from typing import Any

from lxml import html as lxml_html

from pipelines.text.word_count import word_count

LEAST_WORDS = 9
LEAST_OF_ONE = 2
"""So many sentences that lead to one URL are a text: of another article there is one teaser."""
LEAST_BESIDE = 2
_FULL_STOP = re.compile(r"[.۔。！!।][\"'”’»)\]]*$")


def plain_linked_prose(tree: lxml_html.HtmlElement) -> None:
    """Turn into spans, in place, the links that hold a paragraph of the article's own prose.

    These are sentences as long as a paragraph of which several lead to one URL, or which stand
    between two or more paragraphs that are no links, in one box with them.
    """
    found: dict[str, list[Any]] = defaultdict(list)
    for link in tree.iter("a"):
        if link.get("href") and _is_whole_paragraph(link):
            found[link.get("href")].append(link)
    for links in found.values():
        several = len(links) >= LEAST_OF_ONE
        for link in links:
            if several or _is_among_prose(link):
                link.tag = "span"


def _is_whole_paragraph(link: Any) -> bool:
    """Tell whether a link is all of a paragraph, or holds one paragraph and nothing else."""
    around = link.getparent()
    if around is None:
        return False
    if around.tag != "p" and [child.tag for child in link] != ["p"]:
        return False
    own = link.text_content().strip()
    if not _FULL_STOP.search(own) or word_count(own) < LEAST_WORDS:
        return False
    if around.tag == "p":
        return bool(around.text_content().strip() == own)
    return True


def _is_among_prose(link: Any) -> bool:
    around = link.getparent()
    if around.tag != "p":
        return False
    beside = list(around.itersiblings("p"))
    beside += list(around.itersiblings("p", preceding=True))
    return sum(_is_prose(node) for node in beside) >= LEAST_BESIDE


def _is_prose(node: Any) -> bool:
    text = node.text_content().strip()
    if not _FULL_STOP.search(text) or word_count(text) < LEAST_WORDS:
        return False
    linked = sum(len(link.text_content()) for link in node.iter("a"))
    return 2 * linked < len(text)
