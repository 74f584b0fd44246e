"""Tells what on a page belongs to other stories: teasers, lists, comments, their dates and data."""

import re
from datetime import date
from functools import lru_cache
from typing import Any

from pipelines.dates.days import find_days
from pipelines.dates.parse import says_when
from pipelines.metadata.tree_scan import (
    AFTER_HEADING,
    Heading,
    Piece,
    Survey,
    around_of,
    leads_to_no_story,
    visible_text,
)
from pipelines.text.fold import fold

_LEVELS = 5
_LONGEST_BOX = 400
"""A box with more text than this holds the article, or much else: it says nothing of a line in it.
"""
_MANY_WORDS, _MANY_LETTERS = 5, 24
"""A link with so many words and letters is a headline; of an author or a tag are fewer."""
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_WHOLES = frozenset({"body", "main", "html"})
_OTHERS = re.compile(
    r"(?:^|\s)(?:(?:left|right|primary|secondary)-)?side-?bar|(?:^|[\s_-])(?:more-?(?:news|stories|"
    r"articles|from)|latest|recent|discussion|responses?|repl(?:y|ies)|navigation|pagination|"
    r"related|recommend\w*|trending|popular|teasers?|comments?|tweet|twitter-(?:tweet|post)|"
    r"(?:instagram|fb|facebook|telegram|tiktok|bluesky|mastodon|social)-(?:media|post|embed))"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)


def is_of_another(element: Any, around: frozenset[Any], *, far: bool) -> bool:
    """Tell whether an element stands in a quotation, or in a small box of another story.

    What is quoted, such as a post of a social network, has a date of its own. The box of a story
    holds a link that is a headline, or has a name that says so; ``far`` from the article's headline
    also one that has a heading: near to it that is its second line. ``around`` are the elements
    that hold the headline: no box of another story does.
    """
    node = element
    for _ in range(_LEVELS):
        if node is None or node in around or node.tag in _WHOLES:
            return False
        if node.tag == "article" and not around:
            return False
        if node.tag == "blockquote":
            return True
        if len(visible_text(node)) > _LONGEST_BOX:
            return False
        if _says_others(f"{node.get('class') or ''} {node.get('id') or ''}") or _holds_story(
            node, far
        ):
            return True
        node = node.getparent()
    return False


@lru_cache(10_000)
def _says_others(marks: str) -> bool:
    return bool(_OTHERS.search(marks))


def _holds_story(box: Any, far: bool) -> bool:
    return any(
        _is_headline_link(part) if part.tag == "a" else part is not box and _is_title(part, far)
        for part in box.iter("a", *_HEADINGS)
    )


def _is_title(heading: Any, far: bool) -> bool:
    text = fold(visible_text(heading))
    leads = heading.find(".//a") is not None or heading.getparent().tag == "a"
    return bool(text) and (far or leads) and not says_when(text)


def _is_headline_link(link: Any) -> bool:
    text = visible_text(link)
    long = len(text) >= _MANY_LETTERS and len(text.split()) >= _MANY_WORDS
    if not (long and link.get("href")) or leads_to_no_story(link):
        return False
    return not find_days(fold(text), "", date.max)  # dates lead to the article or its versions


# Names of schema.org and Dublin Core, in microdata or RDFa; Drupal writes "dc:date dc:created".
_BIRTH_PROPERTIES = frozenset(
    {"datepublished", "dc:date", "dc:created", "dc:issued", "dcterms:created", "dcterms:issued"}
)
_DATE_PROPERTIES = _BIRTH_PROPERTIES | {"datemodified", "dc:modified", "dcterms:modified"}


def own_dates(found: Survey, heading: Heading | None) -> list[Any]:
    """Return the elements that are dates by their properties, but for those of other stories."""
    return [mark.element for mark in _dated(found) if not _is_others(mark, heading)]


def lists_dated_stories(found: Survey, heading: Heading | None) -> bool:
    """Tell whether a page names other stories with elements that are dates by their properties."""
    return any(_is_others(mark, heading) for mark in _dated(found))


def _dated(found: Survey) -> list[Piece]:
    return [mark for mark in found.marked if _property_names(mark.element) & _DATE_PROPERTIES]


def _is_others(mark: Piece, heading: Heading | None) -> bool:
    far = heading is None or mark.offset > heading.end + AFTER_HEADING
    return is_of_another(mark.element, around_of(heading), far=far)


def is_birth(element: Any) -> bool:
    """Tell whether such an element is the date of publication, and not of a change."""
    return bool(_property_names(element) & _BIRTH_PROPERTIES)


def _property_names(element: Any) -> set[str]:
    """Return what an element says it is, in microdata or RDFa: names without their prefix."""
    said = f"{element.get('itemprop') or ''} {element.get('property') or ''}"
    return {name.rpartition("/")[2] for name in said.replace("schema:", "").lower().split()}


# Keys of data for scripts whose values are other stories' or no story's at all.
_OTHER_KEYS = re.compile(
    r"related|recommend|latest|recent|trending|popular|most|more|next|prev|user|author|profile|"
    r"account|comment|image|photo|media|video|gallery|site|menu|widget|sidebar|teaser|ads?$"
)
_KEY_BEFORE = re.compile(r"(\w+)\\*[\"']?\s*[:=]\s*$")
_SIGNS = re.compile(r"[{}\[\]]")
_LOOKED_BACK = 3_000
_MOST_HOLDERS = 4
_LONGEST_KEY = 40


def is_others_data(data: str, at: int) -> bool:
    """Tell whether what stands ``at`` in JSON or script code is within data of other stories.

    The keys of the nearest objects and lists about it say so: related, comments, author.
    """
    start = max(0, at - _LOOKED_BACK)
    open_ends = holders = 0
    for sign in reversed(list(_SIGNS.finditer(data, start, at))):
        if sign[0] in "}]":
            open_ends += 1
        elif open_ends:
            open_ends -= 1
        else:
            place = sign.start()
            key = _KEY_BEFORE.search(data, max(start, place - _LONGEST_KEY), place)
            if key and _OTHER_KEYS.search(key[1].lower()):
                return True
            holders += 1
            if holders == _MOST_HOLDERS:
                break
    return False
