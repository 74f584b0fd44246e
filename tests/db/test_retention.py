"""Retention: what is old goes, what an open alert or story needs stays, and room is given back."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from db import retention
from db.archive import ArchiveWriter, read_at
from db.articles.insert import save_kept
from db.articles.write import SaveContext
from db.crawl import links, site_boilerplate, sources
from db.damage import damage_in
from db.outbox import rules
from db.retention import let_go, plan_retention
from db.store import Store, iso, open_store
from db.upkeep import last_care
from pipelines.errors import StoreError
from pipelines.items import ArchivePlace, Entry, Failed, Link, Page, Rule
from pipelines.page_blocks import PageBlocks
from pipelines.site.learning import LEAST_PAGES
from pipelines.sources import Source
from tests.samples import NOW, kept_article

LONG_AGO = NOW - timedelta(days=40)
DAYS = 30


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a store with two outlets and a rule."""
    with open_store(tmp_path / "k.db", write=True) as opened:
        sources.sync_sources(
            opened,
            [Source("a", "A", "https://a.example"), Source("b", "B", "https://b.example")],
            LONG_AGO,
        )
        rules.sync_rules(opened, [Rule("R", "families", ("one@example.org",))], LONG_AGO)
        yield opened


def archived(store: Store, name: str, at: datetime, *, alert: bool = False) -> ArchivePlace:
    """Store an article of its own, whose page is in a file of its own, as of a pass at ``at``."""
    url = f"https://a.example/{name}"
    with ArchiveWriter(store.path.parent / "archive", at) as writer:
        place = writer.write(Page(url, 200, "text/html", f"<p>{name}".encode(), at))
    kept = kept_article(url, title=name, text=f"{name} " * 9, rule_ids=(1,) if alert else ())
    links.add_links(store, "a", "feed", [Entry(url)], at)
    save_kept(
        store, Link("a", "feed", Entry(url)), kept, SaveContext(at, place, "", "x", alerts=alert)
    )
    return place


def files(store: Store) -> set[str]:
    """Return the names of the archive's files."""
    return {path.name for path in (store.path.parent / "archive").iterdir()}


def places(store: Store) -> dict[str, str | None]:
    """Return the archive file of each article, by its title."""
    rows = store.rows("SELECT title, archive_file FROM articles")
    return {row["title"]: row["archive_file"] for row in rows}


def test_pages_go_when_they_are_old_and_their_articles_stay(store: Store) -> None:
    old, fresh = archived(store, "old", LONG_AGO), archived(store, "fresh", NOW)
    archive = store.path.parent / "archive"
    planned = plan_retention(store, archive, DAYS, NOW)
    assert files(store) == {old.file, fresh.file}
    gone = let_go(store, archive, DAYS, NOW)
    assert [name for name, _ in gone.files] == [old.file]
    assert gone.file_bytes == planned.file_bytes > 0
    assert (gone.articles, gone.held) == (planned.articles, planned.held) == (1, 0)
    assert files(store) == {fresh.file}
    assert places(store) == {"old": None, "fresh": fresh.file}
    assert store.rows("SELECT archive_file FROM links WHERE url LIKE '%/old'")[0][0] is None
    assert read_at(archive, fresh).body == b"<p>fresh"
    again = let_go(store, archive, DAYS, NOW)
    assert (again.files, again.articles) == ((), 0)
    assert (last_care(store, "vacuum") or ("", ""))[1].startswith("no archive file")


@pytest.mark.parametrize("days", [0, 41])
def test_nothing_goes_before_its_time(store: Store, days: int) -> None:
    place = archived(store, "old", LONG_AGO)
    assert let_go(store, store.path.parent / "archive", days, NOW).files == ()
    assert files(store) == {place.file}


def test_files_of_others_are_never_touched(store: Store) -> None:
    archived(store, "old", LONG_AGO)
    archive = store.path.parent / "archive"
    strange = ("notes.txt", "20200101000000-crawl.warc.gz", "20200101T000000Z-1-001.warc")
    for name in strange:
        (archive / name).write_text("mine")
    (archive / "20200101T000000Z-1-002.warc.gz").mkdir()
    let_go(store, archive, DAYS, NOW)
    assert files(store) == {*strange, "20200101T000000Z-1-002.warc.gz"}


def test_what_an_alert_that_waits_needs_is_kept_until_it_was_sent(store: Store) -> None:
    place = archived(store, "told", LONG_AGO, alert=True)
    archive = store.path.parent / "archive"
    assert store.rows("SELECT state FROM outbox")[0][0] == "pending"
    held = let_go(store, archive, DAYS, NOW)
    assert (held.files, held.held) == ((), 1)
    assert places(store) == {"told": place.file}
    store.execute("UPDATE outbox SET state = 'sent'")
    assert len(let_go(store, archive, DAYS, NOW).files) == 1


def test_what_a_story_that_still_grows_needs_is_kept(store: Store) -> None:
    place = archived(store, "first", LONG_AGO)
    copy = kept_article("https://b.example/copy", title="first", text="first " * 9)
    links.add_links(store, "b", "feed", [Entry("https://b.example/copy")], NOW)
    save_kept(
        store,
        Link("b", "feed", Entry("https://b.example/copy")),
        copy,
        SaveContext(NOW, None, "", "x", alerts=False),
    )
    assert store.rows("SELECT count(DISTINCT story_id) FROM articles")[0][0] == 1
    archive = store.path.parent / "archive"
    assert let_go(store, archive, DAYS, NOW).held == 1
    assert files(store) == {place.file}
    assert len(let_go(store, archive, DAYS, NOW + timedelta(days=31)).files) == 1


def test_what_is_to_be_read_again_is_kept(store: Store) -> None:
    archived(store, "slow", LONG_AGO)
    links.settle_failed(store, "https://a.example/slow", Failed("extraction_killed"), NOW, NOW)
    assert store.rows("SELECT state FROM links")[0][0] == "pending"
    assert let_go(store, store.path.parent / "archive", DAYS, NOW).held == 1


def test_what_a_kill_left_behind_goes_the_next_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database forgets first: then a file may be left, but never a place without its page."""
    archived(store, "old", LONG_AGO)
    archive = store.path.parent / "archive"

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as changed:
        changed.setattr(retention, "_remove", killed)
        with pytest.raises(KeyboardInterrupt):
            let_go(store, archive, DAYS, NOW)
    assert places(store) == {"old": None}
    assert len(files(store)) == 1
    assert let_go(store, archive, DAYS, NOW).articles == 0
    assert files(store) == set()


def test_a_file_that_cannot_be_removed_is_named(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = archived(store, "old", LONG_AGO)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(StoreError, match=f"{place.file}: cannot be removed"):
        let_go(store, store.path.parent / "archive", DAYS, NOW)


def test_notes_on_what_was_taken_out_are_kept_for_the_newest_articles_of_each_outlet(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "ARTICLES_EXPLAINED", 2)
    for outlet in ("a", "b"):
        for number in range(3):
            url = f"https://{outlet}.example/{number}"
            links.add_links(store, outlet, "feed", [Entry(url)], NOW)
            kept = kept_article(url, title=url, text=f"{outlet} {number} " * 9)
            context = SaveContext(NOW, None, "", "x", alerts=False)
            save_kept(store, Link(outlet, "feed", Entry(url)), kept, context)
    assert plan_retention(store, None, 0, NOW).removed_blocks == 2
    assert let_go(store, None, 0, NOW).removed_blocks == 2
    left = store.rows(
        "SELECT a.url FROM removed_blocks b JOIN articles a ON a.id = b.article_id ORDER BY 1"
    )
    assert [row["url"][8:] for row in left] == [
        *("a.example/1", "a.example/2", "b.example/1", "b.example/2")
    ]
    assert let_go(store, None, 0, NOW).removed_blocks == 0


def test_the_blocks_of_a_hosts_pages_are_bounded_also_after_passes_that_never_ended(
    store: Store,
) -> None:
    extra = 7
    for number in range(site_boilerplate.PAGES_KEPT + extra):
        blocks = PageBlocks("a.example", str(number))
        at = NOW + timedelta(seconds=number)
        with store.transaction():
            site_boilerplate.remember_page(store, f"https://a.example/{number}", blocks, at)
    for number in range(LEAST_PAGES):
        blocks = PageBlocks("b.example", str(number))
        with store.transaction():
            site_boilerplate.remember_page(store, f"https://b.example/{number}", blocks, NOW)
    assert let_go(store, None, 0, NOW).page_blocks == extra
    counts = store.rows("SELECT host, count(*), min(seen_at) FROM page_blocks GROUP BY host")
    assert [tuple(row) for row in counts] == [
        ("a.example", site_boilerplate.PAGES_KEPT, iso(NOW + timedelta(seconds=extra))),
        ("b.example", LEAST_PAGES, iso(NOW)),
    ]


def test_room_is_given_back_and_the_database_is_whole(store: Store) -> None:
    archived(store, "stays", NOW)
    many = [Entry(f"https://a.example/{n}", content="x" * 3000) for n in range(300)]
    links.add_links(store, "a", "feed", many, NOW)
    store.execute("DELETE FROM links WHERE content <> ''")
    empty = plan_retention(store, None, 0, NOW).shrunk_bytes
    assert empty > 500_000
    used = store.rows("PRAGMA page_count")[0][0] * 4096 - empty
    assert let_go(store, None, 0, NOW).shrunk_bytes >= empty
    assert store.path.stat().st_size <= used
    assert damage_in(store, thorough=True) == ""
    with sqlite3.connect(store.path) as reader:
        found = reader.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'stays'")
        assert found.fetchall() == [(1,)]
