"""Lays a page out as blocks of text, each with where it stands: its box, links, list, caption."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from pipelines.page.class_names import role_of
from pipelines.page.markup.inline_markup import INLINE
from pipelines.text.sentences import ends_as_prose
from pipelines.text.word_count import word_count

_SKIPPED = frozenset(
    {
        *("script", "style", "noscript", "template", "svg", "math", "head", "iframe", "object"),
        *("embed", "applet", "select", "option", "button", "input", "textarea", "nav", "audio"),
        *("video", "canvas", "map", "progress", "meter", "dialog", "datalist", "amp-sidebar"),
    }
)
_IMAGES = frozenset(("img", "picture", "amp-img"))
_TAGS = {"li": "item", "dt": "item", "dd": "item", "td": "cell", "th": "cell", "pre": "code"}
_TAGS |= {"blockquote": "quote", **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "head")}
_TAGS["h1"] = "title"
_NAMED = frozenset(("div", "section", "aside", "ul", "ol", "table", "form", "footer", "header"))
"""Boxes whose id says what they are; that of a heading says what it is about."""
_ROLELESS = frozenset(("html", "body", "main", "article"))
_DIALOGS = frozenset(("dialog", "alertdialog"))
"""Roles of boxes over a page that ask its readers for something (WAI-ARIA 1.2)."""
_MOSTLY = 0.9
MOST_SKIPPED_WORDS = 80
"""A box that readers are offered to skip has no more words than this: it is no article."""
LONGEST_CAPTION_WORDS = 60
LEAST_SHARES, MOST_SHARE_WORDS, LONGEST_SHARE_LABEL = 2, 12, 5
"""A box with so many links to share the page, and no more other words, is one to share it."""
_SHARES = re.compile(
    r"facebook\.com/(?:sharer|share|dialog)|(?:twitter|x)\.com/(?:intent|share)|wa\.me/\?|"
    r"whatsapp(?:\.com|:)/+send|(?:t|telegram)\.me/share|linkedin\.com/(?:share|cws)|"
    r"pinterest\.\w+/pin/create|reddit\.com/submit|vk\.com/share|bsky\.app/intent|"
    r"threads\.net/intent|^mailto:\?|^sms:\?|^fb-messenger:|^viber:"
)
"""Addresses of services that open with a page to share, as these services write them down."""


@dataclass(slots=True)
class PageBlock:
    """A paragraph, heading, list item or cell of a page.

    ``links`` is the share of its letters that are links. ``role`` is what its box is named for
    (see roles.py), "" if for nothing known, and ``role_box`` the number of that box. ``box`` is the
    number of the innermost element that holds it, ``outer`` that of the element around a list,
    ``article`` that of the outermost article element, -1 if there is none. ``target`` is where its
    last link leads, as it is written there. ``words`` counts the words of its text.
    """

    text: str
    words: int
    tag: str
    links: float
    role: str
    role_box: int
    box: int
    outer: int
    article: int = -1
    target: str = ""


@dataclass(slots=True)
class Layout:
    """The blocks of a page in reading order.

    By the number of a box, ``above`` gives the box around it, ``names`` its tag and first classes,
    and ``ends`` the last box within it: boxes are numbered as they open.
    """

    blocks: list[PageBlock]
    above: list[int]
    names: list[str]
    ends: list[int]

    def chain(self, box: int) -> Iterator[int]:
        """Yield a box and every box around it, the innermost first."""
        while box >= 0:
            yield box
            box = self.above[box]

    def holds(self, box: int, block: PageBlock) -> bool:
        """Tell whether a block stands in a box, however deep."""
        return box <= block.box <= self.ends[box]


@dataclass(slots=True)
class _Box:
    number: int
    tag: str
    role: str
    role_box: int
    first: int
    article: int = -1
    images: int = 0
    shares: int = 0
    node: Any = None


@dataclass(slots=True)
class _Walk:
    """What is known half-way through a page."""

    layout: Layout
    boxes: list[_Box]
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    roled: int = 0
    link_depth: int = 0
    roles: list[str] = field(default_factory=list)
    inline_role: str = ""
    target: str = ""
    skips: dict[str, int] = field(default_factory=dict)
    """The block that followed each link to a place on the page, by the id of that place."""


def lay_out(tree: lxml_html.HtmlElement) -> Layout:
    """Return the blocks of a page without changing it; scripts, fields and menus are none."""
    walk = _Walk(Layout([], [-1], [""], [0]), [_Box(0, "html", "", -1, 0)])
    events: Any = etree.iterwalk(tree, events=("start", "end"))
    for event, node in events:
        tag = node.tag
        if event == "start":
            if tag in _SKIPPED and not _is_torn_menu(node, tag):
                events.skip_subtree()
            elif tag in INLINE:
                _open_inline(walk, node, tag)
            else:
                _open_box(walk, node, tag)
        else:
            if tag in INLINE:
                _close_inline(walk, tag)
            elif walk.boxes[-1].node is node:
                _close_box(walk)
            if node.tail:
                _add(walk, node.tail)
    _flush(walk)
    last = len(walk.layout.above) - 1
    for box in walk.boxes:  # those that the page never closed
        walk.layout.ends[box.number] = last
    return walk.layout


def _is_torn_menu(node: Any, tag: str) -> bool:
    """Tell whether a menu was never closed, so that it swallowed the page's text."""
    return tag == "nav" and node.find(".//main") is not None


def _add(walk: _Walk, text: str) -> None:
    if not walk.parts and text.isspace():
        return  # between two boxes, as most text of a page is
    walk.parts.append(text)
    if walk.link_depth:
        walk.linked += len(text.strip())
    if walk.roles:
        walk.inline_role = walk.roles[-1]
        walk.roled += len(text.strip())


def _open_inline(walk: _Walk, node: Any, tag: str) -> None:
    if tag == "a":
        walk.link_depth += 1
        walk.target = node.get("href") or ""
        if walk.target.startswith("#"):
            walk.skips.setdefault(walk.target[1:], len(walk.layout.blocks))
        if _may_share(walk.target) and _SHARES.search(walk.target):
            walk.boxes[-1].shares += 1
    named = node.get("class")
    role = role_of(named) if named else ""
    if role or walk.roles:
        walk.roles.append(role or walk.roles[-1])
    if node.text:
        _add(walk, node.text)


def _may_share(target: str) -> bool:
    """Tell whether a link is worth a closer look: most are not, and a page has hundreds."""
    return (
        "shar" in target
        or "/intent" in target
        or "send" in target
        or "wa.me" in target
        or "submit" in target
        or "pin/" in target
        or target.startswith(("mailto:", "sms:", "fb-", "viber:"))
    )


def _close_inline(walk: _Walk, tag: str) -> None:
    if tag == "a":
        walk.link_depth = max(0, walk.link_depth - 1)
    if walk.roles:
        walk.roles.pop()


def _open_box(walk: _Walk, node: Any, tag: str) -> None:
    if walk.parts:
        _flush(walk)
    around = walk.boxes[-1]
    number = len(walk.layout.above)
    walk.layout.above.append(around.number)
    walk.layout.ends.append(number)
    named = node.get("class")
    walk.layout.names.append(_name_of(tag, named) if named else "")
    role, role_box = around.role, around.role_box
    if not role and tag not in _ROLELESS:
        numbered = node.get("id") if tag in _NAMED else None
        if tag == "figcaption":
            role = "caption"
        elif named or numbered:
            role = role_of(named or "") or role_of(numbered or "")
        if node.get("role") in _DIALOGS or (tag == "p" and walk.skips and _ends_skip(walk, node)):
            role = "plea"
        role_box = number if role else -1
    article = number if tag == "article" and around.article < 0 else around.article
    box = _Box(number, tag, role, role_box, len(walk.layout.blocks), article)
    box.images = tag in _IMAGES
    box.node = node
    walk.boxes.append(box)
    if node.text:
        _add(walk, node.text)


@lru_cache(16_384)
def _name_of(tag: str, named: str) -> str:
    return " ".join((tag, *named.split()[:2]))


def _ends_skip(walk: _Walk, node: Any) -> bool:
    """Tell whether a paragraph is where a link to skip a box leads, and mark what stands between.

    Such a place can be reached by the keyboard, and is no target of a footnote: "End of promotion".
    """
    first = walk.skips.pop(node.get("id") or "", -1)
    if first < 0 or node.get("tabindex") is None:
        return False
    skipped = walk.layout.blocks[first:]
    if sum(block.words for block in skipped) > MOST_SKIPPED_WORDS:
        return False
    for block in skipped:
        if not block.role and block.tag != "title":
            block.role, block.role_box = "plea", walk.boxes[-1].number
    return True


def _close_box(walk: _Walk) -> None:
    if walk.parts:
        _flush(walk)
    if len(walk.boxes) == 1:
        return
    box = walk.boxes.pop()
    walk.layout.ends[box.number] = len(walk.layout.above) - 1
    walk.boxes[-1].images += box.images
    if box.shares:
        _close_shares(walk, box)
    if box.images and len(walk.layout.blocks) == box.first + 1:
        only = walk.layout.blocks[-1]
        if not only.role and _is_caption(only):
            only.role, only.role_box = "caption", box.number


def _close_shares(walk: _Walk, box: _Box) -> None:
    """Mark what stands in a box with links to share the page, and the label right above it."""
    blocks = walk.layout.blocks
    inside, above = blocks[box.first :], []
    words = sum(block.words for block in inside)
    if words > MOST_SHARE_WORDS:
        return
    if box.shares < LEAST_SHARES:
        walk.boxes[-1].shares += box.shares
        inside = inside if words <= LONGEST_SHARE_LABEL else []
    elif box.first > walk.boxes[-1].first:
        above = blocks[box.first - 1 : box.first]
    label = [b for b in above if b.words <= LONGEST_SHARE_LABEL and not ends_as_prose(b.text)]
    for block in (*label, *inside):
        if not block.role and block.tag != "title":
            block.role, block.role_box = "share", box.number


def _is_caption(block: PageBlock) -> bool:
    """Tell whether the only text beside an image can be its caption: short, and no paragraph."""
    return block.tag == "div" and block.words <= LONGEST_CAPTION_WORDS


def _flush(walk: _Walk) -> None:
    pieces = "".join(walk.parts).split()
    if pieces:
        text = " ".join(pieces)
        box = walk.boxes[-1]
        role, role_box = box.role, box.role_box
        if not role and walk.roled >= _MOSTLY * len(text):
            role, role_box = walk.inline_role, box.number
        walk.layout.blocks.append(
            PageBlock(
                text,
                len(pieces) if text.isascii() else word_count(text),
                _tag_within(walk.boxes) or ("p" if box.tag == "p" else "div"),
                min(1.0, walk.linked / len(text)),
                role,
                role_box,
                box.number,
                walk.layout.above[box.number],
                box.article,
                walk.target if walk.linked else "",
            )
        )
    walk.parts.clear()
    walk.linked = walk.roled = 0


def _tag_within(boxes: list[_Box]) -> str:
    """Return what kind of block the innermost boxes make of a text, "" if of no special kind."""
    for box in boxes[:-4:-1]:
        if box.tag in _TAGS:
            return _TAGS[box.tag]
    return ""
