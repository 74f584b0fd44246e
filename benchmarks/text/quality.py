"""Texts of the recorded pages against the true ones, beside trafilatura alone, and confidence.

    python -m benchmarks.text.quality

For each set of pages: mean precision, recall and F1 by words, and by how much that F1 is more than
trafilatura's alone. Then the pages that are much worse than trafilatura's and the poorest ones;
how many snippets that must not be in a text are in it; and how far the texts of outlets that the
model of confidence has not seen are foretold. A page of which nothing was read counts 0.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from statistics import mean
from typing import Any

import trafilatura

from benchmarks.shared_data import PAGES, address_key, truth
from benchmarks.text.confidence import Text, quality, report, row_of, texts, word_bag
from db.archive import read_pages
from pipelines.items import Page

MUCH_WORSE = 0.05
VERY_POOR = 0.5
NEWS_SETS = ("scrapinghub", "fundus", "fundus_eval", "wcxb")
"""The sets whose differences are averaged; the others have few pages."""
_NO_WORD = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Score:
    """How good a page's text is: word precision, recall and F1, and trafilatura's F1."""

    url: str
    precision: float
    recall: float
    f1: float
    bare: float


def score(url: str, text: str, bare: str, true: str) -> Score:
    """Return how good a text is, and that of ``bare`` trafilatura, against the ``true`` one."""
    ours, theirs = word_bag(text), word_bag(true)
    both = (ours & theirs).total()
    parts = (both / max(1, ours.total()), both / max(1, theirs.total()))
    return Score(url, *parts, quality(text, true), quality(bare, true))


def scores(found: list[Text]) -> dict[str, list[Score]]:
    """Return the scores of all pages with a true text, by their set; 0 where nothing was read."""
    read = {address_key(text.page.url): text.cleaned.text for text in found}
    true = {address_key(row["url"]): row for row in truth(PAGES) if row.get("text")}
    sets: defaultdict[str, list[Score]] = defaultdict(list)
    for page in read_pages(PAGES / "pages.warc.gz"):
        if isinstance(page, Page) and (row := true.get(key := address_key(page.url))):
            bare = trafilatura.extract(page.body, include_comments=False) or ""
            sets[row["set"]].append(score(page.url, read.get(key, ""), bare, row["text"]))
    return sets


def snippets(found: list[Text]) -> tuple[int, int]:
    """Return how many snippets that must not be in a text are in it, and how many there are."""
    left = count = 0
    for text in found:
        said = _plain(text.cleaned.text)
        unwanted = [_plain(snippet) for snippet in _unwanted(text.true)]
        left += sum(snippet in said for snippet in unwanted)
        count += len(unwanted)
    return left, count


def _unwanted(true: dict[str, Any]) -> list[str]:
    return list(true.get("without") or ())


def _plain(text: str) -> str:
    return _NO_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def print_sets(sets: dict[str, list[Score]]) -> None:
    """Print the means of each set, and by how much they are more than trafilatura's."""
    gains = {name: mean(one.f1 - one.bare for one in rows) for name, rows in sets.items()}
    for name, rows in sorted(sets.items()):
        precision, recall, f1 = (
            mean(getattr(one, part) for one in rows) for part in ("precision", "recall", "f1")
        )
        print(
            f"{name:12} {len(rows):4} pages, precision {precision:.4f}, recall {recall:.4f}, "
            f"F1 {f1:.4f}, over trafilatura {gains[name]:+.4f}"
        )
    print(f"average over trafilatura {mean(gains[name] for name in NEWS_SETS):+.4f}")


def print_faults(pages: list[Score]) -> None:
    """Print the pages whose text is much worse than trafilatura's, and the poorest ones."""
    worse = [one for one in pages if one.f1 < one.bare - MUCH_WORSE]
    share = f"{len(worse) / len(pages):.2%}"
    print(f"much worse than trafilatura: {len(worse)} of {len(pages)} ({share})")
    for one in worse:
        print(f"    {one.f1:.3f} for {one.bare:.3f} {one.url}")
    poorest = sorted((one for one in pages if one.f1 < VERY_POOR), key=lambda one: one.f1)
    print(f"below {VERY_POOR:g}: {len(poorest)}")
    for one in poorest:
        print(f"    {one.f1:.3f} {one.url}")


def main() -> None:
    """Print the scores of each set, the faults, and the numbers of confidence."""
    found = texts()
    sets = scores(found)
    print_sets(sets)
    print_faults([one for rows in sets.values() for one in rows])
    left, count = snippets(found)
    print(f"unwanted snippets left: {left} of {count} ({left / count:.2%})")
    print(report([row_of(text) for text in found]))


if __name__ == "__main__":
    main()
