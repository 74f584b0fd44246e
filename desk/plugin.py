"""What the desk adds to Datasette: folded search, text in its own direction, safe answers."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from datasette import hookimpl
from datasette.utils import escape_fts
from datasette.utils.asgi import Response
from markupsafe import Markup

from pipelines.fold import fold
from pipelines.language import is_rtl

_BCP47 = {"prs": "fa-AF"}
_RUNNING_TEXT = frozenset(
    {"title", "text", "subject", "summary", "byline", "section", "evidence", "query", "name"}
)
_BAD, _GOOD = frozenset({"broken", "blocked", "failed", "dead"}), frozenset({"ok", "sent", "kept"})
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Connection(Protocol):
    """What is used here of the connection that Datasette opens."""

    def create_function(
        self, name: str, narg: int, func: Callable[[Any], Any], /, *, deterministic: bool = False
    ) -> None:
        """Make ``func`` callable from SQL."""


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: Connection) -> None:
    """Register fold(), and let the search box fold what is typed as the index was folded.

    Datasette passes what is typed through its own escape_fts; ours takes that name after it.
    """
    conn.create_function("fold", 1, _fold, deterministic=True)
    conn.create_function("escape_fts", 1, lambda text: escape_fts(_fold(text) or ""))


def _fold(value: Any) -> str | None:
    return None if value is None else fold(str(value))


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    """Show running text in its own direction, and an article's text as paragraphs."""
    if column in ("health", "state", "outcome") and isinstance(value, str):
        return _state(value)
    if column not in _RUNNING_TEXT or not isinstance(value, str) or not value:
        return None
    language = _language(row)
    marks = Markup(' lang="{}"').format(_BCP47.get(language, language)) if language else Markup("")
    direction = "rtl" if is_rtl(language) else "auto"
    if column == "text" and table == "articles":
        paragraphs = Markup("").join(
            Markup("<p>{}</p>").format(part) for part in value.split("\n\n")
        )
        return Markup('<div class="kh-text kh-long" dir="{}"{}>{}</div>').format(
            direction, marks, paragraphs
        )
    kind = "kh-text kh-title" if column == "title" else "kh-text"
    return Markup('<div class="{}" dir="{}"{}>{}</div>').format(kind, direction, marks, value)


def _state(value: str) -> Markup | None:
    if value in _BAD:
        return Markup('<span class="kh-bad">{}</span>').format(value)
    return Markup('<span class="kh-good">{}</span>').format(value) if value in _GOOD else None


def _language(row: Any) -> str:
    keys = row.keys() if hasattr(row, "keys") else ()
    return str(row["language"] or "") if "language" in keys else ""


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[[], Response]]]:
    """Ask search engines to stay away: the articles belong to their outlets."""
    return [(r"^/robots\.txt$", _robots)]


def _robots() -> Response:
    return Response.text("User-agent: *\nDisallow: /\n")


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper() -> Callable[[App], App]:
    """Send headers with every answer that keep foreign scripts and frames out."""

    def wrap(app: App) -> App:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            async def guarded(event: dict[str, Any]) -> None:
                if event["type"] == "http.response.start":
                    event = {**event, "headers": [*event.get("headers", ()), *_HEADERS]}
                await send(event)

            await app(scope, receive, guarded)

        return wrapped

    return wrap
