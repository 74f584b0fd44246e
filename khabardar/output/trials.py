"""Tries queries and the topic on articles in a file or in the archive, and shows the results."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from db.search.find import StoredArticle
from khabardar.output.nearness import nearness_reader
from khabardar.output.trial_files import TEXTS, published_at, records, whole_text
from passes.meaning.learned import JudgedArticle
from passes.meaning.learning import Learned
from pipelines.decide import Decider, relevance_of
from pipelines.items import Rule, Span
from pipelines.judging.judge import (
    LearnedTopic,
    concepts_that_weighed,
    judge_by_model,
    nearest,
    signs_that_weighed,
)
from pipelines.judging.model import Facts, Vector
from pipelines.judging.parts import read_article
from pipelines.judging.signs import Signs, weighed_words
from pipelines.meaning.engine import SentenceModel
from pipelines.query.article_view import ArticleView
from pipelines.query.lint import Outlets, lint
from pipelines.query.matcher import TooCostly, match
from pipelines.query.parser import Understood
from pipelines.query.token_index import TokenIndex
from pipelines.query.tree import Query
from pipelines.relevance import Topic
from pipelines.text.sentences import sentence_around
from pipelines.web.readable import readable_url
from press_catalogue.examples import judged_texts, judged_vectors

MOST_CHANGES = 10


def understood_lines(
    understood: Understood, outlets: Outlets, further: Iterable[str] = ()
) -> Iterator[str]:
    """Yield how a query was understood, with warnings of likely mistakes, and ``further`` ones.

    ``outlets`` are all that are known.
    """
    yield f"understood as: {understood.query}"
    for warning in (*understood.warnings, *lint(understood.query, outlets), *further):
        yield f"warning: {warning}"


def learned_lines(learned: Learned, found: Sequence[JudgedArticle]) -> Iterator[str]:
    """Yield what was learned of the topic, and which of the articles ``found`` it calls otherwise.

    All are counted, and the first ``MOST_CHANGES`` named.
    """
    model = learned.topic.model
    yield f"model {model.digest}: {model.examples} examples and {model.judged} judgements of people"
    if learned.without_vectors:
        yield (
            f"{learned.without_vectors} judgements wait until a pass has read their articles "
            "by the sentence model"
        )
    kinds = Counter((one.article.relevance, one.relevance) for one in found)
    for (before, after), number in kinds.most_common():
        yield f"{before} -> {after}: {number}"
    for one in found[:MOST_CHANGES]:
        yield f"{one.article.id}  {one.chance:.2f}  {one.relevance}: {one.article.title}"
    if not found:
        yield "no article would get another label"


def told_of(rule: Rule) -> str:
    """Return what a rule tells of, in words."""
    said = {
        "new": "new stories",
        "changed": "changes (a figure, headline or quotation, before -> after)",
    }
    return " and ".join(said[one] for one in said if one in rule.on)


def match_lines(
    query: Query, topic: Topic, path: Path, tell: Callable[[str], None]
) -> Iterator[str]:
    """Yield a JSON line for each article of a file: its id, whether it matches, and where.

    ``tell`` is told which keys of it were ignored. By the ``topic``'s words passages are chosen
    for like().
    """
    read = nearness_reader(query, topic)
    for where, record in records(path, tell):
        view = _view(record, where)
        found = match(query, TokenIndex(replace(view, nearness=read(view))))
        spans = () if found is None or isinstance(found, TooCostly) else found
        shown = [s._replace(field=s.field.replace("text", "body"))._asdict() for s in spans]
        yield _line({"id": record.get("id"), "match": found is not None, "spans": shown})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What judges by meaning: the sentence model, and what was learned of the topic."""

    engine: SentenceModel
    learned: LearnedTopic


def topic_lines(
    decider: Decider, meaning: Meaning | None, path: Path, tell: Callable[[str], None]
) -> Iterator[str]:
    """Yield a JSON line for each article of a file: relevance, score, and why.

    ``tell`` is told which keys of it were ignored. Without ``meaning`` the topic's query alone
    judges.
    """
    for where, record in records(path, tell):
        view = _view(record, where)
        text = whole_text(record, where)
        country = str(record.get("source_country") or view.country)
        afghan = bool(record.get("source_is_afghan"))
        view = replace(view, lead=None, text=text, country=country)
        yield _line({"id": record.get("id"), **_judged(decider, meaning, view, afghan)})


def topic_line(decider: Decider, meaning: Meaning | None, headline: str, country: str) -> str:
    """Return a JSON line with how far a headline is on topic, and the examples nearest to it."""
    view = ArticleView(headline, country=country.upper())
    line = _judged(decider, meaning, view, False)
    if meaning is not None:
        line["nearest"] = _nearest(meaning, view)
    return _line(line)


def _judged(
    decider: Decider, meaning: Meaning | None, view: ArticleView, afghan: bool
) -> dict[str, Any]:
    words = TokenIndex(view)
    found = relevance_of(decider, words, afghan)
    line = {"relevance": found.relevance, "score": found.score, "rules": found.rules}
    if meaning is None:
        return line
    learned = meaning.learned
    vector = _vector(meaning, view)
    judged = judge_by_model(words, view.language, afghan, vector, learned)
    concepts = concepts_that_weighed(learned.model, judged)
    return line | {
        "relevance": judged.relevance,
        "by_query": found.relevance,
        "chance": round(judged.chance, 3),
        "weighed": signs_that_weighed(learned.model, judged),
        "words": weighed_words(words, concepts, learned.topic),
    }


def _vector(meaning: Meaning, view: ArticleView) -> Vector:
    return read_article(meaning.engine, TokenIndex(view), meaning.learned.topic)


def _nearest(meaning: Meaning, view: ArticleView) -> list[dict[str, str]]:
    """Return the judged examples of the package that are nearest in meaning."""
    model = meaning.learned.model
    none = Signs(())
    texts, vectors = judged_texts(), judged_vectors(model.sentence_model)
    known = [
        Facts(text.language, vector, none) for text, vector in zip(texts, vectors, strict=False)
    ]
    found = nearest(Facts(view.language, _vector(meaning, view), none), known, model)
    return [{"title": texts[one].title, "label": texts[one].label} for one in found]


def _line(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _view(record: dict[str, Any], where: str) -> ArticleView:
    values = {field: record[name] for name, field in TEXTS.items() if record.get(name) is not None}
    if record.get("published_at"):
        values["published_at"] = published_at(record, where)
    return ArticleView(**values)


Found = tuple[StoredArticle, tuple[Span, ...], Mapping[str, float]]


def hit_lines(hits: Iterable[Found], total: int, days: int, shown: int) -> Iterator[str]:
    """Yield what a query would have found: counts, then each place in its sentence.

    ``total`` is how many articles were first seen in those days.
    """
    found = list(hits)
    yield f"{len(found)} of {total} articles first seen in the last {days} days"
    for title, counted in (
        ("by language", Counter(article.language for article, *_ in found)),
        ("by outlet", Counter(article.outlet for article, *_ in found)),
    ):
        said = ", ".join(f"{name} {count}" for name, count in counted.most_common())
        if said:
            yield f"{title}: {said}"
    for article, spans, near in found[:shown]:
        yield ""
        day = str(article.published_at or article.first_seen_at)[:10]
        yield f"{article.title}  ({article.outlet}, {article.language}, {day})"
        yield f"  {readable_url(article.url)}"
        for text, nearness in near.items():
            yield f'  near: {nearness:.2f} to "{text}"'
        yield from _sentences(article, spans)
    if len(found) > shown:
        yield ""
        yield f"and {len(found) - shown} more"


def _sentences(article: StoredArticle, spans: tuple[Span, ...]) -> Iterator[str]:
    """Yield each sentence that holds places, with the places in [brackets]."""
    texts = {"title": article.title, "text": article.text}

    def sentence(span: Span) -> tuple[str, int, int]:
        return span.field, *sentence_around(texts[span.field], span.start, span.end)

    for (field, first, last), group in groupby(spans, sentence):
        out, at = "", first
        for span in group:
            text = texts[field]
            out += f"{text[at : span.start]}[{text[span.start : span.end]}]"
            at = span.end
        yield f"  {field}: {' '.join((out + texts[field][at:last]).split())}"
