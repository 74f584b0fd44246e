"""The page that says how a piece of work goes, and what came of it."""

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Response

from db.crawl.links import fate_of
from newsdesk.pages.answer import answer, read
from newsdesk.writing.errands import errands_of

if TYPE_CHECKING:
    from datasette.app import Datasette


async def errand_page(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/errands/NUMBER; as long as the work goes on, the page looks again by itself.

    Raises:
        NotFound: no such work was begun since this desk was started.
    """
    errands, number = errands_of(datasette), int(request.url_vars["number"])
    one = errands.known.get(number) if errands else None
    if one is None:
        raise NotFound("This work is not known; the desk was started anew since.")
    article = None
    if one.what == "fetch" and one.ended_at:
        fate = await read(datasette, lambda store: fate_of(store, one.about))
        article = fate["article_id"] if fate else None
    facts = {"errand": one, "article": article}
    return await answer(datasette, request, "errand.html", facts)
