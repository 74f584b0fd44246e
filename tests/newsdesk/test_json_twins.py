"""Every page stands as JSON, too, and says where."""

import re
from typing import Any
from urllib.parse import urlsplit

import lxml.html
import pytest
from datasette.app import Datasette

from khabardar.wiring import pass_config
from newsdesk.application import application
from newsdesk.plugin import register_routes
from newsdesk.rights import Beside, Rights
from newsdesk.writing.errands import errands_of
from press_catalogue.concepts import built_in_concepts
from tests.pages_client import fetched
from tests.shown_newsroom import build_newsroom

FILLED = {"number": "1", "id": "silent", "format": "csv"}
"""What stands for the parts of a route that are filled in."""
NO_PAGES = {"/-/write": 404, "/-/archived/1/original": 200}
"""Where forms go, and the page of an outlet as it came: neither is a page of the desk."""
OF_DATASETTE = (
    *(
        "/khabardar",
        "/khabardar/articles",
        "/khabardar/articles/1",
        "/khabardar/why_is_it_not_here",
    ),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    config = pass_config(build_newsroom(tmp_path_factory.mktemp("twins")).settings)
    rights = Rights(write=lambda *_: "done", run=lambda *_: (True, "done"))
    archive = Beside(archive=config.archive)
    desk = application(config.database, built_in_concepts(), rights, archive)
    errands = errands_of(desk)
    assert errands
    errands.begin("check", "silent")
    return desk


def paths() -> list[str]:
    """Return a path for each route of the desk, without the ending that asks for JSON."""
    written = [pattern.strip("^$").replace(r"(\.json)?", "") for pattern, _ in register_routes()]
    filled = [
        re.sub(r"\(\?P<(\w+)>[^()]*\)", lambda found: FILLED[found[1]], one) for one in written
    ]
    return [one.replace("\\", "") for one in filled]


@pytest.mark.parametrize("path", sorted({*paths(), *OF_DATASETTE} - {*NO_PAGES}))
def test_a_page_says_where_it_stands_as_json(desk: Datasette, path: str) -> None:
    shown = fetched(desk, f"{path}?days=30")
    if not shown.headers["content-type"].startswith("text/html"):
        return  # an export, or an answer to a program
    assert shown.status_code == 200
    tree: Any = lxml.html.document_fromstring(shown.text)
    named = [one.get("href") for one in tree.xpath("//link[@rel='alternate']") if is_json(one)]
    assert named == tree.xpath("//footer//a[. = 'This page as JSON']/@href")
    (twin,) = map(urlsplit, named)
    assert twin.path == ("/-/today.json" if path == "/" else f"{path}.json")
    assert "days=30" in twin.query
    answer = fetched(desk, f"{twin.path}?{twin.query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()


def is_json(link: Any) -> bool:
    return link.get("type") in ("application/json", "application/json+datasette")


@pytest.mark.parametrize("path", NO_PAGES)
def test_what_is_no_page_has_none(desk: Datasette, path: str) -> None:
    assert path in paths()
    shown = fetched(desk, path)
    assert shown.status_code == NO_PAGES[path]
    assert "application/json" not in shown.text


def test_what_is_asked_for_is_asked_of_the_json_too(desk: Datasette) -> None:
    page = fetched(desk, "/-/search?q=%22Torkham%22+OR+%DA%86%D9%85%D9%86").text
    tree: Any = lxml.html.document_fromstring(page)
    (twin,) = tree.xpath("//link[@type='application/json']/@href")
    assert fetched(desk, twin).json()["asked"] == '"Torkham" OR چمن'


def test_the_tables_and_an_archived_page_are_told_as_data(desk: Datasette) -> None:
    told = fetched(desk, "/-/data.json").json()
    assert ("articles", "/khabardar/articles") in [
        (it["title"], it["url"]) for it in told["tables"]
    ]
    assert "/khabardar/why_is_it_not_here" in [one["url"] for one in told["questions"]]
    kept = fetched(desk, "/-/archived/1.json").json()
    assert (kept["article"]["id"], kept["status"]) == (1, 200)
    assert fetched(desk, kept["original"]).status_code == 200
