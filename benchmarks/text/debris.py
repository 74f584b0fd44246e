"""Measures debris that is left in texts, and text that is lost, on two sets of generated sites.

    python -m benchmarks.text.debris
    python -m benchmarks.text.debris --each-list   # without each word list alone: takes minutes

By how many pages a host has, with the word lists and with these emptied; and by template, with
nothing known from other hosts of the same template: what was learned on them may not help where a
template is new. The weights of evidence are set by hand, for all templates alike; see
template_weights for weights chosen without a template. Emptied lists are tuned to no template.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.shared_data import NEWSROOM, NEWSROOM2, need, truth
from benchmarks.text.word_lists import ALL, OF_LANGUAGES, emptied
from db.archive import read_pages
from pipelines.decide import Draft, draft_page, finish, traces_of
from pipelines.items import Article, Dropped, Entry, Page
from pipelines.page_blocks import PageBlocks
from pipelines.site.known import NOTHING_KNOWN, SiteBoilerplate, shared_by_hosts
from pipelines.site.learning import learned
from pipelines.site.page_traces import site_host
from pipelines.sources import Source
from pipelines.text.fold import fold, folded_words

NOW = datetime(2026, 11, 26, tzinfo=UTC)
EACH = "--each-list"
LISTS: dict[str, tuple[str, ...]] = {
    "with lists": (),
    "lists of all languages emptied": tuple(OF_LANGUAGES),
    "names of boxes emptied, too": tuple(ALL),
}
SIZES = ((10, "ten pages or more"), (4, "four to nine"), (0, "three or fewer"))
SURE_LETTERS = 20
"""Debris of so many letters is looked for anywhere; shorter one only as whole words."""
_PLAIN = frozenset(("first_par", "last_par"))
"""What must stay and looks like nothing else; the other kinds are traps."""


@dataclass(slots=True)
class Score:
    """How much debris was left of how much, and how much that must stay is lost of how much."""

    left: int = 0
    debris: int = 0
    lost: int = 0
    must_stay: int = 0
    traps_lost: int = 0
    traps: int = 0

    def add(self, other: "Score") -> None:
        """Add what another score counted."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def __str__(self) -> str:
        """Return the three shares, with what they are shares of."""
        pairs = (
            ("left", self.left, self.debris),
            ("lost", self.lost, self.must_stay),
            ("traps lost", self.traps_lost, self.traps),
        )
        return ", ".join(f"{name} {part / max(of, 1):.1%} of {of}" for name, part, of in pairs)


@dataclass(slots=True)
class Site:
    """A host of a set: what its pages told, and the drafts of those that have a truth."""

    template: str = ""
    traces: list[PageBlocks] = field(default_factory=list)
    drafts: list[tuple[dict[str, Any], Draft]] = field(default_factory=list)


def score(row: dict[str, Any], text: str) -> Score:
    """Return what is left of a page's debris in ``text``, and what is lost; ``row`` is its truth.

    A piece of debris is left if it stands in the text more often than in the true one.
    """
    found = Score()
    for debris, where in zip(row["debris"], row["debris_where"], strict=True):
        if where != "soft":
            found.debris += 1
            found.left += times(debris, text) > times(debris, row["text"])
    for piece, kind in zip(row["keep"], row["keep_kind"], strict=True):
        lost = not times(piece, text)
        found.must_stay += 1
        found.lost += lost
        found.traps += kind not in _PLAIN
        found.traps_lost += lost and kind not in _PLAIN
    return found


def times(piece: str, text: str) -> int:
    """Return how often a piece stands in a text, by its folded words."""
    said, words = folded_words(fold(text)), folded_words(fold(piece))
    letters = "".join(words)
    if len(letters) >= SURE_LETTERS:
        return "".join(said).count(letters)
    return f" {' '.join(said)} ".count(f" {' '.join(words)} ") if words else 0


def read_sites(folder: Path) -> dict[str, Site]:
    """Return the hosts of a set of generated sites, each page read but not cleaned."""
    rows = {row["url"]: row for row in truth(folder)}
    sites: dict[str, Site] = defaultdict(Site)
    for page in read_pages(need(folder / "pages.warc.gz")):
        if not isinstance(page, Page):
            continue
        host = site_host(page.url)
        source = Source(host, host, f"http://{host}/")
        draft = draft_page(page, Entry(page.url), source, "full", NOW)
        if isinstance(draft, Draft):
            sites[host].traces.append(traces_of(draft))
            row = rows.get(page.url)
            if row:
                sites[host].template = row["template"]
                sites[host].drafts.append((row, draft))
        elif isinstance(draft, Dropped) and draft.blocks:
            sites[host].traces.append(draft.blocks)
    return dict(sites)


def scores(sites: dict[str, Site], *, own_template: bool) -> Iterator[tuple[Site, Score]]:
    """Yield each host with its score, its pages cleaned by what was learned.

    ``own_template`` says whether other hosts of its template may have taught anything.
    """
    known = {host: learned(site.traces) for host, site in sites.items()}
    for host, site in sites.items():
        others = (
            found
            for other, found in known.items()
            if own_template or other == host or sites[other].template != site.template
        )
        yield site, _score_of(site, replace(known[host], shared=shared_by_hosts(others)))


def _score_of(site: Site, known: SiteBoilerplate = NOTHING_KNOWN) -> Score:
    total = Score()
    for row, draft in site.drafts:
        article = finish(draft, known)
        total.add(score(row, article.text if isinstance(article, Article) else ""))
    return total


def by_size(found: Iterable[tuple[Site, Score]]) -> dict[str, Score]:
    """Return the scores of hosts together, by how many pages they have, and of all."""
    total: dict[str, Score] = {"all": Score(), **{name: Score() for _, name in SIZES}}
    for site, one in found:
        size = next(name for least, name in SIZES if len(site.drafts) >= least)
        total["all"].add(one)
        total[size].add(one)
    return total


def by_template(found: Iterable[tuple[Site, Score]]) -> dict[str, Score]:
    """Return the scores of hosts together, by template, the worst last."""
    total: dict[str, Score] = defaultdict(Score)
    for site, one in found:
        total[site.template].add(one)
    worst = sorted(total.items(), key=lambda pair: pair[1].left / max(pair[1].debris, 1))
    return dict(worst)


def print_tables(folder: Path, lists: str) -> None:
    """Print the scores of a set by size of host and by template; ``lists`` says what is emptied."""
    sites = read_sites(folder)
    print(f"{folder.name}, {lists}")
    for name, total in by_size(scores(sites, own_template=True)).items():
        print(f"  {name:18} {total}")
    print("  by template: nothing known from other hosts of the same one; weights set by hand")
    for name, total in by_template(scores(sites, own_template=False)).items():
        print(f"  {name:18} {total}", flush=True)


def print_each() -> None:
    """Print for each word list the scores of each set without that list alone."""
    for names in ((), *((name,) for name in ALL), tuple(ALL)):
        title = "all emptied" if len(names) > 1 else "".join(names) or "none emptied"
        with emptied(names):
            for folder in (NEWSROOM, NEWSROOM2):
                total = by_size(scores(read_sites(folder), own_template=True))["all"]
                print(f"{title:16} {folder.name:10} {total}", flush=True)


def main() -> None:
    """Print the tables, with the lists and without, or those of each list."""
    if sys.argv[1:] == [EACH]:
        print_each()
        return
    for lists, names in LISTS.items():
        with emptied(names):
            for folder in (NEWSROOM, NEWSROOM2):
                print_tables(folder, lists)


if __name__ == "__main__":
    main()
