"""What a person sees of a database's care: backup, restore, and what the doctor says of them."""

import fcntl
import os
import signal
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from db.store import open_store
from db.upkeep import note_care, waiting_bytes
from khabardar import doctor
from khabardar.commands import keep
from khabardar.wiring import clock
from tests.commandline import ARTICLES, PLAIN, RULE, Call, configure, warc
from tests.warm_start import Forked


@pytest.fixture
def filled(tmp_path: Path, call: Call) -> Path:
    """Return a folder with a database, an archive and alerts that wait."""
    configure(tmp_path, PLAIN + RULE)
    assert call("import", "--alerts", str(warc(tmp_path, *ARTICLES))).code == 0
    return tmp_path


def test_a_backup_moves_to_another_folder_with_its_settings(filled: Path, call: Call) -> None:
    said = call("backup", "b.db")
    assert said.code == 0
    assert "b.db: 2 articles" in said.err
    assert "copy that folder too" in said.err
    assert said.out == ""
    other = filled / "elsewhere"
    other.mkdir()
    (filled / "b.db").rename(other / "b.db")
    there = ("-c", str(other / "khabardar.toml"))
    said = call(*there, "restore", str(other / "b.db"))
    assert said.code == 0
    assert f"{other / 'khabardar.toml'}: written from the backup" in said.err
    assert "of the 1 archive files there were, 1 are not in" in said.err
    assert "kept as" not in said.err
    assert "Families sent back" in call(*there, "search", "families").out


def test_what_was_sent_since_is_not_sent_again(filled: Path, call: Call) -> None:
    call("backup", "b.db")
    assert call("alerts", "send").code == 0
    letters = sorted((filled / "outbox").iterdir())
    said = call("restore", "b.db")
    assert "the database that was there is kept as" in said.err
    assert "alerts that were sent since then, and stay sent: " in said.err
    assert "archive files" not in said.err
    call("alerts", "send")
    call("crawl")
    assert sorted((filled / "outbox").iterdir()) == letters
    assert "ok   backup: 2" in call("doctor").out


def test_other_settings_are_put_beside_those_that_are_there(filled: Path, call: Call) -> None:
    call("backup", "b.db")
    configure(filled, PLAIN)
    said = call("restore", "b.db")
    assert "settings of the backup are in khabardar.toml.from-backup" in said.err
    assert (filled / "khabardar.toml").read_text() == PLAIN
    assert (filled / "khabardar.toml.from-backup").read_text() == PLAIN + RULE


def test_a_changed_backup_and_a_damaged_database_are_refused_in_one_line(
    filled: Path, call: Call
) -> None:
    call("backup", "b.db")
    raw = bytearray((filled / "b.db").read_bytes())
    raw[-20] ^= 1
    (filled / "b.db").write_bytes(raw)
    said = call("restore", "b.db")
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "has changed since it was made" in said.err
    assert call("restore", "none.db").code == 2
    whole = (filled / "khabardar.db").read_bytes()
    (filled / "khabardar.db").write_bytes(whole[: len(whole) // 2 // 4096 * 4096])
    for words in (("crawl",), ("alerts", "send"), ("backup", "c.db")):
        said = call(*words)
        assert (said.code, said.err.count("\n")) == (2, 1), words
        assert "damaged" in said.err
        assert "`khabardar restore FILE`" in said.err


def test_restore_waits_for_the_writer_and_then_gives_up(
    filled: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("backup", "b.db")
    monkeypatch.setattr(keep, "LOCK_WAIT_S", 0.0)
    lock = os.open(filled / "khabardar.db.lock", os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    assert call("restore", "b.db").code == 75
    assert call("backup", "b.db").code == 0
    os.close(lock)


def test_a_changed_text_is_refused_until_it_is_accepted(filled: Path, call: Call) -> None:
    with sqlite3.connect(filled / "khabardar.db") as db:
        db.execute("UPDATE articles SET text = replace(text, 'e', 'c') WHERE id = 2")
    db.close()
    for words in (("backup", "b.db"), ("doctor",)):
        said = call(*words)
        assert said.code in (1, 2)
        assert "not as stored: article 2 of " in said.out + said.err
    assert not (filled / "b.db").exists()
    said = call("doctor", "--accept-texts")
    assert said.out.startswith("taken as it is now: article 2 of ")
    assert "not as stored" not in said.out
    assert call("backup", "b.db").code == 0


def test_after_a_pass_the_one_file_has_all(filled: Path, call: Call) -> None:
    database = filled / "khabardar.db"
    reader = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    assert reader.execute("SELECT count(*) FROM articles").fetchone() == (2,)
    more = warc(filled / "more", ("http://c.example/9", ARTICLES[0][1].replace(b"noon", b"four")))
    assert call("import", str(more)).code == 0
    assert waiting_bytes(database) == 0
    (filled / "copy.db").write_bytes(database.read_bytes())
    with open_store(filled / "copy.db", write=False) as copy:
        assert copy.rows("SELECT count(*) AS n FROM articles")[0]["n"] == 3
    reader.close()


def test_serve_and_run_leave_one_file_when_they_are_stopped(filled: Path) -> None:
    database = filled / "khabardar.db"
    configure(filled, PLAIN)
    for words, ready in ((("serve", "--port", "0"), "open http"), (("run",), "watching")):
        writer = sqlite3.connect(database, isolation_level=None)
        reader = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        reader.execute("SELECT count(*) FROM articles").fetchone()
        with Forked(["-c", str(filled / "khabardar.toml"), *words]) as child:
            while ready not in (line := child.errors.readline()):
                assert line, words
            writer.execute("UPDATE stories SET title = title || 'x'")
            waited = waiting_bytes(database)
            child.ask_to_stop()
            assert child.ended(30).returncode in (0, 143, -signal.SIGTERM), words
        assert waited > 0
        assert waiting_bytes(database) == 0, words
        writer.close()
        reader.close()


def test_the_doctor_warns_of_old_and_missing_backups_and_of_a_large_wal(
    filled: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "ok   backup: warning: none was made yet; `khabardar backup FILE`" in call("doctor").out
    with open_store(filled / "khabardar.db", write=True) as store:
        note_care(store, "backup", clock() - timedelta(days=9), "/disk/b.db")
    assert "ok   backup: warning: the last is 9 days old (/disk/b.db)" in call("doctor").out
    with open_store(filled / "khabardar.db", write=True) as store:
        store.execute("UPDATE stories SET title = title || 'x'")
        assert "kB still in khabardar.db-wal" in call("doctor").out
        monkeypatch.setattr(doctor, "LARGE_WAL_BYTES", 1)
        assert "intact; warning: " in call("doctor").out
    (filled / "khabardar.db").unlink()
    assert "ok   backup: nothing to copy yet" in call("doctor").out
    assert call("crawl").code == 0
    assert "ok   backup: none yet" in call("doctor").out


def test_vacuum_says_what_it_frees_and_a_dry_run_changes_nothing(filled: Path, call: Call) -> None:
    (page_file,) = (filled / "archive").glob("*.warc.gz")
    old = page_file.rename(page_file.with_name("20200101T000000Z-1-001.warc.gz"))
    with open_store(filled / "khabardar.db", write=True) as store:
        for table in ("articles", "links"):
            store.execute(f"UPDATE {table} SET archive_file = ?", (old.name,))
        store.execute("UPDATE stories SET last_seen_at = '2020-01-01T00:00:00Z'")
    said = call("vacuum", "--dry-run")
    assert (said.code, said.out) == (0, "")
    assert "archived pages: all are kept ([database] keep_pages_days = 0)" in said.err
    configure(filled, PLAIN + RULE + "[database]\nkeep_pages_days = 30\n")
    assert "1 older files, which hold pages of alerts that wait" in call("vacuum").err
    assert call("alerts", "send").code == 0
    would = call("vacuum", "--dry-run").err
    assert "older than 30 days: 1 files would be removed" in would
    assert "nothing was changed" in would
    assert old.exists()
    did = call("vacuum").err
    assert "older than 30 days: 1 files removed (0.0 MB), with the pages of 2 articles" in did
    assert "blocks forgotten" in did
    assert "MB smaller" in did
    assert not old.exists()
    assert "Families sent back" in call("search", "families").out
    assert call("reextract").code == 0


def test_vacuum_does_not_run_beside_a_pass_and_makes_no_database(
    filled: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keep, "LOCK_WAIT_S", 0.0)
    lock = os.open(filled / "khabardar.db.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    assert call("vacuum").code == 75
    assert call("vacuum", "--dry-run").code == 0
    os.close(lock)
    (filled / "khabardar.db").unlink()
    said = call("vacuum")
    assert said.code == 2
    assert "there is no database yet" in said.err
    assert not (filled / "khabardar.db").exists()
