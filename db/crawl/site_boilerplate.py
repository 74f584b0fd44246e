"""What is known of a host: lines that recur on its newest pages, and titles of its articles."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from db.store import Store, iso
from pipelines.page.repeated_text import KnownPage
from pipelines.page_blocks import PageBlocks, PageLine
from pipelines.site.about import About
from pipelines.site.known import LEAST_HOSTS, TEXT_MARK_LETTERS, SiteBoilerplate, packed
from pipelines.site.learning import boilerplate_of, labels_of
from pipelines.site.line_keys import (
    KEY_BYTES,
    TAILS_BYTES,
    label_keys,
    label_mark,
    labels_in,
    opening_mark,
    shape_mark,
    title_key,
    twice_mark,
)
from pipelines.site.page_traces import all_marks, marks_of
from pipelines.text.fold import folded_words

PAGES_KEPT = 100
"""Of each host, the newest."""
PAGES_LEARNED = 28
"""Of these, the newest tell what recurs: a new design is known as soon as a quarter have it."""
TITLES_KEPT = 5_000
LISTED_TITLES = 300
"""So many of the newest titles that a host's lists gave are added whenever it is learned."""
NEWEST_TITLES = 30
"""If so many of the newest are known, so are those before: they were added with these."""
MARKS_KEPT = 200
FORGOTTEN_AFTER = timedelta(days=180)
"""A line that none of the kept pages has is known so long still: old pages are read again."""
SAMPLE_LETTERS = 100


LineKind = Literal["text", "shape", "label", "twice", "opening"]
_LINE_KINDS: dict[str, LineKind] = {"s": "shape", "l": "label", "2": "twice", "o": "opening"}


@dataclass(frozen=True, slots=True)
class LearnedLine:
    """A line that recurs on a host's pages: its mark, how many pages had it, what it says.

    ``kind`` is "text" for the same words, "shape" for lines that differ in numbers and names,
    "label" for what stands before titles, "twice" for a text that only two articles have,
    "opening" for one that several articles begin with.
    ``undone`` says that a person wants such lines kept.
    """

    mark: str
    kind: LineKind
    pages: int
    sample: str
    since_at: str
    undone: bool


def remember_page(store: Store, url: str, blocks: PageBlocks, now: datetime) -> None:
    """Keep what the page at ``url`` tells, in place of what an earlier visit told.

    Within the caller's transaction.
    """
    store.execute(
        "INSERT OR REPLACE INTO page_blocks (url, host, seen_at, core, title, lines, taken, "
        "titles, tails, headline, words, confidence) VALUES (:url, :host, :now, :core, :title, "
        ":lines, :taken, :titles, :tails, :headline, :words, :confidence)",
        {
            "url": url,
            "host": blocks.host,
            "now": iso(now),
            "core": blocks.core,
            "title": blocks.title,
            "lines": " ".join(map(_written, blocks.lines)),
            "taken": " ".join(sorted(blocks.taken)),
            "headline": blocks.headline,
            "words": blocks.words,
            "confidence": blocks.confidence,
            "titles": b"".join(blocks.titles),
            "tails": b"".join(blocks.tails),
        },
    )


def known_pages(store: Store, host: str) -> list[KnownPage]:
    """Return the newest pages of a host with their headlines and blocks, the newest last."""
    rows = store.rows(
        "SELECT url, headline, lines, coalesce(words, 0) AS words FROM page_blocks "
        "WHERE host = ? ORDER BY seen_at DESC, url LIMIT ?",
        (host, PAGES_KEPT),
    )
    return [
        KnownPage(row["url"], row["headline"], _texts(row["lines"]), row["words"])
        for row in reversed(rows)
    ]


def _texts(lines: str) -> frozenset[str]:
    return frozenset(_line_of(line).text for line in lines.split())


_KINDS: dict[str, tuple[Literal["", "prose", "core"], bool]] = {
    **{"-": ("", True), "p": ("prose", True), "c": ("core", True)},
    **{"_": ("", False), "P": ("prose", False), "C": ("core", False)},
}
_LETTERS = {kind: letter for letter, kind in _KINDS.items()}


def _written(line: PageLine) -> str:
    return _LETTERS[line.kind, line.tells_twice] + line.text + line.shape


def _line_of(written: str) -> PageLine:
    return PageLine(written[1:17], written[17:], *_KINDS[written[0]])


def _page_of(row: Any) -> PageBlocks:
    return PageBlocks(
        row["host"],
        row["core"],
        tuple(map(_line_of, row["lines"].split())),
        frozenset(row["taken"].split()),
        row["title"],
        tuple(_parted(row["titles"], KEY_BYTES)),
        tuple(_parted(row["tails"], TAILS_BYTES)),
    )


def _parted(keys: bytes, length: int) -> Iterator[bytes]:
    return (keys[at : at + length] for at in range(0, len(keys), length))


def known_boilerplate(store: Store, host: str, shared: frozenset[str]) -> SiteBoilerplate:
    """Return what is known of ``host``, without what a person undid.

    ``shared`` is what ``shared_marks`` gives: that looks at all hosts, so it is asked for once.
    """
    rows = store.rows("SELECT digest, undone FROM furniture WHERE host = ?", (host,))
    return SiteBoilerplate(
        frozenset(row["digest"] for row in rows if not row["undone"]),
        packed(_titles(store, host, undone=False)),
        shared - {row["digest"] for row in rows if row["undone"]},
    )


def shared_marks(store: Store) -> frozenset[str]:
    """Return the marks of texts and shapes that recur on several hosts each."""
    rows = store.rows(
        "SELECT digest FROM furniture WHERE NOT undone AND (length(digest) = :text OR digest "
        "LIKE 's%') GROUP BY digest HAVING count(*) >= :least",
        {"text": TEXT_MARK_LETTERS, "least": LEAST_HOSTS},
    )
    return frozenset(row["digest"] for row in rows)


def hosts_with(store: Store, marks: Iterable[str]) -> set[str]:
    """Return the hosts of pages that have lines of some ``marks``."""
    return {
        row["host"]
        for mark in marks
        for row in store.rows(
            "SELECT DISTINCT host FROM page_blocks WHERE instr(lines, ?)", (mark,)
        )
    }


def _titles(store: Store, host: str, *, undone: bool) -> Iterator[bytes]:
    """Return the keys of the titles of a host, the newest last."""
    row = store.row("SELECT titles, undone FROM site_titles WHERE host = ?", (host,))
    return _parted(row["titles"] if row and row["undone"] <= undone else b"", KEY_BYTES)


def learn(store: Store, host: str, now: datetime) -> None:
    """Find what the newest pages of a host tell of it, and keep that, in one transaction.

    What is found depends on which pages are known, not on the order in which they came.
    """
    with store.transaction():
        pages = _pages(store, host)
        _learn_titles(store, host, pages)
        if len(pages) > PAGES_LEARNED:
            _forget_pages(store, host)
            pages = _pages(store, host)
        _learn_lines(store, host, pages, now)


def _forget_pages(store: Store, host: str) -> None:
    """Delete all but the newest pages of a host, and of some of these what was learned from."""
    store.execute(
        "DELETE FROM page_blocks WHERE host = ?1 AND url NOT IN (SELECT url FROM page_blocks "
        "WHERE host = ?1 ORDER BY seen_at DESC, url LIMIT ?2)",
        (host, PAGES_KEPT),
    )
    store.execute(
        "UPDATE page_blocks SET lines = '', taken = '', titles = x'', tails = x'' "
        "WHERE host = ?1 AND lines || taken || titles || tails <> '' AND url NOT IN (SELECT "
        "url FROM page_blocks WHERE host = ?1 ORDER BY seen_at DESC, url LIMIT ?2)",
        (host, PAGES_LEARNED),
    )


def _learn_titles(store: Store, host: str, pages: Sequence[PageBlocks]) -> None:
    before = list(_titles(store, host, undone=True))
    known = dict.fromkeys(before)
    found = _listed_titles(store, host, NEWEST_TITLES)
    if not before or not known.keys() >= {*filter(None, found)}:
        found = _listed_titles(store, host, LISTED_TITLES if before else TITLES_KEPT)
    found.extend(key for page in pages for key in page.titles)
    for key in filter(None, found):
        known.pop(key, None)  # seen again: it is among the newest now
        known[key] = None
    titles = list(known)[-TITLES_KEPT:]
    if titles != before:
        store.execute(
            "INSERT INTO site_titles (host, titles, undone) VALUES (?, ?, 0) "
            "ON CONFLICT (host) DO UPDATE SET titles = excluded.titles",
            (host, b"".join(titles)),
        )


def _listed_titles(store: Store, host: str, most: int) -> list[bytes]:
    """Return the keys of the titles that lists gave last for outlets with pages at a host.

    The newest is the last; b"" is none. Outlet by outlet: the index has those of one in order.
    """
    outlets = store.rows(
        "SELECT DISTINCT source_id FROM links JOIN page_blocks USING (url) WHERE host = ?",
        (host,),
    )
    titles = {
        (row["found_at"], row["title"])
        for outlet in outlets
        for row in store.rows(
            "SELECT DISTINCT title, found_at FROM links WHERE source_id = ? "
            "ORDER BY found_at DESC, title LIMIT ?",
            (outlet["source_id"], most),
        )
    }
    newest = sorted(sorted(titles, key=lambda one: one[1]), key=lambda one: one[0], reverse=True)
    return [title_key(title) for _, title in reversed(newest[:most])]


def _learn_lines(store: Store, host: str, pages: Sequence[PageBlocks], now: datetime) -> None:
    titles = b"".join(_titles(store, host, undone=False))
    found = boilerplate_of(pages) | labels_of(pages, titles)
    rows = store.rows("SELECT digest, seen_at, undone FROM furniture WHERE host = ?", (host,))
    if not (found or rows):
        return
    shown = [all_marks(page) for page in pages]
    before = {row["digest"] for row in rows}
    oldest = iso(now - FORGOTTEN_AFTER) or ""
    on_pages = set().union(*shown) if shown else set()
    gone = {
        row["digest"]
        for row in rows
        if not row["undone"]
        and row["digest"] not in found
        and (row["digest"] in on_pages or row["seen_at"] < oldest)
    }
    store.execute_many(
        "DELETE FROM furniture WHERE host = ? AND digest = ?", [(host, mark) for mark in gone]
    )
    samples = dict(_samples(store, host, found - before))
    store.execute_many(
        "INSERT INTO furniture (host, digest, pages, sample, since_at, seen_at, undone) "
        "VALUES (?, ?, 0, ?, ?, ?, 0)",
        [(host, mark, samples.get(mark, ""), iso(now), iso(now)) for mark in found - before],
    )
    counts = [(sum(mark in marks for marks in shown), iso(now), host, mark) for mark in found]
    store.execute_many(
        "UPDATE furniture SET pages = ?, seen_at = ? WHERE host = ? AND digest = ?", counts
    )
    store.execute(
        "DELETE FROM furniture WHERE host = ?1 AND digest NOT IN (SELECT digest FROM furniture "
        "WHERE host = ?1 ORDER BY undone DESC, seen_at DESC, pages DESC, digest LIMIT ?2)",
        (host, MARKS_KEPT),
    )


def _pages(store: Store, host: str) -> list[PageBlocks]:
    """Return what is kept of each page of a host, the one that was seen last at the end."""
    rows = store.rows("SELECT * FROM page_blocks WHERE host = ? ORDER BY seen_at, url", (host,))
    return [*map(_page_of, rows)]


def _samples(store: Store, host: str, wanted: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield a mark and a text for those of the ``wanted`` lines that stand in an article."""
    if not wanted:
        return
    rows = store.rows(
        "SELECT a.text, a.byline, s.name FROM page_blocks p JOIN links l ON l.url = p.url "
        "JOIN articles a ON a.id = l.article_id JOIN sources s ON s.id = a.source_id "
        "WHERE p.host = ? ORDER BY p.url",
        (host,),
    )
    left, kinds = set(wanted), set(map(_kind_of, wanted))
    for row in rows:
        about = About("", tuple(row["byline"].split("; ")), (row["name"], host.split(".")[0]))
        for text in row["text"].split("\n\n"):
            if not left:
                return
            for mark in left.intersection(_marks_of_text(text, kinds, about)):
                left.discard(mark)
                yield mark, text[:SAMPLE_LETTERS]


def _marks_of_text(text: str, kinds: Container[LineKind], about: About) -> Iterator[str]:
    """Yield the marks that a paragraph may be known by, of some kinds only: they cost."""
    from pipelines.page.extract import Block

    block = Block("p", text)
    yield from (block.digest, twice_mark(block.digest), opening_mark(block.digest))
    if "shape" in kinds:
        yield shape_mark(block.folded, about)
    if "label" in kinds:
        labels = labels_in(label_keys("p", text, folded_words(block.folded)))
        yield from (label_mark(label) for label, _ in labels)


def _kind_of(mark: str) -> LineKind:
    return "text" if len(mark) == TEXT_MARK_LETTERS else _LINE_KINDS[mark[0]]


def learned_lines(store: Store, host: str) -> list[LearnedLine]:
    """Return the lines that are known to recur on a host's pages, the most frequent first."""
    rows = store.rows(
        "SELECT * FROM furniture WHERE host = ? ORDER BY pages DESC, since_at, digest", (host,)
    )
    return [
        LearnedLine(
            row["digest"],
            _kind_of(row["digest"]),
            row["pages"],
            row["sample"],
            row["since_at"],
            bool(row["undone"]),
        )
        for row in rows
    ]


def learned_titles(store: Store, host: str) -> int:
    """Return how many titles of articles are known of a host, 0 if a person undid them."""
    return sum(1 for _ in _titles(store, host, undone=False))


def undo(store: Store, host: str, marks: Iterable[str], *, titles: bool = False) -> None:
    """Keep lines of a host from now on, by their ``marks``, and if wanted what names a title.

    What is undone is not learned anew. Texts change when the host is learned the next time.
    """
    with store.transaction():
        store.execute_many(
            "UPDATE furniture SET undone = 1 WHERE host = ? AND digest = ?",
            [(host, mark) for mark in marks],
        )
        if titles:
            store.execute(
                "INSERT INTO site_titles (host, titles, undone) VALUES (?, x'', 1) "
                "ON CONFLICT (host) DO UPDATE SET undone = 1",
                (host,),
            )


def unlearned_hosts(store: Store) -> list[str]:
    """Return the hosts of pages that came in passes which were interrupted, since one that ended.

    What their pages have in common was not learned yet.
    """
    rows = store.rows(
        "SELECT DISTINCT host FROM page_blocks WHERE seen_at >= "
        "(SELECT min(started_at) FROM passes WHERE outcome = 'interrupted' "
        "AND id > (SELECT coalesce(max(id), 0) FROM passes WHERE ended_at IS NOT NULL))"
    )
    return [row["host"] for row in rows]


def articles_to_clean(store: Store, host: str, known: SiteBoilerplate) -> list[int]:
    """Return the articles that were cleaned by something else than what is ``known`` now."""
    rows = store.rows("SELECT * FROM page_blocks WHERE host = ? ORDER BY url", (host,))
    outdated = [
        row["url"]
        for row in rows
        if marks_of(_page_of(row), known) != frozenset(row["taken"].split())
    ]
    found = (
        store.row(
            "SELECT a.id FROM links l JOIN articles a ON a.id = l.article_id "
            "WHERE l.url = ? AND a.archive_file IS NOT NULL",
            (url,),
        )
        for url in outdated
    )
    return list(dict.fromkeys(row["id"] for row in found if row))
