"""Puts together what the place of each block on its page says against it."""

from pipelines.page.beside.cards import card_verdicts, cards_of
from pipelines.page.beside.menu_lines import menu_verdicts
from pipelines.page.blocks import Layout
from pipelines.page.linked_titles import Listing, around_prose, named_beside
from pipelines.page.placement import Verdicts, standing_verdicts

MOSTLY_LISTED = 0.6
"""With so much of a text in titles of other pages, only the box with its prose is the article."""


def verdicts_of(
    layout: Layout, chosen: list[int], listing: Listing, linked: tuple[bytes, ...], url: str
) -> Verdicts:
    """Return the verdicts against blocks that were ``chosen`` as an article's but stand beside it.

    ``listing`` says how far they are a list of other articles, ``linked`` are the titles that the
    page links, as digests, ``url`` is its own.
    """
    cards = cards_of(layout, url)
    verdicts = named_beside(layout, chosen, linked) | standing_verdicts(layout, chosen, cards)
    verdicts = card_verdicts(layout, chosen, cards, url) | verdicts
    verdicts = menu_verdicts(layout, chosen) | verdicts
    if listing.share >= MOSTLY_LISTED and listing.words:
        verdicts = around_prose(layout, chosen, listing.prose) | verdicts
    return verdicts
