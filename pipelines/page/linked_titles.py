"""Tells a list of other articles from the prose of one, by linked titles and what parts them."""

import re
from dataclasses import dataclass

from pipelines.page.blocks import Layout, PageBlock
from pipelines.page.placement import ALL_LINKS, LEAST_SENTENCE_WORDS, NOT_TEXT, Verdicts
from pipelines.site.line_keys import (
    LONGEST_LABEL_WORDS,
    LONGEST_TITLE_WORDS,
    tail_keys,
    title_key,
)
from pipelines.text.fold import fold, folded_words

LEAST_TITLE_LETTERS = 20
LONGEST_SNIPPET_WORDS = 60
CLEARLY_LONGER = 2.0
"""Prose with so many times the words of any other on its page is no snippet among snippets."""
LEAST_PROSE_WORDS = 60
"""So many words of prose that stand together are an article, however many titles are around it."""
LEAST_PARAGRAPHS, LEAST_WORDS_OF_PARAGRAPHS = 3, 30
"""And so are so many paragraphs with so many words."""
MANY_LINKS = 0.5
HALF_LINKED = 0.4, 0.6
LEAST_TWICE_WORDS = 3
SURE_PROSE_WORDS = 25
"""So many words are prose, however they end."""
_BESIDE = frozenset(("footer", "aside", "form", "header", "address"))
"""Elements whose prose tells of the outlet, not of the day."""
_SENTENCE_END = re.compile(r"[.!?…؟۔。！？:»”\"')\]」]\s*$")


@dataclass(slots=True)
class _Run:
    """Blocks of prose that no linked title parts."""

    under_heading: bool
    blocks: list[int]
    words: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """How far a text is a list of other articles.

    ``share`` of it is linked titles with their snippets, ``titles`` in number. ``prose`` are the
    blocks of prose that stand together all the same, ``words`` how many words they have.
    """

    share: float
    titles: int
    prose: tuple[int, ...]
    words: int


def listing_of(layout: Layout, chosen: list[int]) -> Listing:
    """Return how far the ``chosen`` blocks are a list of other articles, and what is not."""
    blocks = layout.blocks
    total = letters = 0
    titles: set[int] = set()
    for number in chosen:
        total += len(blocks[number].text)
        near = [n for n in (number, number - 1, number - 2) if n >= 0 and _is_title(blocks[n])]
        if near and blocks[number].words <= LONGEST_SNIPPET_WORDS:
            letters += len(blocks[number].text)
            titles.add(near[0])
    prose = _prose(blocks, chosen) if titles else _Run(False, [])
    return Listing(letters / total if total else 0.0, len(titles), tuple(prose.blocks), prose.words)


def is_enough(blocks: int, words: int) -> bool:
    """Tell whether prose of so many ``blocks`` and ``words`` that stands together is an article."""
    several = blocks >= LEAST_PARAGRAPHS and words >= LEAST_WORDS_OF_PARAGRAPHS
    return words >= LEAST_PROSE_WORDS or several


def prose_beside(layout: Layout) -> list[int]:
    """Return the blocks of prose that stand together in one box of a page, [] if there are few.

    For a page of which only its lists were found.
    """
    blocks = layout.blocks
    boxes: dict[int, list[int]] = {}
    for number, block in enumerate(blocks):
        if _is_prose(block) and not is_beside(layout, block):
            boxes.setdefault(block.outer, []).append(number)
    enough = [part for part in boxes.values() if is_enough(len(part), _words(blocks, part))]
    found = [number for part in enough for number in part]
    if not found or len(boxes) == 1:
        return found
    prose = _prose(blocks, found)
    return prose.blocks if is_enough(len(prose.blocks), prose.words) else []


def _words(blocks: list[PageBlock], numbers: list[int]) -> int:
    return sum(blocks[number].words for number in numbers)


def is_beside(layout: Layout, block: PageBlock) -> bool:
    """Tell whether a block stands in an element for what goes beside an article."""
    names = (layout.names[box].split(" ", 1)[0] for box in layout.chain(block.box))
    return any(name in _BESIDE for name in names)


def _prose(blocks: list[PageBlock], chosen: list[int]) -> _Run:
    """Return the prose of a text that is no snippet under the title of another article.

    It is the run that is much longer than any other, as a list has none; or the runs of several
    paragraphs, which single links part, as they part many an article.
    """
    runs = [_Run(False, [])]
    have = set(chosen)
    for number in range(chosen[0], chosen[-1] + 1):
        block = blocks[number]
        if _is_title(block):
            runs.append(_Run(block.tag in ("head", "title"), []))
        elif number in have and _is_prose(block):
            runs[-1].blocks.append(number)
            runs[-1].words += block.words
    first, *others = sorted(runs, key=lambda run: -run.words)
    if not others or first.words >= CLEARLY_LONGER * others[0].words:
        return first
    parts = [run for run in runs if len(run.blocks) > 1 and not run.under_heading]
    words = sum(run.words for run in parts)
    if 2 * words < sum(run.words for run in runs):
        return _Run(False, [])
    return _Run(False, [number for run in parts for number in run.blocks], words)


def _is_prose(block: PageBlock) -> bool:
    words = block.words
    if block.links >= MANY_LINKS or block.role in NOT_TEXT or words < LEAST_SENTENCE_WORDS:
        return False
    return words >= SURE_PROSE_WORDS or bool(_SENTENCE_END.search(block.text))


def _is_title(block: PageBlock) -> bool:
    return block.links >= ALL_LINKS and len(block.text) >= LEAST_TITLE_LETTERS


def around_prose(layout: Layout, chosen: list[int], prose: tuple[int, ...]) -> Verdicts:
    """Return a verdict against each of the ``chosen`` blocks outside the box of the ``prose``."""
    common: set[int] = set(layout.chain(layout.blocks[prose[0]].box))
    for number in prose[1:]:
        common.intersection_update(layout.chain(layout.blocks[number].box))
    home = max(common)
    return {
        number: ("outside", "stands outside the box that holds the prose of the page", 1.0)
        for number in chosen
        if not layout.holds(home, layout.blocks[number])
    }


def titles_linked(layout: Layout) -> tuple[bytes, ...]:
    """Return the keys of the titles of other articles that a page links, in reading order."""
    keys = (title_key(block.text) for block in layout.blocks if _is_title(block))
    return tuple(dict.fromkeys(key for key in keys if key))


def named_beside(layout: Layout, chosen: list[int], linked: tuple[bytes, ...]) -> Verdicts:
    """Return a verdict against each of the ``chosen`` lines that only names another article.

    It is the title of a link elsewhere on the page, alone or behind a label of a few words, in
    whatever language: no list of words is asked. ``linked`` are the keys of those titles.
    """
    verdicts = _cards(layout, chosen)
    titles = frozenset(linked)
    for number in chosen if titles else ():
        block = layout.blocks[number]
        if block.links or block.words > LONGEST_TITLE_WORDS + LONGEST_LABEL_WORDS:
            continue
        keys = tail_keys(block.tag, block.text, folded_words(fold(block.text)))
        if not titles.isdisjoint(keys):
            evidence = "names another article that the page links"
            verdicts[number] = ("linked_title", evidence, 1.0)
    return verdicts


def _cards(layout: Layout, chosen: list[int]) -> Verdicts:
    """Return a verdict against the titles that stand there twice, as link and as text.

    So does the teaser of another article, with a snippet in the same small box.
    """
    verdicts: Verdicts = {}
    for number in chosen:
        card = layout.blocks[number]
        if not _is_said_twice(card):
            continue
        verdicts[number] = ("linked_title", "is a link and stands there twice", 1.0)
        snippets = [n for n in chosen if layout.blocks[n].outer == card.outer and n != number]
        if sum(layout.blocks[n].words for n in snippets) <= LONGEST_SNIPPET_WORDS:
            evidence = "stands under the title of another article"
            verdicts |= dict.fromkeys(snippets, ("linked_title", evidence, 1.0))
    return verdicts


def _is_said_twice(block: PageBlock) -> bool:
    """Tell whether a block is the same title two times, one of them a link."""
    if not HALF_LINKED[0] <= block.links <= HALF_LINKED[1]:
        return False
    words = folded_words(fold(block.text))
    half = len(words) // 2
    return half >= LEAST_TWICE_WORDS and words[:half] == words[half:]
