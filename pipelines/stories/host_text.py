"""Leaves out of a text what other articles of its outlet say too: such text tells of no copy."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby

from pipelines.stories.copies import CopyVerdict, DuplicateText
from pipelines.stories.quotes import dice
from pipelines.stories.shingles import covered, words_of
from pipelines.text.fold import fold

LEAST_PASSAGE = 8
"""Words in a row; two articles share shorter runs by chance."""
_SAME_TEXT, _SAME_ARTICLE, _SAME_TITLE = 0.85, 0.5, 0.5
"""Of the shorter one's words; so much do versions of one article share, or those of one title."""


@lru_cache(128)
def stored_text(title: str, text: str) -> DuplicateText:
    """Return a stored article as it is compared: an outlet's newest, and an event's, many times."""
    return DuplicateText(fold(text), fold(title))


def shared_passages(text: DuplicateText, other: DuplicateText) -> list[bool]:
    """Return which words of a text stand in passages that another article of its outlet has too.

    None do if the other is a version of the text itself: what they share is its own.
    """
    shared = _passages(covered(text.words, text.runs & other.runs))
    if any(shared) and not _is_version(text, other, sum(shared)):
        return shared
    return []


def own_text(text: DuplicateText, passages: Iterable[Sequence[bool]]) -> DuplicateText:
    """Return a text without the passages that ``shared_passages`` found in it."""
    found = [one for one in passages if one]
    if not found:
        return text
    taken = [any(marks) for marks in zip(*found, strict=True)]
    own = [word for word, gone in zip(text.words, taken, strict=True) if not gone]
    return DuplicateText(" ".join(own), text.folded_title)


def as_near(verdict: CopyVerdict, a: DuplicateText, b: DuplicateText) -> CopyVerdict:
    """Return a verdict on what is two texts' own as one on the whole: they may not be the same."""
    if verdict.kind == "exact" and a.words != b.words:
        return CopyVerdict("near", verdict.coverage)
    return verdict


def _passages(shared: Sequence[bool]) -> list[bool]:
    """Return which words stand in a shared passage of some length."""
    found: list[bool] = []
    for is_shared, run in groupby(shared):
        length = len(list(run))
        found += [is_shared and length >= LEAST_PASSAGE] * length
    return found


def _is_version(text: DuplicateText, other: DuplicateText, shared: int) -> bool:
    """Tell whether two articles of an outlet are one that it changed or published again."""
    share = shared / max(1, min(len(text.words), len(other.words)))
    titles = (Counter(words_of(one.folded_title)) for one in (text, other))
    return share >= _SAME_TEXT or (share >= _SAME_ARTICLE and dice(*titles) >= _SAME_TITLE)
