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
from pipelines.items import Article
from pipelines.query.concepts import Concepts
from pipelines.sources import Source
from pipelines.visits import Visit
from tests.pages_client import fetched
from tests.samples import store_articles

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
    assert "khabardar 1.2.3, 0 articles of 0 outlets;" in said
    assert f"chaman {HOSTILE}" in said
    assert "1 change 2025-03-04 06:00 to now: paused; chaman" in said
    assert "2025-03-03 06:00 to 2025-03-04 06:00: paused; torkham; now" in said
    cells = [cell.text_content().strip() for cell in page.xpath("//table[last()]//tr[last()]/*")]
    assert cells[-9:-1] == [HOSTILE, "PK", "ur", "2025-03-03", "2025-03-03", "1", "1", "0"]
    assert "Changes are recorded since 2025-03-03 06:00 UTC" in said


DAYS = [datetime(2024, 5, day, 9, tzinfo=UTC) for day in (7, 9)]


def recorded(folder: Path, published: tuple[datetime | None, ...]) -> Datasette:
    """Return the pages of articles that were taken in at ``FIRST``, each of an outlet of its own.

    Beside these outlets one is watched that was not asked yet.
    """
    folder.mkdir()
    with open_store(folder / "k.db", write=True) as store:
        for number, at in enumerate(published):
            outlet = Source(f"{number}.example", f"{number}.example", f"http://{number}.example/")
            article = Article(
                f"{outlet.homepage}1", f"Report {number}", "It left.", published_at=at
            )
            store_articles(store, outlet, (article, FIRST))
        sync_sources(store, [Source("a", "Ledger", "https://a.example/")], FIRST)
    return application(folder / "k.db", Concepts({}))


@pytest.mark.parametrize(
    ("published", "said"),
    [
        ((), "0 articles of 0 outlets; kept"),
        ((FIRST,), "1 article of 1 outlet, published and gathered 2025-03-03; kept"),
        (
            (DAYS[1], DAYS[0]),
            "2 articles of 2 outlets, published 2024-05-07 to 2024-05-09, gathered 2025-03-03;",
        ),
        (
            (FIRST, None),
            "2 articles of 2 outlets, published 2025-03-03 (1 undated), gathered 2025-03-03; kept",
        ),
        (
            (None,),
            "1 article of 1 outlet, without dates of publication, gathered 2025-03-03; kept",
        ),
    ],
)
def test_what_is_cited_are_the_outlets_and_days_of_the_articles(
    tmp_path: Path, published: tuple[datetime | None, ...], said: str
) -> None:
    page = page_of(recorded(tmp_path / "pages", published))
    (cited,) = page.xpath("//p[@class='kh-cite']")
    assert said in words_of(cited)


def test_outlets_of_recorded_pages_are_told_and_none_is_well_before_it_was_asked(
    tmp_path: Path,
) -> None:
    desk = recorded(tmp_path / "pages", (DAYS[0], DAYS[1]))
    page = page_of(desk)
    rows = [[words_of(cell) for cell in row.xpath("*")] for row in page.xpath("//table//tr")]
    assert [(row[0], *row[3:]) for row in rows[-3:]] == [
        ("0.example", "never asked", "", "0", "", "1", "off"),
        ("1.example", "never asked", "", "0", "", "1", "off"),
        ("Ledger", "not asked yet", "", "0", "", "0", "not visited yet"),
    ]
    said = words_of(page)
    assert "here of 2 outlets, while 1 more gave nothing that is kept" in said
    assert "2 outlets of which articles are stored were never asked for news" in said
    about = fetched(desk, "/-/about.json").json()["about"]
    assert [one["health"] for one in about["outlets"]] == ["off", "off", "not visited yet"]
    assert (about["outlets_with_articles"], about["never_asked"]) == (2, 2)
    assert (about["first_published"], about["last_published"]) == ("2024-05-07", "2024-05-09")


def page_of(desk: Datasette) -> Any:
    """Return the page about these data as a tree."""
    return lxml.html.document_fromstring(fetched(desk, "/-/about").text)


def words_of(element: Any) -> str:
    """Return the words in an element, with one space between them."""
    return " ".join(element.text_content().split())


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
