"""Tells whether two texts are copies, by the words that they share."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from typing import Literal

from pipelines.items import CopyKind
from pipelines.stories.amounts import Amounts, amounts_differ, amounts_of
from pipelines.stories.shingles import ARABIC, RUN, covered, minhash_words, runs_of, words_of

_MIN_WORDS = 25
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
_LEAD, _SHARED_LEAD = 0.2, 0.5
_COPIED_BUT_LEAD = 0.75
"""So much makes a copy of a text whose lead is its own, and of which else one passage is shared."""
_EXCERPT_COVERAGE = 0.8
_EXCERPT_LENGTH = 0.75


@dataclass(frozen=True)
class DuplicateText:
    """A folded text, and its folded headline, as copies are compared.

    What is costly is worked out when first asked for: most texts are told from each other early.
    """

    folded: str
    folded_title: str = ""

    @cached_property
    def minhash_words(self) -> list[bytes]:
        """Its words as the MinHash knows them: nearly those of ``words``, in a quarter of the time.

        They tell only whether two texts have next to nothing in common.
        """
        return minhash_words(self.folded)

    @cached_property
    def minhash_runs(self) -> frozenset[tuple[bytes, ...]]:
        """The different runs of three words of the MinHash."""
        return frozenset(runs_of(self.minhash_words))

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


def compare(a: DuplicateText, b: DuplicateText) -> CopyVerdict | Literal["apart"] | None:
    """Return how two texts are copies of each other, None if they are not; symmetric.

    Texts in which one number differs are not copies, however alike: they are "apart", unless they
    have next to nothing in common. Fewer than
    25 words are a copy only if all are equal, or all stand in the other one under the same
    headline.
    """
    if share_little(a, b):
        return None
    if a.words == b.words:
        verdict = CopyVerdict("exact", 1.0) if a.words else None
    else:
        short, long, in_both = _in_both(a, b)
        if sum(in_both) < _STRANGE_COVERAGE * len(in_both):
            return None
        verdict = _copy(short, long, in_both)
    return "apart" if apart(a, b) else verdict


def share_little(a: DuplicateText, b: DuplicateText) -> bool:
    """Tell at little cost whether two texts surely have next to nothing in common."""
    return _share_little(a, b.minhash_words)


def surely_strange(a: DuplicateText, written: str) -> bool:
    """Tell whether a text as it is written surely has next to nothing in common with ``a``.

    Most candidates do, and need not be folded to see it; in Arabic script folding changes too much.
    """
    return not ARABIC.search(written) and _share_little(a, minhash_words(written.casefold()))


def _share_little(a: DuplicateText, other: list[bytes]) -> bool:
    """Tell at little cost whether two texts surely have next to nothing in common.

    A shared run makes at most three words shared, and even of a text that says two thirds of its
    words again a third is counted.
    """
    count = min(len(a.minhash_words), len(other))
    if count < _MIN_WORDS:
        return False
    shared = len(a.minhash_runs.intersection(runs_of(other)))
    return RUN * shared < _STRANGE_COVERAGE / 3 * count


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
    if len(short.runs) < len(short.words) - RUN + 1:
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
            found[start : start + RUN] = [True] * RUN
        seen.add(run)
    return found


def _rests_on_a_passage(in_both: Sequence[bool]) -> bool:
    """Tell whether little is shared but one passage, as two reports share one statement.

    The rest is then names and phrases that nobody can say otherwise. Under a lead of its own such a
    passage may be most of the text: outlets end each of their briefs with the same background.
    """
    length, shared = len(in_both), sum(in_both)
    passage = max((sum(1 for _ in run) for known, run in groupby(in_both) if known), default=0)
    if shared - passage >= _BESIDE_PASSAGE * length:
        return False
    lead = in_both[: math.ceil(_LEAD * length)]
    if sum(lead) < _SHARED_LEAD * len(lead):
        return shared < _COPIED_BUT_LEAD * length
    return shared < _SURELY_COPIED * length and passage <= _PASSAGE * length


def _is_spread(in_both: Sequence[bool]) -> bool:
    """Tell whether what is shared runs all through the text, as no background paragraph does."""
    edges = [len(in_both) * cut // _SLICES for cut in range(_SLICES + 1)]
    slices = (in_both[start:end] for start, end in pairwise(edges))
    return sum(sum(part) >= _SLICE_COVERAGE * len(part) for part in slices) >= _SPREAD_SLICES
