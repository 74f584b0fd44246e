"""A row for each of a hundred texts that would run if a page took them for markup."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.text.moments import utc_text

CALL = "kh_evil(1)"
TAGS = (
    *("script", "img src=x onerror={c}", "svg onload={c}", "svg/onload={c}", "body onload={c}"),
    *("iframe srcdoc='<script>{c}</script>'", "iframe src=javascript:{c}", "object data={j}"),
    *(
        "embed src={j}",
        "math href={j}",
        "a href={j}",
        "form action={j}",
        "input autofocus onfocus={c}",
    ),
    *("details open ontoggle={c}", "video src=x onerror={c}", "audio src=x onerror={c}"),
    *("marquee onstart={c}", "style onload={c}", "link rel=stylesheet href={j}", "base href={j}"),
    *("meta http-equiv=refresh content='0;{j}'", "button formaction={j}", "template", "noscript"),
    *(
        "isindex action={j}",
        "keygen autofocus onfocus={c}",
        "x onclick={c}",
        "ScRiPt",
        "SCRIPT SRC=//e.example",
    ),
)
BREAKS = (
    "",
    '">',
    "'>",
    "</textarea>",
    "</title>",
    "</script>",
    "-->",
    "]]>",
    "</style>",
    "</svg>",
)
LINKS = (
    *(f"{scheme}:{CALL}" for scheme in ("javascript", "JaVaScRiPt", " javascript", "java\tscript")),
    *("data:text/html,<script>kh_evil(1)</script>", "vbscript:kh_evil(1)", "//evil.example/x"),
    *(
        '" onmouseover="kh_evil(1)',
        "' onfocus='kh_evil(1)' autofocus='",
        "{{ 7*7 }}kh_evil",
        "`kh_evil`",
    ),
    *('https://evil.example/" onclick="kh_evil(1)', "&#106;avascript:kh_evil(1)"),
)


def payloads() -> list[str]:
    """Return more than a hundred texts that would run if a page took them for markup."""
    tags = [
        f"{BREAKS[number % len(BREAKS)]}<{tag.format(c=CALL, j='javascript:' + CALL)}>{CALL}"
        for number, tag in enumerate(TAGS * 3)
    ]
    return [*dict.fromkeys(tags), *LINKS]


ALWAYS = {
    "relevance": "relevant",
    "health": "broken",
    "state": "sent",
    "kind": "article",
    "change": "headline",
    "outcome": "ok",
    "published_from": "page",
}
FACTS = ("value", "state", "query", "when", "name", "asked", "languages")
JSON = {"spans": "[]", "counts": "{}", "usual": "{}", "conflicts": "[[[214, [1]], [300, [2]]]]"}
"""Columns of JSON that holds no words, and what stands in them."""
SEEN = datetime.now(UTC) - timedelta(hours=1)


def value(name: str, kind: str, number: int, payload: str) -> object:
    """Return what stands in a column of the row for a payload; rows of one number belong together.

    Moments stay moments, and every other row has the words that pages choose rows by.
    """
    if kind != "TEXT":
        return b"" if kind == "BLOB" else 1 if name in OF_ONE else number
    if name.endswith("_at") or name == "at":
        return utc_text(SEEN - timedelta(seconds=number))
    if name == "day":
        return SEEN.date().isoformat()
    if name == "declaration":
        return json.dumps({"id": payload, "name": payload, "homepage": payload})
    if name == "facts":
        return json.dumps(dict.fromkeys(FACTS, payload))
    if name == "troubles":
        return json.dumps([payload])
    if name in JSON:
        return JSON[name]
    if name in ALWAYS and number % 2:
        return ALWAYS[name]
    return payload + " (" + str(number) + ")" if name == "url" and number % 3 else payload


OF_ONE = {"active", "first_in_story", "article_count", "source_count", "visits", "answered", "new"}


def fill(path: Path) -> None:
    """Give every table a row for each payload, which stands in every column of text."""
    base = sqlite3.connect(path)
    base.execute("PRAGMA foreign_keys = OFF")
    base.execute("PRAGMA ignore_check_constraints = ON")
    tables = base.execute(
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' "
        "AND name NOT LIKE 'sqlite%' AND name NOT LIKE '_sqlite%'"
    ).fetchall()
    for (table,) in tables:
        columns = base.execute(f"PRAGMA table_info({table})").fetchall()
        marks = ", ".join("?" * len(columns))
        for number, payload in enumerate(payloads(), 1):
            row = [value(column[1], column[2], number, payload) for column in columns]
            base.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)
    base.execute(
        "INSERT INTO articles_fts (rowid, title, text) SELECT id, title, text FROM articles"
    )
    base.execute(
        "INSERT INTO revisions (article_id, seen_at, title, text, change, summary) SELECT "
        "article_id, seen_at, 'Shut, 214 wait ' || title, text, change, summary FROM revisions"
    )
    base.commit()
    base.close()
