"""How an article is read by meaning: by passes, when it is judged alone, and to teach the topic."""

from typing import NamedTuple

import numpy as np

from pipelines.judging.model import Vector
from pipelines.meaning.engine import SentenceModel
from pipelines.meaning.passages import (
    PASSAGE_LETTERS,
    PASSAGES,
    Excerpt,
    embed_excerpts,
    head_of,
)
from pipelines.meaning.vectors import restored
from pipelines.query.matcher import places
from pipelines.query.token_index import TokenIndex
from pipelines.relevance import Topic
from pipelines.text.sentences import sentence_starts

SHORTEST_PASSAGE = 40
"""What has fewer letters is a subheading or a caption."""


class _Passage(NamedTuple):
    """A paragraph after the lead: its place among them, its text, and where words of it lie."""

    at: int
    text: str
    hits: tuple[int, ...]


def excerpt_of(words: TokenIndex, topic: Topic) -> Excerpt:
    """Return what is read of an article: headline and lead, and its best passages.

    Those have most words of the topic's concepts, the earlier ones first where it is equal, and
    stand in the order of the text. One whose first such word lies far behind is read from there.
    """
    view = words.view
    best = sorted(_passages(words, topic), key=lambda one: (-len(one.hits), one.at))[:PASSAGES]
    return Excerpt(head_of(view.title, view.text), " ".join(map(_shown, sorted(best))))


def read_article(engine: SentenceModel, words: TokenIndex, topic: Topic) -> Vector:
    """Return what an article means, as passes read and store it: float32[384]."""
    ((head, passages),) = embed_excerpts(engine, [excerpt_of(words, topic)])
    return article_vector(head, passages)


def article_vector(head: bytes, passages: bytes | None) -> Vector:
    """Return what an article means from its vectors as they are stored: float32[384].

    It is the mean of headline with lead, and of the passages: a mean judges better than the part
    that is nearest to the topic.
    """
    parts = restored([head] if passages is None else [head, passages])
    middle: Vector = parts.mean(axis=0, dtype=np.float32)
    return middle


def _shown(passage: _Passage) -> str:
    """Return what is read of a passage: from its start, or from the sentence of its first word."""
    start, text = 0, passage.text
    if passage.hits and passage.hits[0] >= PASSAGE_LETTERS:
        start = max(one for one in sentence_starts(text) if one <= passage.hits[0])
    return text[start : start + PASSAGE_LETTERS].strip()


def _passages(words: TokenIndex, topic: Topic) -> list[_Passage]:
    """Return the paragraphs after the lead that are long enough, with the topic's words in them."""
    hits = _hits(words, topic)
    found: list[_Passage] = []
    start = 0
    for paragraph in words.view.text.split("\n\n"):
        end = start + len(paragraph)
        if paragraph.strip():
            own = tuple(hit - start for hit in hits if start <= hit < end)
            found.append(_Passage(len(found), paragraph, own))
        start = end + 2
    return [one for one in found[1:] if len(one.text.strip()) >= SHORTEST_PASSAGE]


def _hits(words: TokenIndex, topic: Topic) -> list[int]:
    """Return where in the text the words of the topic's concepts start, in order."""
    spans = (words.span(place) for query in topic.terms.values() for place in places(query, words))
    return sorted(span.start for span in spans if span.field == "text")
