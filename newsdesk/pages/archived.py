"""The page of an article as it came from the outlet, out of the archive, unable to do anything."""

from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette.utils.asgi import NotFound, Response

from db.archive import read_at
from db.reading.article_page import whole_article
from db.reading.story_page import archive_place
from db.store import Store
from newsdesk.pages.answer import answer, read
from newsdesk.policy import csp_nonce, policy
from pipelines.errors import StoreError
from pipelines.items import Page

if TYPE_CHECKING:
    from datasette.app import Datasette

POLICY = "sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
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
    """Answer /-/archived/NUMBER: what the archive holds of an article, shown within a frame.

    Raises:
        NotFound: the archive does not hold it, or is not shown here.
    """
    number = int(request.url_vars["number"])
    kept = await _kept_page(datasette, number)
    found = await read(datasette, lambda store: whole_article(store, number))
    if found is None:
        raise NotFound(f"There is no article {number}.")
    facts = {
        "article": {"id": number, "title": found.facts.title, "outlet": found.facts.outlet},
        "url": kept.url,
        "fetched_at": kept.fetched_at,
        "status": kept.status,
        "content_type": kept.content_type,
        "page_sha256": found.facts.page_sha256,
        "archive_file": found.facts.archive_file,
        "original": datasette.urls.path(f"/-/archived/{number}/original"),
    }
    about = {"one": found.facts}
    shown = await answer(datasette, request, "archived.html", facts, about=about)
    shown.headers["content-security-policy"] = policy(csp_nonce(), {"frame-src": "'self'"})
    return shown


async def archived_original(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/archived/NUMBER/original with the page that an article was read from, as it came.

    Raises:
        NotFound: the archive does not hold it, or is not shown here.
    """
    page = await _kept_page(datasette, int(request.url_vars["number"]))
    is_markup = page.content_type.lower().startswith(_MARKUP)
    kind = page.content_type if is_markup else "text/plain; charset=utf-8"
    headers = {"content-security-policy": POLICY, "x-frame-options": "SAMEORIGIN"}
    return Response(page.body, headers=headers, content_type=kind)


async def _kept_page(datasette: "Datasette", number: int) -> Page:
    folder = _ARCHIVES.get(datasette)

    def found(store: Store) -> Page | None:
        place = archive_place(store, number)
        return read_at(folder, place) if folder and place else None

    try:
        page = await read(datasette, found)
    except StoreError as error:
        raise NotFound(f"The page of article {number} is not in the archive any more.") from error
    if page is None:
        raise NotFound(f"The archive has no page of article {number}.")
    return page
