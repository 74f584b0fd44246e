"""What the desk adds to Datasette: folded search, text in its own direction, safe answers."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote

from datasette import hookimpl
from datasette.utils.asgi import Response
from markupsafe import Markup

from newsdesk.named_controls import NamedControls
from newsdesk.pages.alerts import alerts_page
from newsdesk.pages.answer import notice_of
from newsdesk.pages.archived import archived_page
from newsdesk.pages.changes import changes_page
from newsdesk.pages.data import data_page
from newsdesk.pages.exports import rule_export, search_export, stories_export, story_export
from newsdesk.pages.outlets import health_page, outlets_page
from newsdesk.pages.preview import preview_page
from newsdesk.pages.story import story_page
from newsdesk.pages.today import stories_page, today_page
from newsdesk.policy import App, NoncedTags, csp_nonce, with_policy
from newsdesk.searching import search_page
from newsdesk.wording import descriptions, queries
from newsdesk.writing.forms import may_write, write_page
from pipelines.alerts.age import UNMAILED
from pipelines.exports.formats import FORMATS
from pipelines.text.fold import fold, folded_words
from pipelines.text.language import is_rtl, language_tag
from pipelines.text.moments import ago
from pipelines.web.source_health import in_trouble
from pipelines.web.urls import url_key

if TYPE_CHECKING:
    from datasette.app import Datasette
    from jinja2 import Environment

_RUNNING_TEXT = frozenset(
    {"title", "text", "subject", "summary", "byline", "section", "evidence", "query", "name"}
)
# What a list of rows shows at first; the rest is one click away, and on each row's own page.
_MAIN_COLUMNS = {
    "articles": (
        *("id", "title", "source_id", "language", "relevance", "published_at", "first_seen_at"),
        *("url", "story_id"),
    ),
    "links": ("url", "source_id", "found_at", "state", "reason", "detail", "article_id"),
    "sources": (
        *("id", "name", "country", "health", "health_reason", "last_visit_at", "last_new_at"),
    ),
    "outbox": ("id", "subject", "rule_id", "story_id", "recipient", "state", "sent_at"),
}
LONGEST_URL = 80
_FORMAT = f"(?P<format>{'|'.join(map(re.escape, FORMATS))})"
_NO_TIME = "T12:00:00Z"
"""How a day without a time is stored; see pipelines.dates.moments.is_day_only."""
_BAD, _GOOD = frozenset({"broken", "blocked", "failed", "dead"}), frozenset({"ok", "sent", "kept"})


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
    conn.create_function("escape_fts", 1, _index_words)
    conn.create_function("address_key", 1, _typed_key, deterministic=True)


def _index_words(typed: Any) -> str:
    """Return what is typed as words, and phrases in quotes, that the index understands."""
    parts = re.findall(r'"([^"]*)"|([^\s"]+)', fold(str(typed or "")))
    phrases = [" ".join(folded_words(quoted or plain)) for quoted, plain in parts]
    return " ".join(f'"{phrase}"' for phrase in phrases if phrase) or '""'


def _typed_key(typed: Any) -> str:
    """Return what all ways to write a typed URL have in common; it stands within the stored."""
    address = str(typed or "").strip()
    return url_key(address if "://" in address else f"https://{address}")


def _fold(value: Any) -> str | None:
    return None if value is None else fold(str(value))


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: "Datasette"
) -> Markup | None:
    """Show running text in its own direction, and an article's text as paragraphs."""
    if table is None and column == "article" and isinstance(value, int):
        address = datasette.urls.row(database, "articles", str(value))
        return Markup('<a href="{}">read</a>').format(address)
    if column.endswith("_at") and isinstance(value, str):
        return _moment(value, day_only=column == "published_at" and value.endswith(_NO_TIME))
    if column in ("health", "state", "outcome") and isinstance(value, str):
        return _state(value)
    if column in ("url", "address") and isinstance(value, str):
        return _link(value)
    if not isinstance(value, str) or not value:
        return None
    if column not in _RUNNING_TEXT and (table != "articles" or value.isascii()):
        return None
    language = _language(row)
    marks = Markup(' lang="{}"').format(language_tag(language)) if language else Markup("")
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


def _moment(value: str, *, day_only: bool) -> Markup:
    shown = value[:10] if day_only else value[:16].replace("T", " ")
    return Markup('<time class="kh-time" datetime="{}" title="{} UTC">{}</time>').format(
        value, shown, shown
    )


def _state(value: str) -> Markup | None:
    if value in _BAD:
        return Markup('<span class="kh-bad">{}</span>').format(value)
    return Markup('<span class="kh-good">{}</span>').format(value) if value in _GOOD else None


def is_web_url(url: str) -> bool:
    """Tell whether a link to ``url`` may be offered: no script, no data, no file."""
    return url.startswith(("http://", "https://"))


def _link(url: str) -> Markup | None:
    """Return a link that a person can read; only http and https lead anywhere."""
    if not is_web_url(url):
        return None
    shown = unquote(url).split("://", 1)[1]
    if len(shown) > LONGEST_URL:
        shown = shown[: LONGEST_URL - 1] + "…"
    return Markup('<a class="kh-address" dir="ltr" href="{}" rel="noreferrer">{}</a>').format(
        url, shown
    )


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: "Environment") -> None:
    """Give the templates the direction and the tag of a language, and how long ago was a moment."""
    env.add_extension(NoncedTags)
    env.add_extension(NamedControls)
    env.globals["csp_nonce"] = csp_nonce
    env.globals["export_formats"] = FORMATS
    env.filters["web_url"] = lambda url: url if is_web_url(url) else "#not-a-web-address"
    env.filters["direction"] = lambda language: "rtl" if is_rtl(language) else "ltr"
    env.filters["bcp47"] = language_tag
    env.filters["unmailed"] = lambda why: UNMAILED.get(why, why)
    env.filters["troubled"] = in_trouble
    env.filters["ago"] = lambda at, now: ago(datetime.fromisoformat(at), now)


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(table: str | None, datasette: "Datasette") -> dict[str, Any]:
    """Give the templates the prepared questions, and what is known of the table at hand."""
    tables = {name: words["description"] for name, words in descriptions().items()}
    return {
        "khabardar_notice": notice_of(datasette),
        "khabardar_writes": may_write(datasette),
        "khabardar_queries": queries(),
        "khabardar_tables": tables,
        "khabardar_columns": descriptions().get(table or "", {}),
        "khabardar_shown": _MAIN_COLUMNS.get(table or ""),
    }


def _language(row: Any) -> str:
    keys = row.keys() if hasattr(row, "keys") else ()
    return str(row["language"] or "") if "language" in keys else ""


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """The desk's own pages and exports; and search engines are asked to stay away."""
    return [
        (r"^/robots\.txt$", _robots),
        (r"^/$", today_page),
        (r"^/-/today\.json$", today_page),
        (rf"^/-/stories\.{_FORMAT}$", stories_export),
        (rf"^/-/stories/(?P<number>[0-9]{{1,15}})\.{_FORMAT}$", story_export),
        (rf"^/-/rules/(?P<number>[0-9]{{1,15}})\.{_FORMAT}$", rule_export),
        (rf"^/-/search\.{_FORMAT}$", search_export),
        (r"^/-/stories(\.json)?$", stories_page),
        (r"^/-/stories/(?P<number>[0-9]{1,15})(\.json)?$", story_page),
        (r"^/-/archived/(?P<number>[0-9]{1,15})$", archived_page),
        (r"^/-/changes(\.json)?$", changes_page),
        (r"^/-/alerts(\.json)?$", alerts_page),
        (r"^/-/alerts/preview(\.json)?$", preview_page),
        (r"^/-/outlets(\.json)?$", outlets_page),
        (r"^/-/health$", health_page),
        (r"^/-/write$", write_page),
        (r"^/-/search$", search_page),
        (r"^/-/data$", data_page),
    ]


def _robots() -> Response:
    return Response.text("User-agent: *\nDisallow: /\n")


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper() -> Callable[[App], App]:
    """Send headers with every answer that keep foreign scripts and frames out."""
    return with_policy
