"""Tells the rules that ask by like() of articles whose vectors were made."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.articles.relabel import tell_new_hits
from db.meaning.nearest import nearness_to
from db.search.find import articles_by_id, stored_view
from passes.begin import PassContext
from pipelines.errors import StoreError
from pipelines.meaning.asked import AskedTexts, asked_texts
from pipelines.meaning.engine import NoModel
from pipelines.query.ruleset import RuleSet
from pipelines.query.token_index import TokenIndex
from pipelines.query.tree import Query, likes_of


@dataclass(frozen=True, slots=True, eq=False)
class AskingRules:
    """The rules of a pass that ask by like(), with the vectors of what they ask for."""

    rules: RuleSet
    asked: AskedTexts


def asking_rules(rules: Sequence[tuple[int, Query]]) -> AskingRules | None:
    """Return those of some rules, by id, that ask by like(); None if none does, or can."""
    asking = [(number, query) for number, query in rules if likes_of(query)]
    if not asking:
        return None
    asked = asked_texts(like.text for _, query in asking for like in likes_of(query))
    return None if isinstance(asked, NoModel) else AskingRules(RuleSet(asking), asked)


def tell_asking_rules(context: PassContext, asking: AskingRules, article_ids: Sequence[int]) -> int:
    """Tell rules of articles whose vectors are stored, and return how many alerts that queued.

    Within the transaction that stores the vectors: an article without them is told later, with
    them never again. One whose text is damaged is passed over, which is said.
    """
    store, config, alerts = context.store, context.config, 0
    near = nearness_to(store, asking.asked, article_ids)
    for number in near:
        try:
            articles = articles_by_id(store, [number])
        except StoreError as error:
            context.report.say_once(str(error))
            continue
        for article in articles:
            hits = asking.rules.match(TokenIndex(stored_view(article, near[number]))).hits
            now = context.clock()
            alerts += tell_new_hits(store, number, hits, config.sender_domain, now)
    return alerts
