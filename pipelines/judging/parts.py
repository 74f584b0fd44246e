"""Which parts of an article are embedded: headline with lead, and the passages that tell most."""

import numpy as np

from pipelines.judging.model import Vector
from pipelines.query.matcher import places
from pipelines.query.token_index import TokenIndex
from pipelines.relevance import Topic

MOST_LETTERS = 400
"""So much of each part is embedded: what it costs grows with its letters."""
MOST_PASSAGES = 3


def parts_of(words: TokenIndex, topic: Topic) -> tuple[str, ...]:
    """Return the parts of an article whose vectors stand for it, headline and lead first.

    Of the paragraphs after the lead those with most words of the topic's concepts are taken, the
    earlier ones first where it is equal, in the order of the text.
    """
    title, text = words.view.title, words.view.text
    paragraphs = text.split("\n\n")
    head = f"{title}\n{paragraphs[0]}".strip()
    if len(paragraphs) <= 1 + MOST_PASSAGES:
        return tuple(part[:MOST_LETTERS] for part in (head, *paragraphs[1:]))
    hits = _hits(words, topic, paragraphs)
    later = range(1, len(paragraphs))
    chosen = sorted(sorted(later, key=lambda number: -hits[number])[:MOST_PASSAGES])
    return tuple(part[:MOST_LETTERS] for part in (head, *(paragraphs[one] for one in chosen)))


def article_vector(parts: Vector) -> Vector:
    """Return what an article means from the vectors of its parts (n x 384), the headline's first.

    It is the mean of that and of the direction of all others: a mean judges better than the part
    that is nearest to the topic.
    """
    head: Vector = parts[0]
    return head if len(parts) == 1 else middle(head, parts[1:].mean(axis=0))


def middle(head: Vector, passages: Vector) -> Vector:
    """Return the mean of the directions of headline with lead, and of the passages."""
    both: Vector = (_direction(head) + _direction(passages)) / np.float32(2)
    return both


def _direction(vector: Vector) -> Vector:
    unit: Vector = vector / np.float32(max(float(np.linalg.norm(vector)), 1e-12))
    return unit


def _hits(words: TokenIndex, topic: Topic, paragraphs: list[str]) -> list[int]:
    """Return how many words of the topic's concepts each paragraph has."""
    ends, end = [], -2
    for paragraph in paragraphs:
        end += len(paragraph) + 2
        ends.append(end)
    hits = [0] * len(paragraphs)
    for query in topic.terms.values():
        for place in places(query, words):
            span = words.span(place)
            if span.field == "text":
                number = next((n for n, last in enumerate(ends) if span.start <= last), 0)
                hits[number] += 1
    return hits
