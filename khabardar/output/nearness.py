"""Shows how near articles are to what a query asks for by like(), and where its threshold lies."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from db.search.find import StoredArticle
from pipelines.judging.parts import excerpt_of
from pipelines.meaning.asked import asked_texts
from pipelines.meaning.engine import NoModel, SentenceModel, sentence_model
from pipelines.meaning.nearness import article_vectors
from pipelines.meaning.passages import embed_excerpts
from pipelines.query.article_view import ArticleView
from pipelines.query.token_index import TokenIndex
from pipelines.query.tree import Like, Query, likes_of
from pipelines.relevance import Topic

NEIGHBOURS = 3
"""So many articles are shown on each side of a threshold."""

Near = tuple[StoredArticle, Mapping[str, float]]


def threshold_lines(
    likes: Collection[Like],
    found: Sequence[Near],
    missed: Sequence[Near],
    judged: Mapping[int, bool],
) -> Iterator[str]:
    """Yield, for each like(), the articles whose nearness lies next to its threshold.

    ``found`` are the articles that the query finds, ``missed`` those that it would find if it asked
    for less; ``judged`` says which articles people called on topic, and which off.
    """
    for like in sorted(likes, key=str):
        above = [one for one in _sorted(like, found) if one[0] >= like.least][-NEIGHBOURS:]
        below = [one for one in _sorted(like, missed) if one[0] < like.least][:NEIGHBOURS]
        yield ""
        yield f"around the threshold of {like}:"
        for near, article in above:
            yield f"  {near:.2f}  {_told(article, judged)}"
        if not above:
            yield "  nothing was as near"
        yield f"  ---- {like.least:.2f}: found above, not found below"
        for near, article in below:
            yield f"  {near:.2f}  {_told(article, judged)}"
        if not below:
            yield "  nothing lies close below"


def _sorted(like: Like, articles: Sequence[Near]) -> list[tuple[float, StoredArticle]]:
    """Return articles with how near they are to what is asked for, nearest first."""
    near = [(known[like.text], article) for article, known in articles if like.text in known]
    return sorted(near, key=lambda one: -one[0])


def _told(article: StoredArticle, judged: Mapping[int, bool]) -> str:
    label = article.relevance
    if article.id in judged:
        label = f"{'on' if judged[article.id] else 'off'} topic, as a person said"
    return f"{article.title}  ({article.outlet}, {article.language}; {label})"


def nearness_reader(query: Query, topic: Topic) -> Callable[[ArticleView], Mapping[str, float]]:
    """Return what tells how near articles that are not stored are to what a query asks for.

    It reads each of them as passes do, by the ``topic``'s words, unless the query has no like() or
    there is no sentence model: then that is unknown.
    """
    likes = likes_of(query)
    asked = asked_texts(like.text for like in likes) if likes else NoModel("")
    model = sentence_model() if likes else NoModel("")
    if isinstance(asked, NoModel) or isinstance(model, NoModel):
        return lambda _: {}

    def read(view: ArticleView, model: SentenceModel = model) -> Mapping[str, float]:
        text = "\n\n".join(part for part in (view.lead, view.text) if part)
        words = TokenIndex(replace(view, lead=None, text=text))
        ((head, passages),) = embed_excerpts(model, [excerpt_of(words, topic)])
        return asked.nearness(article_vectors([view.language], [head], [passages]))[0]

    return read
