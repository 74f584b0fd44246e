"""Says what a copy of a text added to it, and what it cut."""

from dataclasses import dataclass
from functools import lru_cache
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
    if original == copy:
        return Difference(0, 0)
    old, new = _taken_apart(original), _taken_apart(copy)
    more = covered(new.words, old.runs).count(False)
    less = covered(old.words, new.runs).count(False)
    added, cut = _sentences_without(new, old.runs), _sentences_without(old, new.runs)
    few = 0 < more + less <= _FEW_WORDS and not added and not cut
    shown = word_diff(Version("", original), Version("", copy)) if few else ""
    return Difference(more, less, added, cut, tuple(shown.splitlines()))


@dataclass(frozen=True, slots=True)
class _Parts:
    """The words of a text, its runs of three, and its sentences with the words of each."""

    words: list[str]
    runs: frozenset[tuple[str, ...]]
    sentences: tuple[tuple[str, list[str]], ...]


@lru_cache(4)
def _taken_apart(text: str) -> _Parts:
    """Return the parts of a text; those of an original are asked for again with each copy."""
    words = words_of(fold(text))
    sentences = (text[a:z] for a, z in pairwise((*sentence_starts(text), len(text))))
    parted = tuple((sentence, words_of(fold(sentence))) for sentence in sentences)
    return _Parts(words, frozenset(runs_of(words)), parted)


def _sentences_without(text: _Parts, runs: frozenset[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(
        " ".join(sentence.split())
        for sentence, words in text.sentences
        if len(words) >= _LEAST_WORDS and sum(covered(words, runs)) < _MOST_SHARED * len(words)
    )
