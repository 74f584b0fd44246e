"""The page of what outlets changed in articles that were already told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from db.articles.revisions import Revision, revisions_since
from db.store import Store
from newsdesk.pages.answer import answer, read
from newsdesk.pages.today import SPANS
from pipelines.stories.revisions import is_significant, word_diff

if TYPE_CHECKING:
    from datasette.app import Datasette

MOST_CHANGES = 30
_ISOLATES = str.maketrans("", "", "\u2068\u2069")
_MARKED = re.compile(r"\[-(.*?)-\]|\{\+(.*?)\+\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a changed passage; ``kind`` is same, old or new."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change with its passages, each cut into parts."""

    revision: Revision
    passages: tuple[tuple[Part, ...], ...]


async def changes_page(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/changes with the newest changes; ?all=1 shows those too that hardly matter."""
    days = request.args.get("days") or ""
    days = days if days in SPANS else "7"
    every = request.args.get("all") == "1"
    since = datetime.now(UTC) - timedelta(days=int(days))

    asked = str(request.args.get("before") or "")
    before = int(asked) if re.fullmatch(r"[0-9]{1,15}", asked, re.ASCII) else None

    def facts(store: Store) -> dict[str, Any]:
        found = revisions_since(store, since, before)
        wanted = (one for one in found if every or _matters(one))
        shown = [shown_change(one) for one in islice(wanted, MOST_CHANGES + 1)]
        following = shown[MOST_CHANGES - 1].revision.id if len(shown) > MOST_CHANGES else None
        return {"changes": shown[:MOST_CHANGES], "next": following}

    found = await read(datasette, facts)
    about = {"days": days, "spans": SPANS, "every": every, "before": before}
    return await answer(datasette, request, "changes.html", {**found, **about})


def _matters(revision: Revision) -> bool:
    return is_significant(revision.change, revision.before, revision.after)


def shown_change(revision: Revision) -> ShownChange:
    """Return a revision with its changed passages, the headline's first."""
    lines = word_diff(revision.before, revision.after).splitlines()
    return ShownChange(revision, tuple(tuple(_parts(line)) for line in lines))


def _parts(line: str) -> Iterator[Part]:
    at = 0
    plain = line.translate(_ISOLATES)
    for found in _MARKED.finditer(plain):
        if found.start() > at:
            yield Part("same", plain[at : found.start()])
        old = found[1] is not None
        yield Part("old" if old else "new", found[1] if old else found[2])
        at = found.end()
    if at < len(plain):
        yield Part("same", plain[at:])
