"""What an older database holds is there after an upgrade."""

import sqlite3
from pathlib import Path

from db.migrations.migrate import migrate, put_new_database
from db.outbox import rules
from db.outbox.targets import AlertTarget, declared_targets, targets_of
from db.people import learned
from db.store import open_store
from pipelines.events.signs import EventSigns
from pipelines.items import Article, Rule
from pipelines.sources import Source
from tests.samples import NOW, store_articles

AS_BEFORE = """
INSERT INTO sources (id, name, homepage, country, languages, afghan, declaration)
VALUES ('a', 'A', 'https://a.example', 'PK', 'en', 0, '{}');
INSERT INTO rules VALUES
    (1, 'Gate', 'Gate', 'gate', 'now', 'UTC',
    '{"to": ["b@example.org", "a@example.org", "b@example.org"], "channels": ["env:ROOM"]}',
    50, 1, '2025-11-01T00:00:00Z', '2025-11-01T00:00:00Z'),
    (2, 'Off', 'Off', 'off', 'now', 'UTC', '{"to": [], "channels": []}',
    50, 0, '2025-11-01T00:00:00Z', '2025-11-01T00:00:00Z');
INSERT INTO links (url, source_id, found_at, via, state, reason, title, summary, content, author,
    language) VALUES ('https://www.a.example/1?utm_source=rss', 'a', '2025-11-01T00:00:00Z', 'feed',
    'kept', 'kept', '', '', '', '', '');
"""


def test_targets_of_rules_and_keys_of_links_are_made_from_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, 4)
    connection.executescript(AS_BEFORE)
    connection.close()
    rule = Rule("Gate", "gate", ("b@example.org", "a@example.org"), channels=("env:ROOM",))
    with open_store(path, write=True) as store:
        assert set(targets_of(store, 1)) == {
            AlertTarget("mail", "b@example.org"),
            AlertTarget("mail", "a@example.org"),
            AlertTarget("apprise", "env:ROOM"),
        }
        assert targets_of(store, 2) == []
        assert rules.active_rules(store) == [(1, rule)]
        assert rules.sync_rules(store, [rule], NOW) == []
        assert targets_of(store, 1) == list(declared_targets(rule))
        assert store.rows("SELECT url_key FROM links")[0]["url_key"] == "a.example/1"


def test_passwords_that_were_written_down_are_gone_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    connection = sqlite3.connect(path, isolation_level=None)
    migrate(connection, 8)
    connection.executescript(
        """
        INSERT INTO sources (id, name, homepage, country, languages, afghan, declaration,
            health_reason) VALUES ('a', 'A', 'https://u:hush@a.example', '', '', 0,
            '{"id": "a", "proxy": "http://u:hush@p:1"}', 'dns (http://u:hush@a.example/f)');
        INSERT INTO visits (source_id, at, address, outcome, status, found, new, duration_s, error)
            VALUES ('a', '', 'http://u:hush@a.example/f', 'dns', 0, 0, 0, 0, 'http://u:hush@p:1');
        INSERT INTO validators VALUES ('http://u:hush@a.example/f', 'a', '', '', '');
        """
    )
    connection.close()
    with open_store(path, write=True) as store:
        row = store.rows("SELECT * FROM sources, visits")[0]
        assert row["homepage"] == "https://a.example"
        assert row["address"] == "http://a.example/f"
    assert all(b"hush" not in file.read_bytes() for file in tmp_path.iterdir())


def test_labels_stay_when_the_tables_of_what_was_learned_come(tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    with open_store(path, write=True) as store:
        article = (Article("https://a.example/1", "Bus", "It left."), NOW)
        store_articles(store, Source("a", "A", "https://a.example"), article)
    connection = sqlite3.connect(path, isolation_level=None)
    for table in ("learned_models", "learned_judgements"):
        connection.execute(f"DROP TABLE {table}")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'm034_learned_topic'")
    connection.execute("PRAGMA user_version = 33")
    connection.close()
    with open_store(path, write=True) as store:
        assert store.rows("SELECT relevance FROM articles")[0]["relevance"] == "relevant"
        assert learned.model_in_use(store) is None
        learned.note_learned(store, "ab", [learned.LearnedLabel(1, "off", 0.1)])
        store.execute("DELETE FROM learned_judgements WHERE article_id = 1")


def test_signs_of_events_of_before_have_no_words(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "k.db", isolation_level=None)
    migrate(connection, 36)
    connection.executescript(
        """
        PRAGMA foreign_keys = OFF;
        INSERT INTO event_signs VALUES (1, 1, '2025-11-01T00:00:00Z', 'a',
            '["en","2025-11-01T00:00:00+00:00",["chaman"],["chaman"],[412.0],[412.0],[],[]]');
        """
    )
    migrate(connection)
    (signs,) = connection.execute("SELECT signs FROM event_signs").fetchone()
    connection.close()
    told = EventSigns.from_text(signs)
    assert told.places == {"chaman"}
    assert (told.title, told.repeated, told.lead) == ((), frozenset(), frozenset())


def test_marks_of_places_stay_where_those_of_names_and_figures_go(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "k.db", isolation_level=None)
    migrate(connection, 38)
    for mark in ("figure:214", "name:hill", "place:chaman"):
        connection.execute("INSERT INTO event_marks VALUES (?, '2025-11-01', 7)", (mark,))
    migrate(connection)
    assert connection.execute("SELECT * FROM event_marks").fetchall() == [
        ("place:chaman", "2025-11-01", 7)
    ]
    assert connection.execute("SELECT * FROM places_named").fetchall() == []
    connection.close()


OF_BEFORE = """
PRAGMA foreign_keys = OFF;
INSERT INTO articles (id, url, url_key, source_id, kind, title, byline, agency, section, image,
    published_from, published_confidence, first_seen_at, language, text, text_from, text_digest,
    word_count, relevance, score, relevance_rules, lexicon_version, story_id, first_in_story,
    page_sha256, archive_file)
SELECT value, value, value, 'a', 'article', '', '', '', '', '', 'none', 0,
    '2025-11-0' || value || 'T06:00:00Z', 'en', '', 'page', '', 0, 'off', 0, '', '', 1, 1, '',
    iif(value = 4, NULL, 'x.warc.gz') FROM json_each('[1, 2, 3, 4, 5]');
INSERT INTO links (url, url_key, source_id, found_at, via, state, reason, title, summary, content,
    author, language, article_id)
VALUES ('u', 'u', 'a', '2025-11-02T06:00:00Z', 'import', 'kept', 'kept', '', '', '', '', '', 2);
INSERT INTO revisions (article_id, seen_at, title, text, change, summary) VALUES
    (3, '2025-11-03T06:00:00Z', '', '', 'first', ''),
    (3, '2025-11-08T06:00:00Z', '', '', 'text', ''),
    (3, '2025-11-09T06:00:00Z', '', '', 'deleted', '');
"""


def test_articles_of_before_were_captured_when_they_were_last_seen_to_change(
    tmp_path: Path,
) -> None:
    connection = sqlite3.connect(tmp_path / "k.db", isolation_level=None)
    migrate(connection, 41)
    connection.executescript(OF_BEFORE)
    migrate(connection)
    captured = dict(connection.execute("SELECT id, captured_at FROM articles").fetchall())
    connection.close()
    assert captured == {
        1: "2025-11-01T06:00:00Z",
        2: None,  # from another archive
        3: "2025-11-08T06:00:00Z",
        4: None,  # its page was not kept
        5: "2025-11-05T06:00:00Z",
    }


def test_recorded_pages_of_before_are_news_of_the_day_of_their_publication(
    tmp_path: Path,
) -> None:
    connection = sqlite3.connect(tmp_path / "k.db", isolation_level=None)
    migrate(connection, 43)
    connection.executescript(
        """
        INSERT INTO sources (id, name, homepage, country, languages, afghan, declaration)
            VALUES ('a', 'A', '', 'PK', 'en', 0, '{}');
        INSERT INTO events VALUES (1, '{}', '', '', 2, 1, '[]'), (2, '{}', '', '', 1, 1, '[]');
        """
    )
    seen = "2026-11-29T14:33:45Z"
    old, undated = "2025-08-01T12:00:00Z", None
    told: list[list[tuple[str | None, str]]] = [
        [(old, "import")],
        [(undated, "backfill")],
        [(old, "feed"), (old, "import")],
        [(undated, "import"), (old, "import")],
    ]
    for story, articles in enumerate(told, 1):
        connection.execute(
            "INSERT INTO stories VALUES (?, '', NULL, NULL, 1, 1, ?, ?)", (story, seen, seen)
        )
        event = min(story, 2)
        connection.execute("INSERT INTO event_stories VALUES (?, ?, '', 'meaning')", (story, event))
        for place, (published, via) in enumerate(articles):
            number = 2 * story + place
            connection.execute(
                "INSERT INTO articles (id, url, url_key, source_id, kind, title, byline, agency, "
                "section, image, published_at, published_from, published_confidence, "
                "first_seen_at, language, text, text_from, text_digest, word_count, relevance, "
                "score, relevance_rules, lexicon_version, story_id, first_in_story, page_sha256) "
                "VALUES (?1, ?1, ?1, 'a', '', '', '', '', '', '', ?2, '', 0, ?3, 'en', '', '', "
                "'', 0, 'relevant', 0, '', '', ?4, ?5, '')",
                (number, published, seen, story, int(not place)),
            )
            connection.execute(
                "INSERT INTO links (url, source_id, found_at, via, state, reason, article_id, "
                "title, summary, content, author, language) "
                "VALUES (?, 'a', ?, ?, 'kept', 'kept', ?, '', '', '', '', '')",
                (str(number), seen, via, number),
            )
    migrate(connection)
    news = connection.execute("SELECT id, recorded, news_at FROM articles ORDER BY id")
    assert news.fetchall() == [
        (2, 1, old), (4, 1, None), (6, 0, seen), (7, 1, old), (8, 1, None), (9, 1, old),
    ]  # fmt: skip
    days = connection.execute("SELECT day, articles, firsts FROM article_days ORDER BY day")
    assert days.fetchall() == [("", 2, 2), (old[:10], 3, 1), (seen[:10], 1, 1)]
    stories = connection.execute("SELECT last_news_at FROM stories ORDER BY id")
    assert [row[0] for row in stories] == [old, None, seen, old]
    events = connection.execute("SELECT last_news_at FROM events ORDER BY id")
    assert [row[0] for row in events] == [old, seen]
    connection.close()


def test_a_new_database_is_what_the_steps_make_of_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    held = []
    for name in ("new.db", "empty.db"):
        open_store(tmp_path / name, write=True).close()
        with open_store(tmp_path / name, write=False) as store:
            tables = store.rows("SELECT name, sql FROM sqlite_master ORDER BY name")
            rows = [
                [tuple(row)[:3] for row in store.rows(f'SELECT * FROM "{table["name"]}"')]
                for table in tables
                if "CREATE TABLE" in (table["sql"] or "")
            ]
            state = [
                store.rows(f"PRAGMA {name}")[0][0]
                for name in ("user_version", "journal_mode", "page_size", "encoding")
            ]
            held.append(([tuple(table) for table in tables], rows, state))
    assert held[0] == held[1]
    assert not list(tmp_path.glob("*.new-*"))


def test_a_new_database_takes_no_other_files_place(tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    put_new_database(path)
    with open_store(path, write=True) as store:
        store_articles(
            store,
            Source("a", "A", "https://a.example"),
            (Article("https://a.example/1", "Bus", "It left."), NOW),
        )
    put_new_database(path)
    with open_store(path, write=False) as store:
        assert len(store.rows("SELECT * FROM articles")) == 1
    assert not list(tmp_path.glob("*.new-*"))
    assert path.stat().st_mode & 0o077 == 0o044
