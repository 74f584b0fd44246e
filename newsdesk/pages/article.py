"""The page of one article: its text, where each fact comes from, what was taken out, and why."""

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Response

from db.reading.article_page import WholeArticle, whole_article
from db.search.more_like import MoreLike, more_like
from db.store import Store
from newsdesk.pages.answer import answer, read
from newsdesk.pages.archived import shows_archive
from newsdesk.pages.changes import shown_change
from newsdesk.pages.exports import cited
from newsdesk.plain_words import topic_words
from pipelines.items import LANGUAGES

if TYPE_CHECKING:
    from datasette.app import Datasette

_ORIGINS = {
    "feed": "the feed or sitemap",
    "jsonld": "the page's data for machines (JSON-LD)",
    "meta": "the page's meta tags",
    "byline": "a line of the page beside the headline",
    "body": "the text",
    "none": "nothing that is known of now",
}


async def article_page(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/articles/NUMBER with all that is known of an article.

    Raises:
        NotFound: there is no article of that number.
    """
    number = int(request.url_vars["number"])

    def facts_of(store: Store) -> tuple[WholeArticle | None, str, MoreLike]:
        found = whole_article(store, number)
        citation = cited(store, number) if found and found.as_stored else ""
        return found, citation, more_like(store, number)

    found, citation, alike = await read(datasette, facts_of)
    if found is None:
        raise NotFound(f"There is no article {number}.")
    facts = {"found": found, "changes": [shown_change(one) for one in found.revisions]}
    facts["alike"] = alike
    on_topic, against = topic_words(found.facts.relevance_rules or "")
    about = {
        "one": found.facts,
        "cited": citation,
        "languages": LANGUAGES,
        "origins": _ORIGINS,
        "on_topic": on_topic,
        "against": against,
        "archived": bool(found.facts.archive_file) and shows_archive(datasette),
    }
    return await answer(datasette, request, "article.html", facts, about=about)
