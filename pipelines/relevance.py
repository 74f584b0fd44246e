"""How far an article is on topic: rules over concepts that accept it, and a score that ranks it.

The rules and weights are data (catalogue/topic.toml and the concepts); their names R1 to R7 are
those of the definition that was measured on hand-labelled pages.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipelines.concepts import Concepts
from pipelines.items import Relevance
from pipelines.terms import Sequence
from pipelines.view import ArticleView, lead_of
from pipelines.words import Words

_NUMBER = re.compile(r"\d")
HOST_COUNTRIES = frozenset({"PK", "IR", "TR", "TJ", "DE", "UZ", "AT", "SE", "US"})
_WEAK_UNLESS_STRONG = (
    *("not_sport", "not_disaster", "not_accident", "not_crime", "not_security", "not_legal"),
    "not_rights",
)
_WEAK_WITHOUT_STRONG = ("not_resettle", "not_edu", "not_trade", "not_other")


@dataclass(frozen=True)
class Topic:
    """The definition of the topic: terms by concept, and the numbers of topic.toml."""

    terms: dict[str, tuple[Sequence, ...]]
    numbers: dict[str, Any]
    version: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far an article is on topic: the label, the score, and the rules that accepted it."""

    relevance: Relevance
    score: float
    rules: tuple[str, ...]
    lexicon_version: str


def make_topic(concepts: Concepts, numbers: dict[str, Any]) -> Topic:
    """Return the topic that ``numbers`` (topic.toml, parsed) and ``concepts`` define."""
    needed = {*numbers["weights"], *numbers["against"]}
    terms = {name: concepts.ways(name) for name in sorted(needed) if name in concepts.terms}
    return Topic(terms, numbers, concepts.version)


def judge(title: str, text: str, country: str, afghan: bool, topic: Topic) -> Judgement:
    """Return how far an article is on topic by its headline and the start of its text.

    ``country`` is the outlet's; ``afghan`` says that it need not name Afghans as such.
    """
    lead = lead_of(text)
    whole = _Hits(Words(ArticleView(title, lead)), topic)
    if not (whole["afghan"] or whole["implicit"] or (afghan and whole["people"])):
        return Judgement("off", 0.0, (), topic.version)
    hosted = bool(whole["host"]) or country in HOST_COUNTRIES
    numbered = bool(_NUMBER.search(title + lead))
    rules = tuple(_rules(whole, afghan, hosted, numbered))
    if rules and _is_weak(whole):
        rules = ()
    score = _score(whole, topic)
    if rules or score >= topic.numbers["accept_relevant_from"]:
        label: Relevance = "relevant"
    else:
        label = "review" if score >= topic.numbers["accept_review_from"] else "off"
    return Judgement(label, round(score, 2), rules, topic.version)


class _Hits:
    """Where the terms of each concept stand in headline and lead, found when asked for."""

    def __init__(self, words: Words, topic: Topic) -> None:
        self._words = words
        self._topic = topic
        self._places: dict[str, frozenset[int]] = {}
        self._sentences: dict[str, frozenset[int]] = {}
        self._title_end = words.zone("title")[1]

    def places(self, concept: str) -> frozenset[int]:
        """Return the word positions that the concept's terms start at."""
        if concept not in self._places:
            ways = self._topic.terms.get(concept, ())
            self._places[concept] = frozenset(
                start for way in ways for start, _ in self._words.sequence(way)
            )
        return self._places[concept]

    def __getitem__(self, concept: str) -> int:
        """Return how many different places of the words the concept's terms stand at."""
        return len(self.places(concept))

    def in_title(self, concept: str) -> bool:
        """Tell whether a term of the concept stands in the headline."""
        return any(place <= self._title_end for place in self.places(concept))

    def sentences(self, concept: str) -> frozenset[int]:
        """Return the sentences of the lead that hold the concept; 0 is the headline."""
        if concept not in self._sentences:
            found = map(self._words.sentence, self.places(concept))
            self._sentences[concept] = frozenset(part * number for part, number in found)
        return self._sentences[concept]

    def together(self, *choices: tuple[str, ...]) -> bool:
        """Tell whether one sentence, with the headline, holds one concept of each choice."""
        held = [frozenset().union(*map(self.sentences, choice)) for choice in choices]
        if not all(held):
            return False
        wanted = [one for one in held if 0 not in one]
        return not wanted or bool(frozenset.intersection(*wanted))


def _rules(whole: _Hits, afghan: bool, hosted: bool, numbered: bool) -> Iterable[str]:
    a = bool(whole["afghan"] or (afghan and whole["people"]))
    implicit, people, moved = whole["implicit"], whole["people"], whole["return"] or whole["deport"]
    if whole.together(("afghan",), ("deport",)) or (
        afghan and whole.together(("people",), ("deport",))
    ):
        yield "R1"
    if (
        a
        and people
        and whole["return"]
        and (hosted or whole["border"] or whole["actors"] or numbered)
    ):
        yield "R2"
    if (hosted or whole["border"]) and whole.together(
        ("afghan", "implicit"), ("detain",), ("people", "status")
    ):
        yield "R3"
    if (
        (a or implicit)
        and whole["status"]
        and (people or implicit)
        and (hosted or implicit)
        and (moved or whole.in_title("status"))
    ):
        yield "R4"
    if (
        implicit
        and (moved or whole["detain"])
        and (people or whole["status"])
        and (hosted or whole["border"])
    ):
        yield "R5"
    if a and whole["camp_site"] and whole["camp_act"]:
        yield "R6"
    if a and whole["programme"] and (whole["detain"] or moved or whole["programme"] > 1):
        yield "R7"


def _is_weak(whole: _Hits) -> bool:
    """Tell whether what speaks against the topic outweighs what the rules saw."""
    strong = whole["deport"] + whole["detain"]
    if strong <= 1 and any(whole[name] for name in _WEAK_UNLESS_STRONG):
        return True
    return strong == 0 and any(whole[name] for name in _WEAK_WITHOUT_STRONG)


def _score(whole: _Hits, topic: Topic) -> float:
    numbers = topic.numbers
    score = 0.0
    for name, weight in numbers["weights"].items():
        count = whole[name]
        if count:
            score += weight
            score += weight * numbers["second_hit_share"] if count > 1 else 0
            score += weight * numbers["title_share"] if whole.in_title(name) else 0
    if whole.together(("afghan",), ("deport",)):
        score += numbers["together_afghan_deport"]
    if whole.together(("afghan",), ("detain",)):
        score += numbers["together_afghan_detain"]
    if whole["camp_site"] and whole["camp_act"]:
        score += numbers["together_camp"]
    against = sorted((w for name, w in numbers["against"].items() if whole[name]), reverse=True)
    total: float = score - sum(against[: numbers["most_negatives"]])
    return max(0.0, total)
