"""The names of the elements of a small tree, as a document has them."""

from lxml import html as lxml_html


def tags_of(tree: lxml_html.HtmlElement) -> frozenset[str]:
    """Return the names of all elements of a tree, without its comments."""
    return frozenset(node.tag for node in tree.iter("*"))
