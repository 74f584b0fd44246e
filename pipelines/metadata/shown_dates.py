"""Finds the dates that a page shows its readers as its article's: by the headline, or marked."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pipelines.dates.parse import (
    is_stamp,
    says_modified,
    says_when,
    words_beside_days,
)
from pipelines.dates.timezones import country_zone
from pipelines.lexicon.joined import any_written
from pipelines.metadata.date_trust import SAME_DAY, Candidate
from pipelines.metadata.dated_lines import (
    DATE_CLASS,
    MAY_DATE,
    Place,
    is_of_something_else,
    line_dates,
    machine_time,
    marks_of,
    told_moment,
    without_sentences,
)
from pipelines.metadata.other_stories import is_birth, is_of_another, own_dates
from pipelines.metadata.tree_scan import (
    Heading,
    Piece,
    Survey,
    around_of,
    is_beside,
    line_of,
    near,
    text_in_lines,
    visible_text,
)
from pipelines.text.fold import fold
from pipelines.text.sentences import ends_sentence

_TODAY_CLASS = re.compile(
    r"mast-?head|top-?(?:bar|nav|menu|date|head(?:er)?|line|strip|row)(?![a-z])|navbar|main-?nav|"
    r"header-?(?:date|menu|top)|ticker|(?:current|live|now|site)-?(?:date|time|clock)|today|"
    r"date-?(?:now|bar)(?![a-z])",
    re.IGNORECASE,
)
_TITLES = ("h2", "h3", "h4")
_STORY_TAGS = ("article", "main", "section")
_MOST_PLAIN_WORDS = 9
"""A line that is not marked as one of a date is one only if it is as short as this."""
_MOST_BESIDE_DAYS = 5
"""Or so has no more words than this beside its days and times: who wrote."""
_TRIED = 12
_TRIED_FOR_CHANGE = 3
"""So many lines behind the one that dates the article may say when it changed."""


def shown_dates(found: Survey, heading: Heading | None, place: Place) -> Iterator[Candidate]:
    """Yield the likeliest date that readers see as the article's, and those of its changes.

    A second date of the same day is yielded where it alone tells the time; so is how long ago it
    was, as a word that comes last.
    """
    dates: list[Candidate] = []
    for element in own_dates(found, heading):
        if element.tag != "meta":
            dates += _marked_date(element, place)
    if heading is not None:
        dates += _by_heading(found, heading, place)
    dates = dates or _elsewhere(found, around_of(heading), place)
    births = [one for one in dates if one.role == "publication"]
    plain = [one for one in births if not one.relative]
    yield from plain[:1]
    day = plain[0].moment.day if plain else None
    yield from [one for one in plain[1:] if one.moment.timed and one.moment.day == day][:1]
    yield from [one for one in births if one.relative][:1]
    yield from (one for one in dates if one.role == "change")


def _elsewhere(found: Survey, around: frozenset[Any], place: Place) -> list[Candidate]:
    """Return the dates of a line away from the headline that is marked as one, if any.

    The footer of the article itself comes last.
    """
    elements = [m.element for m in found.marked if m.element.tag == "time"] or [
        piece.element
        for piece in found.pieces
        if MAY_DATE.search(piece.text)
        and (DATE_CLASS.search(marks_of(piece.element)) or _is_labelled(piece.element))
    ]
    own = [
        element
        for element in dict.fromkeys(elements[:_TRIED])
        if not (_is_todays(element, frozenset()) or is_of_another(element, around, far=True))
        and not is_of_something_else(element)
    ]
    plain = [element for element in own if not is_beside(element, frozenset())]
    ends = [element for element in own if _ends_article(element, around)]
    dates = _agreed(plain, place) or _agreed(ends, place)
    return [one for one in dates if not _is_day_of_visit(one, place)]


def _agreed(elements: list[Any], place: Place) -> list[Candidate]:
    """Return the dates of the first of some lines that has no rival of its kind.

    Lines of one class that name different days are of other stories: teasers, comments.
    """
    kinds: dict[str, list[Candidate]] = {}
    for element in elements:
        kinds.setdefault(marks_of(element), []).extend(line_dates(element, place, marked=True))
    for dates in kinds.values():
        births = [one.moment.at for one in dates if one.role == "publication"]
        moments = births or [one.moment.at for one in dates]
        if moments and max(moments) - min(moments) <= SAME_DAY:
            return dates
    return []


def _ends_article(element: Any, around: frozenset[Any]) -> bool:
    """Tell whether an element stands in the footer of the article itself."""
    node = element
    while node is not None and node.tag != "footer":
        node = node.getparent()
    above = node.getparent() if node is not None else None
    return above is not None and above.tag == "article" and above in around


def _marked_date(element: Any, place: Place) -> Iterator[Candidate]:
    said = element.get("content") or element.get("datetime") or visible_text(element)
    moment = told_moment(said, place)
    if moment:
        changed = not is_birth(element)
        yield Candidate(moment, "byline", "change" if changed else "publication")


def _by_heading(found: Survey, heading: Heading, place: Place) -> list[Candidate]:
    around = around_of(heading)
    dates: list[Candidate] = []
    lines: set[Any] = set()
    most = _TRIED
    for piece in near(found, heading):
        if not _may_date(piece):
            continue
        line = line_of(piece.element, around)
        if line in lines or not _dates_article(piece, line, heading, around):
            continue
        lines.add(line)
        read = line_dates(line, place, marked=_is_marked(piece, line))
        if most < _TRIED:
            read = [one for one in read if one.role == "change"]
        elif piece.offset < heading.start and not _opens_story(line, heading, around):
            read = [one for one in read if not _is_day_of_visit(one, place)]
        dates += read
        if any(one.role == "publication" for one in read):
            most = len(lines) + _TRIED_FOR_CHANGE
        if len(lines) >= most:
            break
    return dates


def _is_day_of_visit(one: Candidate, place: Place) -> bool:
    """Tell whether a date is the day on which the page was fetched: the head of a page shows it."""
    today = place.now.astimezone(country_zone(place.country)).date()
    return place.fetched and not one.moment.timed and one.moment.day == today


_LABEL = re.compile(rf"(?:{any_written(lambda language: language.dates.labels)})\b", re.IGNORECASE)
_STARTS_DATED = re.compile(rf"\W*(?:\d|{_LABEL.pattern})", re.IGNORECASE)
_NO_STAMP = re.compile(r"policy|terms|privacy", re.IGNORECASE)
_LONGEST_LABELLED = 60
"""A line that says when something changed, far from the headline, has so many characters."""


def _is_labelled(element: Any) -> bool:
    text = visible_text(element)
    if _LABEL.match(text):
        return True
    if len(text) > _LONGEST_LABELLED or ends_sentence(text) or _NO_STAMP.search(text):
        return False
    return says_modified(fold(text))


def _may_date(piece: Piece) -> bool:
    # A line begins with a capital letter, but "USA TODAY" says no day.
    text = piece.text[:1].lower() + piece.text[1:]
    return bool(MAY_DATE.search(text)) or bool(machine_time(piece.element))


def _is_marked(piece: Piece, line: Any) -> bool:
    """Tell whether the page itself calls a line a date: by an element, a class or a label."""
    marks = marks_of(piece.element) + " " + marks_of(line)
    return (
        bool(machine_time(piece.element))
        or piece.element.tag == "time"
        or bool(DATE_CLASS.search(marks))
        or says_when(fold(visible_text(line)))
    )


def _dates_article(piece: Piece, line: Any, heading: Heading, around: frozenset[Any]) -> bool:
    """Tell whether a line near the heading is one that dates the article."""
    marks = marks_of(piece.element) + " " + marks_of(line)
    dated = piece.element.tag == "time" or bool(DATE_CLASS.search(marks))
    whole = text_in_lines(line)
    text = without_sentences(whole)
    if is_beside(piece.element, around) or is_of_another(piece.element, around, far=False):
        return False
    said = re.sub(r"\s+", " ", piece.text)
    if not DATE_CLASS.search(marks) and said in whole and said not in text:
        return False
    if line.tag in _TITLES and not dated:
        return is_stamp(text)
    if piece.offset < heading.start and (
        _is_todays(piece.element, around) or not (dated or _opens_story(line, heading, around))
    ):
        return False
    block = line.getparent() if line.tag in ("a", "b", "strong", "em", "i", "span") else None
    in_text = block is not None and block not in around and block.tag in ("p", "li", "td")
    few = len(re.findall(r"\w+", text)) <= _MOST_PLAIN_WORDS or _has_few_beside_days(text)
    short = few or _STARTS_DATED.match(text) or is_stamp(text)
    labelled = line.tag != "p" and says_when(fold(text))
    return dated or bool((short or labelled) and not in_text)


def _has_few_beside_days(text: str) -> bool:
    beside = None if ends_sentence(text) else words_beside_days(text)
    return beside is not None and beside <= _MOST_BESIDE_DAYS


def _opens_story(line: Any, heading: Heading, around: frozenset[Any]) -> bool:
    """Tell whether a line without a mark, before the headline, is a date and of the same story.

    It holds a date and nothing else, and stands with the headline in a box that is not the page.
    """
    box = line.getparent()
    while box is not None and box not in around:
        box = box.getparent()
    inside = box is not None and any(
        node.tag in _STORY_TAGS for node in (box, *box.iterancestors())
    )
    return inside and is_stamp(visible_text(line))


def _is_todays(element: Any, around: frozenset[Any]) -> bool:
    """Tell whether an element stands in the page's head, where today's date is."""
    node, in_header = element, False
    while node is not None and node not in around and node.tag not in ("article", "main"):
        if node.tag == "nav" or _says_today(marks_of(node)):
            return True
        in_header = in_header or node.tag == "header"
        node = node.getparent()
    in_article = node is not None and node.tag in _STORY_TAGS
    return in_header and not in_article and (node is None or node in around)


@lru_cache(10_000)
def _says_today(marks: str) -> bool:
    return bool(_TODAY_CLASS.search(marks))
