"""Makes the vectors of articles that wait for them, in workers and within a time budget."""

from collections.abc import Iterator
from datetime import datetime

from db.meaning.bits import loose_blocks, pack_block
from db.meaning.vectors import count_waiting, next_unread, save_vectors, want_vectors_of
from db.outbox.rules import active_rules
from db.upkeep import forget_care, last_care, note_care
from passes.begin import PassContext
from passes.meaning.asking import asking_rules, tell_asking_rules
from passes.meaning.read_texts import ReadTexts, ToRead
from pipelines.meaning.engine import ModelFile, NoModel, find_model, sentence_model
from pipelines.meaning.passages import embed_if_possible
from pipelines.query.tree import likes_of
from press_catalogue.decider import built_in_topic
from worker_processes import Killed, Workers

ARTICLES_A_JOB = 2
"""So few, that what is under way when the time is up is little."""

_Job = tuple[ToRead, list[tuple[list[str]]]]


def make_vectors(context: PassContext, until: datetime) -> int:
    """Make the vectors that wait, the newest articles' first, until then.

    Rules that ask by like() are told of the articles in the transaction that stores the vectors;
    returns how many alerts that queued. What is left, or was under way when the pass was killed,
    waits for the next one. Without the sentence model that is noted once, and all of it waits.
    """
    store = context.store
    if context.is_over(until):
        return 0
    found = find_model()
    if isinstance(found, NoModel):
        _note_missing(context, found)
        return 0
    want_vectors_of(store, found.digest)
    pack_signs(context, found.digest, until)
    return _embed(context, found, until) if count_waiting(store) else 0


def pack_signs(context: PassContext, digest: str, until: datetime) -> None:
    """Store the signs of vectors that were made so far; what is left is only found slower."""
    for block in loose_blocks(context.store, digest):
        if context.is_over(until):
            return
        pack_block(context.store, digest, block)


def _embed(context: PassContext, model: ModelFile, until: datetime) -> int:
    """Make vectors until ``until``; workers that are busy then are stopped. Return the alerts."""
    asking, alerts = asking_rules(context.rules), 0
    topic = built_in_topic(context.config.decider.concepts)
    texts = ReadTexts(context.store, model.digest, topic)
    preload = ("pipelines.meaning.passages",)
    with Workers(sentence_model, count=context.processes, preload=preload) as workers:
        for asked, made in workers.in_order(embed_if_possible, _jobs(context, texts)):
            match made:
                case NoModel():
                    _note_missing(context, made)
                    return alerts
                case Killed():
                    texts.forget(asked)
                    context.count("articles_without_vectors", len(asked.articles))
                case _:
                    rows = texts.answer(asked, made)
                    with context.store.transaction():
                        save_vectors(context.store, model.digest, rows)
                        if asking:
                            ids = [row.article_id for row in rows]
                            alerts += tell_asking_rules(context, asking, ids)
                    context.count("articles_compared_by_meaning", len(rows))
                    context.count("articles_without_vectors", len(asked.articles) - len(rows))
            context.tell_counts()
            if context.is_over(until):
                break
    forget_care(context.store, "sentence model")
    context.count("alerts", alerts)
    return alerts


def _jobs(context: PassContext, texts: ReadTexts) -> Iterator[_Job]:
    before = None
    while unread := next_unread(context.store, ARTICLES_A_JOB, before):
        before = unread[-1].article_id
        asked = texts.ask(unread)
        yield asked, [(asked.texts,)]


def _note_missing(context: PassContext, missing: NoModel) -> None:
    """Say that there is no model, and which rules ask for it, unless an earlier pass said so."""
    asking = {number for number, query in context.rules if likes_of(query)}
    names = ", ".join(rule.name for _, rule in active_rules(context.store, asking))
    waits = f"; what rules ask by like() waits for it ({names})" if names else ""
    known = last_care(context.store, "sentence model")
    if known is None or known[1] != missing.why + waits:
        note_care(context.store, "sentence model", context.clock(), missing.why + waits)
        context.report.notes.append(f"{missing}{waits}; everything else works")
