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
from pipelines.terms import Sequence, Words, spellings

_SENTENCE = re.compile(r"(?<=[.!?؟۔])\s+|\n+")
_NUMBER = re.compile(r"\d")
LEAD_CHARACTERS = 700
HOST_COUNTRIES = frozenset({"PK", "IR", "TR", "TJ", "DE", "UZ", "AT", "SE", "US"})
_WEAK_UNLESS_STRONG = (
    *("not_sport", "not_disaster", "not_accident", "not_crime", "not_security", "not_legal"),
    "not_rights",
)
_WEAK_WITHOUT_STRONG = ("not_resettle", "not_edu", "not_trade", "not_other")


@dataclass(frozen=True)
class Topic:
    """The definition of the topic: terms by concept, and the numbers of topic.toml."""

    terms: dict[str, tuple[tuple[Sequence, ...], ...]]
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
    terms = {
        name: tuple(spellings(term) for term in concepts.of(name))
        for name in needed
        if name in concepts.terms
    }
    return Topic(terms, numbers, concepts.version)


def judge(title: str, text: str, country: str, afghan: bool, topic: Topic) -> Judgement:
    """Return how far an article is on topic by its headline and the start of its text.

    ``country`` is the outlet's; ``afghan`` says that it need not name Afghans as such.
    """
    lead = lead_of(text)
    whole = _Hits(Words((("title", title), ("lead", lead))), topic)
    if not (whole["afghan"] or whole["implicit"] or (afghan and whole["people"])):
        return Judgement("off", 0.0, (), topic.version)
    sentences = [
        _Hits(Words((("title", title), ("lead", sentence))), topic)
        for sentence in _SENTENCE.split(lead)
    ]
    hosted = bool(whole["host"]) or country in HOST_COUNTRIES
    numbered = bool(_NUMBER.search(title + lead))
    rules = tuple(_rules(whole, sentences, afghan, hosted, numbered))
    if rules and _is_weak(whole):
        rules = ()
    score = _score(whole, sentences, topic)
    if rules or score >= topic.numbers["accept_relevant_from"]:
        label: Relevance = "relevant"
    else:
        label = "review" if score >= topic.numbers["accept_review_from"] else "off"
    return Judgement(label, round(score, 2), rules, topic.version)


def lead_of(text: str) -> str:
    """Return the start of a text that says what it is about: its first paragraphs."""
    paragraphs: list[str] = []
    length = 0
    for paragraph in text.split("\n\n"):
        if paragraphs and length + len(paragraph) > LEAD_CHARACTERS:
            break
        paragraphs.append(paragraph[:LEAD_CHARACTERS])
        length += len(paragraph)
    return "\n".join(paragraphs)


class _Hits:
    """How many terms of each concept stand in some words, counted when asked for."""

    def __init__(self, words: Words, topic: Topic) -> None:
        self._words = words
        self._topic = topic
        self._counts: dict[str, int] = {}
        self._first: dict[str, int] = {}
        self._title_end = words.field_end(0)

    def __getitem__(self, concept: str) -> int:
        """Return how many different places of the words the concept's terms stand at."""
        if concept not in self._counts:
            places = set(self._places(concept))
            self._counts[concept] = len(places)
            self._first[concept] = min(places, default=self._title_end + 1)
        return self._counts[concept]

    def in_title(self, concept: str) -> bool:
        """Tell whether a term of the concept stands in the headline."""
        return bool(self[concept]) and self._first[concept] <= self._title_end

    def _places(self, concept: str) -> Iterable[int]:
        for ways in self._topic.terms.get(concept, ()):
            for way in ways:
                for start, _ in self._words.sequence(way):
                    yield start


def _rules(
    whole: _Hits, sentences: list[_Hits], afghan: bool, hosted: bool, numbered: bool
) -> Iterable[str]:
    a = bool(whole["afghan"] or (afghan and whole["people"]))
    implicit, people, moved = whole["implicit"], whole["people"], whole["return"] or whole["deport"]
    if any(one["afghan"] and one["deport"] for one in sentences) or (
        afghan and any(one["people"] and one["deport"] for one in sentences)
    ):
        yield "R1"
    if (
        a
        and people
        and whole["return"]
        and (hosted or whole["border"] or whole["actors"] or numbered)
    ):
        yield "R2"
    if (hosted or whole["border"]) and any(
        (one["afghan"] or one["implicit"]) and one["detain"] and (one["people"] or one["status"])
        for one in sentences
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


def _score(whole: _Hits, sentences: list[_Hits], topic: Topic) -> float:
    numbers = topic.numbers
    score = 0.0
    for name, weight in numbers["weights"].items():
        count = whole[name]
        if count:
            score += weight
            score += weight * numbers["second_hit_share"] if count > 1 else 0
            score += weight * numbers["title_share"] if whole.in_title(name) else 0
    if any(one["afghan"] and one["deport"] for one in sentences):
        score += numbers["together_afghan_deport"]
    if any(one["afghan"] and one["detain"] for one in sentences):
        score += numbers["together_afghan_detain"]
    if whole["camp_site"] and whole["camp_act"]:
        score += numbers["together_camp"]
    against = sorted((w for name, w in numbers["against"].items() if whole[name]), reverse=True)
    total: float = score - sum(against[: numbers["most_negatives"]])
    return max(0.0, total)
