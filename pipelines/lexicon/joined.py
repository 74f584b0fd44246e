"""The words of all languages together: the one place where their tables are joined."""

import re
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pkgutil import iter_modules

from pipelines.items import LANGUAGES as TOLD_APART
from pipelines.lexicon import languages
from pipelines.lexicon.language import Language
from pipelines.text.fold import fold

_PLACES = {code: place for place, code in enumerate(TOLD_APART)}
_FILES: tuple[Language, ...] = tuple(
    import_module(f"{languages.__name__}.{file.name}").LANGUAGE
    for file in iter_modules(languages.__path__)
)
LANGUAGES = tuple(sorted(_FILES, key=lambda one: _PLACES.get(one.code, len(_PLACES))))
"""Every language that the program knows words of: a new one is a file in the folder.

Where a text fits patterns of several, that of the first counts; those that articles are not told
apart by come last.
"""

MONTHS_OF_YEAR = 12
FITS_NOTHING = r"(?!)"
"""The regular expression of a table that is empty in every language."""


def words_in(text: str) -> list[str]:
    """Return the words of one table, folded, with their spaces; "-" is none."""
    return [fold(word.replace("_", " ")) for word in text.split() if word != "-"]


def words(table: Callable[[Language], str]) -> list[str]:
    """Return the words that all languages have in one table, folded, each once."""
    return list(dict.fromkeys(word for one in LANGUAGES for word in words_in(table(one))))


def numbered_words(table: Callable[[Language], Mapping[int, str]]) -> dict[str, int]:
    """Return the words that all languages have in a table by number: word, folded, to number."""
    return {
        word: number
        for language in LANGUAGES
        for number, text in table(language).items()
        for word in words_in(text)
    }


def phrases(table: Callable[[Language], str]) -> frozenset[str]:
    """Return the phrases that all languages have in one table, folded."""
    found = (part.strip() for one in LANGUAGES for part in re.split(r"[|\n]", table(one)))
    return frozenset(fold(part) for part in found if part)


def any_pattern(table: Callable[[Language], str]) -> str:
    """Return a regular expression that fits where a pattern of any language does, as written."""
    lines = (line.strip() for one in LANGUAGES for line in table(one).splitlines())
    return "|".join(dict.fromkeys(f"(?:{line})" for line in lines if line)) or FITS_NOTHING


def folded_patterns(table: Callable[[Language], str]) -> str:
    """Return a regular expression that fits where a pattern of any language does, folded."""
    return folded_pattern(any_pattern(table))


# What folding must leave alone in a pattern: classes after a backslash, and counts.
_SYNTAX = re.compile(r"(\\.|\{[\d,]+\})|((?:[^\\{]|\{(?![\d,]+\}))+)")


def folded_pattern(pattern: str) -> str:
    """Return a regular expression with its words folded, and its classes and counts as they are."""
    return _SYNTAX.sub(lambda found: found[1] or fold(found[2]), pattern)


def any_written(table: Callable[[Language], str]) -> str:
    """Return a regular expression that fits any word of a table, as it is written."""
    return any_of({word.replace("_", " ") for one in LANGUAGES for word in table(one).split()})


def any_of(known: Iterable[str]) -> str:
    """Return a regular expression that fits any of some folded words, the longest that can."""
    words = sorted(known, key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, words)) or FITS_NOTHING


def _months(table: Callable[[Language], str]) -> dict[str, int]:
    """Return the number of a month by its names; lines are counted from 1 and anew after 12."""
    lines = [[line for line in table(one).splitlines() if line.strip()] for one in LANGUAGES]
    return {
        word: place % MONTHS_OF_YEAR + 1
        for year in lines
        for place, line in enumerate(year)
        for word in words_in(line)
    }


GREGORIAN_MONTHS = _months(lambda language: language.months.gregorian)
SOLAR_MONTHS = _months(lambda language: language.months.solar)
LUNAR_MONTHS = _months(lambda language: language.months.lunar)
MONTHS = {**GREGORIAN_MONTHS, **SOLAR_MONTHS, **LUNAR_MONTHS}
"""The number of a month, 1 to 12, by each of its names in every language, folded."""
