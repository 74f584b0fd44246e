"""People who are named in a text, comparable across scripts; what is doubtful is left out.

A name has two words or more, and stands beside a title or a word of speech, or holds a given name
that is common in the region. Words are reduced to consonants, which both scripts write.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipelines.lexicon.person_names import (
    BREAKS,
    CALLINGS,
    OF_GOD,
    OF_OFFICES,
    OFFICES,
    RANKS,
    SPEECH,
    is_given_name,
)
from pipelines.stories.places import Places
from pipelines.text.consonants import consonants, without_doubles
from pipelines.text.fold import fold

MOST_WORDS = 4
MOST_EASTERN_WORDS = 3
"""Without capitals one does not see where a name ends."""
LEAST_CONSONANTS = 5
"""Shorter names are alike by chance."""
LOOK_AHEAD = 4
"""So many words behind the comma after a name may tell who it is."""
_TITLES = RANKS | OFFICES | CALLINGS
_NO_NAMES = _TITLES | OF_OFFICES | SPEECH | BREAKS
_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\s\w]")


class _Run(NamedTuple):
    """Words that may be a name, the word or mark before them, the mark behind, what follows."""

    words: Sequence[str]
    before: str
    mark: str
    after: Sequence[str]


def names_in(text: str, places: Places) -> frozenset[str]:
    """Return the names of people in a text: the consonants of their words, parted by blanks."""
    found = []
    for run in _runs(text):
        name = _western(run) if run.words[0].isascii() else _eastern(run)
        if 2 <= len(name) <= MOST_WORDS and not places.named_in(" ".join(name)):
            found.append([*filter(None, map(consonants, name))])
    return frozenset(" ".join(name) for name in found if len(name) > 1)


def _runs(text: str) -> Iterator[_Run]:
    """Yield the runs of words between words and marks that are no part of names.

    In scripts that have capitals, only words that begin with one are taken.
    """
    parts = [*_PART.findall(text.replace("\u200c", "")), "."]
    folded = [fold(part) for part in parts]
    words: list[str] = []
    before = "."
    for at, (part, word) in enumerate(zip(parts, folded, strict=True)):
        if word[:1].isalpha() and word not in _NO_NAMES and not part[0].islower():
            words.append(word)
            continue
        if words:
            comma = part in ",،"
            yield _Run(
                words, before, word, folded[at + 1 : at + 1 + LOOK_AHEAD] if comma else [word]
            )
        if words or word not in OF_OFFICES or before not in OFFICES:
            before = word
        words = []


def _western(run: _Run) -> Sequence[str]:
    """Return a run of capitalised words if it is a name, else nothing."""
    beside = run.before in _TITLES or not (SPEECH | _TITLES).isdisjoint(run.after)
    return run.words if beside or any(map(is_given_name, run.words)) else ()


def _eastern(run: _Run) -> Sequence[str]:
    """Return the part of a run of words without capitals that is a name, else nothing."""
    words = run.words
    if run.before in RANKS:
        return words[:MOST_EASTERN_WORDS]
    given = [
        at - (word == OF_GOD and at > 0)
        for at, word in enumerate(words)
        if word == OF_GOD or is_given_name(word)
    ]
    if given:
        start = max(0, min(given[0], len(words) - 2))
        return words[start : start + MOST_EASTERN_WORDS]
    held = run.before in OFFICES and (run.mark in BREAKS or not run.mark.isalpha())
    named = not run.before.isalpha() and run.mark == "،" and not OFFICES.isdisjoint(run.after[:1])
    return words if len(words) == 2 and (held or named) else ()


@lru_cache(100_000)
def same_name(one: str, other: str) -> bool:
    """Tell whether two names, as ``names_in`` gives them, may be of one person.

    Two words in a row of each must be alike: some are named by more words than others.
    """
    return any(_alike(mine, theirs) for mine in _pieces(one) for theirs in _pieces(other))


def _pieces(name: str) -> Iterator[str]:
    words = name.split()
    for start in range(len(words) - 1):
        for end in range(start + 2, len(words) + 1):
            joined = without_doubles("".join(words[start:end]))
            if len(joined) >= LEAST_CONSONANTS:
                yield joined


def _alike(one: str, other: str) -> bool:
    """Tell whether letters are the same, or but for one of them if there are many."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) <= LEAST_CONSONANTS or len(long) - len(short) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]
