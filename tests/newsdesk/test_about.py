"""The page about these data says what counts rest on, as a page and as JSON."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from datasette.app import Datasette

from db.crawl.sources import record_visits, sync_sources
from db.people.declarations import Facts, Kind, record_declarations
from db.store import open_store
from newsdesk.application import application
from pipelines.query.concepts import Concepts
from pipelines.sources import Source
from pipelines.visits import Visit
from tests.pages_client import fetched

FIRST = datetime(2025, 3, 3, 6, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    path = tmp_path_factory.mktemp("about") / "k.db"
    with open_store(path, write=True) as store:
        sync_sources(store, [Source("a", HOSTILE, "https://a.example/", "PK", ("ur",))], FIRST)
        record_visits(store, "a", [Visit("a", FIRST, "https://a.example/f", "timeout")], FIRST)
        for day, query in enumerate(("torkham", f"chaman {HOSTILE}")):
            declared: dict[tuple[Kind, str], Facts] = {
                ("setting", "keep"): {"value": "@afghan"},
                ("setting", "version"): {"value": "1.2.3"},
                ("rule", "Gate"): {"query": query, "state": "paused", "when": "now"},
                ("outlet", "a"): {"name": HOSTILE, "asked": ["https://a.example/f"]},
            }
            record_declarations(store, declared, FIRST + timedelta(days=day))
    return application(path, Concepts({}))


def test_the_page_says_since_when_and_how_it_was(pages: Datasette) -> None:
    answer = fetched(pages, "/-/about")
    assert answer.status_code == 200
    assert HOSTILE not in answer.text
    page: Any = lxml.html.document_fromstring(answer.text)
    said = " ".join(page.text_content().split())
    assert "khabardar 1.2.3, 0 articles of 1 outlet;" in said
    assert f"chaman {HOSTILE}" in said
    assert "1 change 2025-03-04 06:00 to now: paused; chaman" in said
    assert "2025-03-03 06:00 to 2025-03-04 06:00: paused; torkham; now" in said
    cells = [cell.text_content().strip() for cell in page.xpath("//table[last()]//tr[last()]/*")]
    assert cells[-9:-1] == [HOSTILE, "PK", "ur", "2025-03-03", "2025-03-03", "1", "1", "0"]
    assert "Changes are recorded since 2025-03-03 06:00 UTC" in said


def test_the_same_can_be_kept_as_json(pages: Datasette) -> None:
    about = fetched(pages, "/-/about.json").json()["about"]
    assert [one["facts"]["query"] for one in about["rules"]["Gate"]] == [
        f"chaman {HOSTILE}",
        "torkham",
    ]
    assert about["settings"]["keep"][0]["until_at"] is None
    assert (about["outlets"][0]["days"], about["outlets"][0]["silent"]) == (1, 1)


def test_before_the_first_pass_it_says_that_nothing_is_recorded(tmp_path: Path) -> None:
    open_store(tmp_path / "k.db", write=True).close()
    said = fetched(application(tmp_path / "k.db", Concepts({})), "/-/about").text
    assert "Nothing is recorded yet; the next pass does it." in said
    assert "No rule is declared." in said
    assert "not recorded yet" in said


def test_each_page_leads_to_it(pages: Datasette) -> None:
    assert 'href="/-/about"' in fetched(pages, "/-/data").text
    assert 'href="/-/about"' in fetched(pages, "/").text
