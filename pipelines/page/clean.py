"""Takes out of a text what is not the article's, and says of each block why it went."""

import re
from dataclasses import dataclass
from itertools import groupby

from pipelines.items import Removed, Truncation
from pipelines.lexicon import boilerplate_patterns, boilerplate_phrases, witness_words
from pipelines.lexicon.volatile_lines import is_moving, without_moving
from pipelines.page.evidence import (
    PHRASE,
    SURE,
    Claims,
    Evidence,
    add_witnesses,
    is_taken,
    removed,
)
from pipelines.page.extract import Block, Reading
from pipelines.page.known_lines import mark_boilerplate, mark_edges, mark_titles
from pipelines.page.markup.empty_cells import LONGEST_CELL, is_blank
from pipelines.site.about import About
from pipelines.site.known import NOTHING_KNOWN, SiteBoilerplate
from pipelines.site.line_keys import is_figure, is_prose
from pipelines.text.fold import fold
from pipelines.text.sentences import SENTENCE_ENDS, ends_as_prose
from pipelines.text.word_count import word_count

_SENTENCES = re.compile(rf"(?<=[{SENTENCE_ENDS}»”\"])\s+")
_QUESTION = re.compile(r"[?؟？]\W*$")
_DIGIT = re.compile(r"\d")
_ARROWS = re.compile("[←→⟵⟶⇐⇒]")
LONGEST_PAGER_WORDS, LONGEST_PAGER_LABEL_WORDS = 30, 4
TITLE_WITHIN_BLOCKS = 3
TEASER_BEFORE_BLOCKS = 6
LEAST_REPEATED_LETTERS = 40
SIGNATURE_WITHIN_BLOCKS = 5
_TITLES_GONE = frozenset(("link", "listed_title", "known_title", "linked_title", "also_read"))
_STAMPS = frozenset(("signature", "stamp"))
LONGEST_LIST = 12
"""Titles under one heading."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The article's text, paragraphs parted by a blank line, and what was taken out of it."""

    text: str
    removed: tuple[Removed, ...]
    truncated: Truncation | None


def clean(reading: Reading, about: About, boilerplate: SiteBoilerplate = NOTHING_KNOWN) -> Cleaned:
    """Return the cleaned text of ``reading``.

    ``boilerplate`` is what is known of the host by its other pages. Each rule says what it saw and
    how much that weighs; here alone it is decided what goes (see evidence.py).
    """
    blocks = reading.blocks
    folded = [block.folded for block in blocks]
    claims = [
        _claims(block, text, about.headline if number < TITLE_WITHIN_BLOCKS else [])
        for number, (block, text) in enumerate(zip(blocks, folded, strict=True))
    ]
    _mark_heading(blocks, claims)
    mark_boilerplate(blocks, claims, boilerplate)
    add_witnesses(blocks, claims, about)
    _mark_repeated(blocks, claims)
    _mark_signature(folded, claims, about.authors)
    _mark_counters(folded, claims)
    _mark_pager(blocks, claims)
    _mark_lists(blocks, claims)
    mark_titles(blocks, claims, boilerplate, about)
    _mark_bio(folded, claims)
    mark_edges(blocks, claims, boilerplate, about)
    _mark_lone_blanks(blocks, claims)
    _mark_bare_headings(blocks, claims)
    _settle_hours(blocks, claims)
    kept: list[str] = []
    taken: list[Removed] = []
    for block, said in zip(blocks, claims, strict=True):
        if is_taken(said):
            taken.append(removed(block.text, said))
        else:
            text, tail = _without_tail(block.text)
            kept.append(text)
            taken.extend(tail)
    return Cleaned("\n\n".join(kept), tuple(taken), reading.truncated)


def _claims(block: Block, folded: str, headline: list[str]) -> Claims:
    """Return what speaks against one block, judged by itself.

    ``folded`` is its text; ``headline`` are the words of the title if it may be repeated here.
    """
    if block.rule:
        return [Evidence(block.rule, block.weight, block.evidence)]
    bare = boilerplate_phrases.bare(folded)
    if not bare:
        if block.tag == "cell" and is_blank(block.text):
            return []
        return [Evidence("ornament", SURE, "no letters or digits")]
    if headline and block.tokens == headline:
        return [Evidence("title_repeated", SURE, "equal to the headline")]
    if bare in boilerplate_phrases.list_headings():
        return [Evidence("list_heading", SURE, bare)]
    if bare in boilerplate_phrases.whole_lines():
        return [Evidence("notice", SURE, bare)]
    if witness_words.share_buttons().match(folded):
        return [Evidence("share_buttons", SURE, "names of services only")]
    start = boilerplate_phrases.notice_start().match(folded)
    if start and len(block.tokens) <= boilerplate_phrases.LONGEST_NOTICE_WORDS:
        return [Evidence("notice", PHRASE, f"begins with {start[0]!r}")]
    itself = boilerplate_patterns.says_of_itself(folded)
    if itself is None:
        return []
    return [Evidence(itself[0], PHRASE if itself[0] == "plea" else SURE, itself[1])]


def _mark_heading(blocks: tuple[Block, ...], claims: list[Claims]) -> None:
    """Mark the page's heading above the text: it is the headline, or another form of it."""
    for block, said in zip(blocks[:TITLE_WITHIN_BLOCKS], claims, strict=False):
        if is_prose(block.text) and block.tag != "title":
            return
        if block.tag == "title":
            if not is_taken(said):
                said.append(Evidence("title_repeated", SURE, "is the heading of the page"))
            return


def _mark_lone_blanks(blocks: tuple[Block, ...], claims: list[Claims]) -> None:
    """Mark the dashes of empty cells where no other short cell of their table stays."""
    for tag, run in groupby(range(len(blocks)), lambda number: blocks[number].tag):
        left = [number for number in run if tag == "cell" and not is_taken(claims[number])]
        blank = [number for number in left if is_blank(blocks[number].text)]
        if all(len(blocks[number].text) > LONGEST_CELL for number in left if number not in blank):
            for number in blank:
                claims[number].append(Evidence("ornament", SURE, "no letters or digits"))


def _mark_bare_headings(blocks: tuple[Block, ...], claims: list[Claims]) -> None:
    """Mark the headings under which nothing is left, or but titles of other articles that went."""
    gone, left = 1, False  # a heading that ends the text heads nothing of it
    for block, said in zip(reversed(blocks), reversed(claims), strict=True):
        taken = is_taken(said)
        if block.tag == "head" and not taken:
            if gone and not left and not ends_as_prose(block.text):
                said.append(
                    Evidence(
                        "orphan_heading", SURE, "stands over nothing, or over titles that went"
                    )
                )
            gone, left = 0, False
        elif taken:
            gone += any(claim.rule in _TITLES_GONE for claim in said)
        else:
            left = True


def _settle_hours(blocks: tuple[Block, ...], claims: list[Claims]) -> None:
    """Let the hour over an entry of a live blog stay or go as the entry does."""
    for number in reversed(range(len(blocks) - 1)):
        if blocks[number].tag == "time":
            claims[number][:] = [
                said for said in claims[number + 1] if is_taken(claims[number + 1])
            ]


def _mark_repeated(blocks: tuple[Block, ...], claims: list[Claims]) -> None:
    """Mark what begins a page and is said again below, and runs of blocks that come twice.

    A single line that comes again, such as a question that several people are asked, stays.
    """
    keys = ["".join(block.tokens) for block in blocks]
    long = [
        number
        for number, key in enumerate(keys)
        if len(key) >= LEAST_REPEATED_LETTERS and not is_taken(claims[number])
    ]
    places: dict[str, list[int]] = {}
    for order, number in enumerate(long):
        key = keys[number]
        later = keys[number + 1 : number + TEASER_BEFORE_BLOCKS]
        if number < TITLE_WITHIN_BLOCKS and any(k.startswith(key) and k != key for k in later):
            claims[number].append(Evidence("repeated", SURE, "only begins what follows"))
            continue
        earlier = places.setdefault(key, [])
        asks = _QUESTION.search(blocks[number].folded) is not None
        if any(_is_again(keys, long, before, order, asks) for before in earlier):
            claims[number].append(Evidence("repeated", SURE, "said already"))
        earlier.append(order)


def _is_again(keys: list[str], long: list[int], before: int, order: int, asks: bool) -> bool:
    """Tell whether a line that was said ``before`` is a teaser's, or part of a run said again."""
    first, number = long[before], long[order]
    asks = asks or keys.count(keys[number]) > 2
    if first < TITLE_WITHIN_BLOCKS and number - first < TEASER_BEFORE_BLOCKS and not asks:
        return True
    return any(
        before + step >= 0
        and order + step < len(long)
        and order + step != before
        and keys[long[before + step]] == keys[long[order + step]]
        for step in (-1, 1)
    )


def _without_tail(text: str) -> tuple[str, tuple[Removed, ...]]:
    """Return a paragraph without the notice that was put behind its last sentence, and that."""
    parts = _SENTENCES.split(text)
    if len(parts) < 2:
        return text, ()
    found = boilerplate_patterns.says_of_itself(fold(parts[-1]))
    if found is None or (found[0] == "plea" and parts[-1][0] not in "(["):
        return text, ()
    return text[: -len(parts[-1])].rstrip(), (Removed(parts[-1], *found),)


def _mark_counters(folded: list[str], claims: list[Claims]) -> None:
    """Mark the lines above the text and below it that only count readers or say when.

    So does the label that stands alone over such a line: "Last updated".
    """
    long = [
        n
        for n, text in enumerate(folded)
        if len(text.split()) > boilerplate_patterns.LONGEST_SIGNATURE_WORDS
    ]
    first, last = (long[0], long[-1]) if long else (0, len(folded))
    dated = False
    for number in reversed(range(len(folded))):
        beside, text = not first <= number <= last, folded[number]
        free = beside and not is_taken(claims[number])
        if free and (dated or _DIGIT.search(text)) and is_moving(text):
            claims[number].append(Evidence("stamp", SURE, "only counts readers or says when"))
        dated = beside and any(claim.rule in _STAMPS for claim in claims[number])


def _mark_pager(blocks: tuple[Block, ...], claims: list[Claims]) -> None:
    """Mark the two lines that lead to the article before and to the one after, in any language.

    They stand one below the other, and are the only ones with an arrow: it stands in front, at the
    end or behind a label, and points the other way in the second. Arrows before the items of a
    list, or on a way from place to place, all point the same way.
    """
    numbers = [number for number, block in enumerate(blocks) if _ARROWS.search(block.text)]
    if len(numbers) != 2 or numbers[1] != numbers[0] + 1:
        return
    one, other = (_pager_arrow(blocks[number].text) for number in numbers)
    if one and other and one != other:
        for number in numbers:
            claims[number].append(Evidence("pager", SURE, "leads to the article before or after"))


def _pager_arrow(text: str) -> str:
    """Return the only arrow of a line that may lead to another article, "" if it cannot."""
    if ends_as_prose(text) or word_count(text) > LONGEST_PAGER_WORDS:
        return ""
    before, *behind = _ARROWS.split(text)
    label = len(before.split()) <= LONGEST_PAGER_LABEL_WORDS or not behind[0].strip()
    return text[len(before)] if label and len(behind) == 1 else ""


def _mark_signature(folded: list[str], claims: list[Claims], names: frozenset[str]) -> None:
    """Mark the lines above the text that only say who wrote it and when."""
    seen = 0
    for number, text in enumerate(folded):
        if is_taken(claims[number]):
            continue
        if boilerplate_patterns.is_signature(without_moving(text), names):
            claims[number].append(Evidence("signature", SURE, "only names and a date"))
        seen += len(text.split()) > boilerplate_patterns.LONGEST_SIGNATURE_WORDS
        if seen or number >= SIGNATURE_WITHIN_BLOCKS:
            return


def _mark_bio(folded: list[str], claims: list[Claims]) -> None:
    """Mark the lines that end a text by saying who wrote it."""
    for number in range(len(folded) - 1, 0, -1):
        if is_taken(claims[number]):
            continue
        if not boilerplate_patterns.is_bio(folded[number]):
            return
        claims[number].append(Evidence("bio", SURE, "ends the text and says who somebody is"))


def _mark_lists(blocks: tuple[Block, ...], claims: list[Claims]) -> None:
    """Mark the titles that follow the heading of a list of other articles."""
    for number, said in enumerate(claims):
        heading = next((claim for claim in said if claim.rule == "list_heading"), None)
        if heading is None:
            continue
        listed = ""
        for place in range(number + 1, min(len(blocks), number + 1 + LONGEST_LIST)):
            if not is_taken(claims[place]):
                if not _looks_like_title(blocks[place]) or listed not in ("", blocks[place].tag):
                    break  # what follows titles in another kind of block is the article's own
                claims[place].append(Evidence("listed_title", SURE, f"under {heading.says!r}"))
                listed = blocks[place].tag
            elif any(claim.rule == "list_heading" for claim in claims[place]):
                break


def _looks_like_title(block: Block) -> bool:
    if len(block.text.split()) > boilerplate_phrases.LONGEST_LINK_TITLE_WORDS:
        return False
    if is_figure(block.text):
        return False
    return block.tag == "item" or not ends_as_prose(block.text)
