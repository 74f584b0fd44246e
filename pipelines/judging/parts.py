"""Which parts of an article are embedded: headline with lead, and the passages that tell most."""

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


def mean_vector(vectors: Vector) -> Vector:
    """Return the mean of the vectors of an article's parts (n x 384): better than the nearest."""
    mean: Vector = vectors.mean(axis=0)
    return mean


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
