"""Articles, stories and events as Parquet files: all of them, as they are stored, or none."""

import re
import sqlite3
import sys
from pathlib import Path

import duckdb
import pytest
from pyarrow import parquet

from db.articles.insert import save_kept
from db.articles.write import SaveContext
from db.crawl import links, sources
from db.store import open_store
from pipelines.items import Entry, Link
from pipelines.sources import Source
from tests.commandline import Call, configure
from tests.samples import BODY, NOW, kept_article

PAPER = Path(__file__).parents[2] / "docs" / "parquet.md"
QUESTIONS = re.findall(r"^```sql\n(.*?)^```$", PAPER.read_text("utf8"), re.MULTILINE | re.DOTALL)
NAMES = ("articles", "stories", "events")
WRITTEN = (
    ("a", BODY),
    ("b", BODY),
    ("a", "Camps at the border were emptied within a day, said the governor. " * 9),
    ("b", "طالبان از بازگشت خانواده ها به هرات خبر دادند و چادرها را برپا کردند. " * 9),
)
EVENT = """
INSERT INTO events (id, titles, first_seen_at, last_seen_at, story_count, language_count, conflicts)
VALUES (7, '{"en": "Families sent back"}', '2025-04-05T03:10:00Z', '2025-04-06T00:00:00Z', 2, 1,
    '[]')
"""


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """Return a folder whose database has four articles in four stories; two are one event."""
    configure(tmp_path)
    outlets = [Source(name, name.title(), f"https://{name}.example") for name in ("a", "b")]
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        sources.sync_sources(store, outlets, NOW)
        for number, (outlet, text) in enumerate(WRITTEN):
            entry = Entry(f"https://{outlet}.example/{number}")
            links.add_links(store, outlet, "feed", [entry], NOW)
            kept = kept_article(entry.url, title=f"Report {number}", text=text)
            context = SaveContext(NOW, None, "ab12", "example.org", revisit_at=None)
            save_kept(store, Link(outlet, "feed", entry), kept, context)
        store.execute(EVENT)
        store.execute(
            "INSERT INTO event_stories (story_id, event_id, since_at, linked_by) "
            "SELECT id, 7, '2025-04-06T00:00:00Z', 'hand' FROM stories ORDER BY id LIMIT 2"
        )
    return tmp_path


def exported(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Return the rows of the files in a folder, by the name of the file."""
    return {name: parquet.read_table(folder / f"{name}.parquet").to_pylist() for name in NAMES}


def stored(folder: Path, query: str) -> list[dict[str, object]]:
    """Return what the database answers."""
    with open_store(folder / "khabardar.db", write=False) as store:
        return [dict(row) for row in store.rows(query)]


def test_all_that_is_stored_is_in_the_files(
    filled: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.reading.exports.AT_ONCE", 2)
    monkeypatch.setattr("db.parquet.ROWS_AT_ONCE", 2)
    said = call("export", "--parquet", "out")
    assert (said.code, said.out) == (0, "")
    rows = exported(filled / "out")
    counts = ", ".join(f"{len(rows[name])} {name}" for name in NAMES)
    assert f"out: {counts}" in said.err
    kept = "SELECT id AS article_id, title, text, url, story_id FROM articles ORDER BY id"
    columns = ("article_id", "title", "text", "url", "story_id")
    assert len(rows["articles"]) == len(WRITTEN)
    assert [{name: row[name] for name in columns} for row in rows["articles"]] == stored(
        filled, kept
    )
    stories = stored(filled, "SELECT id, article_count FROM stories ORDER BY id")
    assert [(row["story_id"], row["article_count"]) for row in rows["stories"]] == [
        (row["id"], row["article_count"]) for row in stories
    ]
    assert [row["event_id"] for row in rows["stories"]] == [7, 7, None, None]
    (event,) = rows["events"]
    assert str(event["first_seen_at"]) == "2025-04-05 03:10:00+00:00"
    assert event["titles"] == '{"en": "Families sent back"}'
    assert not [*(filled / "out").glob(".*")]


def test_the_questions_of_the_paper_are_answered_by_duckdb(
    filled: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("export", "--parquet", "out").code == 0
    monkeypatch.chdir(filled / "out")
    assert len(QUESTIONS) == 5
    with duckdb.connect() as asked:
        by_outlet, by_language, widest, whole, events = (
            asked.execute(question).fetchall() for question in QUESTIONS
        )
    assert by_outlet == [("A", 2, 0), ("B", 2, 0)]
    assert [row[:3] for row in by_language] == [(7, "en", 2)]
    assert [row[1] for row in widest][:1] == ["Report 0"]
    assert whole[0][0] == "en"
    assert sum(row[1] for row in whole) == len(WRITTEN)
    assert events == [(7, '{"en": "Families sent back"}', 2, 1)]


def test_a_damaged_article_is_not_exported_and_the_last_files_stay(
    filled: Path, call: Call
) -> None:
    assert call("export", "--parquet", "out").code == 0
    before = exported(filled / "out")
    changed = sqlite3.connect(filled / "khabardar.db")
    changed.execute("UPDATE articles SET text = text || ' and more'")
    changed.commit()
    changed.close()
    said = call("export", "--parquet", "out")
    assert said.code == 2
    assert "not as stored" in said.err
    assert exported(filled / "out") == before
    assert not [*(filled / "out").glob(".*")]


def test_what_is_missing_is_said(filled: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    (filled / "a-file").write_text("", encoding="utf8")
    said = call("export", "--parquet", "a-file/out")
    assert said.code == 2
    assert "a-file/out: cannot be written" in said.err
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    said = call("export", "--parquet", "out")
    assert said.code == 2
    assert "pip install 'khabardar[parquet]'" in said.err
    assert not (filled / "out" / "articles.parquet").exists()
