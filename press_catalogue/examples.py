"""The judged examples that ship with the package, and the model that was learned of them."""

import io
import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

import numpy as np

from pipelines.judging.learning import Example
from pipelines.judging.model import Facts, LearnedModel, Vector
from pipelines.judging.signs import signs_of
from pipelines.query.article_view import ArticleView
from pipelines.query.token_index import TokenIndex
from pipelines.relevance import Topic, judge

LANGUAGES = ("en", "ur", "fa", "prs", "ps", "ar", "tr", "de")
LABELS = {"yes": 1.0, "borderline": 0.5, "no": 0.0}
_FOLDER = files("press_catalogue") / "judged"


@dataclass(frozen=True, slots=True)
class JudgedText:
    """An invented article with its label; ``text`` is its lead and paragraphs.

    ``kind`` is plain (told outright), oblique (by its headline one would not know), context (by
    its circumstances alone) or hard (off topic, with words of the topic); ``country`` is the
    outlet's.
    """

    language: str
    country: str
    label: str
    kind: str
    subtopic: str
    title: str
    text: str


@cache
def judged_texts() -> tuple[JudgedText, ...]:
    """Return the examples of the package, in the order of their files."""
    return tuple(
        JudgedText(language, **json.loads(line))
        for language in LANGUAGES
        for line in (_FOLDER / f"{language}.jsonl").read_text(encoding="utf8").splitlines()
    )


def texts_digest() -> str:
    """Return a digest of the examples: 16 hexadecimal digits that change with any letter."""
    return sha256(repr(judged_texts()).encode()).hexdigest()[:16]


def judged_vectors(sentence_model: str) -> tuple[Vector, ...]:
    """Return the vectors of the examples, in their order.

    None of them if they were made by another model than the one whose digest ``sentence_model``
    is, or of other texts.
    """
    stored = np.load(io.BytesIO((_FOLDER / "vectors.npz").read_bytes()))
    if [*stored["made_of"]] != [texts_digest(), sentence_model]:
        return ()
    vectors = stored["numbers"].astype(np.float32) * stored["scales"][:, None]
    return tuple(vectors)


def packed_vectors(vectors: list[Vector], sentence_model: str) -> bytes:
    """Return the file of the examples' vectors: one byte a number, and a scale for each vector."""
    scales = np.array([np.abs(one).max() / 127 for one in vectors], dtype=np.float32)
    numbers = np.round(np.array(vectors) / scales[:, None]).astype(np.int8)
    packed = io.BytesIO()
    made_of = np.array([texts_digest(), sentence_model])
    np.savez_compressed(packed, numbers=numbers, scales=scales, made_of=made_of)
    return packed.getvalue()


def shipped_examples(topic: Topic, sentence_model: str) -> list[Example]:
    """Return what can be learned from the examples of the package by ``topic``'s signs."""
    return [
        example_of(text, vector, topic)
        for text, vector in zip(judged_texts(), judged_vectors(sentence_model), strict=False)
    ]


def example_of(text: JudgedText, vector: Vector, topic: Topic) -> Example:
    """Return what the model looks at of an example, with its label."""
    words = TokenIndex(ArticleView(text.title, text.text, country=text.country))
    afghan = text.country == "AF"
    by_query = judge(text.title, text.text, text.country, afghan, topic)
    facts = Facts(text.language, vector, signs_of(words, afghan, by_query, topic))
    return Example(facts, LABELS[text.label], text.subtopic)


def shipped_model() -> LearnedModel:
    """Return the model that benchmarks/meaning/relevance.py learned from the package's examples."""
    return LearnedModel.from_text((_FOLDER / "model.json").read_text(encoding="utf8"))
