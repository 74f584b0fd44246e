"""What is read of an article: its headline and lead, and the passages that tell most."""

from collections.abc import Sequence
from typing import NamedTuple

from pipelines.meaning.engine import NoModel, SentenceModel
from pipelines.meaning.vectors import stored

HEAD_LETTERS = 240
PASSAGE_LETTERS = 130
PASSAGES = 2
"""So much is read; a letter costs a quarter of a millisecond, so that an article costs 150 ms."""
SHORTEST_PASSAGE = 40
_FIGURE_WORTH = 60
_LATER_COSTS = 8
"""In letters: a passage with figures tells more, one that stands later tells less."""


class Excerpt(NamedTuple):
    """What is read of an article; ``passages`` is "" where there is no more than a lead."""

    head: str
    passages: str


def excerpt(title: str, text: str) -> Excerpt:
    """Return what is read of an article whose paragraphs are parted by blank lines."""
    lead, *rest = [part.strip() for part in text.split("\n\n") if part.strip()] or [""]
    long = [(at, part) for at, part in enumerate(rest) if len(part) >= SHORTEST_PASSAGE]
    best = sorted(sorted(long, key=_worth, reverse=True)[:PASSAGES])
    passages = " ".join(part[:PASSAGE_LETTERS] for _, part in best)
    return Excerpt(f"{title}. {lead}".strip(". ")[:HEAD_LETTERS], passages)


def _worth(passage: tuple[int, str]) -> int:
    at, text = passage
    shown = text[:PASSAGE_LETTERS]
    return len(shown) + _FIGURE_WORTH * any(map(str.isdigit, shown)) - _LATER_COSTS * at


def embed_articles(
    model: SentenceModel | NoModel, excerpts: Sequence[Excerpt]
) -> list[tuple[bytes, bytes | None]] | NoModel:
    """Return for each article the vectors of head and passages as they are stored."""
    if isinstance(model, NoModel):
        return model
    heads = stored(model.embed([one.head for one in excerpts]))
    passages = iter(stored(model.embed([one.passages for one in excerpts if one.passages])))
    return [
        (head, next(passages) if one.passages else None)
        for head, one in zip(heads, excerpts, strict=True)
    ]
