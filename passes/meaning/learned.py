"""Gives stored articles the label that was learned, and tells the rules that match by it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.crawl.sources import known_sources
from db.meaning.vectors import vectors_of
from db.people.learned import LearnedLabel, model_in_use, note_learned, to_judge
from db.search.find import StoredArticle, articles_by_id, stored_view
from db.store import Store
from db.upkeep import forget_care, last_care, note_care
from passes.begin import PassContext
from passes.meaning.labelling import labelling
from pipelines.errors import StoreError
from pipelines.items import Relevance
from pipelines.judging.judge import LearnedTopic, judge_by_model, why_unusable
from pipelines.judging.model import Facts, LearnedModel, Vector
from pipelines.judging.parts import article_vector
from pipelines.meaning.engine import ModelFile, NoModel, find_model
from pipelines.query.token_index import TokenIndex
from press_catalogue.decider import DeciderSpec, built_in_topic
from press_catalogue.examples import shipped_model

JUDGED_FOR = timedelta(days=30)
"""Articles first seen so long ago at most are judged anew; older ones keep their label."""
AT_ONCE = 20
"""So many articles are judged in one transaction."""


@dataclass(frozen=True, slots=True, eq=False)
class JudgedArticle:
    """A stored article with what a model makes of it."""

    article: StoredArticle
    relevance: Relevance
    chance: float
    facts: Facts


def judge_learned(context: PassContext, until: datetime) -> int:
    """Give the articles of the last 30 days that have vectors the label that was learned.

    Rules that match by the new label are told in the same transaction; returns how many alerts
    that queued. What people judged stays, as does all without the sentence model. What is left
    ``until`` then is judged by the next pass.
    """
    store, config, now = context.store, context.config, context.clock()
    found = find_model()
    if now >= until or isinstance(found, NoModel) or config.decider.relevant.strip():
        return 0
    learned = topic_in_use(store, config.decider, found)
    if isinstance(learned, str):
        _note_unusable(context, learned)
        return 0
    forget_care(store, "learned topic")
    return _judge(context, learned, now, until)


def topic_in_use(store: Store | None, spec: DeciderSpec, found: ModelFile) -> LearnedTopic | str:
    """Return the topic with the model that judges now, or in words why that cannot judge.

    Without a store that is the package's model.
    """
    body = model_in_use(store) if store else None
    model = LearnedModel.from_text(body) if body else shipped_model()
    topic = built_in_topic(spec.concepts)
    return why_unusable(model, found.digest, topic) or LearnedTopic(topic, model)


def judged_articles(
    store: Store, article_ids: Iterable[int], learned: LearnedTopic, afghan: frozenset[str]
) -> Iterator[JudgedArticle]:
    """Yield what a model makes of articles; ``afghan`` are the ids of the outlets of Afghans.

    Those whose vectors are not there are left out.

    Raises:
        StoreError: the text of an article was changed by something else than khabardar.
    """
    ids = [*article_ids]
    vectors = article_vectors(store, learned.model.sentence_model, ids)
    for article in articles_by_id(store, [number for number in ids if number in vectors]):
        words, vector = TokenIndex(stored_view(article)), vectors[article.id]
        one = judge_by_model(words, article.language, article.source_id in afghan, vector, learned)
        yield JudgedArticle(article, one.relevance, one.chance, one.facts)


def article_vectors(
    store: Store, sentence_model: str, article_ids: Iterable[int]
) -> dict[int, Vector]:
    """Return what articles mean, by their id; those whose vectors are not there are left out."""
    return {
        one.article_id: article_vector(one.head, one.passages)
        for one in vectors_of(store, sentence_model, [*article_ids])
    }


def afghan_outlets(store: Store) -> frozenset[str]:
    """Return the ids of the outlets of Afghans, which need not name them as such."""
    return frozenset(name for name, source in known_sources(store).items() if source.afghan)


def _judge(context: PassContext, learned: LearnedTopic, now: datetime, until: datetime) -> int:
    store, digest = context.store, learned.model.digest
    labels, afghan = labelling(context.rules, context.config.sender_domain), afghan_outlets(store)
    before: int | None = None
    alerts = 0
    while not context.is_over(until):
        sentence_model, since = learned.model.sentence_model, now - JUDGED_FOR
        ids = to_judge(store, sentence_model, since, AT_ONCE, before, unjudged_by=digest)
        if not ids:
            break
        before = ids[-1]
        judged = [
            one for number in ids for one in _judged_soundly(context, number, learned, afghan)
        ]
        with store.transaction():
            noted = [LearnedLabel(one.article.id, one.relevance, one.chance) for one in judged]
            note_learned(store, digest, noted)
            for one in judged:
                if one.relevance != one.article.relevance:
                    alerts += labels.relabel(store, one.article, one.relevance, context.clock())
        context.count("articles_judged_by_meaning", len(judged))
        context.tell_counts()
    context.count("alerts", alerts)
    return alerts


def _judged_soundly(
    context: PassContext, article_id: int, learned: LearnedTopic, afghan: frozenset[str]
) -> list[JudgedArticle]:
    """Judge one article; one whose text is damaged is left as it is, which is said."""
    try:
        return [*judged_articles(context.store, [article_id], learned, afghan)]
    except StoreError as error:
        context.report.say_once(str(error))
        return []


def _note_unusable(context: PassContext, why: str) -> None:
    """Say that the learned model cannot judge, unless an earlier pass said the same."""
    known = last_care(context.store, "learned topic")
    if known is None or known[1] != why:
        note_care(context.store, "learned topic", context.clock(), why)
        context.report.notes.append(f"articles are judged by the topic's query alone: {why}")
