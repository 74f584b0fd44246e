"""Cells that can be read in any script, and the SQL functions that search as the index was made."""

import re
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import unquote

from markupsafe import Markup, escape

from newsdesk.plain_words import STATES, reason_words
from pipelines.text.fold import fold, folded_words
from pipelines.text.language import is_rtl, language_tag
from pipelines.web.urls import url_key

_RUNNING_TEXT = frozenset(
    {"title", "text", "subject", "summary", "byline", "section", "evidence", "query", "name"}
)
_NO_TIME = "T12:00:00Z"
"""How a day without a time is stored; see pipelines.dates.moments.is_day_only."""
_BAD, _GOOD = frozenset({"broken", "blocked", "failed", "dead"}), frozenset({"ok", "sent", "kept"})
_FIGURES = re.compile(r"(\d+(?:[.,٬٫]\d+)*)")
LONGEST_URL = 80


class Connection(Protocol):
    """What is used here of the connection that Datasette opens."""

    def create_function(
        self, name: str, narg: int, func: Callable[[Any], Any], /, *, deterministic: bool = False
    ) -> None:
        """Make ``func`` callable from SQL."""


def add_functions(conn: Connection) -> None:
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


def shown_cell(
    row: Any, value: Any, column: str, table: str | None, article_url: Callable[[int], str]
) -> Markup | None:
    """Show running text in its own direction, and an article's text as paragraphs.

    ``article_url`` returns where the article of an id is read.
    """
    if table is None and column == "article" and isinstance(value, int):
        return Markup('<a href="{}">read</a>').format(article_url(value))
    if column.endswith("_at") and isinstance(value, str):
        return _moment(value, day_only=column == "published_at" and value.endswith(_NO_TIME))
    if column in ("health", "state", "outcome") and isinstance(value, str):
        return _state(value, in_words=table is None and column == "state")
    if column == "reason" and isinstance(value, str) and table is None:
        return Markup('<span title="{}">{}</span>').format(value, reason_words(value))
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


def _state(value: str, *, in_words: bool) -> Markup | None:
    shown = STATES.get(value, value) if in_words else value
    if value in _BAD:
        return Markup('<span class="kh-bad">{}</span>').format(shown)
    if value in _GOOD:
        return Markup('<span class="kh-good">{}</span>').format(shown)
    return escape(shown) if in_words else None


def bold_figures(text: str) -> Markup:
    """Return a text with its numbers in bold: what differs between reports of one event."""
    parts = enumerate(_FIGURES.split(text))
    shown = (Markup("<b>{}</b>").format(part) if at % 2 else escape(part) for at, part in parts)
    return Markup("").join(shown)


def told_change(text: str) -> Markup:
    """Return what was changed, each number isolated: Arabic digits would swap old and new.

    Between two numbers of Arabic digits, an arrow and spaces take their direction (UAX #9, N1).
    """
    parts = enumerate(_FIGURES.split(text))
    shown = (
        Markup("<bdi><b>{}</b></bdi>").format(part) if at % 2 else escape(part.replace("->", "→"))
        for at, part in parts
    )
    return Markup("").join(shown)


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


def _language(row: Any) -> str:
    keys = row.keys() if hasattr(row, "keys") else ()
    return str(row["language"] or "") if "language" in keys else ""
