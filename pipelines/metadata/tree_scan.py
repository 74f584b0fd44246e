"""One walk over a page's tree that gathers all that metadata is read from."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from lxml.etree import Comment, XPath, iterwalk

from pipelines.text.fold import fold, folded_words

LONGEST_PIECE = 160
"""Texts longer than this are running text: no line of a page that dates or signs an article."""
LONGEST_ASIDE_LINE = 60
MOST_WORDS = 16
"""A line with more words is a sentence."""
BEFORE_HEADING, AFTER_HEADING = 160, 700
"""How far from the headline its date and names are looked for, in characters of visible text."""
_MOST_ELEMENTS = 60
_LIKE, _LIKE_TOP = 0.6, 0.3
"""How many words a heading, and one of the first level, shares with the title at least."""
_BESIDE_LEVELS = 4
_NAME_BEHIND = re.compile(r"\s+[-|–—»«·•‹›:]{1,2}\s")
"""What stands in a title between the headline and a name."""

_SILENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "option", "textarea", Comment}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:related|comments?|recommend\w*|footer|captions?|copyright|promo\w*|"
    r"teasers?|newsletter|trending|mostread|most-read|popular|breadcrumbs?|read-?more|also|"
    r"outbrain|taboola|sponsored|disqus)(?:$|[\s_-])",
    re.IGNORECASE,
)
_OF_AUTHOR = re.compile(
    r"^(?:#|mailto:|javascript:|tel:)|author|profile|reporter|writer|contributor|columnist|byline|"
    r"/(?:by|staff|people|user|users|team)/|(?:twitter|facebook|x|telegram|whatsapp)\.(?:com|me)/",
    re.IGNORECASE,
)
_WHOLES = frozenset({"body", "main", "article", "html"})
_INLINE = frozenset(
    (
        *("a", "abbr", "b", "cite", "em", "font", "i", "mark", "q", "small", "span", "strong"),
        *("sub", "sup", "time", "u"),
    )
)
_EVENTS = ("start", "end", "comment", "pi")
"""What a walk over an element passes: scripts write comments between the words of a line."""
_BESIDE_TAGS = frozenset({"figure", "figcaption", "footer", "aside", "select", "label", "button"})


class Piece(NamedTuple):
    """A short text of the page, the element that holds it, and how much text stands before it."""

    offset: int
    text: str
    element: Any


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the page and where its text starts and ends."""

    start: int
    end: int
    text: str
    element: Any


@dataclass(slots=True)
class Survey:
    """What one walk over a page gathered; filled once, by ``survey``, and only read after that."""

    metas: dict[str, list[str]] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    """What the page's scripts are given to work with, and their code."""
    canonical: str = ""
    page_title: str = ""
    headings: list[Heading] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    marked: list[Piece] = field(default_factory=list)
    """Elements that say what they are: ``time``, ``itemprop``, ``property``, ``rel=author``."""
    length: int = 0

    def meta(self, *names: str) -> str:
        """Return the first content that one of the meta elements ``names`` has, in their order."""
        return next((self.metas[name][0] for name in names if name in self.metas), "")


_MARKS: Any = XPath("//@itemprop | //body//@property")


def survey(tree: Any) -> Survey:
    """Return what the page that ``tree`` holds says of itself, and where; the tree stays as is."""
    found = Survey()
    marked = {attribute.getparent() for attribute in _MARKS(tree)}
    for element in tree.iter():
        tag = element.tag
        if tag in _READERS:
            _READERS[tag](found, element)
        elif (marked and element in marked) or (tag == "a" and element.get("rel") == "author"):
            found.marked.append(Piece(found.length, "", element))
        if tag not in _SILENT:
            text = element.text
            if text and not text.isspace():
                _add_piece(found, text, element)
        tail = element.tail
        if tail and not tail.isspace():
            _add_piece(found, tail, element.getparent())
    return found


def _add_piece(found: Survey, text: str, element: Any) -> None:
    text = text.strip()
    size = len(text)
    if size <= LONGEST_PIECE and element is not None:
        found.pieces.append(Piece(found.length, text, element))
    found.length += size


def _read_meta(found: Survey, element: Any) -> None:
    name = element.get("property") or element.get("name") or element.get("itemprop") or ""
    content = (element.get("content") or "").strip()
    if element.get("itemprop") in ("datePublished", "dateModified"):
        found.marked.append(Piece(found.length, "", element))  # teasers have them, too
    elif name and content:
        found.metas.setdefault(name.strip().lower(), []).append(content)


def _read_link(found: Survey, element: Any) -> None:
    if not found.canonical and (element.get("rel") or "").strip().lower() == "canonical":
        found.canonical = element.get("href") or ""


def _read_script(found: Survey, element: Any) -> None:
    text = element.text
    if text:
        (found.scripts if "ld+json" in (element.get("type") or "") else found.data).append(text)


def _read_title(found: Survey, element: Any) -> None:
    if not found.page_title:
        found.page_title = visible_text(element)


def _read_heading(found: Survey, element: Any) -> None:
    text = visible_text(element)
    if text:
        found.headings.append(Heading(found.length, found.length + len(text), text, element))


def _read_time(found: Survey, element: Any) -> None:
    found.marked.append(Piece(found.length, "", element))


_READERS = {
    **dict.fromkeys(_HEADINGS, _read_heading),
    **{"meta": _read_meta, "link": _read_link, "script": _read_script, "title": _read_title},
    "time": _read_time,
}


def main_heading(
    found: Survey, titles: tuple[str, ...], is_masthead: Callable[[Heading], bool]
) -> Heading | None:
    """Return the heading that stands over the article; ``titles`` are what its head calls it.

    ``is_masthead`` tells which headings are the outlet's sign and none of an article.
    """
    said = [set(folded_words(fold(title))) for title in titles]
    known = [words for words in said if len(words) > 2] or [words for words in said if words]
    best, most = None, 0.0
    for heading in found.headings:
        words = set(folded_words(fold(heading.text)))
        likeness = max((len(words & k) / len(words | k) for k in known), default=0.0)
        if len(words) > 2 and any(_begins_with(title, heading.text) for title in titles):
            likeness = 1.0
        top = heading.element.tag == "h1"
        closer = likeness >= (_LIKE_TOP if top else _LIKE) and likeness + top > most
        if closer and not is_masthead(heading):
            best, most = heading, likeness + top
    if best is not None:
        return best
    tops = [
        heading
        for heading in found.headings
        if heading.element.tag == "h1"
        and not is_beside(heading.element, frozenset())
        and not is_masthead(heading)
    ]
    return next((top for top in tops if len(top.text.split()) > 2), tops[0] if tops else None)


def _begins_with(title: str, text: str) -> bool:
    """Tell whether a title is a heading's text with a name behind a mark."""
    rest = title.removeprefix(text)
    return rest != title and bool(_NAME_BEHIND.match(rest))


def around_of(heading: Heading | None) -> frozenset[Any]:
    """Return a heading's element and all that hold it; none if there is no heading."""
    if heading is None:
        return frozenset()
    return frozenset((heading.element, *heading.element.iterancestors()))


def near(found: Survey, heading: Heading) -> list[Piece]:
    """Return the short texts behind a heading and then those before it, nearest first."""
    behind = [p for p in found.pieces if heading.end <= p.offset <= heading.end + AFTER_HEADING]
    before = [p for p in found.pieces if heading.start - BEFORE_HEADING <= p.offset < heading.start]
    inside = set(heading.element.iter())
    return [piece for piece in (*behind, *reversed(before)) if piece.element not in inside]


def line_of(element: Any, around: frozenset[Any]) -> Any:
    """Return the largest element about ``element`` that is still one line and none of ``around``.

    ``around`` are the elements that hold the heading: the line stops below them.
    """
    line = element
    for _ in range(3):
        above = line.getparent()
        if above is None or above in around:
            break
        text = visible_text(above)
        if len(text) > LONGEST_PIECE or len(text.split()) > MOST_WORDS:
            break
        line = above
    return line


def is_beside(element: Any, around: frozenset[Any]) -> bool:
    """Tell whether an element is a caption, a comment, a link to another story and the like."""
    node = element
    for _ in range(_BESIDE_LEVELS):
        if node is None or node in around or node.tag in _WHOLES:
            break
        if (
            node.tag in _BESIDE_TAGS and not _is_line(node) and not _stands_above(node)
        ) or _says_beside(f"{node.get('class')} {node.get('id')}"):
            return True
        node = node.getparent()
    return False


def _stands_above(node: Any) -> bool:
    """Tell whether a ``footer`` has running text behind it: it says who wrote that, and when."""
    if node.tag != "footer":
        return False
    return any(len(visible_text(other)) >= LONGEST_PIECE for other in node.itersiblings("div", "p"))


def _is_line(node: Any) -> bool:
    """Tell whether an ``aside`` is one short line with a number that leads to no other story.

    It may be a date, beside who wrote the article and links to share it.
    """
    if node.tag != "aside" or not all(map(leads_to_no_story, node.iter("a"))):
        return False
    text = visible_text(node)
    return len(text) <= LONGEST_ASIDE_LINE and any(map(str.isdigit, text))


def leads_to_no_story(link: Any) -> bool:
    """Tell whether a link is one to an author, to share, or to a place on the page."""
    return link.get("rel") == "author" or bool(_OF_AUTHOR.search(link.get("href") or ""))


@lru_cache(10_000)
def _says_beside(marks: str) -> bool:
    return bool(_BESIDE.search(marks))


def text_behind(piece: Piece) -> str:
    """Return what follows a piece in its line: up to a break or the end of its paragraph."""
    block = piece.element
    while block.tag in _INLINE and block.getparent() is not None:
        block = block.getparent()
    behind = text_in_lines(block).partition(re.sub(r"\s+", " ", piece.text))[2]
    return behind.partition("\n")[0].strip()


def text_in_lines(element: Any) -> str:
    """Return the text of an element as ``visible_text`` does, with the breaks between its blocks.

    Of an element with many parts only the first are read.
    """
    parts: list[str] = []
    for event, part in islice(iterwalk(element, events=_EVENTS), 2 * _MOST_ELEMENTS):
        begins = event == "start"
        if part is not element and part.tag not in _INLINE and event in ("start", "end"):
            parts.append("\n")
        text = part.text if begins else part.tail if part is not element else None
        if text and not (begins and part.tag in _SILENT):
            parts.append(re.sub(r"\s+", " ", text))
    lines = re.sub(r" +", " ", " ".join(parts)).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


def visible_text(element: Any) -> str:
    """Return the text of an element with a space between its parts, without scripts and styles.

    Of an element with many parts only the first are read: it is no line.
    """
    return " ".join(" ".join(_texts(element)).split())


def _texts(element: Any) -> Iterator[str]:
    for number, part in enumerate(element.iter()):
        if number > _MOST_ELEMENTS:
            yield " " + "." * LONGEST_PIECE
            return
        if isinstance(part.tag, str) and part.tag not in _SILENT and part.text:
            yield part.text
        if part.tail and part is not element:
            yield part.tail
