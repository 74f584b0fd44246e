"""The page of one story: who was first, who copied it, what was changed, who was told."""

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Response

from db.reading.story_page import WholeStory, whole_story
from db.search.more_like import MoreLike, more_like
from db.store import Store
from newsdesk.pages.answer import answer, read
from newsdesk.pages.archived import shows_archive
from newsdesk.pages.changes import shown_change
from newsdesk.pages.exports import cited
from pipelines.items import LANGUAGES

if TYPE_CHECKING:
    from datasette.app import Datasette


async def story_page(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/stories/NUMBER with all that is known of a story.

    Raises:
        NotFound: there is no story of that number.
    """
    number = int(request.url_vars["number"])

    def facts_of(store: Store) -> tuple[WholeStory | None, str, MoreLike]:
        found = whole_story(store, number)
        first = found.story.articles[0].id if found else 0
        citation = cited(store, first) if found and first not in found.not_as_stored else ""
        return found, citation, more_like(store, first)

    found, citation, alike = await read(datasette, facts_of)
    if found is None:
        raise NotFound(f"There is no story {number}; it may have become part of another.")
    facts = {
        "found": found,
        "first": found.story.articles[0],
        "changes": [shown_change(one) for one in found.revisions],
        "cited": citation,
        "alike": alike,
        "languages": LANGUAGES,
        "archived": found.archived if shows_archive(datasette) else (),
    }
    return await answer(datasette, request, "story.html", facts)
