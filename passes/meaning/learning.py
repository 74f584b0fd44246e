"""Learns the topic from what people judged, and shows what that would change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.damage import open_sound_store
from db.lock import writer_lock
from db.people.learned import judged_by_people, to_judge, use_model
from db.store import Store
from passes.config import LOCK_WAIT_S, Clock, PassConfig, tell_of_wait
from passes.meaning.learned import JudgedArticle, afghan_outlets, judged_articles
from pipelines.errors import OperatorError
from pipelines.judging.judge import LearnedTopic
from pipelines.judging.learning import TAUGHT, Example, learn
from pipelines.judging.model import LearnedModel
from pipelines.judging.signs import sign_names
from pipelines.meaning.engine import NoModel, find_model
from pipelines.relevance import Topic
from press_catalogue.decider import DeciderSpec, built_in_topic
from press_catalogue.examples import shipped_examples, shipped_model

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned, and how many of people's judgements wait for vectors of their articles."""

    topic: LearnedTopic
    without_vectors: int


def learn_topic(store: Store, spec: DeciderSpec) -> Learned:
    """Return the topic with what the package's examples and people's judgements teach.

    Raises:
        OperatorError: the sentence model is missing, [topic] relevant is set, or there is too
            little to learn from.
    """
    found = find_model()
    if isinstance(found, NoModel):
        raise OperatorError(f"nothing can be learned {found}")
    if spec.relevant.strip():
        raise OperatorError("[topic] relevant says what is on topic; take it out to learn instead")
    topic = built_in_topic(spec.concepts)
    return learn_from(store, topic, found.digest, shipped_examples(topic, found.digest))


def learn_from(
    store: Store, topic: Topic, sentence_model: str, known: Sequence[Example]
) -> Learned:
    """Return what ``known`` examples and people's judgements teach of a topic.

    Raises:
        OperatorError: there is too little to learn from.
    """
    people = judged_by_people(store)
    # Which signs an article has does not hang on the weights: any model reads them.
    reading = LearnedTopic(topic, shipped_model())
    own = [
        Example(one.facts, float(people[one.article.id]), f"story {one.article.story_id}", TAUGHT)
        for one in judged_articles(store, people, reading, afghan_outlets(store))
    ]
    try:
        model = learn([*known, *own], sentence_model, sign_names(topic), len(own))
    except ValueError as error:
        raise OperatorError(f"nothing can be learned yet: {error}; judge more articles") from error
    return Learned(LearnedTopic(topic, model), len(people) - len(own))


def changes(store: Store, learned: LearnedTopic, since: datetime) -> Iterator[JudgedArticle]:
    """Yield the articles first seen since then that a model would label otherwise, newest first.

    What people judged does not change.
    """
    before: int | None = None
    afghan = afghan_outlets(store)
    while ids := to_judge(store, learned.model.sentence_model, since, AT_ONCE, before):
        before = ids[-1]
        for one in judged_articles(store, ids, learned, afghan):
            if one.relevance != one.article.relevance:
                yield one


def put_in_use(config: PassConfig, model: LearnedModel, clock: Clock) -> None:
    """Let a model judge from the next pass on.

    Raises:
        LockBusy: another process writes to this database, and did so for a while.
    """
    with (
        writer_lock(config.database, LOCK_WAIT_S, tell_of_wait),
        open_sound_store(config.database, clock()) as store,
    ):
        use_model(store, model.digest, model.to_text(), clock())
