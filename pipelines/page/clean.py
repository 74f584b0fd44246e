"""Takes out of a text what is not the article's, and says of each block why it went."""

import re
from dataclasses import dataclass

from pipelines.items import Removed, Truncation
from pipelines.lexicon import boilerplate_patterns, boilerplate_phrases
from pipelines.lexicon.volatile_lines import is_moving, without_moving
from pipelines.page.extract import Block, Reading
from pipelines.text.fold import fold, folded_words
from pipelines.text.sentences import SENTENCE_ENDS, ends_as_prose

_SENTENCES = re.compile(rf"(?<=[{SENTENCE_ENDS}»”\"])\s+")
_FIGURE = re.compile(r"[^:：]{1,40}[:：]\s*\W?\d")
"""A line of a list of figures: "Torkham: 384 families"."""
_EMAIL_OR_SHARE = re.compile(r"^(?:facebook|twitter|x|whatsapp|telegram|linkedin|email|print|\W)+$")
_DIGIT = re.compile(r"\d")
TITLE_WITHIN_BLOCKS = 3
TEASER_BEFORE_BLOCKS = 6
LEAST_REPEATED_LETTERS = 40
SIGNATURE_WITHIN_BLOCKS = 5
OPENING_BLOCKS = 3
OPENING_WORDS = 12
LONGEST_LIST = 12
"""Titles under one heading."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The article's text, paragraphs parted by a blank line, and what was taken out of it."""

    text: str
    removed: tuple[Removed, ...]
    truncated: Truncation | None


def clean(
    reading: Reading,
    title: str,
    boilerplate: frozenset[str] = frozenset(),
    byline: tuple[str, ...] = (),
) -> Cleaned:
    """Return the cleaned text of ``reading``.

    ``title`` and ``byline`` are the article's, known blocks of the host's ``boilerplate`` are given
    by digest.
    """
    folded = [block.folded for block in reading.blocks]
    headline = folded_words(fold(title))
    verdicts = [
        _reason(block, text, headline if number < TITLE_WITHIN_BLOCKS else [])
        for number, (block, text) in enumerate(zip(reading.blocks, folded, strict=True))
    ]
    _mark_repeated(folded, verdicts)
    _mark_signature(folded, verdicts, byline)
    _mark_counters(folded, verdicts)
    _mark_boilerplate(reading.blocks, verdicts, boilerplate)
    _mark_lists(reading.blocks, verdicts)
    _mark_bio(folded, verdicts)
    kept: list[str] = []
    removed: list[Removed] = []
    for block, verdict in zip(reading.blocks, verdicts, strict=True):
        if verdict is None:
            text, tail = _without_tail(block.text)
            kept.append(text)
            removed.extend(tail)
        else:
            removed.append(Removed(block.text, *verdict))
    return Cleaned("\n\n".join(kept), tuple(removed), reading.truncated)


Reason = tuple[str, str]


def _reason(block: Block, folded: str, headline: list[str]) -> Reason | None:
    """Return why one block is no part of the article, judged by itself.

    ``folded`` is its text; ``headline`` are the words of the title if it may be repeated here.
    """
    if block.rule:
        return (block.rule, block.evidence)
    bare = boilerplate_phrases.bare(folded)
    if not bare:
        return ("ornament", "no letters or digits")
    if headline and folded_words(folded) == headline:
        return ("title_repeated", "equal to the headline")
    if bare in boilerplate_phrases.list_headings():
        return ("list_heading", bare)
    if bare in boilerplate_phrases.whole_lines():
        return ("notice", bare)
    start = boilerplate_phrases.notice_start().match(folded)
    if start and len(folded_words(folded)) <= boilerplate_phrases.LONGEST_NOTICE_WORDS:
        return ("notice", f"begins with {start[0]!r}")
    if _EMAIL_OR_SHARE.match(folded):
        return ("share_buttons", "names of services only")
    return boilerplate_patterns.says_of_itself(folded)


def _mark_repeated(folded: list[str], verdicts: list[Reason | None]) -> None:
    """Mark a teaser that only begins a later block, and a block that an earlier one says."""
    keys = ["".join(folded_words(text)) for text in folded]
    seen: set[str] = set()
    for number, key in enumerate(keys):
        if verdicts[number] is not None or len(key) < LEAST_REPEATED_LETTERS:
            continue
        if key in seen:
            verdicts[number] = ("repeated", "said already")
        elif number < TITLE_WITHIN_BLOCKS and any(
            later.startswith(key) and later != key
            for later in keys[number + 1 : number + TEASER_BEFORE_BLOCKS]
        ):
            verdicts[number] = ("repeated", "only begins what follows")
        else:
            seen.add(key)


def _without_tail(text: str) -> tuple[str, tuple[Removed, ...]]:
    """Return a paragraph without the notice that was put behind its last sentence, and that."""
    parts = _SENTENCES.split(text)
    if len(parts) < 2:
        return text, ()
    found = boilerplate_patterns.says_of_itself(fold(parts[-1]))
    if found is None or (found[0] == "plea" and parts[-1][0] not in "(["):
        return text, ()
    return text[: -len(parts[-1])].rstrip(), (Removed(parts[-1], *found),)


def _mark_counters(folded: list[str], verdicts: list[Reason | None]) -> None:
    """Mark the lines above the text and below it that only count readers or say when."""
    long = [
        n
        for n, text in enumerate(folded)
        if len(text.split()) > boilerplate_patterns.LONGEST_SIGNATURE_WORDS
    ]
    first, last = (long[0], long[-1]) if long else (0, len(folded))
    for number, text in enumerate(folded):
        beside = number < first or number > last
        if beside and verdicts[number] is None and _DIGIT.search(text) and is_moving(text):
            verdicts[number] = ("stamp", "only counts readers or says when")


def _mark_signature(
    folded: list[str], verdicts: list[Reason | None], byline: tuple[str, ...]
) -> None:
    """Mark the lines above the text that only say who wrote it and when."""
    names = frozenset(folded_words(fold(" ".join(byline))))
    seen = 0
    for number, text in enumerate(folded):
        if verdicts[number] is not None:
            continue
        if boilerplate_patterns.is_signature(without_moving(text), names):
            verdicts[number] = ("signature", "only names and a date")
        seen += len(text.split()) > boilerplate_patterns.LONGEST_SIGNATURE_WORDS
        if seen or number >= SIGNATURE_WITHIN_BLOCKS:
            return


def _mark_bio(folded: list[str], verdicts: list[Reason | None]) -> None:
    """Mark the lines that end a text by saying who wrote it."""
    for number in range(len(folded) - 1, 0, -1):
        if verdicts[number] is not None:
            continue
        if not boilerplate_patterns.is_bio(folded[number]):
            return
        verdicts[number] = ("bio", "ends the text and says who somebody is")


def _mark_boilerplate(
    blocks: tuple[Block, ...], verdicts: list[Reason | None], boilerplate: frozenset[str]
) -> None:
    if not boilerplate:
        return
    for number, block in enumerate(blocks):
        if number < OPENING_BLOCKS and len(block.text.split()) >= OPENING_WORDS:
            continue  # other pages of the host may quote how an article begins
        if verdicts[number] is None and block.digest in boilerplate:
            verdicts[number] = ("furniture", "stands on several pages of this host")


def _mark_lists(blocks: tuple[Block, ...], verdicts: list[Reason | None]) -> None:
    """Mark the titles that follow the heading of a list of other articles."""
    for number, verdict in enumerate(verdicts):
        if verdict is None or verdict[0] != "list_heading":
            continue
        listed = ""
        for place in range(number + 1, min(len(blocks), number + 1 + LONGEST_LIST)):
            known = verdicts[place]
            if known is None:
                if not _looks_like_title(blocks[place]) or listed not in ("", blocks[place].tag):
                    break  # what follows titles in another kind of block is the article's own
                verdicts[place] = ("listed_title", f"under {verdict[1]!r}")
                listed = blocks[place].tag
            elif known[0] == "list_heading":
                break


def _looks_like_title(block: Block) -> bool:
    if len(block.text.split()) > boilerplate_phrases.LONGEST_LINK_TITLE_WORDS:
        return False
    if _FIGURE.match(block.text):
        return False
    return block.tag == "item" or not ends_as_prose(block.text)
