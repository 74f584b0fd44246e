"""The page that leads to the tables, the prepared questions and SQL."""

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from newsdesk.pages.answer import answer, database_of
from newsdesk.wording import descriptions, queries

if TYPE_CHECKING:
    from datasette.app import Datasette


async def data_page(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/data with the questions and tables, what each holds and where it stands."""
    file = database_of(datasette).stem
    facts = {
        "questions": [
            {
                "url": str(datasette.urls.query(file, name)),
                "title": question["title"],
                "description": question["description"],
            }
            for name, question in queries().items()
        ],
        "tables": [
            {
                "url": str(datasette.urls.table(file, name)),
                "title": name,
                "description": words["description"],
            }
            for name, words in descriptions().items()
        ],
    }
    return await answer(datasette, request, "data.html", facts)
