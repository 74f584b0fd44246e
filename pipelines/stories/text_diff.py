"""Says what a copy of a text added to it, and what it cut."""

from dataclasses import dataclass
from itertools import pairwise

from pipelines.stories.revisions import Version, word_diff
from pipelines.stories.shingles import covered, runs_of, words_of
from pipelines.text.fold import fold
from pipelines.text.sentences import sentence_starts

_LEAST_WORDS = 5
_FEW_WORDS = 30
_MOST_SHARED = 0.3
"""A sentence that shares less than this with the other text is new, not merely reworded."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How many words a copy added and cut, and the sentences that are new or gone, as written.

    ``passages`` show the changed words between some others, where few were and no whole sentence.
    """

    words_added: int
    words_cut: int
    added: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()


def difference(original: str, copy: str) -> Difference:
    """Return what ``copy`` added to ``original`` and cut; moved and respelled words are neither."""
    old, new = (words_of(fold(text)) for text in (original, copy))
    old_runs, new_runs = frozenset(runs_of(old)), frozenset(runs_of(new))
    more, less = covered(new, old_runs).count(False), covered(old, new_runs).count(False)
    added, cut = _sentences_without(copy, old_runs), _sentences_without(original, new_runs)
    few = 0 < more + less <= _FEW_WORDS and not added and not cut
    shown = word_diff(Version("", original), Version("", copy)) if few else ""
    return Difference(more, less, added, cut, tuple(shown.splitlines()))


def _sentences_without(text: str, runs: frozenset[tuple[str, ...]]) -> tuple[str, ...]:
    found = []
    for start, end in pairwise((*sentence_starts(text), len(text))):
        sentence = text[start:end]
        words = words_of(fold(sentence))
        if len(words) >= _LEAST_WORDS and sum(covered(words, runs)) < _MOST_SHARED * len(words):
            found.append(" ".join(sentence.split()))
    return tuple(found)
