"""Backups: made while others write, proved whole, and put back so that nothing is sent twice."""

import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from db.archive_list import archive_files, unlike_files
from db.backup import make_backup, read_backup, restore_backup
from db.crawl import links
from db.store import open_store
from db.upkeep import last_care, waiting_bytes
from pipelines.errors import OperatorError, StoreError
from pipelines.items import Article, Entry
from pipelines.sources import Source
from tests.dispatch import ONE, Dispatch
from tests.samples import BODY, NOW, store_articles
from tests.warm_start import unmeasured

SOURCE = Source("a", "A", "https://a.example")


def quiet(**_: int) -> None:
    """Tell nobody."""


def filled(path: Path, count: int = 20) -> Path:
    """Return the path of a new database with ``count`` articles."""
    articles = [
        (Article(f"https://a.example/{n}", f"Families {n}", f"{BODY} It was day {n}."), NOW)
        for n in range(count)
    ]
    with open_store(path, write=True) as store:
        store_articles(store, SOURCE, *articles)
    return path


def titles(path: Path) -> set[str]:
    """Return the titles of the articles in a database."""
    with open_store(path, write=False) as store:
        return {row["title"] for row in store.rows("SELECT title FROM articles")}


def test_a_copy_is_whole_and_carries_settings_and_the_list_of_the_archive(tmp_path: Path) -> None:
    database = filled(tmp_path / "k.db")
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "one.warc.gz").write_bytes(b"page" * 1000)
    (archive / "note.txt").write_text("no archive file")
    told: list[dict[str, int]] = []
    made = make_backup(
        database, tmp_path / "b.db", "x = 1\n", archive, NOW, lambda **said: told.append(said)
    )
    kept = read_backup(tmp_path / "b.db")
    assert kept == made
    assert (kept.made_at, kept.settings, kept.articles) == ("2025-11-24T09:00:00Z", "x = 1\n", 20)
    assert [(file.name, file.bytes) for file in kept.archive] == [("one.warc.gz", 4000)]
    assert told[0]["pages_copied"] == told[0]["of"] > 0
    assert titles(tmp_path / "b.db") == titles(database)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("b.")) == [
        "b.db"
    ]
    with open_store(database, write=False) as store:
        assert last_care(store, "backup") == ("2025-11-24T09:00:00Z", str(tmp_path / "b.db"))


def test_a_copy_under_load_is_of_one_moment(tmp_path: Path) -> None:
    database = filled(tmp_path / "k.db", 3)
    done = threading.Event()
    added = 0

    def write() -> None:
        nonlocal added
        with open_store(database, write=True) as store:
            while not done.is_set():
                entries = [Entry(f"https://a.example/l/{added}/{n}") for n in range(10)]
                links.add_links(store, "a", "feed", entries, NOW)
                added += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(5):
            make_backup(database, tmp_path / "b.db", "", None, NOW, quiet)
            with open_store(tmp_path / "b.db", write=False) as copy:
                found = copy.rows("SELECT url FROM links WHERE url LIKE '%/l/%'")
                assert len(found) % 10 == 0  # each ten were one unit of work
    finally:
        done.set()
        writer.join()
    assert added > 0


def test_one_wrong_bit_in_a_backup_is_always_refused(tmp_path: Path) -> None:
    database = filled(tmp_path / "k.db")
    backup = tmp_path / "b.db"
    make_backup(database, backup, "x = 1\n", None, NOW, quiet)
    whole = backup.read_bytes()
    before = database.read_bytes()
    at_seal = whole.index(b"khabardar backup sha256 ")
    dice = random.Random(3)
    places = [
        *range(0, 100, 7),
        *range(at_seal - 4, at_seal + 90, 9),
        *(dice.randrange(len(whole)) for _ in range(120)),
    ]
    for place in places:
        raw = bytearray(whole)
        raw[place] ^= 1 << dice.randrange(8)
        backup.write_bytes(raw)
        with pytest.raises(StoreError):
            restore_backup(backup, database, NOW)
    for torn in (whole[:-1], whole + b"\0", whole[: len(whole) // 2], b"Dear diary", b""):
        backup.write_bytes(torn)
        with pytest.raises(StoreError):
            read_backup(backup)
    assert database.read_bytes() == before
    backup.write_bytes(whole)
    assert read_backup(backup).articles == 20


def test_a_damaged_database_is_not_copied_over_a_good_backup(tmp_path: Path) -> None:
    database = filled(tmp_path / "k.db")
    backup = tmp_path / "b.db"
    make_backup(database, backup, "", None, NOW, quiet)
    good = backup.read_bytes()
    raw = bytearray(database.read_bytes())
    for page in range(8 * 4096, len(raw), 4096):
        raw[page : page + 8] = b"\xff" * 8
    database.write_bytes(raw)
    with pytest.raises(StoreError, match="damaged"):
        make_backup(database, backup, "", None, NOW, quiet)
    assert backup.read_bytes() == good
    assert not [path for path in tmp_path.iterdir() if ".part" in path.name]


def test_what_is_no_backup_is_not_overwritten(tmp_path: Path) -> None:
    database = filled(tmp_path / "k.db", 1)
    (tmp_path / "letter.txt").write_text("Dear editor")
    before = database.read_bytes()
    for target in (tmp_path / "letter.txt", database, tmp_path):
        with pytest.raises(OperatorError, match="name a"):
            make_backup(database, target, "", None, NOW, quiet)
    assert (tmp_path / "letter.txt").read_text() == "Dear editor"
    assert database.read_bytes() == before
    with pytest.raises(StoreError, match="no database yet"):
        make_backup(tmp_path / "none.db", tmp_path / "b.db", "", None, NOW, quiet)
    with pytest.raises(StoreError, match="cannot be opened"):
        make_backup(database, tmp_path / "no folder" / "b.db", "", None, NOW, quiet)
    with pytest.raises(OperatorError, match="no such file"):
        read_backup(tmp_path / "b.db")


def test_a_database_of_an_older_schema_is_copied_and_comes_back(tmp_path: Path) -> None:
    database = filled(tmp_path / "k.db", 2)
    with open_store(database, write=True) as store:
        store.execute("DROP TABLE upkeep")
        store.execute("DELETE FROM _sqlite_migrations WHERE name = 'm008_upkeep'")
        store.execute("PRAGMA user_version = 7")
    make_backup(database, tmp_path / "b.db", "", None, NOW, quiet)
    restore_backup(tmp_path / "b.db", tmp_path / "other.db", NOW)
    with open_store(tmp_path / "other.db", write=True) as store:
        assert len(store.rows("SELECT 1 FROM articles")) == 2


def test_a_backup_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    database = filled(tmp_path / "k.db", 1)
    with sqlite3.connect(database) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    make_backup(database, tmp_path / "b.db", "", None, NOW, quiet)
    with pytest.raises(StoreError, match="newer khabardar"):
        restore_backup(tmp_path / "b.db", tmp_path / "k2.db", NOW)
    assert not (tmp_path / "k2.db").exists()


def test_the_present_database_is_kept_with_all_it_has(tmp_path: Path) -> None:
    database = filled(tmp_path / "k.db", 5)
    make_backup(database, tmp_path / "b.db", "", None, NOW, quiet)
    late = Article("https://a.example/late", "Late news", f"{BODY} Later that day.")
    with open_store(database, write=True) as store:
        store_articles(store, SOURCE, (late, NOW))
        store.writes = False  # as if it had been killed: its last words are in the -wal file
        reader = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        reader.execute("BEGIN").execute("SELECT count(*) FROM articles").fetchone()
    assert waiting_bytes(database) > 0
    restored = restore_backup(tmp_path / "b.db", database, NOW)
    reader.close()
    assert restored.aside == tmp_path / "k.db.before-20251124T090000Z"
    assert "Late news" in titles(restored.aside)
    assert titles(database) == titles(tmp_path / "b.db")
    assert "Late news" not in titles(database)
    tables = sqlite3.connect(database).execute("SELECT name FROM sqlite_master").fetchall()
    assert not [name for (name,) in tables if name.startswith("backup_")]


def test_a_damaged_database_gives_way_to_a_backup(tmp_path: Path) -> None:
    database = filled(tmp_path / "k.db", 5)
    make_backup(database, tmp_path / "b.db", "", None, NOW, quiet)
    shutil.copyfile(tmp_path / "b.db", tmp_path / "b2.db")
    database.write_bytes(b"Dear diary, " * 500)
    restored = restore_backup(tmp_path / "b2.db", database, NOW)
    assert restored.carried == -1
    assert restored.aside
    assert restored.aside.read_bytes() == b"Dear diary, " * 500
    assert len(titles(database)) == 5


def test_alerts_that_were_sent_after_the_backup_stay_sent(desk: Dispatch, tmp_path: Path) -> None:
    desk.publish(ONE)
    desk.publish(ONE)
    database = desk.config.database
    make_backup(database, tmp_path / "b.db", "", None, NOW, quiet)
    desk.store.execute(
        "UPDATE outbox SET state = 'sent', sent_at = '2025-11-24T10:00:00Z' WHERE id = 1"
    )
    restored = restore_backup(tmp_path / "b.db", database, NOW)
    assert restored.carried == 1
    with open_store(database, write=False) as store:
        rows = store.rows("SELECT state, sent_at, next_try_at FROM outbox ORDER BY id")
        assert [row["state"] for row in rows] == ["sent", "pending"]
        assert rows[0]["sent_at"] == "2025-11-24T10:00:00Z"
        assert rows[0]["next_try_at"] is None


def test_lost_and_changed_archive_files_are_named(tmp_path: Path) -> None:
    for name in ("a", "b", "c", "d"):
        (tmp_path / f"{name}.warc.gz").write_bytes(name.encode() * 100)
    listed = archive_files(tmp_path, quiet)
    (tmp_path / "a.warc.gz").unlink()
    (tmp_path / "b.warc.gz").write_bytes(b"b" * 99 + b"x")
    (tmp_path / "c.warc.gz").write_bytes(b"c" * 50)
    (tmp_path / "d.warc.gz").write_bytes(b"d" * 100 + b"and more")  # a pass went on writing
    assert unlike_files(tmp_path, listed) == ["a.warc.gz", "b.warc.gz", "c.warc.gz"]
    assert len(unlike_files(None, listed)) == 4


@pytest.mark.parametrize("done", ["backup", "restore"])
def test_a_full_disk_is_said_in_one_line_and_leaves_no_half_file(tmp_path: Path, done: str) -> None:
    database = filled(tmp_path / "k.db")
    (tmp_path / "khabardar.toml").write_text('[database]\npath = "k.db"\n')
    make_backup(database, tmp_path / "b.db", "", None, NOW, quiet)
    good, before = (tmp_path / "b.db").read_bytes(), database.read_bytes()
    limit = database.stat().st_size // 2

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-m", "khabardar", "-c", str(tmp_path / "khabardar.toml")]
    said = subprocess.run(
        [*command, done, str(tmp_path / "b.db")],
        env=unmeasured(),
        preexec_fn=no_room,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert said.returncode == 2
    assert said.stderr.count("\n") == 1, said.stderr
    assert (tmp_path / "b.db").read_bytes() == good
    assert database.read_bytes() == before
    assert not [path for path in tmp_path.iterdir() if ".part" in path.name or "ing" in path.name]
