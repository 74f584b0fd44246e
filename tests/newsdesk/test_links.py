"""Every link on every kind of page leads somewhere, also where nothing is stored yet."""

import re
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import lxml.html
import pytest
from datasette.app import Datasette

from db.store import open_store
from khabardar.wiring import pass_config
from newsdesk.application import application
from newsdesk.rights import Beside, Rights
from press_catalogue.concepts import built_in_concepts
from tests.pages_client import fetched
from tests.shown_newsroom import build_newsroom

OF_A_KIND = 2
"""So many pages that differ by numbers and by what is asked for alone are tried."""
_TABLE = "/khabardar"
"""Where Datasette's own pages are: of these, one of each table is tried."""
AT_LEAST = {
    *("/-/stories/N", "/-/articles/N", "/-/archived/N", "/-/search q", "/-/alerts rule"),
    *("/-/stories/N.atom", "/-/rules/N.csv", "/-/outlets/silent", "/-/outlets/silent.json"),
    *("/-/search.atom q", "/-/stories/N.ris", "/-/alerts/preview q", "/-/about.json"),
}
"""Kinds of pages that links must have led to."""


def filled(folder: Path) -> Datasette:
    """Return a desk over three weeks of news."""
    config = pass_config(build_newsroom(folder).settings)
    rights = Rights(write=lambda *_: "done", run=lambda *_: (True, "done"))
    return application(config.database, built_in_concepts(), rights, Beside(archive=config.archive))


def empty(folder: Path) -> Datasette:
    """Return a desk over a database in which nothing is yet."""
    open_store(folder / "khabardar.db", write=True).close()
    return application(folder / "khabardar.db", built_in_concepts())


@pytest.mark.parametrize(("make", "met"), [(filled, AT_LEAST), (empty, {"/-/about.json"})])
def test_every_link_leads_somewhere(
    tmp_path: Path, make: Callable[[Path], Datasette], met: set[str]
) -> None:
    desk = make(tmp_path)
    asked = Counter[str]()
    known, waiting, wrong = {"/"}, deque([("/", "")]), []
    while waiting:
        path, page = waiting.popleft()
        if asked[kind(path)] == OF_A_KIND:
            continue
        asked[kind(path)] += 1
        answer = fetched(desk, path)
        if answer.status_code not in (200, 302):
            wrong.append(f"{answer.status_code} {path} on {page}")
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        if is_page and not path.endswith("/original") and not path.startswith(_TABLE):
            fresh = [one for one in links(answer.text, path) if one not in known]
            known.update(fresh)
            waiting.extend((one, path) for one in fresh)
    assert wrong == []
    assert met - {*asked} == set()


def kind(path: str) -> str:
    """Return what pages of one kind share: the path without numbers, and what may be asked."""
    parts = urlsplit(path)
    path = re.sub(r"(?<=/)\d+", "N", parts.path)
    if path.startswith(_TABLE):
        return path
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return " ".join([path, *names])


def links(text: str, base: str) -> list[str]:
    """Return the paths on the desk itself that a page leads to."""
    tree: Any = lxml.html.document_fromstring(text)
    found = [urljoin(f"http://desk{base}", str(one)) for one in tree.xpath("//*/@href | //*/@src")]
    own = [urlsplit(one) for one in dict.fromkeys(found) if one.startswith("http://desk/")]
    return [one._replace(scheme="", netloc="", fragment="").geturl() for one in own]
