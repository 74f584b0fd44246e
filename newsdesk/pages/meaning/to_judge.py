"""The page of what a person should judge: the doubtful articles, the most useful ones first."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from db.people.judgements import judged_lately
from db.people.learned import count_judged, doubtful
from db.store import Store
from newsdesk.pages.answer import answer, read
from pipelines.items import LANGUAGES

if TYPE_CHECKING:
    from datasette.app import Datasette

DAYS = 30
MOST_DOUBTFUL, MOST_JUDGED = 20, 10


async def to_judge_page(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/judge with the doubtful articles, one of each story, and what was judged lately."""
    since = datetime.now(UTC) - timedelta(days=DAYS)

    def facts(store: Store) -> dict[str, Any]:
        return {
            "doubtful": doubtful(store, since, MOST_DOUBTFUL),
            "judged": judged_lately(store, MOST_JUDGED),
            "judgements": count_judged(store),
        }

    about = {"days": DAYS, "most": MOST_DOUBTFUL, "languages": LANGUAGES}
    found = await read(datasette, facts)
    return await answer(datasette, request, "judge.html", found, about=about)
