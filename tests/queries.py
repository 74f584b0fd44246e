"""Asks queries of short texts, as the tests of the query language do."""

from typing import Any

from pipelines.query.article_view import ArticleView
from pipelines.query.matcher import TooCostly, match
from pipelines.query.parser import parse_query
from pipelines.query.token_index import TokenIndex
from press_catalogue.concepts import built_in_concepts

CONCEPTS = built_in_concepts()


def hit(query: str, text: str, title: str = "", **known: Any) -> bool:
    view = ArticleView(title=title, text=text, **known)
    return match(parse_query(query, CONCEPTS), TokenIndex(view)) is not None


def found(query: str, text: str, title: str = "") -> list[str]:
    spans = match(parse_query(query, CONCEPTS), TokenIndex(ArticleView(title=title, text=text)))
    assert not isinstance(spans, TooCostly)
    return [span.text for span in spans or ()]
