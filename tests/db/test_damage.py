"""What becomes of a damaged database: it is said in one line, and nothing is written to it."""

import random
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from shutil import copyfile

import pytest

from db.crawl import sources
from db.damage import accept_changed_texts, open_sound_store, refuse_damaged
from db.outbox import outbox
from db.search.find import find
from db.status import status
from db.store import open_store
from db.upkeep import last_care, note_care
from pipelines.errors import StoreError
from pipelines.items import Article
from pipelines.query.parser import parse_query
from pipelines.sources import Source
from press_catalogue.concepts import load_concepts
from tests.dispatch import EVERY, ONE, open_dispatch
from tests.samples import BODY, NOW, store_articles

PAGE = 4096


@pytest.fixture(scope="module")
def forty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with forty articles, of which each test damages a copy."""
    path = tmp_path_factory.mktemp("damage") / "k.db"
    articles = [
        (Article(f"https://a.example/{n}", f"Families {n}", f"{BODY} It was day {n}."), NOW)
        for n in range(40)
    ]
    with open_store(path, write=True) as store:
        store_articles(store, Source("a", "A", "https://a.example"), *articles)
    return path


@pytest.fixture
def database(tmp_path: Path, forty: Path) -> Path:
    """Return a database of its own with forty articles."""
    return copyfile(forty, tmp_path / "k.db")


def use(path: Path) -> None:
    """Do what a pass and the reading commands do with a database, first of all the checks."""
    with open_sound_store(path, NOW) as store:
        status(store)
        sources.known_sources(store)
        outbox.due_messages(store, NOW, 10)
        outbox.outbox_rows(store, "", 10)
        [*find(store, parse_query("families AND water", load_concepts()), 50)]


def refusal(path: Path) -> str:
    """Use a database and return what was said against it, "" if nothing."""
    try:
        use(path)
    except StoreError as error:
        return str(error)
    return ""


def test_a_byte_that_is_wrong_is_refused_or_harms_nothing(database: Path) -> None:
    whole = database.read_bytes()
    dice = random.Random(7)
    places = [*range(0, 100, 5), *(dice.randrange(len(whole)) for _ in range(80))]
    refused = 0
    for place in places:
        raw = bytearray(whole)
        raw[place] ^= 1 << dice.randrange(8)
        database.write_bytes(raw)
        for ending in ("-wal", "-shm"):
            database.with_name(database.name + ending).unlink(missing_ok=True)
        if said := refusal(database):
            refused += 1
            assert str(database) in said
            if "nothing is written" in said:  # a reader may also trip over what no check sees
                assert database.read_bytes() == raw, f"written to, with byte {place} wrong"
    assert refused > 10


@pytest.mark.parametrize("what", ["short", "half a page", "no first page", "no page 3", "text"])
def test_a_torn_file_is_refused_and_left_as_it_is(database: Path, what: str) -> None:
    whole = database.read_bytes()
    torn = {
        "short": whole[: len(whole) // 2 // PAGE * PAGE],
        "half a page": whole[: len(whole) // 2 // PAGE * PAGE + 1000],
        "no first page": bytes(PAGE) + whole[PAGE:],
        "no page 3": whole[: 2 * PAGE] + bytes(PAGE) + whole[3 * PAGE :],
        "text": b"Dear diary, " * 900,
    }[what]
    database.write_bytes(torn)
    with pytest.raises(StoreError, match="khabardar restore FILE"):
        open_sound_store(database, NOW)
    assert database.read_bytes() == torn


def test_a_full_text_index_that_lost_an_article_is_found_once_a_week(database: Path) -> None:
    with open_sound_store(database, NOW):
        pass
    with sqlite3.connect(database) as other:
        other.execute("DELETE FROM articles_fts_data WHERE id > 10")
    other.close()
    for days in (1, 6):
        with open_sound_store(database, NOW + timedelta(days=days)):
            pass
    with pytest.raises(StoreError, match="full-text index"):
        open_sound_store(database, NOW + timedelta(days=7))


def test_an_index_that_differs_from_its_table_is_found_by_the_full_check_alone(
    database: Path,
) -> None:
    with sqlite3.connect(database) as other:
        other.execute("PRAGMA writable_schema = ON")
        other.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'text_digest', 'title') "
            "WHERE name = 'articles_by_digest'"
        )
    other.close()
    refuse_damaged(database, thorough=False)
    with pytest.raises(StoreError, match="articles_by_digest"):
        refuse_damaged(database, thorough=True)


def test_checks_are_made_once_a_day_and_once_a_week_and_after_a_clock_went_back(
    database: Path,
) -> None:
    made = []
    for days in (0, 0.5, 1, 3, 7, 3, 3.5, 10.5):
        now = NOW + timedelta(days=days)
        with open_sound_store(database, now) as store:
            for what in ("quick_check", "full_check"):
                done = last_care(store, what)
                if done == (f"{now:%Y-%m-%dT%H:%M:%SZ}", "ok"):
                    made.append((days, what))
    assert made == [
        (0, "quick_check"),
        (0, "full_check"),
        (1, "quick_check"),
        (3, "quick_check"),
        (7, "quick_check"),
        (7, "full_check"),
        (3, "quick_check"),
        (3, "full_check"),
        (10.5, "quick_check"),
        (10.5, "full_check"),
    ]


def test_a_database_of_an_older_schema_is_checked_before_it_is_upgraded(database: Path) -> None:
    with open_store(database, write=True) as store:
        note_care(store, "full_check", NOW, "ok")
        store.execute("DROP TABLE upkeep")
        store.execute("DELETE FROM _sqlite_migrations WHERE name = 'm008_upkeep'")
        store.execute("PRAGMA user_version = 7")
    with open_sound_store(database, NOW) as store:
        assert last_care(store, "full_check")


def test_a_new_database_needs_no_check(tmp_path: Path) -> None:
    with open_sound_store(tmp_path / "new.db", NOW) as store:
        assert last_care(store, "quick_check") is None
    (tmp_path / "empty.db").touch()
    with open_sound_store(tmp_path / "empty.db", NOW) as store:
        assert last_care(store, "quick_check") is None


def change_a_letter(path: Path, article_id: int, column: str = "text") -> None:
    """Do what a failing disk does: no writer of ours is asked."""
    with sqlite3.connect(path) as db:
        db.execute(
            f"UPDATE articles SET {column} = replace({column}, 'a', 'q') WHERE id = ?",
            (article_id,),
        )
    db.close()


@pytest.mark.parametrize("column", ["title", "text"])
def test_a_changed_letter_is_found_named_and_refused(database: Path, column: str) -> None:
    refuse_damaged(database, thorough=True)
    change_a_letter(database, 7, column)
    refuse_damaged(database, thorough=False)
    with pytest.raises(StoreError, match=r"not as stored: article 7 of a, https://a\.example/6\)"):
        refuse_damaged(database, thorough=True)
    before = database.read_bytes()
    said = refusal(database)
    assert "nothing is written to it or mailed from it; `khabardar restore FILE`" in said
    assert database.read_bytes() == before


def test_what_is_no_utf8_is_no_traceback(database: Path) -> None:
    with sqlite3.connect(database) as db:
        db.execute("UPDATE articles SET text = CAST(x'ff41' AS TEXT) WHERE id IN (3, 4, 5, 6)")
    with pytest.raises(StoreError, match=r"article 3 of a, .*, article 5 of a, .* and others"):
        refuse_damaged(database, thorough=True)


def test_each_article_is_compared_within_a_week_a_share_in_each_pass(database: Path) -> None:
    with open_store(database, write=True) as store:
        names = [row["name"] for row in store.rows("PRAGMA table_info(articles)")]
        new = {"id": ":id", "url": ":url", "url_key": ":url"}
        copied = ", ".join(new.get(name, name) for name in names)
        store.execute_many(
            f"INSERT INTO articles ({', '.join(names)}) SELECT {copied} FROM articles WHERE id = 1",
            [{"id": n, "url": f"https://b.example/{n}"} for n in range(3_000, 6_000)],
        )
    refused = {}
    for article_id in (5, 3_050, 4_711, 5_999):
        copy = database.with_name(f"{article_id}.db")
        copy.write_bytes(database.read_bytes())
        change_a_letter(copy, article_id)
        for hours in range(0, 7 * 24, 6):
            now = NOW + timedelta(hours=hours)
            try:
                open_sound_store(copy, now).close()
            except StoreError:
                refused[article_id] = hours
                break
    assert refused.keys() == {5, 3_050, 4_711, 5_999}
    assert refused[5] == 0
    assert refused[3_050] < refused[5_999] <= 6 * 24


def test_changed_texts_are_accepted_where_no_backup_is(database: Path) -> None:
    change_a_letter(database, 7)
    assert accept_changed_texts(database) == ["article 7 of a, https://a.example/6"]
    assert refusal(database) == ""
    assert accept_changed_texts(database) == []


def test_no_mail_goes_out_with_a_changed_text(tmp_path: Path) -> None:
    with open_dispatch(tmp_path, EVERY, None) as desk:
        desk.publish(ONE)
        desk.store.execute("UPDATE articles SET title = title || '?'")
        with pytest.raises(StoreError, match="not as stored: article 1, https"):
            desk.pass_()
        assert set(desk.states()) == {"pending"}


def test_a_search_shows_no_changed_text(database: Path) -> None:
    with open_sound_store(database, NOW) as store:
        store.execute("UPDATE articles SET text = text || ' More.' WHERE id = 9")
        query = parse_query("families AND water", load_concepts())
        with pytest.raises(StoreError, match="not as stored: article 9, https"):
            [*find(store, query, 50)]


HALF_WRITTEN = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA journal_mode = DELETE")
db.execute("PRAGMA cache_size = 2")  # so that changes reach the file before they are ended
db.execute("BEGIN IMMEDIATE")
db.execute("UPDATE articles SET title = title || ' and more', text = text || text")
os._exit(9)
"""


def test_what_a_killed_process_left_half_written_is_undone_for_who_only_reads(
    database: Path,
) -> None:
    before = _titles(database)
    subprocess.run([sys.executable, "-c", HALF_WRITTEN, str(database)], check=False)
    assert database.with_name(f"{database.name}-journal").stat().st_size
    assert _titles(database) == before


def _titles(database: Path) -> list[str]:
    with open_store(database, write=False) as store:
        return [row["title"] for row in store.rows("SELECT title FROM articles ORDER BY id")]
