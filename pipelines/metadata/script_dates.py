"""Finds the date of publication in the data that a page's scripts are given to work with."""

import re
from collections.abc import Iterator

from pipelines.dates.moments import Moment
from pipelines.metadata.date_trust import SAME_DAY
from pipelines.metadata.dated_lines import Place, told_moment
from pipelines.metadata.other_stories import is_others_data

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


def date_in_data(texts: list[str], place: Place) -> Moment | None:
    """Return the date that all data for scripts give by one kind of name, the plainest, or None.

    Data hold other stories too: what stands under their keys is passed over, and where dates
    still differ none is taken.
    """
    folded = [text.lower() for text in texts]
    for stems, pattern in _KINDS:
        said = {value for text in folded for value in _values(text, stems, pattern)}
        moments = [
            moment for value in sorted(said)[:_MOST_VALUES] if (moment := told_moment(value, place))
        ]
        if moments:
            ats = [moment.at for moment in moments]
            timed = [moment for moment in moments if moment.timed]
            apart = max(ats) - min(ats)
            return None if apart > SAME_DAY else min(timed or moments, key=lambda one: one.at)
    return None


def _values(text: str, stems: tuple[str, ...], pattern: re.Pattern[str]) -> Iterator[str]:
    for stem in stems:
        at, count = text.find(stem), 0
        while at >= 0 and count < _MOST_STEMS:
            match = pattern.search(text, max(0, at - _BEFORE), at + _BEHIND)
            if (
                match
                and _YEAR_OR_SECONDS.search(match[1])
                and not is_others_data(text, match.start())
            ):
                yield match[1]
            at, count = text.find(stem, at + len(stem)), count + 1
