"""What an article tells of an event beside its meaning: when, where and how many."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Self

from pipelines.dates.timezones import country_zone
from pipelines.events.names import names_in
from pipelines.events.told_days import told_days
from pipelines.lexicon.numbers import read_numbers
from pipelines.stories.places import Places
from pipelines.text.fold import fold

LEAST_NUMBER = 3
"""One and two stand in every text."""
MOST_LETTERS = 3_000
"""So much of a text is read: an event is told in front, and its background behind."""
MOST_IN_PLACE = 3
"""So many words a place's name has at most."""
_WORD = re.compile(r"\w+")
_YEARS = ((1380, 1459), (1900, 2099))
_OTHER_SIDE = {"spin_boldak": "chaman", "dogharoon": "islam_qala", "zaranj": "milak"}
"""The two sides of a crossing are one place."""


@dataclass(frozen=True, slots=True)
class EventText:
    """An article as it is looked at; ``text`` has its paragraphs, parted by a blank line.

    ``published_at`` is UTC, ``country`` the outlet's, two letters.
    """

    title: str
    text: str
    language: str
    country: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class EventSigns:
    """Signs of an event in an article; those of the head stand in its headline and lead.

    ``title`` has the words of the headline in their order, folded, ``lead`` those of the first
    paragraph. ``repeated`` are words of the headline that may be names and that the text has too.
    ``names`` are of people, as ``names_in`` gives them.
    """

    language: str
    published_at: datetime
    head_places: frozenset[str]
    places: frozenset[str]
    head_numbers: frozenset[float]
    numbers: frozenset[float]
    head_days: frozenset[date]
    days: frozenset[date]
    title: tuple[str, ...] = ()
    repeated: frozenset[str] = frozenset()
    lead: frozenset[str] = frozenset()
    head_names: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def to_text(self) -> str:
        """Return the signs as JSON text, the same for the same signs."""
        return json.dumps(
            [
                *(self.language, self.published_at.isoformat()),
                *(sorted(self.head_places), sorted(self.places)),
                *(sorted(self.head_numbers), sorted(self.numbers)),
                *(sorted(day.toordinal() for day in days) for days in (self.head_days, self.days)),
                *(" ".join(self.title), " ".join(sorted(self.repeated))),
                *(" ".join(sorted(self.lead)), sorted(self.head_names), sorted(self.names)),
            ],
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the signs that ``to_text`` wrote; before names were looked for it had none."""
        language, at, *told = json.loads(text)
        head_places, places, head_numbers, numbers, head_days, days, *words = told
        title, repeated, lead, *names = words
        return cls(
            *(language, datetime.fromisoformat(at)),
            *(frozenset(head_places), frozenset(places)),
            *(frozenset(map(float, head_numbers)), frozenset(map(float, numbers))),
            frozenset(map(date.fromordinal, head_days)),
            frozenset(map(date.fromordinal, days)),
            tuple(title.split()),
            *(frozenset(words.split()) for words in (repeated, lead)),
            *map(frozenset, names),
        )


def read_signs(article: EventText, places: Places) -> EventSigns:
    """Return the signs of an article; days are those of the outlet's country."""
    lead, _, rest = article.text[:MOST_LETTERS].partition("\n\n")
    head = f"{article.title}. {lead}"
    folded_head, folded = fold(head), fold(f"{head}\n\n{rest}")
    day = article.published_at.astimezone(country_zone(article.country)).date()
    head_numbers = _numbers(head, article.language)
    head_names = names_in(head, places)
    return EventSigns(
        article.language,
        article.published_at.astimezone(UTC),
        _sides(places.named_in(folded_head)),
        _sides(places.named_in(folded)),
        head_numbers,
        head_numbers | _numbers(rest, article.language),
        told_days(folded_head, day),
        told_days(folded, day),
        tuple(_WORD.findall(fold(article.title))),
        _repeated(article, places),
        frozenset(_WORD.findall(fold(lead))),
        head_names,
        head_names | names_in(rest, places),
    )


def _repeated(article: EventText, places: Places) -> frozenset[str]:
    """Return the words of the headline that may be names and that the text repeats.

    Numbers, known places, and words that the text writes small are none.
    """
    title, text = _WORD.findall(fold(article.title)), article.text[:MOST_LETTERS]
    parts = [
        title[at : at + size] for size in range(1, MOST_IN_PLACE + 1) for at in range(len(title))
    ]
    of_places = {word for part in parts if places.named_in(" ".join(part)) for word in part}
    small = " ".join(word for word in _WORD.findall(text) if word.islower())
    shared = ({*title} & {*_WORD.findall(fold(text))}) - of_places - {*_WORD.findall(fold(small))}
    return frozenset(word for word in shared if not [*read_numbers(word, article.language)])


def _sides(marks: Iterable[str]) -> frozenset[str]:
    names = (mark.partition(":")[2] for mark in marks)
    return frozenset(_OTHER_SIDE.get(name, name) for name in names)


def _numbers(text: str, language: str) -> frozenset[float]:
    """Return the numbers of a text, both ends of a range; years are none."""
    return frozenset(
        float(value)
        for number in read_numbers(text, language)
        for value in (number.low, number.high)
        if value >= LEAST_NUMBER
        and (number.scales or not any(first <= value <= last for first, last in _YEARS))
    )
