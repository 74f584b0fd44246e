"""What the schema derives from its tables: views for people, and counts kept by triggers.

The views are what is asked most, with the tables' own words, and without joins. Each is made by one
step of the migrations; a later step that changes one drops it and makes it anew.
"""

VIEWS = {
    "reports": """
CREATE VIEW reports AS
SELECT a.id AS article_id, a.day, a.first_seen_at, a.published_at, s.name AS outlet, s.country,
    a.language, a.title, a.byline, a.agency, a.relevance, a.kind, a.word_count, a.copy_kind,
    a.first_in_story, a.story_id, t.source_count AS outlets_of_story,
    t.article_count AS articles_of_story, a.url, a.archive_file, a.page_sha256
FROM articles a JOIN sources s ON s.id = a.source_id JOIN stories t ON t.id = a.story_id
""",
    "places_named": """
CREATE VIEW places_named AS
SELECT substr(m.mark, 7) AS place, a.id AS article_id, a.day, a.first_seen_at, s.name AS outlet,
    s.country, a.language, a.title, a.relevance, a.story_id, a.url
FROM event_marks m JOIN articles a ON a.id = m.article_id JOIN sources s ON s.id = a.source_id
WHERE m.mark >= 'place:' AND m.mark < 'place;'
""",
    "alerts_sent": """
CREATE VIEW alerts_sent AS
SELECT o.id AS alert_id, o.sent_at, r.name AS rule, o.recipient, o.channel, o.subject,
    s.name AS outlet, a.language, a.published_at, a.first_seen_at, o.story_id, a.id AS article_id,
    a.url, o.message_id, o.revision_id
FROM outbox o JOIN rules r ON r.id = o.rule_id JOIN articles a ON a.id = o.article_id
    JOIN sources s ON s.id = a.source_id
WHERE o.kind = 'alert' AND o.state = 'sent'
""",
}
"""Each view's statement as it was first made, by its name."""
REPORTS_WITH_CAPTURE = VIEWS["reports"].replace("a.page_sha256", "a.page_sha256, a.captured_at")
"""The view ``reports`` since articles have that column."""


def _counts_by_day(day: str, made_of: str) -> tuple[str, ...]:
    """Return the statements that count articles by day: the table, first counts, and triggers.

    ``day`` is the day of an article, with {row} before its columns; ``made_of`` names these.
    """
    of_new, of_old = day.format(row="NEW."), day.format(row="OLD.")
    kept = f"WHERE (day, source_id, relevance) = ({of_old}, OLD.source_id, OLD.relevance)"
    add = (
        f"INSERT INTO article_days VALUES ({of_new}, NEW.source_id, NEW.relevance, "  # noqa: S608 - ours
        "1, NEW.first_in_story) ON CONFLICT (day, source_id, relevance) "
        "DO UPDATE SET articles = articles + 1, firsts = firsts + excluded.firsts;"
    )
    take = (
        "UPDATE article_days SET articles = articles - 1, "  # noqa: S608 - ours
        f"firsts = firsts - OLD.first_in_story {kept}; "
        f"DELETE FROM article_days {kept} AND articles = 0;"
    )
    return (
        "CREATE TABLE article_days (day TEXT NOT NULL, "
        "source_id TEXT NOT NULL REFERENCES sources(id), "
        "relevance TEXT NOT NULL, articles INTEGER NOT NULL, firsts INTEGER NOT NULL, "
        "PRIMARY KEY (day, source_id, relevance)) STRICT, WITHOUT ROWID",
        f"INSERT INTO article_days SELECT {day.format(row='')}, source_id, relevance, "  # noqa: S608
        "count(*), sum(first_in_story) FROM articles GROUP BY 1, 2, 3",
        f"CREATE TRIGGER article_comes AFTER INSERT ON articles BEGIN {add} END",
        f"CREATE TRIGGER article_goes AFTER DELETE ON articles BEGIN {take} END",
        "CREATE TRIGGER article_counts_elsewhere "
        f"AFTER UPDATE OF {made_of}, source_id, relevance, first_in_story ON articles "
        f"WHEN ({of_old}, OLD.source_id, OLD.relevance, OLD.first_in_story) "
        f"IS NOT ({of_new}, NEW.source_id, NEW.relevance, NEW.first_in_story) "
        f"BEGIN {take} {add} END",
    )


ARTICLE_DAYS_BY_SIGHT = _counts_by_day("substr({row}first_seen_at, 1, 10)", "first_seen_at")
"""The counts of articles by the day when they were seen first, as a step made them once."""
ARTICLE_DAYS = _counts_by_day(
    "substr(coalesce({row}news_at, ''), 1, 10)", "first_seen_at, published_at, recorded"
)
"""The counts of articles by day, outlet and topic: table, first counts, triggers, in this order."""
