"""How far an article is on topic: rules that accept it, contexts that speak against, and a score.

The rules are queries of the rule language over headline and lead; they, the weights and what
speaks against are data (press_catalogue/topic.toml and the concepts).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.errors import OperatorError
from pipelines.items import Relevance
from pipelines.query.article_view import ArticleView, lead_of
from pipelines.query.concepts import Concepts
from pipelines.query.matcher import fits, places
from pipelines.query.parser import parse_query
from pipelines.query.token_index import TokenIndex
from pipelines.query.tree import Query


@dataclass(frozen=True)
class Topic:
    """The definition of the topic: its queries by name, terms by concept, and its numbers.

    ``afghan_rules`` hold only for outlets that need not name Afghans as such; what a rule of
    ``review_rules`` accepts, or what is accepted in a context of ``out``, is shown to a person.
    """

    net: Query
    rules: Mapping[str, Query]
    afghan_rules: Mapping[str, Query]
    review_rules: Mapping[str, Query]
    out: Mapping[str, Query]
    terms: Mapping[str, Query]
    numbers: Mapping[str, Any]
    version: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far an article is on topic: the label, the score, and the rules that accepted it."""

    relevance: Relevance
    score: float
    rules: tuple[str, ...]
    lexicon_version: str


def make_topic(concepts: Concepts, tree: Mapping[str, Any]) -> Topic:
    """Return the topic that ``tree`` (topic.toml, parsed) and ``concepts`` define.

    Raises:
        OperatorError: one of its queries cannot be understood; names it.
    """
    parts: dict[str, str] = {}
    for name, query in tree["parts"].items():
        parts[name] = f"({_filled(query, parts)})"

    def parsed(name: str, query: str) -> Query:
        try:
            return parse_query(_filled(query, parts), concepts)
        except OperatorError as error:
            raise OperatorError(f"the topic's {name}: {error}") from None

    def table(name: str) -> dict[str, Query]:
        return {key: parsed(f"{name} {key}", query) for key, query in tree[name].items()}

    needed = {*tree["weights"], *tree["against"]}
    return Topic(
        net=parsed("net", tree["net"]),
        rules=table("rules"),
        afghan_rules=table("afghan_rules"),
        review_rules=table("review_rules"),
        out=table("out"),
        terms={name: parse_query(f"@{name}", concepts) for name in sorted(needed)},
        numbers=tree,
        version=concepts.version,
    )


def _filled(query: str, parts: Mapping[str, str]) -> str:
    """Return ``query`` with each {name} of an earlier part put in."""
    for name, part in parts.items():
        query = query.replace(f"{{{name}}}", part)
    return query


def judge(title: str, text: str, country: str, afghan: bool, topic: Topic) -> Judgement:
    """Return how far an article is on topic by its headline and the start of its text.

    ``country`` is the outlet's; ``afghan`` says that it need not name Afghans as such.
    """
    words = TokenIndex(ArticleView(title, lead_of(text), country=country))
    score = round(_score(_Hits(words, topic), topic), 2)
    rules = _fitting(topic.rules, words)
    if afghan:
        rules += _fitting(topic.afghan_rules, words)
    doubtful = _fitting(topic.review_rules, words)
    named = bool(rules) or fits(topic.net, words)
    out = [f"-{name}" for name in _fitting(topic.out, words)] if named or doubtful else []
    label: Relevance = "off"
    if not out and (rules or (named and score >= topic.numbers["accept_relevant_from"])):
        label = "relevant"
    elif (
        rules or (not out and doubtful) or (named and score >= topic.numbers["accept_review_from"])
    ):
        label = "review"
    return Judgement(label, score, (*rules, *doubtful, *out), topic.version)


def _fitting(queries: Mapping[str, Query], words: TokenIndex) -> list[str]:
    return [name for name, query in queries.items() if fits(query, words)]


class _Hits:
    """Where the terms of each concept stand in headline and lead, found when asked for."""

    def __init__(self, words: TokenIndex, topic: Topic) -> None:
        self._words = words
        self._topic = topic
        self._title_end = words.zone("title")[1]

    def places(self, concept: str) -> set[int]:
        """Return the word positions that the concept's terms start at."""
        return {start for start, _ in places(self._topic.terms[concept], self._words)}

    def __getitem__(self, concept: str) -> int:
        """Return how many different places of the words the concept's terms stand at."""
        return len(self.places(concept))

    def in_title(self, concept: str) -> bool:
        """Tell whether a term of the concept stands in the headline."""
        return any(place <= self._title_end for place in self.places(concept))


def _score(hits: _Hits, topic: Topic) -> float:
    numbers = topic.numbers
    score = 0.0
    for name, weight in numbers["weights"].items():
        count = hits[name]
        if count:
            score += weight
            score += weight * numbers["second_hit_share"] if count > 1 else 0
            score += weight * numbers["title_share"] if hits.in_title(name) else 0
    against = sorted((w for name, w in numbers["against"].items() if hits[name]), reverse=True)
    total: float = score - sum(against[: numbers["most_negatives"]])
    return max(0.0, total)
