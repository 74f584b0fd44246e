"""The page that leads to the tables, the prepared questions and SQL."""

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from newsdesk.pages.answer import answer

if TYPE_CHECKING:
    from datasette.app import Datasette


async def data_page(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/data."""
    return await answer(datasette, request, "data.html", {})
