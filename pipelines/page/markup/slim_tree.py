"""Takes out of a page's tree what readers of texts would go through for nothing."""

from lxml import etree
from lxml import html as lxml_html

_TEXTLESS = (
    *("style", "svg", "template", "iframe", "link", "img", "source", "input", "button", "select"),
    "option",
)
_BOXES = ("div", "span", "noscript", "picture")
"""Taken out if they have no word: with the images gone, every twelfth element. Others stay:
trafilatura tells lists of links by links without a word, too."""
_STYLE_ONLY = ("b", "i", "em", "strong", "u", "font", "small", "mark", "s")
"""What only looks different. A span stays: its class often tells what stands in it."""
_UNREAD = ("href", "src", "srcset", "target", "title", "rel", "onclick", "width", "height")
_HOLDS_PROSE = ("p", "main", "article")
_DEPTH_OF_BLANKS = 2
"""So many times are blank boxes looked for: once more, for those that held only blank ones."""


def slim(tree: lxml_html.HtmlElement) -> None:
    """Take out of a tree, in place, what trafilatura would go through several times for nothing.

    Data for scripts stay: it reads them where a page shows too little. So do a menu with prose, and
    the one thing in the head that is asked for later: where a page sends its reader on.
    """
    head = tree.find("head")
    for meta in [] if head is None else list(head.iterchildren("meta")):
        if meta.get("http-equiv") is None:
            meta.tag = "link"
    for script in list(tree.iter("script")):
        if "json" not in (script.get("type") or ""):
            script.drop_tree()
    etree.strip_elements(tree, *_TEXTLESS, with_tail=False)
    etree.strip_tags(tree, *_STYLE_ONLY)
    etree.strip_attributes(tree, *_UNREAD)
    for _ in range(_DEPTH_OF_BLANKS):
        _drop_blanks(tree)
    for around in list(tree.iter("nav", "aside", "footer")):
        if around.getparent() is not None and next(around.iter(*_HOLDS_PROSE), None) is None:
            around.drop_tree()


def _drop_blanks(tree: lxml_html.HtmlElement) -> None:
    """Take out the boxes without a word; what stands behind them stays."""
    boxes = tree.iter(*_BOXES)
    for blank in [box for box in boxes if not len(box) and not (box.text or "").strip()]:
        blank.tag = "style"  # one pass in C over all of them is cheaper than a drop_tree of each
    etree.strip_elements(tree, "style", with_tail=False)
