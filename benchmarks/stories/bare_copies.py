"""Measures stories where no word list helps to clean: both newsrooms, with the lists emptied.

python -m benchmarks.stories.bare_copies [--with-lists]
"""

import itertools
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.shared_data import NEWSROOM, NEWSROOM2, need, truth
from benchmarks.text.word_lists import OF_LANGUAGES, emptied, empty
from db.store import open_store
from db.stories import copies, read
from messengers.base import MailConfig
from passes import intake
from passes.config import PassConfig
from passes.imports import take_in
from pipelines.decide import Decider
from pipelines.web.network_policy import Network
from pipelines.web.urls import url_key
from press_catalogue.decider import DeciderSpec, NumberedQueries, build_decider


def bare_decider(spec: DeciderSpec, rules: NumberedQueries) -> Decider:
    """Return a decider, in a worker, after the word lists of all languages were emptied there."""
    empty(OF_LANGUAGES)
    return build_decider(spec, rules)


def measure(folder: Path, spent: list[float]) -> None:
    """Print pair F1 of copies over the pages of a newsroom, and each pair that is wrong."""
    rows = {url_key(row["url"]): row for row in truth(folder)}
    spent.clear()
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        config = PassConfig(
            *(place / "k.db", place / "archive", (), (), DeciderSpec(keep="*")),
            *(Network("benchmark@example.org", "", (), 0.0), MailConfig("k@example.org", place)),
        )
        pages = [need(folder / "pages.warc.gz")]
        take_in(config, pages, lambda: datetime.now(UTC), lambda **_: None)
        with open_store(config.database, write=False) as store:
            story_of = {
                url_key(article.url): story.id
                for story in read.read_stories(store)
                for article in story.articles
            }
    count: Counter[str] = Counter()
    known = [(key, row) for key, row in rows.items() if key in story_of]
    for (one, a), (other, b) in itertools.combinations(known, 2):
        copied, said = _are_copies(a, b), story_of[one] == story_of[other]
        count[f"{copied:d}{said:d}"] += 1
        if copied != said:
            print(f"  {'split' if copied else 'merged'}:", a["story_id"], b["story_id"], one, other)
    f1 = 2 * count["11"] / max(2 * count["11"] + count["10"] + count["01"], 1)
    print(
        f"{folder.name}: {len(known)} of {len(rows)} pages, F1 {f1:.3f}, {count['01']} false "
        f"merges, comparing {1000 * sum(spent) / max(len(known), 1):.1f} ms a page",
        dict(count),
    )


def _are_copies(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Tell whether two pages are copies by the truth: of one cluster, or of the same words."""
    cluster = bool(a["cluster"]) and a["cluster"] == b["cluster"]
    own = {a["variant"], b["variant"]} & {"same_event", "update"}
    return (cluster and not own) or a["text"] == b["text"]


def _timed(module: Any, name: str, spent: list[float]) -> None:
    """Let a function note the CPU seconds that each of its calls takes."""
    function = getattr(module, name)

    def timed(*given: Any) -> Any:
        started = time.process_time()
        try:
            return function(*given)
        finally:
            spent.append(time.process_time() - started)

    setattr(module, name, timed)


if __name__ == "__main__":
    spent: list[float] = []
    for name in ("compared", "reconsider"):
        _timed(copies, name, spent)
    if "--with-lists" not in sys.argv:
        with emptied(OF_LANGUAGES):
            pass  # a worker that stops here, since a list is not empty, would be started again
        setattr(intake, "build_decider", bare_decider)  # noqa: B010 - it is not exported
    for newsroom in (NEWSROOM, NEWSROOM2):
        measure(newsroom, spent)
