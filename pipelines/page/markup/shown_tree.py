"""Makes a page's tree what its reader sees, in the one order of the steps."""

from lxml import html as lxml_html

from pipelines.page.markup.empty_cells import keep_empty_cells
from pipelines.page.markup.inline_markup import plain_inline
from pipelines.page.markup.kept_breaks import paragraphs_of_kept_breaks
from pipelines.page.markup.linked_prose import plain_linked_prose
from pipelines.page.markup.named_bodies import settle_names
from pipelines.page.markup.shadow_roots import open_shadow_roots
from pipelines.page.markup.unseen_text import as_shown
from pipelines.page.markup.unspoken_text import show_unspoken


def show_as_read(tree: lxml_html.HtmlElement, url: str, tags: frozenset[str]) -> None:
    """Change the tree of the page at ``url`` in place, so that it says what the page shows.

    ``tags`` are the names of all elements that it has.
    """
    if "template" in tags:
        open_shadow_roots(tree)
    show_unspoken(tree)
    as_shown(tree, tags)
    paragraphs_of_kept_breaks(tree)
    settle_names(tree)
    if "table" in tags:
        keep_empty_cells(tree)
    plain_linked_prose(tree)
    plain_inline(tree, url, tags)
