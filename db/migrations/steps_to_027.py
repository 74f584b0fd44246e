"""The steps of the schema from the first to the 27th; later ones stand in files beside it."""

from typing import TYPE_CHECKING

from db.first_tables import FIRST_TABLES
from db.migrations.steps import Steps
from db.views import ARTICLE_DAYS_BY_SIGHT, VIEWS
from pipelines.web.logins import without_logins

if TYPE_CHECKING:
    from sqlite_utils import Database

steps = Steps()


@steps.add
def m001_first_tables(db: "Database") -> None:
    for statement in FIRST_TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)
    # Contentless: the folded text is an index, not a second copy of every article; a changed
    # article's old folded text is given back to the index by whoever changes it.
    db.execute("CREATE VIRTUAL TABLE articles_fts USING fts5(title, text, content='')")


@steps.add
def m002_copy_index_in_batches(db: "Database") -> None:
    # One row: the last article whose keys are in copy_keys (before this step all were), and the
    # oldest version that a signature may have; an index of versions cost a page an article.
    db.execute(
        "CREATE TABLE copy_index (through INTEGER NOT NULL, oldest_version INTEGER NOT NULL) STRICT"
    )
    db.execute(
        "INSERT INTO copy_index SELECT coalesce(max(article_id), 0), coalesce(min(version), 0) "
        "FROM copy_signatures"
    )
    db.execute("DROP INDEX copy_signatures_by_version")


@steps.add
def m003_concept_index(db: "Database") -> None:
    db.execute(
        "CREATE TABLE concept_places (concept TEXT NOT NULL, article_id INTEGER NOT NULL, "
        "places TEXT NOT NULL, PRIMARY KEY (concept, article_id)) STRICT, WITHOUT ROWID"
    )
    # One row: the version of the word lists, and the first of the articles that are in by it.
    db.execute(
        "CREATE TABLE concept_index (version TEXT NOT NULL, from_article INTEGER NOT NULL) STRICT"
    )
    db.execute("INSERT INTO concept_index SELECT '', coalesce(max(id), 0) + 1 FROM articles")


@steps.add
def m004_doubtful_text(db: "Database") -> None:
    db.execute("ALTER TABLE articles ADD COLUMN garbled TEXT")
    db.execute("ALTER TABLE articles ADD COLUMN text_confidence REAL")
    # Marks are taken back when a text changes, and are found by nothing but their article then.
    db.execute("CREATE INDEX event_marks_by_article ON event_marks(article_id)")


@steps.add
def m005_changes_of_links(db: "Database") -> None:
    # What a list said of a later change, and how the zone of its publication is known. What was
    # kept as the publication of a link without a news date may have been a change: left as it is.
    db.execute("ALTER TABLE links ADD COLUMN modified_at TEXT")
    db.execute("ALTER TABLE links ADD COLUMN published_zone TEXT NOT NULL DEFAULT 'told'")


@steps.add
def m006_many_urls_of_one_article(db: "Database") -> None:
    from pipelines.web.urls import url_key

    # What the page declared as its URL, if others declare that, too, and it is not believed.
    db.execute("ALTER TABLE articles ADD COLUMN declared_url TEXT")
    db.execute(
        "CREATE INDEX articles_by_declared ON articles(declared_url, source_id) "
        "WHERE declared_url IS NOT NULL"
    )
    db.execute("ALTER TABLE links ADD COLUMN url_key TEXT NOT NULL DEFAULT ''")
    for (url,) in db.execute("SELECT url FROM links").fetchall():
        db.execute("UPDATE links SET url_key = ? WHERE url = ?", (url_key(url), url))
    db.execute("CREATE INDEX links_by_key ON links(url_key)")


@steps.add
def m007_targets_of_rules(db: "Database") -> None:
    db.execute(
        "CREATE TABLE targets (rule_id INTEGER NOT NULL REFERENCES rules(id), "
        "channel TEXT NOT NULL, recipient TEXT NOT NULL, place INTEGER NOT NULL, "
        "PRIMARY KEY (rule_id, channel, recipient)) STRICT, WITHOUT ROWID"
    )
    for channel, key in (("mail", "to"), ("apprise", "channels")):
        db.execute(
            "INSERT OR IGNORE INTO targets (rule_id, channel, recipient, place) "
            "SELECT r.id, ?, named.value, named.key "
            "FROM rules r, json_each(r.recipients, '$.' || ?) AS named",
            (channel, key),
        )
    db.execute("ALTER TABLE rules DROP COLUMN recipients")


@steps.add
def m008_upkeep(db: "Database") -> None:
    db.execute(
        "CREATE TABLE upkeep (what TEXT PRIMARY KEY, at TEXT NOT NULL, said TEXT NOT NULL) "
        "STRICT, WITHOUT ROWID"
    )


@steps.add
def m009_troubles_of_passes(db: "Database") -> None:
    # Why a pass ended with trouble, as a list of lines: said again at most once a day.
    db.execute("ALTER TABLE passes ADD COLUMN troubles TEXT NOT NULL DEFAULT '[]'")


@steps.add
def m010_no_logins(db: "Database") -> None:
    """Earlier versions wrote the user and password of a URL down wherever they wrote the URL."""
    db.execute("PRAGMA secure_delete = ON")
    db.conn.create_function("without_logins", 1, without_logins, deterministic=True)
    for table, column in (
        *(("sources", "homepage"), ("sources", "declaration"), ("sources", "health_reason")),
        *(("visits", "address"), ("visits", "error"), ("links", "detail")),
    ):
        db.execute(
            f"UPDATE {table} SET {column} = without_logins({column}) "  # noqa: S608 - names of ours
            f"WHERE {column} LIKE '%://%@%'"
        )
    db.execute("DELETE FROM validators WHERE address LIKE '%://%@%'")


@steps.add
def m011_outlets_beside_their_past(db: "Database") -> None:
    # How the pages of an outlet are usually (JSON), since when it is in trouble, and when the
    # operators were told so.
    for column in ("usual", "trouble_since_at", "told_at"):
        db.execute(f"ALTER TABLE sources ADD COLUMN {column} TEXT")
    db.execute("ALTER TABLE page_blocks ADD COLUMN words INTEGER")
    db.execute("ALTER TABLE page_blocks ADD COLUMN confidence REAL")
    db.execute("ALTER TABLE page_blocks ADD COLUMN headline TEXT NOT NULL DEFAULT ''")


@steps.add
def m012_base_lines(db: "Database") -> None:
    db.execute("ALTER TABLE rules ADD COLUMN max_age_days INTEGER NOT NULL DEFAULT 7")
    # Why a match led to no alert, "" if it did or if its story was told of.
    db.execute("ALTER TABLE matches ADD COLUMN unmailed TEXT NOT NULL DEFAULT ''")
    db.execute("CREATE INDEX matches_unmailed ON matches(unmailed) WHERE unmailed <> ''")
    db.execute("ALTER TABLE links ADD COLUMN base_line INTEGER NOT NULL DEFAULT 0")
    db.execute(
        "CREATE INDEX links_base_line ON links(attempts) WHERE base_line = 1 AND state = 'pending'"
    )
    db.execute("ALTER TABLE outbox ADD COLUMN base_line INTEGER NOT NULL DEFAULT 0")
    # Open until the first visit that gave links of a kind has ended; what was known was not new.
    db.execute(
        "CREATE TABLE base_lines (source_id TEXT NOT NULL REFERENCES sources(id), "
        "via TEXT NOT NULL, since_at TEXT NOT NULL, until_at TEXT, "
        "PRIMARY KEY (source_id, via)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "INSERT INTO base_lines SELECT source_id, via, min(found_at), max(found_at) FROM links "
        "GROUP BY source_id, via"
    )


@steps.add
def m013_changes_are_told(db: "Database") -> None:
    # What a rule tells of, parted by spaces; an alert of a change has its revision.
    db.execute("ALTER TABLE rules ADD COLUMN tells TEXT NOT NULL DEFAULT 'new'")
    db.execute("ALTER TABLE outbox ADD COLUMN revision_id INTEGER REFERENCES revisions(id)")
    db.execute("DROP INDEX outbox_once")
    db.execute(
        "CREATE UNIQUE INDEX outbox_once ON outbox(rule_id, story_id, channel, recipient, "
        "coalesce(revision_id, 0)) WHERE superseded = 0"
    )


@steps.add
def m014_days_of_outlets(db: "Database") -> None:
    # Kept by a trigger, so that no writer can forget it: how often an outlet was visited on a day
    # (UTC), and how often it answered. A month of visits would take a second to count.
    db.execute(
        "CREATE TABLE outlet_days (day TEXT NOT NULL, source_id TEXT NOT NULL REFERENCES "
        "sources(id), visits INTEGER NOT NULL, answered INTEGER NOT NULL, "
        "PRIMARY KEY (day, source_id)) STRICT, WITHOUT ROWID"
    )
    db.execute(
        "INSERT INTO outlet_days SELECT substr(at, 1, 10), source_id, count(*), "
        "sum(outcome IN ('ok', 'not_modified')) FROM visits GROUP BY 1, 2"
    )
    db.execute(
        "CREATE TRIGGER visit_counts AFTER INSERT ON visits BEGIN INSERT INTO outlet_days VALUES "
        "(substr(NEW.at, 1, 10), NEW.source_id, 1, NEW.outcome IN ('ok', 'not_modified')) "
        "ON CONFLICT (day, source_id) DO UPDATE SET visits = visits + 1, "
        "answered = answered + excluded.answered; END"
    )
    db.execute(
        "CREATE INDEX articles_on_topic ON articles(day, source_id) "
        "WHERE first_in_story = 1 AND relevance = 'relevant'"
    )


@steps.add
def m015_lines_and_titles_of_hosts(db: "Database") -> None:
    # A page's lines in reading order, each with its kind, and the shape that it shares with lines
    # of other numbers and names; what its short lines end with, and the titles that it names.
    db.execute("ALTER TABLE page_blocks RENAME COLUMN digests TO lines")
    db.execute("ALTER TABLE page_blocks ADD COLUMN title TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE page_blocks ADD COLUMN titles BLOB NOT NULL DEFAULT x''")
    db.execute("ALTER TABLE page_blocks ADD COLUMN tails BLOB NOT NULL DEFAULT x''")
    db.execute("UPDATE page_blocks SET lines = '-' || replace(lines, ' ', ' -') WHERE lines <> ''")
    db.execute("ALTER TABLE furniture ADD COLUMN seen_at TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE furniture ADD COLUMN undone INTEGER NOT NULL DEFAULT 0")
    db.execute("UPDATE furniture SET seen_at = since_at")
    db.execute(
        "CREATE TABLE site_titles (host TEXT PRIMARY KEY, titles BLOB NOT NULL, "
        "undone INTEGER NOT NULL DEFAULT 0) STRICT"
    )


@steps.add
def m016_views_for_people(db: "Database") -> None:
    for statement in VIEWS.values():
        db.execute(statement)


@steps.add
def m017_writes_of_people(db: "Database") -> None:
    db.execute(
        "CREATE TABLE audit (id INTEGER PRIMARY KEY, at TEXT NOT NULL, what TEXT NOT NULL, "
        "about TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, address TEXT NOT NULL) "
        "STRICT"
    )
    db.execute(
        "CREATE TABLE judgements (article_id INTEGER PRIMARY KEY REFERENCES articles(id), "
        "relevance TEXT NOT NULL CHECK (relevance IN ('relevant', 'off')), "
        "judged_at TEXT NOT NULL) STRICT"
    )
    # So that no writer of articles can forget it: what a person said stays.
    db.execute(
        "CREATE TRIGGER judgement_stays AFTER UPDATE OF relevance ON articles "
        "WHEN EXISTS (SELECT 1 FROM judgements WHERE article_id = NEW.id "
        "AND relevance <> NEW.relevance) BEGIN UPDATE articles SET relevance = "
        "(SELECT relevance FROM judgements WHERE article_id = NEW.id) WHERE id = NEW.id; END"
    )
    # 1: a person switched the rule off in the browser; khabardar.toml does not switch it on.
    db.execute("ALTER TABLE rules ADD COLUMN paused INTEGER NOT NULL DEFAULT 0")


@steps.add
def m018_outlets_on_trial(db: "Database") -> None:
    # 1: nothing of it is fetched until its first visits have proved it; what they showed, as JSON.
    db.execute("ALTER TABLE sources ADD COLUMN unproven INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE sources ADD COLUMN trial TEXT NOT NULL DEFAULT ''")


@steps.add
def m019_saved_searches(db: "Database") -> None:
    db.execute(
        "CREATE TABLE saved_searches (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, "
        "query TEXT NOT NULL, saved_at TEXT NOT NULL) STRICT"
    )


@steps.add
def m020_lists_of_large_databases(db: "Database") -> None:
    # What lists of stories ask of an article, and days of outlets, without its row, which is long.
    db.execute("DROP INDEX articles_by_story")
    db.execute(
        "CREATE INDEX articles_by_story ON articles(story_id, first_in_story, relevance, language, "
        "source_id)"
    )
    db.execute("DROP INDEX articles_by_day")
    db.execute("CREATE INDEX articles_by_day ON articles(day, source_id)")
    db.execute("CREATE INDEX outbox_unsent ON outbox(state, superseded) WHERE state <> 'sent'")


@steps.add
def m021_declarations(db: "Database") -> None:
    # How outlets, rules and settings were declared (JSON), from a moment until another one.
    db.execute(
        "CREATE TABLE declarations (id INTEGER PRIMARY KEY, kind TEXT NOT NULL "
        "CHECK (kind IN ('outlet', 'rule', 'setting')), name TEXT NOT NULL, facts TEXT NOT NULL, "
        "since_at TEXT NOT NULL, until_at TEXT) STRICT"
    )
    db.execute(
        "CREATE UNIQUE INDEX declarations_in_force ON declarations(kind, name) "
        "WHERE until_at IS NULL"
    )


@steps.add
def m022_learned_lists(db: "Database") -> None:
    # Lists that a search found for an outlet declared without any, as JSON, and when it was made.
    db.execute("ALTER TABLE sources ADD COLUMN learned TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE sources ADD COLUMN searched_at TEXT")


@steps.add
def m023_sums_of_texts(db: "Database") -> None:
    """SQLite has no checksums: a letter that changes on disk is seen by nothing else."""
    from pipelines.text.text_sum import text_sum

    db.execute("ALTER TABLE articles ADD COLUMN text_sum TEXT NOT NULL DEFAULT ''")
    db.conn.create_function("text_sum", 3, text_sum, deterministic=True)
    db.execute(
        "UPDATE articles SET text_sum = text_sum(CAST(title AS BLOB), CAST(byline AS BLOB), "
        "CAST(text AS BLOB))"
    )


@steps.add
def m024_walks_back(db: "Database") -> None:
    # The lists that walks back through time ask for; depth and reached_at tell where they go on.
    db.execute(
        "CREATE TABLE back_lists (id INTEGER PRIMARY KEY, "
        "source_id TEXT NOT NULL REFERENCES sources(id), kind TEXT NOT NULL, via TEXT NOT NULL, "
        "url TEXT NOT NULL, since_at TEXT NOT NULL, until_at TEXT NOT NULL, "
        "depth INTEGER NOT NULL, reached_at TEXT, pattern TEXT NOT NULL, state TEXT NOT NULL "
        "CHECK (state IN ('pending', 'read', 'failed')), attempts INTEGER NOT NULL DEFAULT 0, "
        "next_try_at TEXT, asked_at TEXT, found INTEGER NOT NULL DEFAULT 0, "
        "new INTEGER NOT NULL DEFAULT 0, detail TEXT NOT NULL DEFAULT '', "
        "UNIQUE (source_id, since_at, url)) STRICT"
    )
    db.execute("CREATE INDEX back_lists_pending ON back_lists(next_try_at) WHERE state = 'pending'")


@steps.add
def m025_leads(db: "Database") -> None:
    # Reports that a search names without leading to them: title and outlet, never an article.
    db.execute(
        "CREATE TABLE leads (source_id TEXT NOT NULL REFERENCES sources(id), url TEXT NOT NULL, "
        "title TEXT NOT NULL, outlet TEXT NOT NULL, homepage TEXT NOT NULL, published_at TEXT, "
        "found_at TEXT NOT NULL, PRIMARY KEY (url)) STRICT"
    )
    db.execute("CREATE UNIQUE INDEX leads_once ON leads(title, outlet)")
    db.execute("CREATE INDEX leads_found ON leads(found_at)")


@steps.add
def m026_days_of_articles(db: "Database") -> None:
    # Kept by triggers, so that no writer can forget it: how many articles of an outlet were first
    # seen on a day (UTC), and how many of them were the first of their story. SQLite reads each
    # article's row to count by ``day``, though an index has it: it is a generated column.
    for statement in ARTICLE_DAYS_BY_SIGHT:
        db.execute(statement)
    for index in ("articles_by_day", "articles_on_topic"):
        db.execute(f"DROP INDEX {index}")
    db.execute("CREATE INDEX matches_by_time ON matches(matched_at, rule_id)")
    # Of ten stories nine are off topic in a large database: lists look at the tenth alone.
    db.execute(
        "CREATE INDEX articles_told ON articles(story_id, relevance, language, source_id, "
        "first_in_story) WHERE first_in_story = 1 AND relevance IN ('relevant', 'review')"
    )


@steps.add
def m027_mining_refusals(db: "Database") -> None:
    # What hosts refuse of text mining, by the place that says it; the newest word of each.
    db.execute(
        "CREATE TABLE mining_refusals (host TEXT NOT NULL, place TEXT NOT NULL "
        "CHECK (place IN ('robots.txt', 'header', 'meta')), refused TEXT NOT NULL, "
        "url TEXT NOT NULL, seen_at TEXT NOT NULL, PRIMARY KEY (host, place)) STRICT"
    )
