"""The page about these data: what its counts rest on, and how to cite them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from db.reading.about import about_data
from newsdesk.pages.answer import answer, notice_of, read

if TYPE_CHECKING:
    from datasette.app import Datasette


async def about_page(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/about with outlets, rules and settings, and how each changed."""
    about = await read(datasette, about_data)
    versions = about.settings.get("version", ())
    cited = {
        "version": str(versions[0].facts["value"]) if versions else "",
        "made_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "remark": notice_of(datasette),
    }
    return await answer(datasette, request, "about.html", {"about": about, "cited": cited})
