"""Judges an article by what was learned, beside the topic's query; and tells why."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.items import Relevance
from pipelines.judging.model import (
    Facts,
    LearnedModel,
    Vector,
    label_of,
    probability,
    weighed_signs,
)
from pipelines.judging.signs import sign_names, signs_of
from pipelines.query.token_index import TokenIndex
from pipelines.relevance import Judgement, Topic, judge

MOST_SIGNS = 6
MOST_NEAREST = 3


@dataclass(frozen=True, slots=True)
class LearnedTopic:
    """A topic's definition with what was learned of it."""

    topic: Topic
    model: LearnedModel


@dataclass(frozen=True, slots=True, eq=False)
class LearnedJudgement:
    """How far an article is on topic by the model: label, probability (0 to 1), what it saw.

    ``by_query`` is what the topic's definition made of it.
    """

    relevance: Relevance
    chance: float
    by_query: Judgement
    facts: Facts


def judge_by_model(
    words: TokenIndex, language: str, afghan: bool, vector: Vector, learned: LearnedTopic
) -> LearnedJudgement:
    """Return how far an article is on topic; ``vector`` is the mean of those of its parts.

    ``afghan`` says that its outlet need not name Afghans as such. The model was learned of whole
    articles: of a headline without a text the query's label stands.
    """
    view, topic, model = words.view, learned.topic, learned.model
    by_query = judge(view.title, view.text, view.country, afghan, topic)
    facts = Facts(language, vector, signs_of(words, afghan, by_query, topic))
    chance = probability(model, facts)
    label = by_query.relevance
    if view.text.strip():
        label = label_of(model, chance, by_query.relevance)
    return LearnedJudgement(label, chance, by_query, facts)


def why_unusable(model: LearnedModel, sentence_model: str, topic: Topic) -> str:
    """Return why a model cannot judge by these vectors and this topic, "" if it can."""
    if model.sentence_model != sentence_model:
        return "it was learned with another sentence model; run `khabardar topic learn`"
    if model.signs != sign_names(topic):
        return "it was learned with another definition of the topic; run `khabardar topic learn`"
    return ""


def signs_that_weighed(model: LearnedModel, judged: LearnedJudgement) -> list[str]:
    """Return the signs that weighed most, as "@deport +1.2": what they added to the log-odds."""
    found = weighed_signs(model, judged.facts)[:MOST_SIGNS]
    return [f"{name} {added:+.1f}" for name, added in found if abs(added) >= 0.05]


def concepts_that_weighed(model: LearnedModel, judged: LearnedJudgement) -> list[str]:
    """Return the concepts whose words spoke for an article, as "deport", the weightiest first."""
    found = weighed_signs(model, judged.facts)
    named = (name[1:].split()[0] for name, added in found if name.startswith("@") and added > 0)
    return [*dict.fromkeys(named)][:MOST_SIGNS]


def nearest(article: Facts, known: Sequence[Facts], model: LearnedModel) -> list[int]:
    """Return the numbers of the ``known`` articles that are nearest in meaning, nearest first.

    Each vector is taken without the mean of its language, so that any language may be nearest.
    """
    if not known:
        return []

    def plain(one: Facts) -> Vector:
        mean = model.means.get(one.language, model.means[""])
        left = one.vector - np.asarray(mean, dtype=np.float32)
        unit: Vector = left / max(float(np.linalg.norm(left)), 1e-9)
        return unit

    others = np.array([plain(one) for one in known])
    near = others @ plain(article)
    return [int(number) for number in np.argsort(-near, kind="stable")[:MOST_NEAREST]]
