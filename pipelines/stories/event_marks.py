"""Marks of an event in a text: the places, names and figures that it tells of."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping

from ahocorasick_rs import AhoCorasick

from pipelines.lexicon.joined import words_in
from pipelines.lexicon.languages.en import LANGUAGE as ENGLISH
from pipelines.lexicon.number_digits import Value
from pipelines.lexicon.numbers import Number, read_numbers
from pipelines.text.fold import fold

_LEAST_FIGURE = 13
_YEARS = ((1380, 1459), (1900, 2099))
_NAME = re.compile(r"(?<=[a-z,;:\d] )[A-Z][\w'’-]{3,}(?: [A-Z][\w'’-]+)*")
_SHORTEST_NAME = 4
_NO_NAMES = frozenset(
    (
        *("afghan", "afghans", "afghanistan", "pakistan", "pakistani", "pakistanis", "iran"),
        *("iranian", "iranians", "united", "nations", "government", "ministry", "muslim"),
        "islamic",
        *(
            word
            for word in words_in(f"{ENGLISH.months.gregorian} {ENGLISH.dates.weekdays}")
            if len(word) >= _SHORTEST_NAME
        ),
    )
)
_MOST_NAMES = 12


class Places:
    """Marks of places, as "place:torkham", found by any spelling of the place as whole words."""

    def __init__(self, spellings: Mapping[str, Iterable[str]]) -> None:
        found = {fold(one): name for name, written in spellings.items() for one in written}
        self._names = list(found.values())
        # An automaton of no patterns is refused.
        self._spellings = AhoCorasick(list(found)) if found else None

    def named_in(self, folded: str) -> list[str]:
        """Return the marks of the different places that a folded text names, sorted."""
        if self._spellings is None:
            return []
        matches = self._spellings.find_matches_as_indexes(folded, overlapping=True)
        return sorted(
            {self._names[number] for number, start, end in matches if _is_word(folded, start, end)}
        )


def _is_word(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def event_marks(
    title: str, text: str, folded: str, places: Places, language: str = ""
) -> tuple[str, ...]:
    """Return the marks of an article: "place:torkham", "figure:214" ...

    Names are seen where capitals tell them, in Latin letters; those of known towns and provinces in
    every script. Years and small numbers are no figures. ``folded`` are title and text, folded.
    """
    marks = places.named_in(folded)
    for number in (*read_numbers(title, language), *read_numbers(text, language)):
        marks += (
            f"figure:{float(end):.15g}" for end in (number.low, number.high) if _tells(end, number)
        )
    marks += [f"name:{name}" for name in itertools.islice(_names(text, places), _MOST_NAMES)]
    return tuple(dict.fromkeys(marks))


def _tells(end: Value, number: Number) -> bool:
    """Tell whether an end of a number is a figure: no year, and not too small to say anything."""
    year = not number.scales and any(first <= end <= last for first, last in _YEARS)
    return end >= _LEAST_FIGURE and not year


def _names(text: str, places: Places) -> Iterator[str]:
    """Yield the different names of a text, folded, in its order; places are none."""
    seen: set[str] = set()
    for found in _NAME.finditer(text):
        if found[0] in seen:
            continue
        name = fold(found[0])
        known = name in seen
        seen.update((found[0], name))
        if not known and _NO_NAMES.isdisjoint(name.split()) and not places.named_in(name):
            yield name
