"""What the desk adds to Datasette: folded search, text in its own direction, safe answers."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from datasette.utils import tilde_encode
from datasette.utils.asgi import Response
from markupsafe import Markup

from newsdesk.cells import (
    Connection,
    add_functions,
    bold_figures,
    is_web_url,
    shown_cell,
    told_change,
)
from newsdesk.named_controls import NamedControls
from newsdesk.pages.about import about_page
from newsdesk.pages.alerts import alerts_page
from newsdesk.pages.answer import going_on, notice_of
from newsdesk.pages.archived import archived_original, archived_page
from newsdesk.pages.article import article_page
from newsdesk.pages.changes import changes_page
from newsdesk.pages.data import data_page
from newsdesk.pages.exports import rule_export, search_export, stories_export, story_export
from newsdesk.pages.meaning.to_judge import to_judge_page
from newsdesk.pages.menu import menu
from newsdesk.pages.outlet.errand import errand_page
from newsdesk.pages.outlet.page import outlet_page
from newsdesk.pages.outlets import health_page, outlets_page
from newsdesk.pages.preview import preview_page
from newsdesk.pages.search import search_page
from newsdesk.pages.story import story_page
from newsdesk.pages.today import stories_page, today_page
from newsdesk.plain_words import MAILED, STATES, health_words, reason_words
from newsdesk.policy import App, NoncedTags, csp_nonce, own_policy
from newsdesk.wording import descriptions
from newsdesk.writing.errands import errands_of
from newsdesk.writing.forms import may_write, write_page
from pipelines.alerts.age import UNMAILED
from pipelines.exports.formats import FORMATS, formats_by_use
from pipelines.text.language import is_rtl, language_tag
from pipelines.text.moments import ago
from pipelines.web.source_health import in_trouble

if TYPE_CHECKING:
    from datasette.app import Datasette
    from jinja2 import Environment

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
_FORMAT = f"(?P<format>{'|'.join(map(re.escape, FORMATS))})"


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def prepare_connection(conn: Connection) -> None:
    """Give SQL the functions that search as the index was made."""
    add_functions(conn)


@hookimpl  # type: ignore[untyped-decorator]
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: "Datasette"
) -> Markup | None:
    """Show running text in its own direction, times and URLs so that they can be read."""
    return shown_cell(
        *(row, value, column, table),
        article_url=lambda number: datasette.urls.path(f"/-/articles/{number}"),
    )


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: "Environment") -> None:
    """Give the templates the direction and the tag of a language, and how long ago was a moment."""
    env.add_extension(NoncedTags)
    env.add_extension(NamedControls)
    env.globals["csp_nonce"] = csp_nonce
    env.globals["export_formats"] = FORMATS
    env.globals["export_uses"] = formats_by_use()
    env.filters["web_url"] = lambda url: url if is_web_url(url) else "#not-a-web-address"
    env.filters["direction"] = lambda language: "rtl" if is_rtl(language) else "ltr"
    env.filters["bcp47"] = language_tag
    env.filters["row_key"] = tilde_encode
    env.filters["unmailed"] = lambda why: UNMAILED.get(why, why)
    env.filters["troubled"] = in_trouble
    env.tests["in_trouble"] = in_trouble
    env.filters["reason"] = reason_words
    env.filters["health_reason"] = health_words
    env.globals["link_states"] = STATES
    env.globals["mail_states"] = MAILED
    env.filters["figures"] = bold_figures
    env.filters["told_change"] = told_change
    env.filters["ago"] = lambda at, now: ago(datetime.fromisoformat(at), now)


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(
    table: str | None, datasette: "Datasette"
) -> Callable[[], Awaitable[dict[str, Any]]]:
    """Give the templates the bar, prepared questions, and what is known of the table at hand."""
    return partial(_template_vars, table, datasette)


async def _template_vars(table: str | None, datasette: "Datasette") -> dict[str, Any]:
    return {
        "khabardar_menu": await menu(datasette),
        "khabardar_notice": notice_of(datasette),
        "khabardar_going_on": going_on(datasette),
        "khabardar_writes": may_write(datasette),
        "khabardar_errands": errands_of(datasette) is not None,
        "khabardar_columns": descriptions().get(table or "", {}),
        "khabardar_shown": _MAIN_COLUMNS.get(table or ""),
    }


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
        (r"^/-/archived/(?P<number>[0-9]{1,15})(\.json)?$", archived_page),
        (r"^/-/archived/(?P<number>[0-9]{1,15})/original$", archived_original),
        (r"^/-/articles/(?P<number>[0-9]{1,15})(\.json)?$", article_page),
        (r"^/-/judge(\.json)?$", to_judge_page),
        (r"^/-/changes(\.json)?$", changes_page),
        (r"^/-/alerts(\.json)?$", alerts_page),
        (r"^/-/alerts/preview(\.json)?$", preview_page),
        (r"^/-/outlets(\.json)?$", outlets_page),
        (r"^/-/outlets/(?P<id>[^/]{1,100}?)(\.json)?$", outlet_page),
        (r"^/-/errands/(?P<number>[0-9]{1,9})(\.json)?$", errand_page),
        (r"^/-/health$", health_page),
        (r"^/-/write$", write_page),
        (r"^/-/search(\.json)?$", search_page),
        (r"^/-/data(\.json)?$", data_page),
        (r"^/-/about(\.json)?$", about_page),
    ]


def _robots() -> Response:
    return Response.text("User-agent: *\nDisallow: /\n")


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: "Datasette") -> Callable[[App], App]:
    """Send headers with every answer that keep foreign scripts and frames out."""
    return own_policy(datasette)
