"""Finds copies: which texts may be one, by a sketch, and whether they are, by the words shared."""

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import groupby, pairwise
from typing import Literal, TypeVar

from pipelines.items import CopyKind
from pipelines.text.numbers import Amounts, amounts_differ, amounts_of

SIGNATURE_VERSION = 2
"""Stored beside each signature; raise it when words, shingles or keys are made another way."""

KEYS = 16
_NUMBER_KEYS = 4
MOST_SHARERS = 64
_WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]{2,}")
"""Thai, Lao, Japanese and Chinese, written without spaces: their words are pairs of letters."""
# Persian affixes that are written joined, half-joined or apart.
_GLUED_TO_NEXT = ("می", "نمی")
_GLUED_TO_LAST = ("ها", "های", "هایی", "هایش", "تر", "ترین", "اند")
_AFFIXES = frozenset((*_GLUED_TO_NEXT, *_GLUED_TO_LAST))
_ARABIC = re.compile("[\u0600-\u06ff]")
_ONLY_WORDS = bytes(c if c > 127 or chr(c).isalnum() else 32 for c in range(256))
_MARKS = [mark.encode() for mark in "،؛؟۔٪٭–—…·•。、，！？：；（）「」『』〈〉《》"]
_ARABIC_LEADS = bytes(range(0xD8, 0xDC))
_UNSPACED_LEADS = bytes((0xE0, *range(0xE3, 0xEA)))
"""First bytes, in UTF-8, of Arabic letters, and of letters written without spaces."""
_PAST_DIGITS = b":"
"""What parts words beside the marks of ASCII; a folded text holds no digits but those of ASCII."""
_KEY_BYTES = 8
_MIN_WORDS = 25
_RUN = 3
_COPY_COVERAGE = 0.43
_SPREAD_COVERAGE = 0.3
_NOTE_COVERAGE = 0.9
_BRIEF_COVERAGE = 0.7
_LEAST_SHARED = 36
"""In a brief a quotation is half of the text: two share so many words or most of theirs."""
_STRANGE_COVERAGE = 0.15
_SLICES, _SPREAD_SLICES, _SLICE_COVERAGE = 8, 7, 0.18
_PASSAGE, _BESIDE_PASSAGE = 0.36, 0.21
"""A passage of about a third of a text or less, and what copies share beside it at least: reports
of one event were seen to share at most 0.17, copies at least 0.38."""
_SURELY_COPIED = 0.55
"""So much is shared by copies only, however it is spread."""
_EXCERPT_COVERAGE = 0.8
_EXCERPT_LENGTH = 0.75
_CANDIDATES = 12

Word = TypeVar("Word", str, bytes)


@dataclass(frozen=True, slots=True)
class Signature:
    """A bottom-k MinHash: the keys of the word shingles whose hash is smallest, at most 16.

    Two texts share about k times their resemblance of keys, copies one at least. Four of the places
    belong to shingles around a number, so that of a hundred tallies in the same words the one meant
    comes first. Keys are signed 64-bit integers, sorted.
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


@dataclass(frozen=True)
class DuplicateText:
    """A folded text, and its folded headline, as copies are compared.

    What is costly is worked out when first asked for: most texts are told from each other early.
    """

    folded: str
    folded_title: str = ""

    @cached_property
    def sketch_words(self) -> list[bytes]:
        """Its words as the sketch knows them: nearly those of ``words``, in a quarter of the time.

        They tell only whether two texts have next to nothing in common.
        """
        return _sketch_words(self.folded)

    @cached_property
    def sketch_runs(self) -> frozenset[tuple[bytes, ...]]:
        """The different runs of three words of the sketch."""
        return frozenset(runs_of(self.sketch_words))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words."""
        return tuple(words_of(self.folded))

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """The different runs of three words."""
        return frozenset(runs_of(self.words))

    @cached_property
    def amounts(self) -> Amounts:
        """The numbers of the text."""
        return amounts_of(self.words)

    @cached_property
    def title(self) -> Amounts:
        """The numbers of the headline."""
        return amounts_of(words_of(self.folded_title))


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


def signature(folded: str) -> Signature:
    """Return the sketch by which copies of a folded text are looked up."""
    words = _sketch_words(folded)
    # Each hash goes on from that of the word before: three words make one.
    hashes = [*map(zlib.crc32, words[2:], map(zlib.crc32, words[1:], map(zlib.crc32, words)))]
    numbered = {hashes[place - 1]: place - 1 for place in _inner_numbers(words)}
    chosen = [numbered[least] for least in sorted(numbered)[:_NUMBER_KEYS]]
    keys = {_key(words, place) for place in chosen}
    for place in _least(hashes):
        if len(keys) >= KEYS:
            break
        keys.add(_key(words, place))
    return Signature(tuple(sorted(keys)))


def _least(hashes: Sequence[int]) -> list[int]:
    """Return where at least ``KEYS`` of the smallest hashes stand, in order; all if there are few.

    Hashes are spread evenly, so of a long text most need not be sorted.
    """
    if len(hashes) > 4 * KEYS:
        bound = (3 * KEYS << 32) // len(hashes)
        few = {value: place for place, value in enumerate(hashes) if value < bound}
        if len(few) >= KEYS:
            return [place for _, place in sorted(few.items())]
    return sorted(range(len(hashes)), key=hashes.__getitem__)


@lru_cache(4)
def _sketch_words(folded: str) -> list[bytes]:
    """Return the words of a folded text for the sketch, as ``words_of`` does but in less time."""
    data = folded.encode(errors="replace")
    if _has(data, _UNSPACED_LEADS):
        data = _UNSPACED.sub(_letter_pairs, folded).encode(errors="replace")
    for mark in _MARKS:
        if mark[0] in data:  # a byte is looked for in less time than a mark
            data = data.replace(mark, b" ")
    words = data.translate(_ONLY_WORDS).split()
    if not _has(data, _ARABIC_LEADS):
        return words
    text = b" ".join(words)
    for affix in _GLUED_TO_NEXT:
        text = text.replace(f" {affix} ".encode(), f" {affix}".encode())
    for affix in _GLUED_TO_LAST:
        text = text.replace(f" {affix} ".encode(), f"{affix} ".encode())
    return text.split()


def _has(data: bytes, leads: bytes) -> bool:
    """Tell whether any of some bytes is in ``data``."""
    return len(data.translate(None, leads)) < len(data)


def _inner_numbers(words: Sequence[bytes]) -> list[int]:
    """Return the places of words that begin with a digit and stand between two others."""
    last = len(words) - 1
    numbers = [place for place, word in enumerate(words) if word < _PAST_DIGITS]
    return [place for place in numbers if 0 < place < last]


def candidates(sharers: Sequence[tuple[int, int]]) -> list[int]:
    """Return the articles worth a comparison, at most 12, the likeliest first.

    ``sharers`` are (key, article) for each key of the new text that an article has. The fewer have
    a key, the more it says, so that of many tallies in the same words the one with the same number
    comes first; of equal ones the newest. Only the newest ``MOST_SHARERS`` need keep a key.
    """
    holders = Counter(key for key, _ in sharers)
    weights: dict[int, float] = defaultdict(float)
    for key, article in sorted(sharers):
        weights[article] += 1 / holders[key]
    ranked = sorted(weights, key=lambda article: (-round(weights[article], 6), -article))
    return ranked[:_CANDIDATES]


def compare(a: DuplicateText, b: DuplicateText) -> CopyVerdict | Literal["apart"] | None:
    """Return how two texts are copies of each other, None if they are not; symmetric.

    Texts in which one number differs are not copies, however alike: they are "apart", unless they
    have next to nothing in common. Fewer than
    25 words are a copy only if all are equal, or all stand in the other one under the same
    headline.
    """
    if _share_little(a, b.sketch_words):
        return None
    if a.words == b.words:
        verdict = CopyVerdict("exact", 1.0) if a.words else None
    else:
        short, long, in_both = _in_both(a, b)
        if sum(in_both) < _STRANGE_COVERAGE * len(in_both):
            return None
        verdict = _copy(short, long, in_both)
    return "apart" if apart(a, b) else verdict


def surely_strange(a: DuplicateText, written: str) -> bool:
    """Tell whether a text as it is written surely has next to nothing in common with ``a``.

    Most candidates do, and need not be folded to see it; in Arabic script folding changes too much.
    """
    return not _ARABIC.search(written) and _share_little(a, _sketch_words(written.casefold()))


def _share_little(a: DuplicateText, other: list[bytes]) -> bool:
    """Tell at little cost whether two texts surely have next to nothing in common.

    A shared run makes at most three words shared, and even of a text that says two thirds of its
    words again a third is counted.
    """
    count = min(len(a.sketch_words), len(other))
    if count < _MIN_WORDS:
        return False
    shared = len(a.sketch_runs.intersection(runs_of(other)))
    return _RUN * shared < _STRANGE_COVERAGE / 3 * count


def _copy(short: DuplicateText, long: DuplicateText, in_both: list[bool]) -> CopyVerdict | None:
    coverage = sum(in_both) / max(len(in_both), 1)
    if len(short.words) < _MIN_WORDS:
        same = bool(short.title.masked) and short.title.masked == long.title.masked
        return CopyVerdict("excerpt", coverage) if same and coverage >= _NOTE_COVERAGE else None
    needed = _SPREAD_COVERAGE if _is_spread(in_both) else _COPY_COVERAGE
    if coverage < max(needed, min(_BRIEF_COVERAGE, _LEAST_SHARED / len(in_both))):
        return None
    if _rests_on_a_passage(in_both):
        return None
    shorter = len(short.words) <= _EXCERPT_LENGTH * len(long.words)
    return CopyVerdict("excerpt" if shorter and coverage >= _EXCERPT_COVERAGE else "near", coverage)


def strangers(a: DuplicateText, b: DuplicateText) -> bool:
    """Tell whether two texts have next to nothing in common: no third makes them one story.

    A round-up holds many stories' texts; it is a copy of each, and they are not of each other.
    """
    in_both = _in_both(a, b)[2]
    return sum(in_both) < _STRANGE_COVERAGE * len(in_both)


def apart(a: DuplicateText, b: DuplicateText) -> bool:
    """Tell whether two texts say different numbers in the same words, in text or title."""
    same_title = a.title.masked == b.title.masked
    return amounts_differ(a.amounts, b.amounts) or (same_title and amounts_differ(a.title, b.title))


def _in_both(a: DuplicateText, b: DuplicateText) -> tuple[DuplicateText, DuplicateText, list[bool]]:
    """Return the shorter text, the longer one, and which words of the shorter stand in both.

    What the shorter one says again is left out: a passage that it repeats is shared once.
    """
    short, long = _by_length(a, b)
    in_both = covered(short.words, short.runs & long.runs)
    if len(short.runs) < len(short.words) - _RUN + 1:
        again = _said_before(short.words)
        in_both = [known for known, repeated in zip(in_both, again, strict=True) if not repeated]
    return short, long, in_both


def _by_length(a: DuplicateText, b: DuplicateText) -> list[DuplicateText]:
    return sorted((a, b), key=lambda text: (len(text.words), text.words))


def _said_before(words: Sequence[str]) -> list[bool]:
    seen: set[tuple[str, ...]] = set()
    found = [False] * len(words)
    for start, run in enumerate(runs_of(words)):
        if run in seen:
            found[start : start + _RUN] = [True] * _RUN
        seen.add(run)
    return found


def runs_of(words: Sequence[Word]) -> Iterable[tuple[Word, ...]]:
    """Return the runs of three words, in order."""
    return zip(*(words[start:] for start in range(_RUN)), strict=False)


def covered(words: Sequence[str], shared: frozenset[tuple[str, ...]]) -> list[bool]:
    """Return for each word whether it stands in a run of three that is in ``shared``."""
    found = [False] * len(words)
    for start, run in enumerate(runs_of(words)):
        if run in shared:
            found[start : start + _RUN] = [True] * _RUN
    return found


def _rests_on_a_passage(in_both: Sequence[bool]) -> bool:
    """Tell whether little is shared but one passage, as two reports share one statement.

    The rest is then names and phrases that nobody can say otherwise.
    """
    if sum(in_both) >= _SURELY_COPIED * len(in_both):
        return False
    passage = max((sum(1 for _ in run) for shared, run in groupby(in_both) if shared), default=0)
    rest = sum(in_both) - passage
    return passage <= _PASSAGE * len(in_both) and rest < _BESIDE_PASSAGE * len(in_both)


def _is_spread(in_both: Sequence[bool]) -> bool:
    """Tell whether what is shared runs all through the text, as no background paragraph does."""
    edges = [len(in_both) * cut // _SLICES for cut in range(_SLICES + 1)]
    slices = (in_both[start:end] for start, end in pairwise(edges))
    return sum(sum(part) >= _SLICE_COVERAGE * len(part) for part in slices) >= _SPREAD_SLICES


def _letter_pairs(run: re.Match[str]) -> str:
    return f" {' '.join(map(''.join, pairwise(run[0])))} "


def _key(words: Sequence[bytes], place: int) -> int:
    shingle = b" ".join(words[place : place + _RUN])
    return int.from_bytes(blake2b(shingle, digest_size=_KEY_BYTES).digest(), "big", signed=True)
