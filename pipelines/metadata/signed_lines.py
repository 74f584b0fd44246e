"""Tells a line that says who wrote ("By Zara Noor, Kabul") from a sentence that begins like one."""

import re
from functools import cache

from pipelines.lexicon.joined import MONTHS, any_pattern, any_written, words
from pipelines.metadata.agencies import built_in_agencies
from pipelines.text.fold import fold, folded_words
from pipelines.text.sentences import ends_sentence

_BY = any_pattern(lambda language: language.bylines.by)
_LABELS = any_written(lambda language: language.bylines.labels)
_BEGINS = re.compile(rf"\s*(?:(?:{_BY})(?!\w)\s*[:：]?|(?:{_LABELS})\s*[:：])\s*", re.IGNORECASE)
_JOINS = any_written(lambda language: language.bylines.joins)
_TRAILS = any_written(lambda language: language.bylines.trails)
_MARKS = r"[,;،؛|•·&/()\[\]]|\s[-–—]\s|\s*(?=\d)"
_ENDS_NAME = re.compile(rf"{_MARKS}|\s(?:{_JOINS}|{_TRAILS})(?!\w)", re.IGNORECASE)
_ENDS_WORDS = re.compile(rf"{_MARKS}|\s(?:{_JOINS})(?!\w)")
_WORD = re.compile(r"[^\W\d_]+")
_GOES_ON = re.compile(r"\s*[,;،؛]|\s*[a-zà-öø-ÿ]")
_PARTICLES = frozenset(
    (
        *("von", "van", "vande", "vom", "zu", "zum", "zur", "der", "den", "de", "del", "della"),
        *("dello", "degli", "di", "da", "dal", "dalla", "do", "dos", "das", "du", "des", "la"),
        *("le", "las", "los", "el", "al", "ul", "ud", "ur", "bin", "ibn", "bint", "bent", "abu"),
        *("ben", "e", "y", "ter", "ten", "te", "af", "av"),
    )
)
"""Small words within names, in the languages of the outlets and in how names are written there."""
_MOST_WORDS, _MOST_SMALL_WORDS = 6, 3
"""A name has so many words; one that a site writes without any capital, so many behind a colon."""
_MOST_WORDS_WITH_DOT = 4


def is_prose(line: str, after: str = "") -> bool:
    """Tell whether a line that begins as a byline is a sentence: no name follows, or much more.

    ``after`` is what follows the line in its paragraph. In scripts with capitals a name is words
    that have one. A weekday or a month alone is none, and one word that is no agency is none where
    words without a capital follow.
    """
    begins = _BEGINS.match(line)
    if begins is None:
        return False
    rest = line[begins.end() :]
    ends = _ENDS_NAME.search(rest)
    said = (rest[: ends.start()] if ends else rest).split()
    tail = rest[ends.start() :] if ends else ""
    if not said:
        return True
    if not _has_case(said[0]):
        count = len(_ENDS_WORDS.split(rest)[0].split())
        return count > (_MOST_WORDS_WITH_DOT if ends_sentence(line) else _MOST_WORDS)
    small = not any(map(_has_capital, said))
    if small and ":" in begins[0] and len(said) <= _MOST_SMALL_WORDS and not tail:
        return False
    if not _is_name(said):
        return True
    one = len(said) == 1 and not built_in_agencies().credited(said[0], "")
    if (one or ends_sentence(line)) and _is_told(tail):
        return True
    return bool(_GOES_ON.match(after)) and (one or ends_sentence(after)) and _is_told(after)


def _is_name(said: list[str]) -> bool:
    """Tell whether words are those of a name: each with a capital but for particles and posts."""
    first = fold(said[0]).strip(".")
    if first in _weekdays() or (first in MONTHS and len(said) == 1):
        return False
    names = said[1:] if first == "the" else said
    while names and names[-1].islower() and fold(names[-1]).strip(".") in _trade():
        names = names[:-1]
    if not names or len(names) > _MOST_WORDS or not _has_capital(names[-1]):
        return False
    return all(_has_capital(word) or word in _PARTICLES for word in names)


def _is_told(text: str) -> bool:
    """Tell whether words stand in a text that neither names nor what stands beside them have."""
    plain = (word for word in _WORD.findall(text) if word.islower())
    return any(fold(word) not in _trade() and word not in _PARTICLES for word in plain)


def _has_capital(word: str) -> bool:
    return any(map(str.isupper, word))


def _has_case(word: str) -> bool:
    return word.lower() != word.upper()


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(words(lambda language: language.dates.weekdays))


@cache
def _trade() -> frozenset[str]:
    """Return words that stand in bylines beside names: what people do, when, and what joins."""
    said = words(lambda language: f"{language.bylines.posts} {language.bylines.generic}")
    joins = words(lambda language: f"{language.bylines.joins} {language.bylines.trails}")
    when = words(
        lambda language: " ".join((language.relative.after, *language.relative.units.values()))
    )
    parts = (part for word in (*said, *joins, *when, *MONTHS) for part in folded_words(word))
    return frozenset(parts) | _weekdays()
