"""Takes out of a text what is not the article's, and says of each block why it went."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines import debris
from pipelines.extract import Block, Reading
from pipelines.fold import fold, folded_words
from pipelines.items import Removed, Truncation

_SENTENCE_END = re.compile(r"[.!?…؟۔:»”\"')\]]\s*$")
_EMAIL_OR_SHARE = re.compile(r"^(?:facebook|twitter|x|whatsapp|telegram|linkedin|email|print|\W)+$")
TITLE_WITHIN_BLOCKS = 3


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The article's text, paragraphs parted by a blank line, and what was taken out of it."""

    text: str
    removed: tuple[Removed, ...]
    truncated: Truncation | None


def clean(reading: Reading, title: str, furniture: frozenset[str] = frozenset()) -> Cleaned:
    """Return the cleaned text of ``reading``.

    ``title`` is the article's, known blocks of the host's ``furniture`` are given by digest.
    """
    verdicts = [_reason(block, number, title) for number, block in enumerate(reading.blocks)]
    _mark_furniture(reading.blocks, verdicts, furniture)
    _mark_lists(reading.blocks, verdicts)
    kept: list[str] = []
    removed: list[Removed] = []
    for block, verdict in zip(reading.blocks, verdicts, strict=True):
        if verdict is None:
            kept.append(block.text)
        else:
            removed.append(Removed(block.text, *verdict))
    return Cleaned("\n\n".join(kept), tuple(removed), reading.truncated)


Reason = tuple[str, str]


def _reason(block: Block, number: int, title: str) -> Reason | None:
    """Return why one block is no part of the article, judged by itself."""
    if block.rule:
        return (block.rule, block.evidence)
    folded = fold(block.text)
    bare = debris.bare(folded)
    if not bare:
        return ("ornament", "no letters or digits")
    if number < TITLE_WITHIN_BLOCKS and _same_words(folded, title):
        return ("title_repeated", "equal to the headline")
    if bare in debris.list_headings():
        return ("list_heading", bare)
    if bare in debris.whole_lines():
        return ("notice", bare)
    start = debris.notice_start().match(folded)
    if start and len(folded_words(folded)) <= debris.LONGEST_NOTICE_WORDS:
        return ("notice", f"begins with {start[0]!r}")
    if _EMAIL_OR_SHARE.match(folded):
        return ("share_buttons", "names of services only")
    return None


def _same_words(folded: str, title: str) -> bool:
    words = folded_words(fold(title))
    return bool(words) and folded_words(folded) == words


def _mark_furniture(
    blocks: tuple[Block, ...], verdicts: list[Reason | None], furniture: frozenset[str]
) -> None:
    if not furniture:
        return
    for number, block in enumerate(blocks):
        if verdicts[number] is None and block.digest in furniture:
            verdicts[number] = ("furniture", "stands on several pages of this host")


def _mark_lists(blocks: tuple[Block, ...], verdicts: list[Reason | None]) -> None:
    """Mark the titles that follow the heading of a list of other articles."""
    for number, verdict in enumerate(verdicts):
        if verdict is None or verdict[0] != "list_heading":
            continue
        run = list(_titles_after(blocks, verdicts, number + 1))
        at_end = number + 1 + len(run) >= len(blocks)
        # Within the text only what is marked as a list or a heading is sure to be a title.
        for place in run if at_end else run[: _sure(blocks, run)]:
            if verdicts[place] is None:
                verdicts[place] = ("listed_title", f"under {verdict[1]!r}")


def _titles_after(
    blocks: tuple[Block, ...], verdicts: list[Reason | None], start: int
) -> Iterator[int]:
    for place in range(start, len(blocks)):
        if verdicts[place] is None and not _looks_like_title(blocks[place]):
            return
        yield place


def _looks_like_title(block: Block) -> bool:
    words = len(block.text.split())
    if words > debris.LONGEST_LINK_TITLE_WORDS:
        return False
    return block.tag in ("item", "head") or not _SENTENCE_END.search(block.text)


def _sure(blocks: tuple[Block, ...], run: list[int]) -> int:
    count = 0
    for place in run:
        if blocks[place].tag not in ("item", "head"):
            break
        count += 1
    return count
