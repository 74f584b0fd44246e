"""Empties the word lists that cleaning goes by, and makes sure that it does without them.

A list is emptied where it is kept, for what is run while it is; a list that cleaning still finds
words in afterwards stops the benchmark.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from pipelines.lexicon import (
    boilerplate_patterns,
    boilerplate_phrases,
    joined,
    volatile_lines,
    witness_words,
)
from pipelines.lexicon.language import Language
from pipelines.page import class_names, known_lines
from pipelines.site import line_keys

Place = tuple[ModuleType, str]
"""A name in a module."""
Binding = tuple[ModuleType, str, Any]
"""A name in a module, and what it is bound to."""


@dataclass(frozen=True, slots=True)
class WordList:
    """A list that cleaning goes by.

    It is a ``table`` of every language ("boilerplate.pleas"), or what some ``kept`` names of
    modules are bound to. ``used`` names what cleaning asks for its words.
    """

    used: tuple[Place, ...]
    table: str = ""
    kept: tuple[Place, ...] = ()


_SIGNATURE = (boilerplate_patterns, "_signature_words")
_MOVING = (volatile_lines, "_words")
OF_LANGUAGES = {
    "list_headings": WordList(
        ((boilerplate_phrases, "list_headings"),), "boilerplate.list_headings"
    ),
    "lines": WordList(((boilerplate_phrases, "whole_lines"),), "boilerplate.lines"),
    "starts": WordList(((boilerplate_phrases, "notice_start"),), "boilerplate.starts"),
    "stamps": WordList(((boilerplate_patterns, "_stamps"),), "boilerplate.stamps"),
    "stamp_ends": WordList(((boilerplate_patterns, "_stamp_ends"),), "boilerplate.stamp_ends"),
    "pleas": WordList(((boilerplate_patterns, "_pleas"),), "boilerplate.pleas"),
    "paywalls": WordList(((boilerplate_patterns, "_paywalls"),), "boilerplate.paywalls"),
    "bios": WordList(((boilerplate_patterns, "_bios"),), "boilerplate.bios"),
    "counters": WordList((_MOVING,), "volatile_lines.marks"),
    "fillers": WordList((_MOVING,), "volatile_lines.fillers"),
    "signatures": WordList((_SIGNATURE,), "bylines.signature"),
    "weekdays": WordList((_SIGNATURE, _MOVING), "dates.weekdays"),
    "months": WordList(
        (_SIGNATURE, _MOVING, (line_keys, "_months")),
        kept=tuple((one, "MONTHS") for one in (boilerplate_patterns, volatile_lines, line_keys)),
    ),
    "small_words": WordList(
        ((witness_words, "small_words"),), kept=((witness_words, "SMALL_WORDS"),)
    ),
    "services": WordList(((witness_words, "service"),), kept=((witness_words, "SERVICES"),)),
    "share_buttons": WordList(
        ((witness_words, "share_buttons"),), kept=((witness_words, "SHARE_BUTTONS"),)
    ),
    "agencies": WordList(((known_lines, "_agencies"),), kept=((known_lines, "AGENCY_NAMES"),)),
}
"""The lists of words of languages, by name."""
OF_MARKUP = {
    "names_of_boxes": WordList(((class_names, "_ROLES"),), kept=((class_names, "_ROLES"),))
}
"""The list of words by which developers name the boxes of a page, whatever its language."""
ALL = OF_LANGUAGES | OF_MARKUP


@contextmanager
def emptied(names: Iterable[str]) -> Iterator[None]:
    """Let cleaning do without some of the lists in ``ALL``, and give them back behind.

    Raises:
        SystemExit: a list is not empty then, so that no number would be true.
    """
    old = empty(names)
    try:
        yield
    finally:
        _bind(old)


def empty(names: Iterable[str]) -> list[Binding]:
    """Empty some of the lists in ``ALL`` for good, and return what gives them back.

    Raises:
        SystemExit: a list is not empty then.
    """
    wanted = {name: ALL[name] for name in names}
    before = {place: _size(place) for one in wanted.values() for place in one.used}
    changed = _changes(list(wanted.values()))
    old = [(module, name, vars(module)[name]) for module, name, _ in changed]
    _bind(changed)
    try:
        for place, was in before.items():
            kept = [name for name, one in ALL.items() if place in one.used and name not in wanted]
            _need_fewer(place, was, _size(place), kept)
    except SystemExit:
        _bind(old)
        raise
    return old


def _need_fewer(place: Place, was: int, now: int, kept: list[str]) -> None:
    """Stop unless there are fewer words at a place, or none if no list that is kept has any."""
    if now >= was or (now and not kept):
        sys.exit(
            f"benchmarks: word lists were to be emptied, and {place[0].__name__}.{place[1]} still "
            f"knows words ({was} before, {now} now): mend benchmarks/text/word_lists.py"
        )


def _changes(wanted: list[WordList]) -> list[Binding]:
    """Return to what each name of a module must be bound for some lists to be empty."""
    tables = [one.table for one in wanted if one.table]
    languages = tuple(_without(language, tables) for language in joined.LANGUAGES)
    names = [place for one in wanted for place in one.kept]
    empty = [(module, name, _empty(vars(module)[name])) for module, name in names]
    return [(joined, "LANGUAGES", languages), *empty]


def _without(language: Language, tables: list[str]) -> Language:
    for table in tables:
        part, _, name = table.partition(".")
        language = replace(language, **{part: replace(getattr(language, part), **{name: ""})})
    return language


def _empty(kept: Any) -> Any:
    """Return an empty list of the same kind; a text may be a pattern, so it is one for nothing."""
    return joined.FITS_NOTHING if isinstance(kept, str) else type(kept)()


def _bind(changed: list[Binding]) -> None:
    """Bind names of modules, and forget all that was made of what they were bound to."""
    for module, name, value in changed:
        setattr(module, name, value)
    for name, module in list(sys.modules.items()):
        if name.startswith("pipelines."):
            for one in list(vars(module).values()):
                if hasattr(one, "cache_clear"):
                    one.cache_clear()


def _size(place: Place) -> int:
    """Return how much there is at a place: the words of a table, or the letters of a pattern."""
    found: Any = vars(place[0])[place[1]]
    if callable(found):
        found = found()
    if isinstance(found, re.Pattern):
        return 0 if joined.FITS_NOTHING in found.pattern else len(found.pattern)
    return sum(map(len, found)) if isinstance(found, tuple) else len(found)
