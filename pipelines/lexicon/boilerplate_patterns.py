"""Lines that outlets write around articles: dates and counters, pleas, bios; as patterns.

The words of each language are in languages/; compared in folded form.
"""

import re
from functools import cache

from pipelines.lexicon.joined import MONTHS, folded_patterns, words
from pipelines.text.fold import fold
from pipelines.text.sentences import ends_sentence

LONGEST_STAMP_WORDS = 14
LONGEST_PLEA_WORDS = 45
LONGEST_BIO_WORDS = 70
LONGEST_SIGNATURE_WORDS = 12

LONGEST_PAYWALL_WORDS = 40

_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _stamps() -> re.Pattern[str]:
    return re.compile(folded_patterns(lambda language: language.boilerplate.stamps))


@cache
def _stamp_ends() -> re.Pattern[str]:
    ends = folded_patterns(lambda language: language.boilerplate.stamp_ends)
    return re.compile(rf"(?:{ends})\W*$")


@cache
def _pleas() -> re.Pattern[str]:
    return re.compile(folded_patterns(lambda language: language.boilerplate.pleas))


@cache
def _bios() -> re.Pattern[str]:
    return re.compile(folded_patterns(lambda language: language.boilerplate.bios))


@cache
def _paywalls() -> re.Pattern[str]:
    return re.compile(folded_patterns(lambda language: language.boilerplate.paywalls))


@cache
def _signature_words() -> frozenset[str]:
    said = words(lambda language: f"{language.bylines.signature} {language.dates.weekdays}")
    return frozenset((*said, *(word for month in MONTHS for word in month.split())))


def says_of_itself(folded: str) -> tuple[str, str] | None:
    """Return rule and evidence if a folded line is a date, a counter or a plea, else None."""
    line = folded.lstrip(" \"'([*-–—•►▶>|")
    count = len(line.split())
    if count <= LONGEST_STAMP_WORDS and _DIGIT.search(line):
        found = _stamps().match(line)
        if found and not ends_sentence(line):
            return ("stamp", f"begins with {found[0]!r} and holds a number")
        found = _stamp_ends().search(line)
        if found:
            return ("stamp", f"ends with {found[0]!r} and holds a number")
    if count <= LONGEST_PLEA_WORDS:
        found = _pleas().match(line)
        if found:
            return ("plea", f"begins as {found[0][:60]!r}")
    return None


def is_bio(folded: str) -> bool:
    """Tell whether a folded line could end a text by saying who wrote it."""
    line = folded.strip(" *-–—|.۔")
    return len(line.split()) <= LONGEST_BIO_WORDS and bool(_bios().match(line))


def is_signature(folded: str, names: frozenset[str]) -> bool:
    """Tell whether a folded line says who wrote and when, and nothing else.

    ``names`` are the folded words of the authors' and the outlet's names.
    """
    found = _WORD.findall(folded)
    if not found and not _DIGIT.search(folded):
        return False
    if len(folded.split()) > LONGEST_SIGNATURE_WORDS:
        return False
    known = _signature_words()
    return all(word in names or word in known for word in found)


def is_paywall(text: str) -> bool:
    """Tell whether a block of a page says that the rest is for those who pay or sign in."""
    if len(text.split()) > LONGEST_PAYWALL_WORDS:
        return False
    return bool(_paywalls().search(fold(text)))
