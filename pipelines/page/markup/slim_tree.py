"""Takes out of a page's tree what readers of texts would go through for nothing."""

from lxml import etree
from lxml import html as lxml_html

_TEXTLESS = (
    *("style", "svg", "template", "iframe", "link", "img", "source", "input", "button", "select"),
    "option",
)
_STYLE_ONLY = ("b", "i", "em", "strong", "u", "font", "small", "mark", "s")
"""What only looks different. A span stays: its class often tells what stands in it."""
_UNREAD = ("href", "src", "srcset", "target", "title", "rel", "onclick", "width", "height")
_HOLDS_PROSE = ("p", "main", "article")


def slim(tree: lxml_html.HtmlElement) -> None:
    """Take out of a tree, in place, what trafilatura would go through several times for nothing.

    Data for scripts stay: it reads them where a page shows too little. So does a menu with prose.
    """
    for script in list(tree.iter("script")):
        if "json" not in (script.get("type") or ""):
            script.drop_tree()
    etree.strip_elements(tree, *_TEXTLESS, with_tail=False)
    etree.strip_tags(tree, *_STYLE_ONLY)
    etree.strip_attributes(tree, *_UNREAD)
    for around in list(tree.iter("nav", "aside", "footer")):
        if around.getparent() is not None and next(around.iter(*_HOLDS_PROSE), None) is None:
            around.drop_tree()
