"""Finds the short lines that are no text: menus in tables, labels above a headline, buttons."""

import re
from collections import Counter

from pipelines.lexicon import boilerplate_phrases
from pipelines.page.blocks import Layout, PageBlock
from pipelines.page.placement import LEAST_SENTENCE_WORDS, Verdicts
from pipelines.text.fold import fold
from pipelines.text.sentences import ends_as_prose

LEAST_RUN = 6
"""So many short lines in a row, most of their letters linked, are a menu."""
MOSTLY_LINKED = 0.6
FROM_HEADLINE = 0.5
"""The first headline that has at least so much of the text below it is the article's."""
LONGEST_CALL_WORDS = 14
LEAST_BUTTONS = 3
"""A heading of lists that stands so often is a button of each entry."""
_BUTTON = re.compile(r"\b(?:button|btn|cta)", re.IGNORECASE)


def menu_verdicts(layout: Layout, chosen: list[int]) -> Verdicts:
    """Return a verdict against each of the ``chosen`` short lines that belongs to no text."""
    blocks = layout.blocks
    prose = [n for n in chosen if _is_prose(blocks[n])]
    verdicts: Verdicts = {}
    if prose:
        first, last = prose[0], prose[-1]
        homes = {blocks[n].outer for n in prose} | {blocks[n].box for n in prose}
        for run in ([n for n in chosen if n < first], [n for n in chosen if n > last]):
            if _is_menu(layout, run, homes):
                said = ("menu", "is one of many short lines that are mostly links", 1.0)
                verdicts |= dict.fromkeys(run, said)
    return verdicts | _labels(blocks, chosen) | _buttons(blocks, chosen) | _calls(layout, chosen)


def _is_prose(block: PageBlock) -> bool:
    return block.links < MOSTLY_LINKED and block.words >= LEAST_SENTENCE_WORDS


def _is_menu(layout: Layout, run: list[int], homes: set[int]) -> bool:
    blocks = [layout.blocks[number] for number in run]
    if len(run) < LEAST_RUN or any({block.box, block.outer} & homes for block in blocks):
        return False
    letters = sum(len(block.text) for block in blocks)
    linked = sum(len(block.text) * block.links for block in blocks)
    return linked >= MOSTLY_LINKED * letters


def _labels(blocks: list[PageBlock], chosen: list[int]) -> Verdicts:
    """Mark the short lines above the headline, and those that name a table of contents."""
    verdicts: Verdicts = {}
    headline = next((n for n, block in enumerate(blocks) if block.tag == "title"), -1)
    below = sum(len(blocks[number].text) for number in chosen if number >= headline)
    if below < FROM_HEADLINE * sum(len(blocks[number].text) for number in chosen):
        headline = -1
    for number in chosen:
        block = blocks[number]
        if block.words >= LEAST_SENTENCE_WORDS or ends_as_prose(block.text):
            continue
        if number < headline:
            verdicts[number] = ("above", "is a short line above the headline", 1.0)
        elif _heads_contents(blocks, number):
            verdicts[number] = ("above", "is the heading of a table of contents", 1.0)
    return verdicts


def _heads_contents(blocks: list[PageBlock], number: int) -> bool:
    after = number + 1
    while after < len(blocks) and blocks[after].text == blocks[number].text:
        after += 1
    return (
        after < len(blocks)
        and blocks[after].role == "toc" != blocks[number].role
        and blocks[after].links > MOSTLY_LINKED
    )


def _calls(layout: Layout, chosen: list[int]) -> Verdicts:
    """Mark the short paragraphs that do not end as prose and stand right above a linked button."""
    blocks = layout.blocks
    have = set(chosen)
    verdicts: Verdicts = {}
    for number in chosen:
        block = blocks[number]
        if block.tag not in ("p", "div") or number + 1 >= len(blocks) or number + 1 in have:
            continue
        if block.words <= LONGEST_CALL_WORDS and not ends_as_prose(block.text):
            below = blocks[number + 1]
            named = f"{layout.names[below.box]} {layout.names[below.outer]}"
            if below.links > MOSTLY_LINKED and _BUTTON.search(named):
                said = ("call", "stands right above a button and is no sentence", 1.0)
                verdicts[number] = said
    return verdicts


def _buttons(blocks: list[PageBlock], chosen: list[int]) -> Verdicts:
    """Mark the lines of one wording that would head lists, but stand below each of many entries."""
    short = {n: blocks[n].text for n in chosen if blocks[n].words < LEAST_SENTENCE_WORDS}
    often = {text for text, count in Counter(short.values()).items() if count >= LEAST_BUTTONS}
    heads = boilerplate_phrases.list_headings()
    buttons = {text for text in often if boilerplate_phrases.bare(fold(text)) in heads}
    evidence = "is a button that stands below each of several entries"
    return {n: ("button", evidence, 1.0) for n, text in short.items() if text in buttons}
