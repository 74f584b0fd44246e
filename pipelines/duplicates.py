"""Finds copies: which texts may be one, by a sketch, and whether they are, by the words shared."""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

from pipelines.amounts import Amounts, amounts_differ, amounts_of
from pipelines.items import CopyKind

SIGNATURE_VERSION = 1
"""Stored beside each signature; raise it when words, shingles or keys are made another way."""

KEYS = 32
MOST_SHARERS = 64
_SHINGLE = 4
_WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{2,}")
"""Thai, Lao, Japanese and Chinese, written without spaces: their words are pairs of letters."""
# Persian affixes that are written joined, half-joined or apart.
_GLUED_TO_NEXT = frozenset(("می", "نمی"))
_GLUED_TO_LAST = frozenset(("ها", "های", "هایی", "هایش", "تر", "ترین", "اند"))
_KEY_BYTES = 8
_MIN_WORDS = 25
_RUN = 3
_COPY_COVERAGE = 0.43
_SPREAD_COVERAGE = 0.3
_SLICES, _SPREAD_SLICES, _SLICE_COVERAGE = 8, 7, 0.1
_EXCERPT_COVERAGE = 0.8
_EXCERPT_LENGTH = 0.75
_CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class Signature:
    """A bottom-k MinHash: the keys of the word shingles whose hash is smallest, at most 32.

    Two texts share about k times their resemblance of keys. Keys are signed 64-bit integers.
    """

    keys: tuple[int, ...]
    version: int = SIGNATURE_VERSION

    def to_bytes(self) -> bytes:
        """Return the form that is stored, eight bytes a key."""
        return b"".join(key.to_bytes(_KEY_BYTES, "big", signed=True) for key in self.keys)

    @classmethod
    def from_bytes(cls, stored: bytes, version: int = SIGNATURE_VERSION) -> "Signature":
        """Return the signature that ``to_bytes`` gave."""
        starts = range(0, len(stored), _KEY_BYTES)
        parts = (stored[start : start + _KEY_BYTES] for start in starts)
        return cls(tuple(int.from_bytes(part, "big", signed=True) for part in parts), version)


@dataclass(frozen=True, slots=True)
class DuplicateText:
    """A text as copies are compared: its folded words, runs of three of them, and numbers."""

    words: tuple[str, ...]
    runs: frozenset[tuple[str, ...]]
    amounts: Amounts
    title: Amounts


@dataclass(frozen=True, slots=True)
class CopyVerdict:
    """That two texts are copies; ``coverage`` is the share of the shorter one's words in both.

    In an ``excerpt`` the shorter text is a part of the longer one.
    """

    kind: CopyKind
    coverage: float


def words_of(folded: str) -> list[str]:
    """Return the words of a folded text as copies are compared, Persian affixes glued on."""
    if not folded.isascii():
        folded = _UNSPACED.sub(_letter_pairs, folded)
    words = _WORD.findall(folded)
    if _GLUED_TO_NEXT.isdisjoint(words) and _GLUED_TO_LAST.isdisjoint(words):
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


def signature(folded: str) -> Signature:
    """Return the sketch by which copies of a folded text are looked up."""
    words = words_of(folded)
    runs = zip(*(words[start:] for start in range(_SHINGLE)), strict=False)
    shingles = [*map(str.encode, map(" ".join, runs))]
    by_hash = dict(zip(map(zlib.crc32, shingles), shingles, strict=True))
    return Signature(tuple(_key(by_hash[least]) for least in sorted(by_hash)[:KEYS]))


def bands(sketch: Signature) -> tuple[int, ...]:
    """Return the keys to store for an article, each a row; copies share at least one."""
    return tuple(sorted(set(sketch.keys)))


def candidates(sharers: Iterable[int]) -> list[int]:
    """Return the articles worth a comparison, those that share most keys first, at most 12.

    ``sharers`` names an article once for each key of the new one that it has. A key that
    ``MOST_SHARERS`` articles have is boilerplate: storing it for more of them helps nobody.
    """
    ranked = sorted(Counter(sharers).items(), key=lambda item: (-item[1], item[0]))
    return [article for article, _ in ranked[:_CANDIDATES]]


def duplicate_text(folded: str, folded_title: str = "") -> DuplicateText:
    """Return a folded text, made ready for ``compare``."""
    words = tuple(words_of(folded))
    title = amounts_of(words_of(folded_title))
    return DuplicateText(words, frozenset(_runs(words)), amounts_of(words), title)


def compare(a: DuplicateText, b: DuplicateText) -> CopyVerdict | None:
    """Return how two texts are copies of each other, None if they are not; symmetric.

    Texts in which one number differs are not copies, however alike. Fewer than 25 words are a
    copy only if all are equal.
    """
    if apart(a, b):
        return None
    if a.words == b.words:
        return CopyVerdict("exact", 1.0) if a.words else None
    short, long = sorted((a, b), key=lambda text: (len(text.words), text.words))
    if len(short.words) < _MIN_WORDS:
        return None
    covered = _covered(short.words, short.runs & long.runs)
    coverage = sum(covered) / len(covered)
    if coverage < (_SPREAD_COVERAGE if _is_spread(covered) else _COPY_COVERAGE):
        return None
    shorter = len(short.words) <= _EXCERPT_LENGTH * len(long.words)
    return CopyVerdict("excerpt" if shorter and coverage >= _EXCERPT_COVERAGE else "near", coverage)


def apart(a: DuplicateText, b: DuplicateText) -> bool:
    """Tell whether two texts say different numbers in the same words, in text or title."""
    same_title = a.title.masked == b.title.masked
    return amounts_differ(a.amounts, b.amounts) or (same_title and amounts_differ(a.title, b.title))


def _runs(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(_RUN)), strict=False)


def _covered(words: Sequence[str], shared: frozenset[tuple[str, ...]]) -> list[bool]:
    """Return for each word whether it stands in a run of three that is shared."""
    covered = [False] * len(words)
    for start, run in enumerate(_runs(words)):
        if run in shared:
            covered[start : start + _RUN] = [True] * _RUN
    return covered


def _is_spread(covered: Sequence[bool]) -> bool:
    """Tell whether what is shared runs all through the text, as no background paragraph does."""
    edges = [len(covered) * cut // _SLICES for cut in range(_SLICES + 1)]
    slices = (covered[start:end] for start, end in pairwise(edges))
    return sum(sum(part) >= _SLICE_COVERAGE * len(part) for part in slices) >= _SPREAD_SLICES


def _letter_pairs(run: re.Match[str]) -> str:
    return f" {' '.join(map(''.join, pairwise(run[0])))} "


def _key(shingle: bytes) -> int:
    return int.from_bytes(blake2b(shingle, digest_size=_KEY_BYTES).digest(), "big", signed=True)
