"""Cuts texts into words and runs of three words (shingles), by which copies are compared."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

_WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{2,}")
"""Thai, Lao, Japanese and Chinese, written without spaces: their words are pairs of letters."""
# Persian affixes that are written joined, half-joined or apart.
_GLUED_TO_NEXT = ("می", "نمی")
_GLUED_TO_LAST = ("ها", "های", "هایی", "هایش", "تر", "ترین", "اند")
_AFFIXES = frozenset((*_GLUED_TO_NEXT, *_GLUED_TO_LAST))
ARABIC = re.compile("[\u0600-\u06ff]")
_ONLY_WORDS = bytes(c if c > 127 or chr(c).isalnum() else 32 for c in range(256))
_MARKS = [mark.encode() for mark in "،؛؟۔٪٭–—…·•。、，！？：；（）「」『』〈〉《》"]
_ARABIC_LEADS = bytes(range(0xD8, 0xDC))
_UNSPACED_LEADS = bytes((0xE0, *range(0xE3, 0xEA)))
"""First bytes, in UTF-8, of Arabic letters, and of letters written without spaces."""
RUN = 3
"""Words in a run, the shingle by which copies are told."""

Word = TypeVar("Word", str, bytes)


def words_of(folded: str) -> list[str]:
    """Return the words of a folded text as copies are compared, Persian affixes glued on."""
    if not folded.isascii():
        folded = _UNSPACED.sub(_letter_pairs, folded)
    words = _WORD.findall(folded)
    if _AFFIXES.isdisjoint(words):
        return words
    glued: list[str] = []
    open_prefix = False
    for word in words:
        if glued and (open_prefix or word in _GLUED_TO_LAST):
            glued[-1] += word
        else:
            glued.append(word)
        open_prefix = word in _GLUED_TO_NEXT
    return glued


def minhash_words(folded: str) -> list[bytes]:
    """Return the words of a folded text for the MinHash, as ``words_of`` does but in less time."""
    return minhash_text(folded).split()


@lru_cache(4)
def minhash_text(folded: str) -> bytes:
    """Return a folded text in UTF-8 with only its words, Persian affixes glued on, and spaces."""
    if folded.isascii():
        return folded.encode().translate(_ONLY_WORDS)
    data = folded.encode(errors="replace")
    if _has(data, _UNSPACED_LEADS):
        data = _UNSPACED.sub(_letter_pairs, folded).encode(errors="replace")
    for mark in _MARKS:
        if mark[0] in data:  # a byte is looked for in less time than a mark
            data = data.replace(mark, b" ")
    data = data.translate(_ONLY_WORDS)
    if not _has(data, _ARABIC_LEADS):
        return data
    text = b" ".join(data.split())
    for affix in _GLUED_TO_NEXT:
        text = text.replace(f" {affix} ".encode(), f" {affix}".encode())
    for affix in _GLUED_TO_LAST:
        text = text.replace(f" {affix} ".encode(), f"{affix} ".encode())
    return text


def _has(data: bytes, leads: bytes) -> bool:
    """Tell whether any of some bytes is in ``data``."""
    return any(lead in data for lead in leads)


def runs_of(words: Sequence[Word]) -> Iterable[tuple[Word, ...]]:
    """Return the runs of three words, in order."""
    return zip(*(words[start:] for start in range(RUN)), strict=False)


def covered(words: Sequence[str], shared: frozenset[tuple[str, ...]]) -> list[bool]:
    """Return for each word whether it stands in a run of three that is in ``shared``."""
    found = [False] * len(words)
    for start, run in enumerate(runs_of(words)):
        if run in shared:
            found[start : start + RUN] = [True] * RUN
    return found


def _letter_pairs(run: re.Match[str]) -> str:
    return f" {' '.join(map(''.join, pairwise(run[0])))} "
