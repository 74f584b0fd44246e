"""Makes a page's tree say what a reader sees: nothing hidden or struck out, no glued numbers.

Markup keeps apart what plain text would glue: a note's mark behind a number, an old number beside
the new one, two boxes that a style sheet sets side by side.
"""

import re
from functools import lru_cache
from typing import Any

from lxml import html as lxml_html

from pipelines.page.markup.inline_markup import INLINE
from pipelines.text.word_count import word_count

MOST_STRUCK_WORDS = 60
"""An element that strikes out more than this was never closed, or is no correction."""
MOST_HIDDEN_SHARE = 0.5
"""Where more of the paragraphs than this is hidden, a script shows them: they are the article."""
_STRUCK = ("del", "s", "strike")
_MAY_HIDE = (*INLINE, "p", "li")
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_HIDING_CLASSES = frozenset(
    {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only"}
)
_PARAGRAPHS = ("p", "li")
_NOTE = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[ivx]{1,4}|[*†‡§¶]{1,3})[\])]?", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}")
_NOTE_CLASS = re.compile(r"(?:foot|end)?note|(?:^|[\s_-])ref|cite", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{3}")
_WORD_END = re.compile(r"[^\W\d_]{3}$")
_FRACTION = ("/", "\u2044")


def as_shown(tree: lxml_html.HtmlElement, tags: frozenset[str]) -> None:
    """Change a tree in place to what its page shows; ``tags`` are the names of its elements."""
    _without_hidden(tree)
    for node in [] if tags.isdisjoint(_STRUCK) else list(tree.iter(*_STRUCK)):
        if node.getparent() is not None and _is_correction(node):
            node.drop_tree()
    for node in list(tree.iter("sup", "a")):
        if node.getparent() is not None:
            _part_from_number(node)
    for node in tree.iter(*INLINE):
        if not node.tail:
            _part_from_next(node)


def _without_hidden(tree: lxml_html.HtmlElement) -> None:
    hidden = [node for node in tree.iter(*_MAY_HIDE) if _is_hidden(node)]
    paragraphs = [node for node in hidden if node.tag in _PARAGRAPHS]
    if paragraphs:
        words = sum(word_count(node.text_content()) for node in paragraphs)
        every = sum(word_count(node.text_content()) for node in tree.iter("p", "li"))
        if words > MOST_HIDDEN_SHARE * every:
            paragraphs = []
    for node in (*paragraphs, *(node for node in hidden if node.tag in INLINE)):
        if node.getparent() is not None:
            node.drop_tree()


def _is_hidden(node: Any) -> bool:
    said = node.keys()
    if not said:
        return False
    if "hidden" in said or ("style" in said and _HIDING.search(node.get("style"))):
        return True
    return "class" in said and _hides(node.get("class"))


@lru_cache(16_384)
def _hides(named: str) -> bool:
    return not _HIDING_CLASSES.isdisjoint(named.lower().split())


def _is_correction(node: Any) -> bool:
    inline = all(child.tag in INLINE or child.tag == "br" for child in node.iterdescendants())
    return inline and word_count(node.text_content()) <= MOST_STRUCK_WORDS


def _part_from_number(node: Any) -> None:
    """Take a note's mark off the number before it; keep a power and a fraction apart from that."""
    before = _before(node)
    if not before[-1:].isdigit():
        return
    text = node.text_content().strip()
    if not text:
        return
    if node.tag == "a":
        if _NOTE.fullmatch(text) and _leads_to_note(node):
            node.drop_tree()
        return
    if (node.tail or "").lstrip().startswith(_FRACTION) and _NUMBER.fullmatch(text):
        node.text = f" {node.text or ''}"
    elif _NUMBER.fullmatch(text) and re.search(r"(?<!\d)10$", before):
        node.text = f"^{node.text or ''}"
    elif _NOTE.fullmatch(text):
        node.drop_tree()


def _leads_to_note(node: Any) -> bool:
    if (node.get("href") or "").startswith("#"):
        return True
    return bool(_NOTE_CLASS.search(node.get("class") or ""))


def _before(node: Any) -> str:
    """Return the text that stands directly before an element, within the same parent."""
    earlier = node.getprevious()
    text = node.getparent().text if earlier is None else earlier.tail or earlier.text_content()
    return str(text or "")


def _part_from_next(node: Any) -> None:
    """Put a space behind an element if a number would run into the one that follows at once."""
    beside = node.getnext()
    if beside is None or beside.tag not in INLINE or "sup" in (node.tag, beside.tag):
        return
    one, other = node.text_content(), beside.text_content()
    if not one or not other or not (one[-1].isdigit() or other[0].isdigit()):
        return
    if one[-1].isdigit():
        apart = len(one) + len(other) > 2 if other[0].isdigit() else bool(_WORD.match(other))
    else:
        apart = bool(_WORD_END.search(one))
    if apart:
        node.tail = " "
