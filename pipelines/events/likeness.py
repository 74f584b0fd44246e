"""How likely two articles tell of one event, from their meaning, places, numbers and days."""

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from itertools import product
from typing import Self, TypeVar

import numpy as np

from pipelines.events.names import same_name
from pipelines.events.signs import EventSigns
from pipelines.judging.regression import Numbers
from pipelines.meaning.engine import Vectors
from pipelines.meaning.language_means import mean_of
from pipelines.meaning.vectors import restored, unit

WINDOW = timedelta(hours=96)
"""Articles that were published further apart are not compared."""
MOST_ODDS = 6.0
"""Log-odds beyond this, to either side, say no more."""

MOST_COSINE = 0.5
"""Heads nearer than this, on the scale of two languages, are as near as those of one event are.

Columns, tables and calls that come again and again are nearer still, whatever they are of.
"""
SAME_WORDING = 0.65
"""So much of two headlines is the same words in the same order: one form, filled in twice."""
NEAR_SHARE = 0.1
"""Two counts of the same differ by so much at most: "some 5,000" and 5,120."""
_LEAST_NEAR = 10
_LEAST_EXACT, _EXACT_DIGITS = 100, 3
_MOST_WORTH = 1.5
_VAGUE_PLACES = {
    **dict.fromkeys(("kabul", "islamabad", "tehran", "ankara", "berlin", "geneva"), 0.35),
    **dict.fromkeys(("balochistan", "khyber_pakhtunkhwa", "punjab", "sindh"), 0.5),
}
"""Capitals stand for governments, and whole provinces say less than towns."""
_WITHIN = """
    torkham nangarhar khyber_pakhtunkhwa landi_kotal omari_camp
    islam_qala herat ansar_camp khorasan_razavi safed_sang
    herat guzara injil shindand ansar_camp
    chaman kandahar balochistan takhta_pul
    milak sistan_baluchestan zabol
    ghulam_khan khost
    sher_khan kunduz
    hairatan balkh mazar_i_sharif
    peshawar khyber_pakhtunkhwa nasir_bagh
    haripur khyber_pakhtunkhwa
    quetta balochistan
    chaman quetta pishin
    karachi sindh sohrab_goth
    lahore punjab
    rawalpindi punjab islamabad
    islamabad tarlai
    ghazni muqur
    jalalabad nangarhar
    karaj alborz
    zahedan sistan_baluchestan
    saravan sistan_baluchestan
    mashhad khorasan_razavi
    leipzig saxony
"""
"""A place, and those that lie around it or in it: to name one of them is no contradiction."""

FEATURES = (
    "head_cosine",
    *("same_places", "related_places", "other_head_places", "crossed_head_places", "other_places"),
    *("same_head_numbers", "crossed_numbers", "near_numbers", "no_numbers"),
    *("other_numbers", "other_exact_numbers", "other_exact_in_texts"),
    *("same_days", "other_head_days", "other_days", "no_days"),
    *("same_names", "other_head_names"),
    "days_apart",
)


def _related() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for line in _WITHIN.strip().splitlines():
        place, *around = line.split()
        found[place].update(around)
        for other in around:
            found[other].add(place)
    return {place: frozenset(others) for place, others in found.items()}


_RELATED = _related()


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """An article as it is compared: its signs, and the vector of its head without its language.

    ``head`` is float32[384], of unit length. Passages further down are left out: background that
    outlets print again and again made reports of different events alike.
    """

    signs: EventSigns
    head: Vectors


def report_of(signs: EventSigns, head: bytes) -> Report:
    """Return an article as it is compared, from its signs and its head's vector as stored."""
    return Report(signs, unit(restored([head]) - mean_of(signs.language))[0])


@dataclass(frozen=True, slots=True)
class EventModel:
    """What was learned of pairs: a weight for each of ``FEATURES``, then a constant.

    ``same_language`` are the factor and the summand that bring a cosine within one language to the
    scale of those between two. From ``link_from`` on (log-odds) two groups of articles are one
    event. ``events`` and ``pairs`` are how many it was learned from.
    """

    sentence_model: str
    weights: tuple[float, ...]
    same_language: tuple[float, float]
    link_from: float
    events: int
    pairs: int

    def to_text(self) -> str:
        """Return the model as JSON text, the same for the same model."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Return the model that ``to_text`` wrote."""
        said = json.loads(text)
        pairs = {name: tuple(said[name]) for name in ("weights", "same_language")}
        return cls(**said | pairs)

    @property
    def digest(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of ``to_text``."""
        return hashlib.sha256(self.to_text().encode()).hexdigest()[:16]

    @property
    def least_cosine(self) -> float:
        """The cosine, on the common scale, below which nothing else makes a pair be linked."""
        others = zip(FEATURES[1:], self.weights[1:], strict=False)
        rest = sum(max(0.0, weight) * _MOST.get(name, 1.0) for name, weight in others)
        return (self.link_from - rest - self.weights[-1]) / self.weights[0]


_MOST = {"same_head_numbers": _MOST_WORTH, "crossed_numbers": _MOST_WORTH, "days_apart": 0.0}
"""The most that a feature can be, if not 1; days apart never speak for one event."""


def log_odds(model: EventModel, one: Report, other: Report) -> float:
    """Return the log-odds that two articles tell of one event, within ``MOST_ODDS``.

    Those published further apart than ``WINDOW`` do not, nor those ``in_one_form``.
    """
    if abs(one.signs.published_at - other.signs.published_at) > WINDOW:
        return -MOST_ODDS
    row = features(one, other)
    if one.signs.language == other.signs.language:
        row[0] = evened(row[0], model.same_language)
    row[0] = min(row[0], MOST_COSINE)
    odds = float(row @ np.asarray(model.weights[:-1])) + model.weights[-1]
    if odds > -MOST_ODDS and in_one_form(one.signs, other.signs):
        return -MOST_ODDS
    return min(MOST_ODDS, max(-MOST_ODDS, odds))


def in_one_form(one: EventSigns, other: EventSigns) -> bool:
    """Tell whether two headlines differ by the name alone that each fills into the same words.

    Outlets report the like of it in the same words, of another town or person: "Court hears case
    of two Afghans from Shabqadar", then from Takht Bhai. A name that is no known place is seen by
    its text repeating it, while the other's headline and lead lack it. Known places must lie apart.
    """
    if one.language != other.language:
        return False
    first, second = sorted((one.title, other.title))
    match = SequenceMatcher(None, first, second, autojunk=False)
    if match.real_quick_ratio() < SAME_WORDING or match.ratio() < SAME_WORDING:
        return False
    if _are_apart(one, other):
        return True
    mine = one.repeated - {*other.title} - other.lead
    theirs = other.repeated - {*one.title} - one.lead
    return bool(mine and theirs)


Cosine = TypeVar("Cosine", float, Numbers)


def evened(cosine: Cosine, scale: tuple[float, float]) -> Cosine:
    """Return a cosine within a language on the scale of those between two."""
    factor, plus = scale
    return cosine * factor + plus


def features(one: Report, other: Report) -> Numbers:
    """Return the ``FEATURES`` of two articles, the same in either order."""
    mine, theirs = one.signs, other.signs
    apart = abs(mine.published_at - theirs.published_at) / timedelta(days=1)
    told = (
        *(*_of_places(mine, theirs), *_of_numbers(mine, theirs), *_of_days(mine, theirs)),
        *_of_names(mine, theirs),
    )
    return np.array([float(one.head @ other.head), *map(float, told), apart])


def _of_places(mine: EventSigns, theirs: EventSigns) -> Iterable[float]:
    in_heads = mine.head_places & theirs.head_places
    related = _are_related(mine.head_places, theirs.head_places)
    heads = bool(mine.head_places and theirs.head_places)
    both = bool(mine.places and theirs.places)
    apart = _are_apart(mine, theirs)
    return (
        max((_VAGUE_PLACES.get(place, 1.0) for place in in_heads), default=0.0),
        related,
        apart,
        heads and not (in_heads or related or apart),
        both and not (mine.places & theirs.places) and not _are_related(mine.places, theirs.places),
    )


def _are_apart(mine: EventSigns, theirs: EventSigns) -> bool:
    """Tell whether both heads name places, and none that the other text names or lies near to."""
    crossed = (mine.places & theirs.head_places) | (theirs.places & mine.head_places)
    both = bool(mine.head_places and theirs.head_places)
    return both and not crossed and not _are_related(mine.head_places, theirs.head_places)


def _are_related(mine: Iterable[str], theirs: frozenset[str]) -> bool:
    return any(not _RELATED.get(place, frozenset()).isdisjoint(theirs) for place in mine)


def _of_numbers(mine: EventSigns, theirs: EventSigns) -> Iterable[float]:
    in_heads = mine.head_numbers & theirs.head_numbers
    crossed = (mine.numbers & theirs.head_numbers) | (theirs.numbers & mine.head_numbers)
    near = any(are_near(a, b) for a in mine.head_numbers for b in theirs.head_numbers)
    large = [{n for n in signs.head_numbers if n >= _LEAST_NEAR} for signs in (mine, theirs)]
    exact = [{n for n in numbers if _is_exact(n)} for numbers in large]
    whole = [{n for n in signs.numbers if _is_exact(n)} for signs in (mine, theirs)]
    return (
        min(_MOST_WORTH, sum(map(_worth, in_heads))),
        min(_MOST_WORTH, sum(map(_worth, crossed - in_heads))),
        near,
        not (mine.head_numbers and theirs.head_numbers),
        all(large) and not crossed and not near,
        all(exact) and exact[0].isdisjoint(exact[1]) and not near,
        all(whole) and whole[0].isdisjoint(whole[1]) and not near,
    )


def are_near(one: float, other: float) -> bool:
    """Tell whether two different numbers may count the same."""
    least, most = sorted((one, other))
    return _LEAST_NEAR <= least < most and most - least <= NEAR_SHARE * most


def _is_exact(number: float) -> bool:
    return number >= _LEAST_EXACT and _digits(number) >= _EXACT_DIGITS


def _digits(number: float) -> int:
    """Return how many digits a number has before the zeros that end it: 1 of 5,000, 3 of 5,120."""
    return len(str(int(number)).rstrip("0")) if number == int(number) else _EXACT_DIGITS


def _worth(number: float) -> float:
    """Return how much it says that two texts share a number: 3,412 more than 5,000 or 7."""
    return min(1.0, (_digits(number) - 1) * 0.35 + min(math.log10(number), 4) * 0.15)


def _of_days(mine: EventSigns, theirs: EventSigns) -> Iterable[float]:
    one, other = mine.head_days or mine.days, theirs.head_days or theirs.days
    both_heads = bool(mine.head_days and theirs.head_days)
    return (
        bool(one & other),
        both_heads and mine.head_days.isdisjoint(theirs.head_days),
        bool(one and other) and mine.days.isdisjoint(theirs.days),
        not (one and other),
    )


def _of_names(mine: EventSigns, theirs: EventSigns) -> Iterable[float]:
    pairs = (*product(mine.head_names, theirs.names), *product(mine.names, theirs.head_names))
    same = any(same_name(*pair) for pair in pairs)
    return same, bool(mine.head_names and theirs.head_names) and not same


def without_days(rows: Numbers) -> Numbers:
    """Return rows of features as if no article told a day."""
    found = rows.copy()
    for name in ("same_days", "other_head_days", "other_days"):
        found[:, FEATURES.index(name)] = 0.0
    found[:, FEATURES.index("no_days")] = 1.0
    return found
