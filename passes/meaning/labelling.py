"""Gives articles another label, and tells the rules that match by it at once."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from db.articles.relabel import relabel
from db.meaning.nearest import nearness_to
from db.outbox.rules import active_rules
from db.search.find import StoredArticle, articles_by_id, stored_view
from db.store import Store
from passes.config import PassConfig
from pipelines.errors import OperatorError
from pipelines.items import Relevance
from pipelines.meaning.asked import AskedTexts, asked_texts
from pipelines.meaning.engine import NoModel
from pipelines.query.parser import parse_query
from pipelines.query.ruleset import RuleSet
from pipelines.query.token_index import TokenIndex
from pipelines.query.tree import Query, facts_of, likes_of
from press_catalogue.concepts import load_concepts


@dataclass(frozen=True, slots=True, eq=False)
class Labelling:
    """The rules that ask for labels, with what they ask for by like(), None if that is unknown."""

    rules: RuleSet
    asked: AskedTexts | None
    sender_domain: str

    def relabel(
        self, store: Store, article: StoredArticle, relevance: Relevance, now: datetime
    ) -> int:
        """Give an article another label and tell the rules that match it by that; return alerts.

        Within the caller's transaction.
        """
        asked = self.asked
        near = nearness_to(store, asked, [article.id]).get(article.id) if asked else None
        view = replace(stored_view(article, near), relevance=relevance)
        hits = self.rules.match(TokenIndex(view)).hits
        return relabel(store, article.id, relevance, hits, self.sender_domain, now)


def labelling(rules: Iterable[tuple[int, Query]], sender_domain: str) -> Labelling:
    """Return what gives labels, for the queries in force by the ids of their rules."""
    asking = [(number, query) for number, query in rules if "relevance" in facts_of(query)]
    texts = {like.text for _, query in asking for like in likes_of(query)}
    asked = asked_texts(texts) if texts else None
    return Labelling(RuleSet(asking), None if isinstance(asked, NoModel) else asked, sender_domain)


def tell_judged(store: Store, config: PassConfig, article_id: int, now: datetime) -> int:
    """Tell the rules that match an article by the label that it was just given; return alerts.

    The rules are those of the last pass; one that cannot be understood by now is told of by the
    next. Within the caller's transaction.

    Raises:
        StoreError: the text of the article was changed by something else than khabardar.
    """
    concepts = load_concepts(config.decider.concepts)
    rules = []
    for number, rule in active_rules(store):
        if "relevance" in rule.query.casefold():  # to read many queries takes a while
            with suppress(OperatorError):
                rules.append((number, parse_query(rule.query, concepts)))
    found = labelling(rules, config.sender_domain)
    return sum(
        found.relabel(store, article, _label(article), now)
        for article in articles_by_id(store, [article_id])
    )


def _label(article: StoredArticle) -> Relevance:
    return "relevant" if article.relevance == "relevant" else "off"
