"""Reads the dates of a single line of a page: written, or told programs by its elements."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from pipelines.dates.machine_dates import read_machine_date
from pipelines.dates.moments import Moment
from pipelines.dates.parse import (
    WrittenDate,
    is_stamp,
    label_before,
    read_dates,
    says_modified,
    says_published,
    says_when,
)
from pipelines.lexicon.joined import any_written, words
from pipelines.metadata.date_trust import SAME_DAY, Candidate
from pipelines.metadata.tree_scan import text_in_lines, visible_text
from pipelines.text.fold import fold, folded_words
from pipelines.text.sentences import ends_sentence, sentence_starts

DATE_CLASS = re.compile(
    r"date|time(?!line)|posted|publish|stamp|entry-?meta|post-?meta|article-?meta|dateline|byline|"
    r"tarih|zeit|fecha|datum|created",
    re.IGNORECASE,
)
_CHANGE_CLASS = re.compile(r"updated|modified|changed|lastmod|guncel", re.IGNORECASE)
_BIRTH_CLASS = re.compile(r"publish|posted|created|entry-date", re.IGNORECASE)
_AGO = any_written(lambda language: language.relative.said())
MAY_DATE = re.compile(rf"\d|(?<!\w)(?:{_AGO})(?!\w)")
_DAY_WITH_DOT = re.compile(r"(?<!\d)\d{1,2}\.\s+$")
"""No sentence ends there in German: "3. November"."""
_LEAST_WORDS, _MOST_BEHIND_STAMP = 5, 2
"""A sentence has so many words; behind a date that it is about, no more than so many."""
_EVENTS = frozenset(words(lambda language: language.dates.events))
_KNOWN = frozenset(
    (
        *words(lambda language: f"{language.dates.labels} {language.dates.at} {language.dates.of}"),
        *words(lambda language: f"{language.bylines.signature} {language.bylines.generic}"),
    )
)
"""Words that the label of an article's date is made of."""


@dataclass(frozen=True, slots=True)
class Place:
    """What dates are read by: the outlet's country, "" if unknown, and the time it is now.

    ``press`` tells that the outlet is one that is watched for its news; ``fetched`` that the page
    was fetched ``now``. Of a file that was saved at some time "two hours ago" tells nothing.
    """

    country: str
    now: datetime
    press: bool = True
    fetched: bool = True


@dataclass(frozen=True, slots=True)
class _ShownTime:
    """A time that an element tells programs, and whether it is of a change, by what is said."""

    moment: Moment
    modified: bool
    by_class: bool


def line_dates(line: Any, place: Place, *, marked: bool) -> list[Candidate]:
    """Return the dates of a line; ``time`` elements in it tell them to the minute."""
    whole = text_in_lines(line)
    text = without_sentences(whole)
    dated = _is_dated(line)
    if dated and not MAY_DATE.search(text):
        text = whole
    text = re.sub(r"\s+", " ", text)
    by_class = _is_marked_modified(line)
    written = [
        replace(date, modified=date.modified or by_class)
        for date in read_dates(text, place.country, place.now)
        if (place.fetched or not date.relative)
        and (marked or not date.relative or date.moment.timed or says_when(fold(text)))
        and not _is_of_event(date.label, dated=dated)
    ]
    dates = _with_times(written, _times_of(line, text, place))
    named = bool(_BIRTH_CLASS.search(marks_of(line))) or says_published(fold(text))
    return [
        Candidate(
            date.moment,
            "byline",
            "change" if date.modified else "publication",
            date.relative,
            marked,
            named=not date.modified and named,
        )
        for date in dates
    ]


def told_moment(text: str, place: Place) -> Moment | None:
    """Return the moment of a date that a page tells programs, or None."""
    return read_machine_date(text, place.country, place.now, relative=place.fetched)


def _with_times(written: list[WrittenDate], times: list[_ShownTime]) -> list[WrittenDate]:
    """Return the written dates of a line with the times that its elements tell.

    As many times as dates are those of the dates, in their order; else a time is of the nearest
    date that may be the same day. Those of no written date come first.
    """
    dates = list(written)
    alone: list[WrittenDate] = []
    for number, time in enumerate(times):
        near_by = [
            (abs(at - number) if len(times) == len(dates) else apart, at)
            for at, date in enumerate(dates)
            if (apart := abs(date.moment.at - time.moment.at)) <= SAME_DAY or date.relative
        ]
        if not near_by:
            alone.append(WrittenDate(time.moment, time.modified))
            continue
        at = min(near_by)[1]
        date = dates[at]
        exact = time.moment if time.moment.timed or not date.moment.timed else date.moment
        dates[at] = WrittenDate(exact, date.modified or time.by_class)
    return [*alone, *dates]


def _times_of(line: Any, text: str, place: Place) -> list[_ShownTime]:
    """Return the times that elements of a line tell programs; what is said before each labels it.

    The only one is labelled by the whole line. One within a sentence is none.
    """
    found: list[tuple[Moment, str, bool]] = []
    end = 0
    for element in line.iter():
        moment = told_moment(machine_time(element), place)
        own = visible_text(element) if moment else ""
        start = text.find(own, end)
        if moment is None or start < 0:
            continue
        before, end = text[end:start], start + len(own)
        if _is_of_event(label_before(fold(before)), dated=True):
            continue
        found.append((moment, before + own, _is_marked_modified(element)))
    if found:
        moment, said, by_class = found[-1]
        behind = "" if says_when(fold(said)) else text[end:]
        found[-1] = (moment, text if len(found) == 1 else said + behind, by_class)
    return [
        _ShownTime(moment, says_modified(fold(said)) or by_class, by_class)
        for moment, said, by_class in found
    ]


def is_of_something_else(element: Any) -> bool:
    """Tell whether the line about an element says that its date is of something else.

    It stands within a sentence, or behind the label of an event.
    """
    own = visible_text(element)
    holder = element.getparent()
    if holder is None or not own:
        return False
    whole = text_in_lines(holder)
    before = fold(whole.partition(own)[0])
    return own in whole and (
        own not in without_sentences(whole) or _is_of_event(label_before(before), dated=True)
    )


def without_sentences(text: str) -> str:
    """Return a line without its sentences, but for those that say when something appeared."""
    starts = [at for at in sentence_starts(text) if not _DAY_WITH_DOT.search(text[:at])]
    parts = [text[start:end] for start, end in pairwise([*starts, len(text)])]
    return "".join(part for part in parts if not _is_sentence(part)).strip()


def _is_sentence(text: str) -> bool:
    if len(text.split()) < _LEAST_WORDS or not ends_sentence(text) or is_stamp(text):
        return False
    opening = " ".join(text.split()[:2])
    behind = re.split(r"\d", text)[-1].split()
    stamped = len(behind) <= _MOST_BEHIND_STAMP or says_when(fold(opening))
    return not (stamped and says_when(fold(text)))


def _is_of_event(label: str, *, dated: bool) -> bool:
    """Tell whether a label says that its date is of something else than the article.

    In a line that is marked as a date only words for such things say so.
    """
    said = folded_words(label)
    if not _EVENTS.isdisjoint(said):
        return True
    return not (dated or not said or says_when(label) or _KNOWN.issuperset(said))


def _is_dated(line: Any) -> bool:
    """Tell whether an element in a line, or the line, is marked as one of a date."""
    return any(
        part.tag == "time" or bool(DATE_CLASS.search(marks_of(part)))
        for part in line.iter()
        if isinstance(part.tag, str)
    )


def machine_time(element: Any) -> str:
    """Return the time that an element tells programs, "" if none; those of edits are none.

    ``abbr`` with a title is the form of the hAtom microformat.
    """
    if element.tag in ("ins", "del"):
        return ""
    return element.get("datetime") or (element.get("title") or "" if element.tag == "abbr" else "")


def _is_marked_modified(element: Any) -> bool:
    """Tell whether an element's class, property or spoken label calls it the date of a change."""
    marks = marks_of(element) + " " + (element.get("itemprop") or "")
    if _CHANGE_CLASS.search(marks) and not _BIRTH_CLASS.search(marks):
        return True
    spoken = f"{element.get('aria-label') or ''} {element.get('title') or ''}"
    return not spoken.isspace() and says_modified(fold(spoken))


def marks_of(element: Any) -> str:
    """Return the classes and the id of an element, as one text."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"
