"""The page of an article as it came from the outlet, out of the archive, unable to do anything."""

from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette.utils.asgi import NotFound, Response

from db.archive import read_at
from db.reading.story_page import archive_place
from db.store import Store
from newsdesk.pages.answer import read
from pipelines.errors import StoreError
from pipelines.items import Page

if TYPE_CHECKING:
    from datasette.app import Datasette

POLICY = "sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
"""No script, no form, nothing from elsewhere, and an origin that shares nothing with the desk's."""
_MARKUP = ("text/html", "application/xhtml+xml")
_ARCHIVES: "WeakKeyDictionary[Datasette, Path]" = WeakKeyDictionary()


def offer_archive(datasette: "Datasette", folder: Path) -> None:
    """Let the pages of ``datasette`` show what the archive in ``folder`` holds."""
    _ARCHIVES[datasette] = folder


def shows_archive(datasette: "Datasette") -> bool:
    """Tell whether the pages of ``datasette`` show archived pages."""
    return datasette in _ARCHIVES


async def archived_page(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/archived/NUMBER with the page that an article was read from, as it came.

    Raises:
        NotFound: the archive does not hold it, or is not shown here.
    """
    number, folder = int(request.url_vars["number"]), _ARCHIVES.get(datasette)

    def found(store: Store) -> Page | None:
        place = archive_place(store, number)
        return read_at(folder, place) if folder and place else None

    try:
        page = await read(datasette, found)
    except StoreError as error:
        raise NotFound(f"The page of article {number} is not in the archive any more.") from error
    if page is None:
        raise NotFound(f"The archive has no page of article {number}.")
    is_markup = page.content_type.lower().startswith(_MARKUP)
    kind = page.content_type if is_markup else "text/plain; charset=utf-8"
    return Response(page.body, headers={"content-security-policy": POLICY}, content_type=kind)
