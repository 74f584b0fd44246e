"""Whatever stands in the database, nothing of it becomes an element, an attribute or a link."""

import asyncio
from typing import Any

import lxml.html
import pytest
from datasette.app import Datasette

from db.store import open_store
from newsdesk.application import application
from newsdesk.metadata import HIDDEN
from newsdesk.wording import descriptions, queries
from pipelines.query.concepts import Concepts
from tests.hostile_rows import fill, payloads

PATHS = (
    *("/", "/-/stories?days=0&relevance=all", "/-/changes", "/-/alerts", "/-/outlets", "/-/data"),
    "/-/judge",
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
