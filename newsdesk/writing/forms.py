"""Takes what a person asks for in a form of the desk, if the form was the desk's own."""

import asyncio
import hmac
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Forbidden, NotFound, Response

from newsdesk.writing.errands import ERRANDS, Errand, errands_of
from pipelines.errors import KhabardarError, OperatorError

if TYPE_CHECKING:
    from datasette.app import Datasette

Write = Callable[[str, str, str, str], str]
"""Does what (a key of ``passes/desk_writes.py``) about which thing, how, for whom.

Whom: the address that the browser came from. It returns in words what was done, and raises
KhabardarError if it could not be.
"""
TOKEN = "ds_csrftoken"  # noqa: S105 - the name of Datasette's cookie, not a secret
_WRITERS: "WeakKeyDictionary[Datasette, Write]" = WeakKeyDictionary()


def offer_writing(datasette: "Datasette", write: Write) -> None:
    """Let people change things on the pages of ``datasette``."""
    _WRITERS[datasette] = write


def may_write(datasette: "Datasette") -> bool:
    """Tell whether people may change things on the pages of ``datasette``."""
    return datasette in _WRITERS


async def write_page(datasette: "Datasette", request: Any) -> Response:
    """Answer a form at /-/write: do it, say so on the page that the form was on.

    Raises:
        NotFound: nothing may be written here, or it was no form.
        Forbidden: the form is not one that the desk itself showed to this browser.
    """
    write = _WRITERS.get(datasette)
    if write is None or request.method != "POST":
        raise NotFound("Nothing can be changed here.")
    form = await request.post_vars()
    if not _is_own(request, form.get("csrftoken", "")):
        raise Forbidden("This form is not from this desk, or too old; open the page again.")
    address = str((request.scope.get("client") or ("",))[0])
    what, about, value = (str(form.get(name, "")) for name in ("what", "about", "value"))
    try:
        if what in ERRANDS and errands_of(datasette) is None:
            raise OperatorError("nothing can be asked from here; use the command")
        said = await asyncio.to_thread(write, what, about, value, address)
        datasette.add_message(request, said, datasette.INFO)
    except KhabardarError as error:
        datasette.add_message(request, str(error), datasette.ERROR)
    else:
        begun = _begin_errand(datasette, request, what, about)
        if begun:
            return Response.redirect(f"/-/errands/{begun.number}", status=303)
    back = str(form.get("back", "/"))
    return Response.redirect(back if _is_own_path(back) else "/", status=303)


def _begin_errand(datasette: "Datasette", request: Any, what: str, about: str) -> Errand | None:
    errands = errands_of(datasette)
    if what not in ERRANDS or errands is None:
        return None
    begun = errands.begin(what, about)
    if begun is None:
        said = "Nothing was asked: as much as may be goes on already; try again in a minute."
        datasette.add_message(request, said, datasette.ERROR)
    return begun


def _is_own(request: Any, token: str) -> bool:
    """Tell whether a form has the token of the browser's cookie, and comes from no other site.

    asgi-csrf asks for no token when a browser sends no cookie; here there is no way without.
    """
    known = request.cookies.get(TOKEN, "")
    origin = request.headers.get("origin", "")
    site = request.headers.get("sec-fetch-site", "")
    own_host = not origin or urlsplit(origin).netloc == request.headers.get("host", "")
    same = site == "same-origin" if site else own_host
    return same and bool(known) and hmac.compare_digest(known.encode(), token.encode())


def _is_own_path(back: str) -> bool:
    return back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
