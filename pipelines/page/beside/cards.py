"""Finds cards: boxes of one make, each with the linked title of another page and a few words."""

from collections import Counter, defaultdict

from pipelines.page.blocks import Layout, PageBlock
from pipelines.page.placement import ALL_LINKS, LEAST_SENTENCE_WORDS, Verdicts
from pipelines.web.urls import site_of

LEAST_CARDS = 3
"""So many boxes of one make are a row of cards, and so many items a list of other pages."""
CARD_LEVELS = 5
"""So many boxes around a title are looked at for its card."""
LONGEST_CARD_WORDS = 90
LEAST_TITLE_LETTERS = 15
HALF_LINKED = 0.45
"""A heading that is written twice, once as a link, is one."""
LEAST_OWN_WORDS = 60
"""A page with fewer words of prose outside its cards may be a list, whose cards are its text."""
MOST_ABOVE = 0.6
"""A list of other pages has at least so much of the text above it."""


def cards_of(layout: Layout, url: str) -> dict[int, int]:
    """Return the blocks that stand in cards of other pages of the site, each with its card's box.

    ``url`` is the page's own: a title that leads to another site is an entry of the page's list.
    """
    blocks = layout.blocks
    titles = [block for block in blocks if _names_another(block, url)]
    if len(titles) < LEAST_CARDS:
        return {}
    cards = _card_boxes(layout, [list(layout.chain(one.box))[:CARD_LEVELS] for one in titles])
    innermost: list[int] = []
    for box, above in enumerate(layout.above):
        innermost.append(box if box in cards else innermost[above] if above >= 0 else -1)
    members: dict[int, int] = {}
    words: Counter[int] = Counter()
    for number, block in enumerate(blocks):
        box = innermost[block.box]
        if box >= 0:
            members[number] = box
            # The page's own headline stands in none.
            words[box] += LONGEST_CARD_WORDS if block.tag == "title" else block.words
    return {number: box for number, box in members.items() if words[box] <= LONGEST_CARD_WORDS}


def _card_boxes(layout: Layout, chains: list[list[int]]) -> set[int]:
    """Return the largest boxes around one title each whose name several such boxes have.

    ``chains`` are the boxes around each title, the innermost first.
    """
    held = Counter(box for chain in chains for box in chain)
    made: defaultdict[str, set[int]] = defaultdict(set)
    for box in held:
        made[layout.names[box]].add(box)
    cards: set[int] = set()
    for chain in chains:
        alike = [
            box
            for box in chain
            if held[box] == 1 and layout.names[box] and len(made[layout.names[box]]) >= LEAST_CARDS
        ]
        cards.update(alike[-1:])
    return cards


def _names_another(block: PageBlock, url: str) -> bool:
    least = HALF_LINKED if block.tag == "head" else ALL_LINKS
    long = len(block.text) >= LEAST_TITLE_LETTERS
    return long and block.links >= least and not _is_elsewhere(block, url)


def _is_elsewhere(block: PageBlock, url: str) -> bool:
    """Tell whether a block's link leads to another site."""
    if "//" not in block.target or block.target.startswith(url[: url.find("/", 8) + 1]):
        return False
    return site_of(block.target) != site_of(url)


def card_verdicts(layout: Layout, chosen: list[int], cards: dict[int, int], url: str) -> Verdicts:
    """Return a verdict against each of the ``chosen`` cards that stand above or below the prose.

    The headings right above them go with them, and so do lists of other pages in boxes of their
    own. A page that has hardly any other prose keeps all.
    """
    blocks = layout.blocks
    own = [n for n in chosen if n not in cards and _is_prose(blocks[n])]
    if sum(blocks[n].words for n in own) < LEAST_OWN_WORDS:
        return {}
    first, last = own[0], own[-1]
    outer = [n for n in chosen if n in cards and n > last]
    before = [n for n in chosen if n in cards and n < first]
    if len({cards[n] for n in before}) >= LEAST_CARDS:  # else a standfirst in a box of that make
        outer += before
    evidence = "is one of several boxes, each with the title of another page"
    verdicts: Verdicts = dict.fromkeys(outer, ("card", evidence, 1.0))
    have = set(chosen)
    for number in outer:
        above = number - 1
        while above > last and (above not in have or blocks[above].tag == "head"):
            if above in have:
                verdicts.setdefault(above, ("card", "is the heading of such boxes", 1.0))
            above -= 1
    return verdicts | _list_verdicts(layout, chosen, url)


def _list_verdicts(layout: Layout, chosen: list[int], url: str) -> Verdicts:
    """Return a verdict against the lists below most of the text that only lead to other pages.

    Such a list stands in a box of its own with its heading, and each item has a link of the site.
    """
    blocks = layout.blocks
    letters = sum(len(blocks[number].text) for number in chosen)
    above = 0
    verdicts: Verdicts = {}
    for number in chosen:
        block = blocks[number]
        above += len(block.text)
        if block.tag != "head" or above < MOST_ABOVE * letters:
            continue
        items = []
        for item in range(number + 1, len(blocks)):
            if blocks[item].tag != "item" or not blocks[item].links:
                break
            items.append(item)
        if len(items) < LEAST_CARDS or any(_is_elsewhere(blocks[item], url) for item in items):
            continue
        inside = {n for n, one in enumerate(blocks) if layout.holds(block.outer, one)}
        if inside == {number, *items}:
            said = ("card", "is a list in a box of its own that leads to other pages", 1.0)
            verdicts |= dict.fromkeys((number, *items), said)
    return verdicts


def _is_prose(block: PageBlock) -> bool:
    return block.links < ALL_LINKS / 2 and block.words >= LEAST_SENTENCE_WORDS
