"""The steps of the schema from the 28th on."""

from typing import TYPE_CHECKING

from db.migrations.steps import Steps

if TYPE_CHECKING:
    from sqlite_utils import Database

steps = Steps()


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
