"""The steps of the schema from the 28th on."""

from typing import TYPE_CHECKING

from db.migrations.steps import Steps
from db.views import ARTICLE_DAYS, REPORTS_WITH_CAPTURE, VIEWS

if TYPE_CHECKING:
    from sqlite_utils import Database

steps = Steps()
_KEYS_OF_SEGMENT = 262_144


@steps.add
def m028_control_pages(db: "Database") -> None:
    # Pages that gave their text before, asked for again because a newer one (about_url) did not:
    # so an outlet that seldom publishes is not silent for weeks. reason: '' until it answered;
    # the last answer counts while the next one is due.
    db.execute(
        "CREATE TABLE control_pages (url TEXT PRIMARY KEY, "
        "source_id TEXT NOT NULL REFERENCES sources(id), about_url TEXT NOT NULL, "
        "due INTEGER NOT NULL DEFAULT 1, attempts INTEGER NOT NULL DEFAULT 0, "
        "reason TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '', asked_at TEXT) STRICT"
    )
    db.execute("CREATE INDEX control_pages_by_source ON control_pages(source_id)")


@steps.add
def m029_mining_files(db: "Database") -> None:
    # Refusals are read from two files of a site, too, for which it is asked once a week.
    db.execute(
        "CREATE TABLE mining_refusals_new (host TEXT NOT NULL, place TEXT NOT NULL CHECK "
        "(place IN ('robots.txt', 'header', 'meta', 'tdmrep.json', 'ai.txt')), "
        "refused TEXT NOT NULL, url TEXT NOT NULL, seen_at TEXT NOT NULL, "
        "PRIMARY KEY (host, place)) STRICT"
    )
    db.execute(
        "INSERT INTO mining_refusals_new (host, place, refused, url, seen_at) "
        "SELECT host, place, refused, url, seen_at FROM mining_refusals"
    )
    db.execute("DROP TABLE mining_refusals")
    db.execute("ALTER TABLE mining_refusals_new RENAME TO mining_refusals")
    db.execute(
        "CREATE TABLE mining_files (site TEXT NOT NULL PRIMARY KEY, asked_at TEXT NOT NULL) STRICT"
    )


@steps.add
def m030_days_by_outlet(db: "Database") -> None:
    # The table is in the order of the days; to count all days of an outlet, every one was sorted.
    db.execute(
        "CREATE INDEX article_days_by_outlet ON article_days(source_id, day, relevance, articles)"
    )


@steps.add
def m031_vectors(db: "Database") -> None:
    # What articles mean, as numbers: int8[384] of headline and lead, and of the best passages,
    # whose lengths mean nothing. Those that lack them, or whose words changed, wait: triggers see
    # to that, so that no writer can forget it.
    db.execute(
        "CREATE TABLE sentence_models (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE) STRICT"
    )
    db.execute(
        "CREATE TABLE article_vectors (article_id INTEGER PRIMARY KEY "
        "REFERENCES articles(id) ON DELETE CASCADE, "
        "model_id INTEGER NOT NULL REFERENCES sentence_models(id), language TEXT NOT NULL, "
        "head BLOB NOT NULL, passages BLOB) STRICT"
    )
    db.execute("CREATE INDEX article_vectors_by_model ON article_vectors(model_id)")
    db.execute(
        "CREATE TABLE vectors_wanted (article_id INTEGER PRIMARY KEY "
        "REFERENCES articles(id) ON DELETE CASCADE) STRICT"
    )
    db.execute(
        "CREATE TRIGGER article_wants_vectors AFTER INSERT ON articles "
        "BEGIN INSERT OR IGNORE INTO vectors_wanted VALUES (new.id); END"
    )
    db.execute(
        "CREATE TRIGGER article_wants_new_vectors "
        "AFTER UPDATE OF title, text, language ON articles "
        "WHEN old.title <> new.title OR old.text <> new.text OR old.language <> new.language "
        "BEGIN INSERT OR IGNORE INTO vectors_wanted VALUES (new.id); END"
    )
    db.execute("INSERT INTO vectors_wanted SELECT id FROM articles")


@steps.add
def m032_vector_signs(db: "Database") -> None:
    # The signs of the vectors of 1024 ids that follow each other: what is near is looked for in
    # them first. Made of article_vectors at any time; a row that is no longer true is dropped.
    db.execute(
        "CREATE TABLE vector_signs (block INTEGER PRIMARY KEY, "
        "model_id INTEGER NOT NULL REFERENCES sentence_models(id), "
        "offsets BLOB NOT NULL, words BLOB NOT NULL) STRICT"
    )
    for event, row in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
        db.execute(
            f"CREATE TRIGGER signs_lost_by_{event.lower()} AFTER {event} ON article_vectors "  # noqa: S608 - ours
            f"BEGIN DELETE FROM vector_signs WHERE block = {row}.article_id / 1024; END"
        )


@steps.add
def m033_past_troubles(db: "Database") -> None:
    # Notices of outlets go out once a day: trouble that began after one and was over before the
    # next is told by that one, and then taken from here.
    db.execute(
        "CREATE TABLE past_troubles (source_id TEXT NOT NULL PRIMARY KEY REFERENCES sources(id), "
        "health TEXT NOT NULL, reason TEXT NOT NULL, began_at TEXT NOT NULL, "
        "ended_at TEXT NOT NULL, times INTEGER NOT NULL) STRICT"
    )


@steps.add
def m034_learned_topic(db: "Database") -> None:
    # Models that judged by what people taught, and what a model made of articles: no reference
    # ties the two, since the package's own model is in no table.
    db.execute(
        "CREATE TABLE learned_models (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, "
        "body TEXT NOT NULL, used_at TEXT NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE learned_judgements (article_id INTEGER PRIMARY KEY "
        "REFERENCES articles(id) ON DELETE CASCADE, model TEXT NOT NULL, chance REAL NOT NULL, "
        "relevance TEXT NOT NULL CHECK (relevance IN ('relevant', 'review', 'off')), "
        "text_sum TEXT NOT NULL) STRICT"
    )


@steps.add
def m035_events(db: "Database") -> None:
    # Stories that tell of one event; a story in none is an event of its own. What they were
    # compared by, and the links found, are kept, so that a new story costs little. What people
    # said is of articles, since stories join and part.
    db.execute("DROP TABLE same_events")
    db.execute(
        "CREATE TABLE events (id INTEGER PRIMARY KEY, titles TEXT NOT NULL, "
        "first_seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL, story_count INTEGER NOT NULL, "
        "language_count INTEGER NOT NULL, conflicts TEXT NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX events_by_last_seen ON events(last_seen_at)")
    db.execute(
        "CREATE TABLE event_stories (story_id INTEGER PRIMARY KEY "
        "REFERENCES stories(id) ON DELETE CASCADE, "
        "event_id INTEGER NOT NULL REFERENCES events(id), since_at TEXT NOT NULL, "
        "linked_by TEXT NOT NULL CHECK (linked_by IN ('meaning', 'hand'))) STRICT"
    )
    db.execute("CREATE INDEX event_stories_by_event ON event_stories(event_id)")
    db.execute(
        "CREATE TABLE event_signs (story_id INTEGER PRIMARY KEY "
        "REFERENCES stories(id) ON DELETE CASCADE, article_id INTEGER NOT NULL, "
        "at TEXT NOT NULL, model TEXT NOT NULL, signs TEXT NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX event_signs_by_time ON event_signs(at)")
    db.execute(
        "CREATE TABLE event_links (one INTEGER NOT NULL REFERENCES stories(id) ON DELETE CASCADE, "
        "other INTEGER NOT NULL REFERENCES stories(id) ON DELETE CASCADE, odds REAL NOT NULL, "
        "PRIMARY KEY (one, other)) STRICT, WITHOUT ROWID"
    )
    db.execute("CREATE INDEX event_links_by_other ON event_links(other)")
    db.execute(
        "CREATE TABLE event_decisions (one INTEGER NOT NULL REFERENCES articles(id), "
        "other INTEGER NOT NULL REFERENCES articles(id), "
        "decision TEXT NOT NULL CHECK (decision IN ('merge', 'split')), "
        "decided_at TEXT NOT NULL, PRIMARY KEY (one, other)) STRICT, WITHOUT ROWID"
    )
    db.execute("CREATE INDEX event_decisions_by_other ON event_decisions(other)")
    db.execute(
        "CREATE TABLE events_wanted (story_id INTEGER PRIMARY KEY "
        "REFERENCES stories(id) ON DELETE CASCADE) STRICT"
    )
    _compare_events_anew(db)
    db.execute(
        "INSERT INTO events_wanted SELECT t.id FROM stories t "
        "JOIN article_vectors v ON v.article_id = t.first_article_id"
    )


def _compare_events_anew(db: "Database") -> None:
    # A story is compared anew when its first article, its words or its time change; triggers see
    # to it, so that no writer can forget it.
    of_vector = "SELECT story_id FROM articles WHERE id = new.article_id AND first_in_story"
    for name, moment, stories in (
        ("event_of_new_vector", "INSERT ON article_vectors", of_vector),
        ("event_of_changed_vector", "UPDATE ON article_vectors", of_vector),
        (
            "event_of_another_first",
            "UPDATE OF first_article_id ON stories "
            "WHEN old.first_article_id IS NOT new.first_article_id",
            "VALUES (new.id)",
        ),
        (
            "event_of_another_time",
            "UPDATE OF published_at ON articles WHEN old.published_at IS NOT new.published_at",
            "VALUES (new.story_id)",
        ),
        (
            "event_that_lost_a_story",
            "DELETE ON event_stories",
            "SELECT story_id FROM event_stories WHERE event_id = old.event_id",
        ),
    ):
        db.execute(
            f"CREATE TRIGGER {name} AFTER {moment} "
            f"BEGIN INSERT OR IGNORE INTO events_wanted {stories}; END"
        )


@steps.add
def m036_rules_once_an_event(db: "Database") -> None:
    # What a rule is told once of. A match whose event was told by an alert of another story has
    # the reason same_event: it is told after all if the two turn out not to be one event.
    db.execute(
        "ALTER TABLE rules ADD COLUMN once TEXT NOT NULL DEFAULT 'story' "
        "CHECK (once IN ('story', 'event'))"
    )


@steps.add
def m037_words_among_event_signs(db: "Database") -> None:
    # The words of headline and lead, for telling reports that fill one form with different names.
    # Signs read before have none, so that they are never told apart by them.
    db.execute(
        "UPDATE event_signs SET signs = json_insert(signs, '$[#]', '', '$[#]', '', '$[#]', '')"
    )


@steps.add
def m038_events_on_topic(db: "Database") -> None:
    # Stories judged off topic are in no event but by hand; a changed label is a reason to look.
    db.execute(
        "CREATE TRIGGER event_of_another_label AFTER UPDATE OF relevance ON articles "
        "WHEN new.first_in_story AND (old.relevance = 'off') <> (new.relevance = 'off') "
        "AND EXISTS (SELECT 1 FROM article_vectors WHERE article_id = new.id) "
        "BEGIN INSERT OR IGNORE INTO events_wanted VALUES (new.story_id); END"
    )
    db.execute(
        "INSERT OR IGNORE INTO events_wanted SELECT g.story_id FROM event_signs g "
        "JOIN articles a ON a.id = g.article_id WHERE a.relevance = 'off'"
    )


@steps.add
def m039_marks_of_places(db: "Database") -> None:
    # Names and figures were marks, too, which nothing read: a dozen rows an article.
    db.execute("DROP VIEW places_named")  # it would follow the table to its other name
    db.execute("ALTER TABLE event_marks RENAME TO old_marks")
    db.execute("DROP INDEX event_marks_by_article")
    db.execute(
        "CREATE TABLE event_marks (mark TEXT NOT NULL, at TEXT NOT NULL, "
        "article_id INTEGER NOT NULL, PRIMARY KEY (mark, at, article_id)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "INSERT INTO event_marks SELECT mark, at, article_id FROM old_marks "
        "WHERE mark >= 'place:' AND mark < 'place;' ORDER BY mark, at, article_id"
    )
    db.execute("DROP TABLE old_marks")
    db.execute("CREATE INDEX event_marks_by_article ON event_marks(article_id)")
    db.execute(VIEWS["places_named"])


@steps.add
def m040_backfills(db: "Database") -> None:
    # Files of pages that are read on their own and then merged in the order of publication.
    # merged: so many results are stored; it is written in the transaction that stores them.
    db.execute(
        "CREATE TABLE backfills (id INTEGER PRIMARY KEY, began_at TEXT NOT NULL, "
        "state TEXT NOT NULL CHECK (state IN ('reading', 'merging', 'ended')), "
        "read_by TEXT NOT NULL DEFAULT '', merged INTEGER NOT NULL DEFAULT 0, ended_at TEXT) STRICT"
    )
    db.execute(
        "CREATE TABLE backfill_files (address TEXT PRIMARY KEY, "
        "backfill_id INTEGER NOT NULL REFERENCES backfills(id), place INTEGER NOT NULL, "
        "state TEXT NOT NULL CHECK (state IN ('waiting', 'read', 'failed')), "
        "records INTEGER NOT NULL DEFAULT 0, passed_over INTEGER NOT NULL DEFAULT 0, "
        "kept INTEGER NOT NULL DEFAULT 0, refused TEXT NOT NULL DEFAULT '{}', "
        "detail TEXT NOT NULL DEFAULT '', UNIQUE (backfill_id, place)) STRICT"
    )


@steps.add
def m041_copy_index_in_segments(db: "Database") -> None:
    # Keys lay all over a table, in the order of chance. Now those of sixteen thousand articles lie
    # together; filters tell which of these may have a key.
    # copy_again: articles before copy_index.through whose keys wait to be written anew.
    db.execute("CREATE TABLE copy_parts (id INTEGER PRIMARY KEY, pairs BLOB NOT NULL) STRICT")
    db.execute(
        "CREATE TABLE copy_filters (group_number INTEGER PRIMARY KEY, filters BLOB NOT NULL) STRICT"
    )
    db.execute("CREATE TABLE copy_again (article_id INTEGER PRIMARY KEY) STRICT")
    db.execute("ALTER TABLE copy_index ADD COLUMN segments INTEGER NOT NULL DEFAULT 0")
    if db.execute("SELECT 1 FROM copy_keys LIMIT 1").fetchone():
        _put_into_segments(db)
    db.execute("DROP TABLE copy_keys")


def _put_into_segments(db: "Database") -> None:
    import numpy as np

    from pipelines.stories import key_segments

    pairs = db.execute("SELECT key, article_id FROM copy_keys")
    filters = key_segments.empty_filters(0)
    segment = 0
    while some := pairs.fetchmany(_KEYS_OF_SEGMENT):
        keys, articles = (np.array(column) for column in zip(*some, strict=True))
        group = segment // key_segments.TOGETHER
        filters = key_segments.put_into_filter(filters, segment, keys)
        db.conn.executemany(
            "INSERT INTO copy_parts VALUES (?, ?)",
            key_segments.packed_parts(segment, keys, articles),
        )
        stored = key_segments.pack_filters(filters, group)
        db.execute("INSERT OR REPLACE INTO copy_filters VALUES (?, ?)", (group, stored))
        segment += 1
    db.execute("UPDATE copy_index SET segments = ?", (segment,))


@steps.add
def m042_time_of_capture(db: "Database") -> None:
    # When the page that the text is of was fetched. Of what came before, a changed page was fetched
    # when the change was seen; pages from elsewhere get theirs when they are read again.
    db.execute("ALTER TABLE articles ADD COLUMN captured_at TEXT")
    db.execute(
        "UPDATE articles AS a SET captured_at = coalesce("
        "(SELECT max(seen_at) FROM revisions "
        "WHERE article_id = a.id AND change NOT IN ('first', 'deleted')), "
        "iif(EXISTS (SELECT 1 FROM links WHERE article_id = a.id "
        "AND via IN ('import', 'backfill')), NULL, a.first_seen_at)) WHERE archive_file IS NOT NULL"
    )
    db.execute("DROP VIEW reports")
    db.execute(REPORTS_WITH_CAPTURE)


@steps.add
def m043_articles_by_publication(db: "Database") -> None:
    # Of the day alone: only who asks for days uses it, and no search is led astray by it.
    db.execute("CREATE INDEX articles_by_publication ON articles(substr(published_at, 1, 10))")


@steps.add
def m044_days_of_news(db: "Database") -> None:
    # A page that was recorded long ago is no news of the day on which it was taken in.
    # recorded: 1 where the article came from recorded pages or an outlet's old lists.
    # news_at: when it was news: when it was published, if recorded, else when it was first seen.
    db.execute("ALTER TABLE articles ADD COLUMN recorded INTEGER NOT NULL DEFAULT 0")
    db.execute(
        "ALTER TABLE articles ADD COLUMN news_at TEXT GENERATED ALWAYS AS (CASE recorded "
        "WHEN 0 THEN first_seen_at ELSE min(published_at, first_seen_at) END) VIRTUAL"
    )
    for trigger in ("article_comes", "article_goes", "article_counts_elsewhere"):
        db.execute(f"DROP TRIGGER {trigger}")
    db.execute(
        "UPDATE articles SET recorded = 1 WHERE id IN "
        "(SELECT article_id FROM links WHERE via IN ('backfill', 'import')) "
        "AND (SELECT via FROM links WHERE article_id = articles.id "
        "ORDER BY found_at, rowid LIMIT 1) IN ('backfill', 'import')"
    )
    db.execute("DELETE FROM article_days")
    for statement in ARTICLE_DAYS[1:]:
        db.execute(statement)
    db.execute("ALTER TABLE stories ADD COLUMN last_news_at TEXT")
    db.execute("UPDATE stories SET last_news_at = last_seen_at")
    db.execute(
        "UPDATE stories SET last_news_at = (SELECT max(news_at) FROM articles "
        "WHERE story_id = stories.id) WHERE id IN (SELECT story_id FROM articles WHERE recorded)"
    )
    db.execute("CREATE INDEX stories_by_last_news ON stories(last_news_at)")
    db.execute("ALTER TABLE events ADD COLUMN last_news_at TEXT")
    db.execute(
        "UPDATE events SET last_news_at = (SELECT max(t.last_news_at) FROM event_stories e "
        "JOIN stories t ON t.id = e.story_id WHERE e.event_id = events.id)"
    )
    db.execute("CREATE INDEX events_by_last_news ON events(last_news_at)")
    db.execute("DROP INDEX events_by_last_seen")
