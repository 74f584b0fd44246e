"""The views for people: what is asked most, with the tables' own words, and without joins.

Made by one step of the migrations; a later step that changes a view drops it and makes it anew.
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
"""Each view's statement, by its name."""
