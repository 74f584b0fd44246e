"""Writes revisions for a person and for a program."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from db.articles.revisions import Revision
from pipelines.errors import OperatorError
from pipelines.stories.revisions import word_diff

_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def span_of(text: str) -> timedelta:
    """Return how long a span such as 12h, 7d or 4w is.

    Raises:
        OperatorError: it is none.
    """
    found = re.fullmatch(r"(\d{1,4})([hdw])", text.strip().lower())
    if not found:
        raise OperatorError(f"--last {text}: write a number and h, d or w, for example 7d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def revision_row(found: Revision, significant: bool) -> dict[str, Any]:
    """Return a revision as a JSON line holds it."""
    return {
        "id": found.id,
        "article_id": found.article_id,
        "url": found.url,
        "outlet": found.outlet,
        "language": found.language,
        "seen_at": found.seen_at,
        "change": found.change,
        "summary": found.summary,
        "significant": significant,
        "title": found.after.title,
        "title_before": found.before.title,
        "diff": word_diff(found.before, found.after),
    }


def revision_lines(found: Revision) -> Iterator[str]:
    """Yield a revision as lines: when, where and what, then the changed words."""
    yield f"{found.seen_at}  {found.outlet}  [{found.change}] {found.summary}"
    yield f"  {found.before.title}"
    yield f"  {found.url}"
    for line in word_diff(found.before, found.after).splitlines():
        yield f"    {line}"
    yield ""
