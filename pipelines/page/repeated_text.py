"""Tells a text that stands under many headlines (a banner, a menu, a wall) from articles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.page_blocks import PageBlocks

OTHER_HEADLINES = 4
"""A text that stands under so many other headlines is no article: outlets print one under two."""
LEAST_OWN_WORDS = 6
"""A brief has more words than this that are its own; a line with a name and a date has not."""
LEAST_WORDS = 8
ALIKE = 0.6
"""Headlines that share so much of the shorter one's words are versions of one."""


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page of the same host: URL, folded headline, blocks by digest, and words of its text."""

    url: str
    headline: str
    digests: frozenset[str]
    words: int


def headlines_shared(url: str, blocks: PageBlocks, known: Sequence[KnownPage]) -> int:
    """Return under how many other headlines the whole text of a page stands, 0 if it is its own.

    ``known`` are pages of its host. Texts are the same if neither has more than a few words that
    the other has not; so a brief among long notices is its own, and so is a part of another text.
    """
    words = sum(count for _, count in blocks.lengths)
    if not blocks.headline or words < LEAST_WORDS:
        return 0
    same = [blocks.headline]
    for page in known:
        shared = sum(count for digest, count in blocks.lengths if digest in page.digests)
        most = max(words, page.words - len(page.headline.split()))
        if page.url != url and shared and most - shared < LEAST_OWN_WORDS:
            same.append(page.headline)
    others = distinct_headlines(same) - 1
    return others if others >= OTHER_HEADLINES else 0


def distinct_headlines(headlines: Iterable[str]) -> int:
    """Return how many headlines (folded) there are, versions of one counted once."""
    found: list[frozenset[str]] = []
    for words in (frozenset(headline.split()) for headline in headlines if headline):
        if not any(len(words & known) >= ALIKE * min(len(words), len(known)) for known in found):
            found.append(words)
    return len(found)
