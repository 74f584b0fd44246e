"""Tells by where a block stands on its page that it is not the article's: box, links, place."""

from collections import Counter
from collections.abc import Collection

from pipelines.page.blocks import Layout, PageBlock
from pipelines.text.fold import topic_words
from pipelines.text.sentences import ends_sentence

NOT_TEXT = frozenset(
    ("also_read", "plea", "ad", "share", "comments", "author", "caption", "meta", "hidden")
)
"""Roles of boxes whose text is not the article's."""
MOST_OF_TEXT = 0.3
"""Boxes of one role with more of the text than this are not what their names say."""
WHOLE_TEXT = 0.7
"""The innermost box with so much of the text is the article's own; what follows it is not."""
CONTINUED = 0.6
"""What a block weighs that stands after that box, but goes on where the text ended."""
SHORT_CONTINUED = 0.4
"""What a short one weighs, and a heading over it: it is no long sentence, which tells little."""
NEAR_LEVELS = 2
"""So many boxes around the article's own are close to it."""
OWN_SHARE = 0.25
"""The first article element with so much of the text is the page's own."""
HEADED_SHARE = 0.1
"""And so is the only one with a headline, if it has so much."""
FEW_ARTICLES = 2
"""With more of them after it, they may be the posts of a live blog."""
ALL_LINKS = 0.9
LEAST_LINK_WORDS = 4
LEAST_SENTENCE_WORDS = 8

Verdict = tuple[str, str, float]
"""Rule, evidence, and how much it weighs: 1 is enough to take a block out."""
NOTHING: Verdict = ("", "", 0.0)
Verdicts = dict[int, Verdict]


def standing_verdicts(layout: Layout, chosen: list[int], cards: Collection[int] = ()) -> Verdicts:
    """Return rule and evidence for each of the ``chosen`` blocks that its place tells against.

    ``cards`` are the blocks that tease other pages: they do not tell where the text stands.
    """
    blocks = layout.blocks
    total = sum(len(blocks[number].text) for number in chosen)
    verdicts: Verdicts = {}
    last, home = _last_inside(layout, [n for n in chosen if n not in cards] or chosen)
    own, heading = last, -1
    for number in chosen:
        if number > last:
            near = _follows(blocks, own, number) and _goes_on(layout, number, home)
            short = blocks[number].tag != "head" and blocks[number].words < LEAST_SENTENCE_WORDS
            near = near and (
                not short
                or _speaks_of(blocks, number, chosen)
                or (number == own + 1 and _ends_right_behind(layout, number, home))
            )
            weight = (SHORT_CONTINUED if short else CONTINUED) if near else 1.0
            verdicts[number] = ("outside", "stands after the box that holds the article", weight)
            if near and heading == own and blocks[number].tag != "head":
                verdicts[heading] = (*verdicts[heading][:2], SHORT_CONTINUED)
            own = number if near else own
            heading = number if near and blocks[number].tag == "head" else -1
    _mark_next_article(blocks, chosen, total, verdicts)
    _mark_boxes(blocks, chosen, total, verdicts)
    _mark_links(blocks, chosen, total, verdicts)
    return verdicts


def _last_inside(layout: Layout, chosen: list[int]) -> tuple[int, int]:
    """Return the last block of the innermost box that holds most of the text, and that box.

    Titles of other articles are no text: a menu beside a short article holds more letters than it.
    """
    weight = [0] * len(layout.above)
    count = [0] * len(layout.above)
    for number in chosen:
        block = layout.blocks[number]
        if block.links < ALL_LINKS:
            weight[block.box] += len(block.text)
            count[block.box] += 1
    least = WHOLE_TEXT * sum(weight)
    for home in range(len(weight) - 1, -1, -1):  # a box within another has the higher number
        if count[home] > 1 and weight[home] >= least:
            return max(n for n in chosen if layout.holds(home, layout.blocks[n])), home
        if home:
            weight[layout.above[home]] += weight[home]
            count[layout.above[home]] += count[home]
    return chosen[-1], -1


def _speaks_of(blocks: list[PageBlock], number: int, chosen: list[int]) -> bool:
    """Tell whether a block shares a long word with what was chosen before it."""
    words = topic_words(blocks[number].text)
    return any(not words.isdisjoint(topic_words(blocks[n].text)) for n in chosen if n < number)


def _ends_right_behind(layout: Layout, number: int, home: int) -> bool:
    """Tell whether a block is a paragraph without links in the very box that holds the text's."""
    block = layout.blocks[number]
    return block.tag == "p" and not block.links and block.outer == layout.above[home]


def _follows(blocks: list[PageBlock], own: int, number: int) -> bool:
    """Tell whether nothing but labels and boxes of another name stands between two blocks."""
    between = blocks[own + 1 : number]
    return all(
        (block.role or block.words < LEAST_SENTENCE_WORDS) and block.tag not in ("title", "head")
        for block in between
    )


def _goes_on(layout: Layout, number: int, home: int) -> bool:
    """Tell whether a block is prose that goes on close to the box that holds most of it.

    Publishing systems put a text's last part into another box, or into none.
    """
    block = layout.blocks[number]
    if block.links >= ALL_LINKS / 2 or block.role not in ("", "standfirst"):
        return False
    short = block.words < LEAST_SENTENCE_WORDS
    if short and block.tag != "head" and not (block.tag == "p" and ends_sentence(block.text)):
        return False
    around = list(layout.chain(layout.above[home]))[:NEAR_LEVELS]
    own = list(layout.chain(block.outer))[:NEAR_LEVELS]
    return not set(around).isdisjoint(own)


def _mark_next_article(
    blocks: list[PageBlock], chosen: list[int], total: int, verdicts: Verdicts
) -> None:
    """Mark what stands in a later article element that begins with a headline of its own."""
    weight: Counter[int] = Counter()
    for number in chosen:
        weight[blocks[number].article] += len(blocks[number].text)
    named = {block.article for block in blocks if block.tag == "title"}
    headed = [box for box in weight if box in named and weight[box] >= HEADED_SHARE * total]
    # The headline tells the page's own, short as it may be; two headlines tell nothing.
    own = headed[0] if len(headed) == 1 else -1
    if own < 0:
        own = next((box for box, letters in weight.items() if letters >= OWN_SHARE * total), -1)
    later = [box for box in weight if box > own >= 0]
    openings = {box: [block.tag for block in blocks if block.article == box][:3] for box in later}
    nexts = {box for box in later if "title" in openings[box]}
    if len(later) <= FEW_ARTICLES:
        nexts |= {box for box in later if "head" in openings[box]}
    for number in chosen:
        if blocks[number].article in nexts:
            verdicts.setdefault(number, ("next_article", "stands in an article of its own", 1.0))


def _mark_boxes(blocks: list[PageBlock], chosen: list[int], total: int, verdicts: Verdicts) -> None:
    weight: Counter[str] = Counter()
    for number in chosen:
        weight[blocks[number].role] += len(blocks[number].text)
    headline = next((n for n, block in enumerate(blocks) if block.tag == "title"), -1)
    for number in chosen:
        block = blocks[number]
        small = weight[block.role] < MOST_OF_TEXT * total
        if block.role in NOT_TEXT and (small or (block.role == "plea" and number < headline)):
            verdicts.setdefault(number, (block.role, "so the names of its box say", 1.0))


def _mark_links(blocks: list[PageBlock], chosen: list[int], total: int, verdicts: Verdicts) -> None:
    """Mark paragraphs that are one link, and short lists of links and what ends in links."""
    listed: Counter[int] = Counter()
    for number in chosen:
        if blocks[number].tag == "item":
            listed[blocks[number].outer] += len(blocks[number].text)
    tail = max((n for n in chosen if n not in verdicts and _is_sentence(blocks[n])), default=-1)
    for number in chosen:
        block = blocks[number]
        if block.links < ALL_LINKS or number in verdicts:
            continue
        if block.words < LEAST_LINK_WORDS:
            continue
        alone = block.tag in ("p", "div", "cell", "quote")
        listing = block.tag == "item" and listed[block.outer] < 0.1 * total
        if alone or listing or number > tail:
            verdicts[number] = ("link", "is a link to another page and nothing else", 1.0)


def _is_sentence(block: PageBlock) -> bool:
    return block.links < ALL_LINKS and block.words >= LEAST_SENTENCE_WORDS
