"""The topic's own signs of an article: words of its concepts, its rules, and where it comes from.

They are taken from the whole text, while the topic's definition looks at headline and lead alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.query.matcher import fits, places
from pipelines.query.token_index import TokenIndex
from pipelines.relevance import Judgement, Topic

MOST_HITS = 4
"""More places of a concept's words in one text tell nothing more."""
MOST_RULES = 4
COUNTRIES = ("AF", "PK", "IR", "TJ", "TR", "UZ", "DE", "US")
"""Countries of outlets that the model may weigh; all others count alike."""


@dataclass(frozen=True, slots=True)
class Signs:
    """The values of an article's signs, each from 0 to 1, in the order of ``sign_names``."""

    values: tuple[float, ...]


def sign_names(topic: Topic) -> tuple[str, ...]:
    """Return the names of the signs that a topic has, in their order.

    "@deport" is how often the concept's words stand in the article, "@deport in the headline"
    whether they stand there; the others are what they say.
    """
    concepts = [f"@{name}" for name in topic.terms]
    return (
        *concepts,
        *(f"{name} in the headline" for name in concepts),
        *("rules that hold anywhere in the text", "contexts that speak against it"),
        *("relevant by its query", "for review by its query", "its query's score"),
        *(f"an outlet of {country}" for country in COUNTRIES),
        "an outlet of Afghans",
    )


def signs_of(words: TokenIndex, afghan: bool, by_query: Judgement, topic: Topic) -> Signs:
    """Return the signs of an article; ``by_query`` is what the topic's definition made of it."""
    end = words.zone("title")[1]
    found = [{start for start, _ in places(query, words)} for query in topic.terms.values()]
    rules = [*topic.rules.values(), *(topic.afghan_rules.values() if afghan else ())]
    holding = sum(fits(query, words) for query in rules)
    against = sum(fits(query, words) for query in topic.out.values())
    score = by_query.score / float(topic.numbers["accept_relevant_from"])
    return Signs(
        (
            *(min(len(starts), MOST_HITS) / MOST_HITS for starts in found),
            *(float(any(start <= end for start in starts)) for starts in found),
            min(holding, MOST_RULES) / MOST_RULES,
            min(against, MOST_RULES) / MOST_RULES,
            float(by_query.relevance == "relevant"),
            float(by_query.relevance == "review"),
            min(score, 2.0) / 2.0,
            *(float(words.view.country == country) for country in COUNTRIES),
            float(afghan),
        )
    )


def weighed_words(words: TokenIndex, concepts: Sequence[str], topic: Topic) -> tuple[str, ...]:
    """Return the words of an article, as they stand there, by which it has the ``concepts``."""
    texts = {"title": words.view.title, "text": words.view.text}
    spans = (
        words.span(place)
        for name in concepts
        if name in topic.terms
        for place in places(topic.terms[name], words)
    )
    return tuple(dict.fromkeys(texts[one.field][one.start : one.end] for one in spans))
