"""The tables of the first schema, as the first migration makes them; never changed again."""

FIRST_TABLES = """
CREATE TABLE sources (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    homepage TEXT NOT NULL,
    country TEXT NOT NULL,
    languages TEXT NOT NULL,
    afghan INTEGER NOT NULL,
    declaration TEXT NOT NULL,
    health TEXT NOT NULL DEFAULT 'ok',
    health_reason TEXT NOT NULL DEFAULT 'not visited yet',
    health_since_at TEXT,
    last_visit_at TEXT,
    last_new_at TEXT,
    next_visit_at TEXT,
    failures INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE visits (
    id INTEGER PRIMARY KEY,
    source_id TEXT NOT NULL REFERENCES sources(id),
    at TEXT NOT NULL,
    address TEXT NOT NULL,
    outcome TEXT NOT NULL,
    status INTEGER NOT NULL,
    found INTEGER NOT NULL,
    new INTEGER NOT NULL,
    newest_at TEXT,
    duration_s REAL NOT NULL,
    error TEXT NOT NULL
) STRICT;
CREATE INDEX visits_by_source ON visits(source_id, at);
CREATE TABLE validators (
    address TEXT PRIMARY KEY,
    source_id TEXT NOT NULL REFERENCES sources(id),
    etag TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    full_at TEXT NOT NULL
) STRICT;
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    held_until_at TEXT NOT NULL,
    why TEXT NOT NULL
) STRICT;
CREATE TABLE robots (
    site TEXT PRIMARY KEY,
    fetched_at TEXT NOT NULL,
    rules TEXT NOT NULL
) STRICT;
CREATE TABLE stories (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    first_article_id INTEGER REFERENCES articles(id) DEFERRABLE INITIALLY DEFERRED,
    first_published_article_id INTEGER REFERENCES articles(id) DEFERRABLE INITIALLY DEFERRED,
    article_count INTEGER NOT NULL,
    source_count INTEGER NOT NULL,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL
) STRICT;
CREATE INDEX stories_by_first ON stories(first_article_id);
CREATE INDEX stories_by_first_published ON stories(first_published_article_id);
CREATE INDEX stories_by_last_seen ON stories(last_seen_at);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    url_key TEXT NOT NULL UNIQUE,
    source_id TEXT NOT NULL REFERENCES sources(id),
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    byline TEXT NOT NULL,
    agency TEXT NOT NULL,
    section TEXT NOT NULL,
    image TEXT NOT NULL,
    published_at TEXT,
    published_from TEXT NOT NULL,
    published_confidence REAL NOT NULL,
    modified_at TEXT,
    first_seen_at TEXT NOT NULL,
    day TEXT GENERATED ALWAYS AS (substr(first_seen_at, 1, 10)) VIRTUAL,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    text_from TEXT NOT NULL,
    text_digest TEXT NOT NULL,
    word_count INTEGER NOT NULL,
    relevance TEXT NOT NULL,
    score REAL NOT NULL,
    relevance_rules TEXT NOT NULL,
    lexicon_version TEXT NOT NULL,
    story_id INTEGER NOT NULL REFERENCES stories(id),
    copy_of INTEGER REFERENCES articles(id),
    copy_kind TEXT,
    first_in_story INTEGER NOT NULL,
    archive_file TEXT,
    archive_offset INTEGER,
    page_sha256 TEXT NOT NULL,
    truncated TEXT
) STRICT;
CREATE INDEX articles_by_digest ON articles(text_digest);
CREATE INDEX articles_by_story ON articles(story_id);
CREATE INDEX articles_by_source ON articles(source_id, first_seen_at);
CREATE INDEX articles_by_seen ON articles(first_seen_at);
CREATE INDEX articles_by_day ON articles(day);
CREATE INDEX articles_by_copy ON articles(copy_of);
CREATE TABLE copy_signatures (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id),
    version INTEGER NOT NULL,
    keys BLOB NOT NULL
) STRICT;
CREATE INDEX copy_signatures_by_version ON copy_signatures(version);
CREATE TABLE copy_keys (
    key INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (key, article_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE copy_pairs (
    one INTEGER NOT NULL REFERENCES articles(id),
    other INTEGER NOT NULL REFERENCES articles(id),
    kind TEXT NOT NULL,
    coverage REAL NOT NULL,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_pairs_by_other ON copy_pairs(other);
CREATE TABLE story_decisions (
    one INTEGER NOT NULL REFERENCES articles(id),
    other INTEGER NOT NULL REFERENCES articles(id),
    decision TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_decisions_by_other ON story_decisions(other);
CREATE TABLE event_marks (
    mark TEXT NOT NULL,
    at TEXT NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (mark, at, article_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE same_events (
    one INTEGER NOT NULL REFERENCES articles(id),
    other INTEGER NOT NULL REFERENCES articles(id),
    score REAL NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX same_events_by_other ON same_events(other);
CREATE TABLE removed_blocks (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id),
    text TEXT NOT NULL,
    rule TEXT NOT NULL,
    evidence TEXT NOT NULL
) STRICT;
CREATE INDEX removed_by_article ON removed_blocks(article_id);
CREATE TABLE links (
    url TEXT PRIMARY KEY,
    source_id TEXT NOT NULL REFERENCES sources(id),
    found_at TEXT NOT NULL,
    via TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try_at TEXT,
    settled_at TEXT,
    article_id INTEGER REFERENCES articles(id),
    title TEXT NOT NULL,
    published_at TEXT,
    summary TEXT NOT NULL,
    content TEXT NOT NULL,
    author TEXT NOT NULL,
    language TEXT NOT NULL,
    archive_file TEXT,
    archive_offset INTEGER
) STRICT;
CREATE INDEX links_pending ON links(next_try_at) WHERE state = 'pending';
CREATE INDEX links_by_state ON links(state, reason);
CREATE INDEX links_by_source ON links(source_id, found_at);
CREATE INDEX links_by_article ON links(article_id);
CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id),
    seen_at TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    change TEXT NOT NULL,
    summary TEXT NOT NULL
) STRICT;
CREATE INDEX revisions_by_article ON revisions(article_id, seen_at);
CREATE INDEX revisions_by_seen ON revisions(seen_at);
CREATE TABLE revisits (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id),
    url TEXT NOT NULL,
    next_at TEXT,
    visited_at TEXT NOT NULL,
    missed INTEGER NOT NULL DEFAULT 0,
    hurried INTEGER NOT NULL DEFAULT 0,
    etag TEXT NOT NULL,
    last_modified TEXT NOT NULL
) STRICT;
CREATE INDEX revisits_due ON revisits(next_at) WHERE next_at IS NOT NULL;
CREATE TABLE page_blocks (
    url TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    core TEXT NOT NULL,
    digests TEXT NOT NULL,
    taken TEXT NOT NULL
) STRICT;
CREATE INDEX page_blocks_by_host ON page_blocks(host, seen_at);
CREATE TABLE furniture (
    host TEXT NOT NULL,
    digest TEXT NOT NULL,
    pages INTEGER NOT NULL,
    sample TEXT NOT NULL,
    since_at TEXT NOT NULL,
    PRIMARY KEY (host, digest)
) STRICT;
CREATE TABLE rules (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    identity TEXT NOT NULL UNIQUE,
    query TEXT NOT NULL,
    schedule TEXT NOT NULL,
    timezone TEXT NOT NULL,
    recipients TEXT NOT NULL,
    cap INTEGER NOT NULL,
    active INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    since_at TEXT NOT NULL
) STRICT;
CREATE TABLE matches (
    id INTEGER PRIMARY KEY,
    rule_id INTEGER NOT NULL REFERENCES rules(id),
    article_id INTEGER NOT NULL REFERENCES articles(id),
    matched_at TEXT NOT NULL,
    spans TEXT NOT NULL,
    UNIQUE (rule_id, article_id)
) STRICT;
CREATE INDEX matches_by_article ON matches(article_id);
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL DEFAULT 'alert',
    rule_id INTEGER REFERENCES rules(id),
    story_id INTEGER REFERENCES stories(id),
    article_id INTEGER REFERENCES articles(id),
    subject TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    channel TEXT NOT NULL,
    recipient TEXT NOT NULL,
    message_id TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    stumbles INTEGER NOT NULL DEFAULT 0,
    handed INTEGER NOT NULL DEFAULT 0,
    due_at TEXT NOT NULL,
    first_tried_at TEXT,
    next_try_at TEXT,
    sent_at TEXT,
    last_error TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    told_at TEXT,
    outlets_told INTEGER NOT NULL DEFAULT 0,
    sampled INTEGER NOT NULL DEFAULT 0,
    superseded INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX outbox_once ON outbox(rule_id, story_id, channel, recipient)
    WHERE superseded = 0;
CREATE INDEX outbox_due ON outbox(next_try_at) WHERE state = 'pending';
CREATE INDEX outbox_by_message ON outbox(message_id, recipient);
CREATE INDEX outbox_by_recipient ON outbox(recipient, channel, created_at);
CREATE INDEX outbox_dead ON outbox(id) WHERE state = 'dead' AND told_at IS NULL;
CREATE INDEX outbox_by_story ON outbox(story_id);
CREATE INDEX outbox_by_article ON outbox(article_id);
CREATE TABLE passes (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    pid INTEGER NOT NULL,
    started_at TEXT NOT NULL,
    ended_at TEXT,
    outcome TEXT NOT NULL,
    counts TEXT NOT NULL
) STRICT;
"""
