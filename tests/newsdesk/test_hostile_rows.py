"""Whatever stands in the database, nothing of it becomes an element, an attribute or a link."""

import asyncio
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from datasette.app import Datasette

from db.store import open_store
from newsdesk.application import application
from newsdesk.metadata import HIDDEN
from newsdesk.wording import descriptions, queries
from pipelines.query.concepts import Concepts
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


PATHS = (
    *("/", "/-/stories?days=0&relevance=all", "/-/changes", "/-/alerts", "/-/outlets", "/-/data"),
    *(
        "/-/alerts?state=unmailed",
        "/-/alerts?about=%22%3E%3Cscript%3Ekh_evil(1)",
        "/-/alerts/preview?q=kh_evil&name=%3C/textarea%3E%3Cscript%3Ekh_evil(1)&to=%22%3E%3Csvg",
        "/-/alerts/preview?rule=1",
        "/-/search?q=kh_evil",
        "/-/search?q=%3Cscript%3Ekh_evil(1)",
        "/k",
    ),
    *(f"/-/stories/{number}" for number in range(1, 100, 6)),
    *(f"/-/articles/{number}" for number in range(1, 100, 12)),
    *(f"/k/{name}?words=kh_evil&name=kh_evil&address=kh_evil" for name in queries()),
    *(f"/k/articles/{number}" for number in range(1, 100, 20)),
)
ALWAYS = {
    "relevance": "relevant",
    "health": "broken",
    "state": "sent",
    "kind": "article",
    "change": "headline",
    "outcome": "ok",
    "published_from": "page",
}
JSON = {"spans", "declaration", "counts", "troubles", "usual"}
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
    if name in JSON:
        return {"spans": "[]", "counts": "{}", "usual": "{}"}.get(name, json.dumps([payload]))
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


@pytest.fixture(scope="module")
def datasette(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    path = tmp_path_factory.mktemp("hostile") / "k.db"
    open_store(path, write=True).close()
    fill(path)
    return application(path, Concepts({}))


def alive(body: str) -> list[str]:
    """Return what of a page would run or lead to what a payload wants."""
    page: Any = lxml.html.document_fromstring(body)
    found = []
    for one in page.iter("*"):
        found += [f"{one.tag} {name}" for name in one.attrib if name.startswith("on")]
        found += [
            f"{one.tag} {name}={text}"
            for name, text in one.attrib.items()
            if (
                name in ("href", "src", "action", "formaction", "data", "srcdoc")
                and not text.startswith(("/", "?", "#", "https:", "http:"))
            )
            or (name in ("href", "src") and text.startswith("//"))
        ]
        if one.tag in ("iframe", "object", "embed", "base", "math", "x", "marquee", "meta"):
            found += [] if one.get("name") in ("viewport", "color-scheme") else [str(one.tag)]
        if one.tag in ("script", "style"):
            found += [f"{one.tag}: {one.text}"] if "kh_evil" in (one.text or "") else []
            found += [] if one.get("src", one.get("nonce")) else [f"{one.tag} without a nonce"]
    return found


def test_there_are_a_hundred_payloads_and_what_looks_for_them_finds_them() -> None:
    assert len(payloads()) >= 100
    hostile = [one for one in payloads() if "<script" in one.lower() or "onerror" in one]
    assert all(alive(f"<html><body><p>{one}</p></body></html>") for one in hostile)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_of_a_stored_payload_is_alive_on_any_page(datasette: Datasette, path: str) -> None:
    answer = asyncio.run(datasette.client.get(path))
    assert answer.status_code in (200, 400, 404), answer.text
    assert alive(answer.text) == []
    if path.startswith(("/-/stories", "/-/outlets", "/-/changes", "/-/alerts", "/k/articles/")):
        assert "kh_evil" in answer.text


def test_nothing_of_a_stored_payload_is_alive_on_the_pages_of_tables(datasette: Datasette) -> None:
    for table in (*descriptions(), *HIDDEN):
        for asked in ("_size=max&_all=1", "_size=3&_facet_size=max"):
            answer = asyncio.run(datasette.client.get(f"/k/{table}?{asked}"))
            assert answer.status_code == 200, (table, answer.text)
            assert alive(answer.text) == [], table
