"""Finds the date of publication in the data that a page's scripts are given to work with."""

import re
from collections.abc import Iterable, Iterator

from pipelines.dates.moments import Moment
from pipelines.metadata.date_trust import SAME_DAY
from pipelines.metadata.dated_lines import Place, told_moment
from pipelines.metadata.other_stories import is_others_data
from pipelines.metadata.script_objects import places_of, shares_object

_QUOTE = r"(?:\\*[\"'])"


def _key(names: str) -> re.Pattern[str]:
    """Return a pattern of the values of keys in JSON or script code, escaped in a string or not."""
    return re.compile(
        rf"(?<![a-z]){_QUOTE}?(?:{names}){_QUOTE}?\s*[:=]\s*{_QUOTE}?"
        r"(\w[^\"'\\<>{}\[\]]{5,40})"
    )


# Names of the time of publication, the plainest first, with what each of them begins with or holds.
# Sources: schema.org, the content APIs of WordPress, Contentful, Strapi and Arc, and what outlets
# write.
_KINDS = tuple(
    (tuple(stems.split()), _key(names))
    for stems, names in (
        (
            "publi pub_ pubd pubt articled article_d",
            r"date_?published|(?:first_?)?publish(?:ed)?_?(?:at|on|date|time|dt|datetime|_?ts)?"
            r"|pub_?(?:date|time|dt)|publication_?(?:date|time)|article_?date",
        ),
        (
            "deploy issue release display post",
            r"(?:deploy|issue|release|display|post(?:ed)?)_?(?:dt|date|time|datetime|at|on)",
        ),
        (
            "created creation created_ regd reg_d",
            r"(?:creat(?:ed|ion)|reg)_?(?:at|on|date|time|dt|datetime)|date_?created",
        ),
    )
)
_BEFORE, _BEHIND = 16, 90
"""How much of a text about a stem may be of its key and value, in characters."""
_MOST_STEMS = 300
_MOST_VALUES = 40
_YEAR_OR_SECONDS = re.compile(r"\d{4}")


def date_in_data(texts: list[str], place: Place, headlines: Iterable[str] = ()) -> Moment | None:
    """Return the date that all data for scripts give by one kind of name, the plainest, or None.

    Data hold other stories too: what stands under their keys is passed over. Where dates still
    differ, those of the object that has one of the page's ``headlines`` count alone; if they
    differ, none is taken.
    """
    folded = [text.lower() for text in texts]
    known = [headline.lower() for headline in headlines]
    for stems, pattern in _KINDS:
        found = [(text, *value) for text in folded for value in _values(text, stems, pattern)]
        said = {value for _, _, value in found}
        if _moments(said, place):
            plainest = stems is _KINDS[0][0]  # others tell of any object: a picture, a draft
            own = _agreed(set(_own(found, known)), place) if plainest else None
            return _agreed(said, place) or own
    return None


def _own(found: list[tuple[str, int, str]], headlines: list[str]) -> Iterator[str]:
    """Yield the values that stand in an object with one of the headlines."""
    places = {text: places_of(headlines, text) for text in {text for text, *_ in found}}
    for text, at, value in found:
        if shares_object(text, at, places[text]):
            yield value


def _moments(values: set[str], place: Place) -> list[Moment]:
    said = sorted(values)[:_MOST_VALUES]
    return [moment for value in said if (moment := told_moment(value, place))]


def _agreed(values: set[str], place: Place) -> Moment | None:
    """Return the first of some dates if all are of one day, those with a time before others."""
    moments = _moments(values, place)
    ats = [moment.at for moment in moments]
    if not ats or max(ats) - min(ats) > SAME_DAY:
        return None
    return min([one for one in moments if one.timed] or moments, key=lambda one: one.at)


def _values(
    text: str, stems: tuple[str, ...], pattern: re.Pattern[str]
) -> Iterator[tuple[int, str]]:
    """Yield the values of the keys of one kind, each with where its key stands."""
    for stem in stems:
        at, count = text.find(stem), 0
        while at >= 0 and count < _MOST_STEMS:
            match = pattern.search(text, max(0, at - _BEFORE), at + _BEHIND)
            if (
                match
                and _YEAR_OR_SECONDS.search(match[1])
                and not is_others_data(text, match.start())
            ):
                yield match.start(), match[1]
            at, count = text.find(stem, at + len(stem)), count + 1
