"""What Datasette is told of the database: words for tables and columns, facets, questions."""

from typing import Any

from newsdesk.wording import queries, read_toml

HIDDEN = (
    *("validators", "hosts", "robots", "_sqlite_migrations", "articles_fts"),
    *("copy_signatures", "copy_parts", "copy_filters", "copy_again", "copy_index", "event_marks"),
    *("concept_places", "concept_index", "event_signs", "event_links", "events_wanted"),
)


def metadata(name: str) -> dict[str, Any]:
    """Return what Datasette is told of the database called ``name``: words, facets, queries."""
    tables: dict[str, Any] = {}
    for table, words in read_toml("descriptions.toml").items():
        about = words.pop("description")
        tables[table] = {"description": about, "columns": words, "size": 50}
    tables["articles"] |= {
        "facets": ["source_id", "language", "day", "relevance"],
        "sort_desc": "first_seen_at",
        "label_column": "title",
        "fts_table": "articles_fts",
        "fts_pk": "id",
    }
    tables["sources"] |= {"label_column": "name", "facets": ["health", "country"]}
    tables["links"] |= {"facets": ["state", "reason", "source_id"], "sort_desc": "found_at"}
    tables["stories"] |= {"label_column": "title", "sort_desc": "last_seen_at"}
    tables["rules"] |= {"label_column": "name"}
    tables["outbox"] |= {"facets": ["state", "rule_id"], "sort_desc": "id"}
    tables["visits"] |= {"facets": ["outcome"], "sort_desc": "id"}
    tables["passes"] |= {"sort_desc": "id"}
    tables["reports"] |= {"facets": ["outlet", "language", "relevance"], "sort_desc": "article_id"}
    tables["places_named"] |= {"facets": ["place", "language"], "sort_desc": "article_id"}
    tables["alerts_sent"] |= {"facets": ["rule", "recipient"], "sort_desc": "sent_at"}
    tables |= {table: {"hidden": True} for table in HIDDEN}
    return {
        "title": "khabardar",
        "description": "News on the deportation and forced return of Afghan refugees",
        "extra_css_urls": ["/desk/cells.css", "/desk/desk.css", "/desk/tables.css"],
        "extra_js_urls": ["/desk/desk.js"],
        "databases": {name: {"tables": tables, "queries": _questions()}},
    }


def _questions() -> dict[str, dict[str, Any]]:
    return {name: {**query, "hide_sql": True} for name, query in queries().items()}
