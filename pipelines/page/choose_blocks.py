"""Chooses a page's blocks: those that trafilatura found, and its article's own that it lost."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise

from pipelines.lexicon import boilerplate_phrases
from pipelines.lexicon.boilerplate_patterns import says_of_itself
from pipelines.page.blocks import Layout, PageBlock
from pipelines.page.linked_titles import is_beside
from pipelines.page.markup.empty_cells import LONGEST_CELL, is_blank
from pipelines.text.fold import fold, topic_words
from pipelines.text.sentences import ends_as_prose, ends_sentence

SURE_LETTERS = 25
"""A text of so many letters is looked for anywhere; a shorter one only where it is next."""
SLACK_LETTERS = 4
LEAST_COVERED = 0.9
"""If less of trafilatura's text than this is found in the page's blocks, its own are taken."""
LEAST_COVERED_OF_ONE = 0.75
"""The same where its text is a single block: then it stems from data, in which paragraphs and
captions are glued together."""
MANY_LINKS = 0.5
TWIN_LEVELS = 6
TWIN_LETTERS = 200
STANDFIRST_WORDS = 7, 110
FURTHEST_STANDFIRST = 40
LEAST_SENTENCE_WORDS = 8
HOME_SHARE = 0.25
"""A box with so much of the text is one that holds it."""
LEAST_MAIN_WORDS = 100
MUCH_MORE_PROSE, HARDLY_ANY = 3.0, 0.1
"""Prose of so many times the words that were read, of which so few were read, is what was meant."""
LEAST_LAST_WORDS = 3
LEAST_SHORT_WORDS = 4
TOPIC_OF_SHORT, TOPIC_OF_BOX = 1, 3
"""So many words of the text are in a short sentence beside its box, or in a box beside it."""
MOST_LABELS = 1
"""So many lines without a name of their own may part a text: behind more stands another box."""
_TEXT_TAGS = frozenset(("p", "item", "cell", "quote"))
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Choice:
    """Which blocks of a page are the article's, by number, and how much was found of the text."""

    chosen: list[int]
    covered: float


def find_blocks(layout: Layout, text: str) -> Choice:
    """Return which blocks of ``layout`` make up ``text``, whatever blocks it was in itself."""
    whole = "".join(text.split())
    cursor = 0
    found: dict[tuple[int, int], int] = {}
    for number, block in enumerate(layout.blocks):
        key = block.text.replace(" ", "")
        start, end = _place(whole, key, cursor)
        if start >= 0 and ((start, end) not in found or start == cursor):
            found[start, end] = number
            cursor = end
    chosen: list[int] = []
    covered = furthest = 0
    for start, end in sorted(found, key=lambda place: (place[0], -place[1])):
        if end > furthest:  # else a headline or teaser whose words stand in a longer block
            chosen.append(found[start, end])
            covered += end - max(start, furthest)
            furthest = end
    return Choice(sorted(chosen), covered / len(whole) if whole else 0.0)


def _place(whole: str, key: str, cursor: int) -> tuple[int, int]:
    """Return where ``key`` begins and ends in ``whole``, at best from ``cursor`` on; -1 if not."""
    letters = len(key)
    if letters < SURE_LETTERS:
        start = whole.find(key, cursor, cursor + letters + SLACK_LETTERS)
        return start, start + letters
    start = whole.find(key, cursor)
    if start < 0:
        start = whole.find(key)
    if start < 0 and letters >= 3 * SURE_LETTERS:
        return _edited(whole, key, cursor)
    return start, start + letters


def _edited(whole: str, key: str, cursor: int) -> tuple[int, int]:
    """Return where a block stands that lost some words within, such as a link's notice."""
    tail = key[-SURE_LETTERS:]
    start = whole.find(key[:SURE_LETTERS], cursor)
    end = whole.find(tail, max(start, cursor), max(start, cursor) + len(key))
    if end < 0:
        return -1, -1
    return (start if start >= 0 else max(cursor, end - len(key))), end + SURE_LETTERS


def fill_gaps(layout: Layout, chosen: list[int]) -> list[int]:
    """Return ``chosen`` with the blocks that stand beside the article's paragraphs and were lost.

    A block is the article's own if it stands in the same box as two chosen paragraphs or more, or
    in a list there, and is neither links nor named as something else.
    """
    blocks = layout.blocks
    homes = _homes(layout, chosen)
    if not homes:
        return chosen
    homes |= _twins(layout, homes)
    tags: Counter[str] = Counter()
    for number in chosen:
        if blocks[number].outer in homes:
            tags[blocks[number].tag] += len(blocks[number].text)
    usual = {tag for tag, letters in tags.items() if letters >= 0.3 * sum(tags.values())}
    usual |= {"head", "item", "quote"}
    have = set(chosen)
    added = [
        number
        for number, block in enumerate(blocks)
        if number not in have and block.tag in usual and _belongs(layout, block, homes)
    ]
    return sorted(have.union(added, _blank_cells(layout, have)))


def with_neighbours(layout: Layout, chosen: list[int]) -> list[int]:
    """Return ``chosen`` with the paragraphs that stand directly beside the box that holds it.

    Templates put a text's first or last paragraphs around the box of its body: between headline
    and box, and right behind the box, up to the first block that is no sentence of the kind.
    """
    blocks = layout.blocks
    homes = _homes(layout, chosen)
    around = {layout.above[box] for box in homes} - homes - {-1}
    if not around:
        return chosen

    @cache  # most pages never ask
    def topic() -> frozenset[str]:
        return frozenset[str]().union(*(topic_words(blocks[n].text) for n in chosen))

    first, last = chosen[0], chosen[-1]
    heading = max((n for n in range(first) if blocks[n].tag == "title"), default=first)
    before = [
        n for n in range(heading + 1, first) if _stands_beside(layout, blocks[n], around, topic)
    ]
    behind: list[int] = []
    headings: list[int] = []
    labels = 0
    for number in range(last + 1, len(blocks)):
        block = blocks[number]
        closes = number == last + 1 and _closes_text(block, around)
        if closes or _stands_beside(layout, block, around, topic):
            behind += [*headings, number]
            headings, labels = [], 0
        elif block.tag == "head" and block.outer in around and not headings:
            headings = [number]
        elif block.words >= LEAST_SENTENCE_WORDS or block.tag in ("title", "head"):
            break
        else:
            labels += not block.role
            if labels > MOST_LABELS:
                break
    return [*before, *chosen, *behind]


def _closes_text(block: PageBlock, around: set[int]) -> bool:
    """Tell whether a short paragraph right behind the text is its last sentence.

    It stands by itself in the box that holds the text's, without a name or a link, and does not
    begin as a notice does.
    """
    plain = block.tag == "p" and block.outer in around and not (block.role or block.links)
    if not plain or block.words < LEAST_LAST_WORDS or not ends_sentence(block.text):
        return False
    if block.text.endswith(("…", "...", "!", "»")):  # a title that was cut, a call
        return False
    folded = fold(block.text)
    return not (boilerplate_phrases.notice_start().match(folded) or says_of_itself(folded))


def _stands_beside(
    layout: Layout, block: PageBlock, around: set[int], topic: Callable[[], frozenset[str]]
) -> bool:
    """Tell whether a block is a sentence or more that stands directly in one of some boxes.

    A short one, or one in a box of its own, speaks of what the ``topic`` speaks of, too.
    """
    if block.role or block.links >= MANY_LINKS or block.words < LEAST_SHORT_WORDS:
        return False
    own = block.tag == "p" and block.outer not in around and bool(layout.names[block.outer])
    if own or block.words < LEAST_SENTENCE_WORDS:
        needed = TOPIC_OF_BOX if own else TOPIC_OF_SHORT
        if len(topic() & topic_words(block.text)) < needed:
            return False
    if block.tag in ("item", "quote"):
        inside = block.outer in around or layout.above[block.outer] in around
    elif block.tag == "div":
        inside = block.box in around
    else:
        box = layout.above[block.outer]
        inside = block.tag == "p" and (block.outer in around or box in around)
    short = block.words < LEAST_SENTENCE_WORDS
    ended = ends_sentence(block.text) if short else ends_as_prose(block.text)
    return inside and ended and "©" not in block.text


def _blank_cells(layout: Layout, chosen: set[int]) -> list[int]:
    """Return the cells without a word or number in the rows that are chosen: they keep a column."""
    blocks = layout.blocks
    cells = [blocks[number] for number in chosen if blocks[number].tag == "cell"]
    rows = {cell.outer for cell in cells} - {
        cell.outer for cell in cells if len(cell.text) > LONGEST_CELL
    }
    return [
        number
        for number, block in enumerate(blocks)
        if block.tag == "cell" and block.outer in rows and is_blank(block.text)
    ]


def _homes(layout: Layout, chosen: list[int]) -> set[int]:
    """Return the boxes around paragraphs that each hold a good part of the chosen text."""
    weight: Counter[int] = Counter()
    for number in chosen:
        weight[layout.blocks[number].outer] += len(layout.blocks[number].text)
    total = sum(weight.values())
    return {box for box, letters in weight.items() if letters >= HOME_SHARE * total}


def main_prose(layout: Layout, chosen: list[int]) -> list[int]:
    """Return the prose below the headline in boxes of one name, if ``chosen`` all but missed it.

    That is so if those boxes hold many times the words of ``chosen`` in paragraphs, lists and
    tables, and hardly any of theirs was chosen.
    Else ``chosen`` is returned.
    """
    blocks = layout.blocks
    heading = next((n for n, block in enumerate(blocks) if block.tag == "title"), len(blocks))
    words: dict[str, Counter[int]] = {}
    for number in range(heading + 1, len(blocks)):
        block = blocks[number]
        name = layout.names[block.outer]
        if not name or block.tag != "p" or block.role or block.links >= MANY_LINKS:
            continue
        if block.words < LEAST_SENTENCE_WORDS or is_beside(layout, block):
            continue
        if ends_as_prose(block.text):
            words.setdefault(name, Counter())[number] = block.words
    most = max(words.values(), key=lambda found: found.total(), default=Counter[int]())
    have = set(chosen)
    read = sum(
        blocks[number].words
        for number in chosen
        if blocks[number].links < MANY_LINKS and blocks[number].tag in _TEXT_TAGS
    )
    theirs = sum(count for number, count in most.items() if number in have)
    if most.total() < max(LEAST_MAIN_WORDS, MUCH_MORE_PROSE * read):
        return chosen
    return sorted(most) if theirs <= HARDLY_ANY * most.total() else chosen


def _twins(layout: Layout, homes: set[int]) -> set[int]:
    """Return the boxes that are named as the article's own box is, and stand near it.

    Publishing systems part long texts into several boxes, around advertisements and pictures.
    """
    kin = {(layout.names[box], around) for box in homes for around in _near(layout, box)}
    letters: Counter[int] = Counter()
    for block in layout.blocks:
        if block.links < MANY_LINKS and block.tag == "p" and not block.role:
            letters[block.outer] += len(block.text)
    return {
        box
        for box, count in letters.items()
        if count >= TWIN_LETTERS
        and layout.names[box]
        and any((layout.names[box], around) in kin for around in _near(layout, box))
    }


def _near(layout: Layout, box: int) -> list[int]:
    """Return the numbers of the boxes close around a box."""
    return list(layout.chain(layout.above[box]))[:TWIN_LEVELS] if box > 0 else []


def _belongs(layout: Layout, block: PageBlock, homes: set[int]) -> bool:
    if block.role not in ("", "standfirst") or block.links >= MANY_LINKS:
        return False
    if block.outer in homes:
        return True
    return block.tag in ("item", "quote") and layout.above[block.outer] in homes


def with_standfirst(layout: Layout, chosen: list[int], descriptions: list[str]) -> list[int]:
    """Return ``chosen`` with the paragraph between headline and text that sums the article up.

    It is known by the name of its box, or by the page's own ``descriptions``.
    """
    blocks, first = layout.blocks, chosen[0]
    heading = max((n for n in range(first) if blocks[n].tag == "title"), default=-1)
    if heading < 0 or first - heading > FURTHEST_STANDFIRST:
        return chosen
    said = [
        _letters(text)[:80] for text in descriptions if len(text.split()) >= STANDFIRST_WORDS[0]
    ]
    for number in range(heading + 1, first):
        block = blocks[number]
        words = len(block.text.split())
        if not STANDFIRST_WORDS[0] <= words <= STANDFIRST_WORDS[1] or block.links >= MANY_LINKS:
            continue
        key = _letters(block.text)
        if key[:60] in _letters(blocks[first].text):
            continue
        if block.role == "standfirst" or any(key.startswith(start) for start in said):
            return [number, *chosen]
    return chosen


def letters_between(layout: Layout, chosen: list[int]) -> list[int]:
    """Return for each chosen block how many letters stand between it and the one before it."""
    letters = [0, *accumulate(len(block.text) for block in layout.blocks)]
    return [0] + [letters[n] - letters[before + 1] for before, n in pairwise(chosen)]


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", text).lower()
