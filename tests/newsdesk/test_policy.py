"""What a browser may run on the desk: nothing that a value brings in, everything of ours."""

import asyncio
import re
from typing import Any

import httpx
import lxml.html
import pytest
from datasette.app import Datasette

from db.store import open_store
from newsdesk.application import application
from newsdesk.policy import NoncedTags
from pipelines.query.concepts import Concepts

PAGES = (
    *("/", "/-/stories", "/-/search", "/-/search?q=a", "/-/changes", "/-/alerts", "/-/outlets"),
    *("/-/data", "/k", "/k?sql=select+1", "/k/sources", "/k/outbox?_facet=state", "/k/rules"),
    *(
        "/k/why_is_it_not_here?address=a",
        "/nowhere",
        "/-/patterns",
        "/-/allow-debug",
        "/-/permissions",
    ),
)


@pytest.fixture(scope="module")
def datasette(tmp_path_factory: pytest.TempPathFactory) -> Datasette:
    path = tmp_path_factory.mktemp("policy") / "k.db"
    open_store(path, write=True).close()
    return application(path, Concepts({}))


def answer_of(datasette: Datasette, path: str) -> httpx.Response:
    """Return what the desk answers to a path."""
    found: httpx.Response = asyncio.run(datasette.client.get(path))
    return found


@pytest.mark.parametrize("path", PAGES)
def test_every_script_and_style_within_a_page_has_the_nonce_of_that_answer(
    datasette: Datasette, path: str
) -> None:
    answer = answer_of(datasette, path)
    said = answer.headers["content-security-policy"]
    assert "unsafe" not in said
    nonces = set(re.findall(r"'nonce-([^']+)'", said))
    assert len(nonces) == 1
    page: Any = lxml.html.document_fromstring(answer.text)
    within = page.xpath("//script[not(@src)] | //style")
    assert {one.get("nonce") for one in within} <= nonces
    assert not page.xpath("//@style | //@*[starts-with(name(), 'on')]")
    assert not page.xpath("//*[starts-with(@src, 'http') or starts-with(@src, '//')]")


def test_no_two_answers_share_a_nonce(datasette: Datasette) -> None:
    said = [answer_of(datasette, "/k/sources").headers["content-security-policy"] for _ in "ab"]
    assert said[0] != said[1]


@pytest.mark.parametrize(
    ("source", "filled"),
    [
        ("<script>a</script>", '<script nonce="{{ csp_nonce() }}">a</script>'),
        ("<SCRIPT src=a>", '<SCRIPT nonce="{{ csp_nonce() }}" src=a>'),
        (
            "<script{% if a %} b{% endif %}>",
            '<script nonce="{{ csp_nonce() }}"{% if a %} b{% endif %}>',
        ),
        ('<style nonce="x">', '<style nonce="x">'),
        ("<scripted> <styles>", "<scripted> <styles>"),
        ('<p style="a: {{ b.split("\\n")|length }}em" id="c">', '<p id="c">'),
        ('<p data-style="a">', '<p data-style="a">'),
    ],
)
def test_the_nonce_stands_in_the_templates(source: str, filled: str) -> None:
    from jinja2 import Environment

    assert NoncedTags(Environment(autoescape=True)).preprocess(source, None) == filled


def test_a_value_never_gets_the_nonce(datasette: Datasette) -> None:
    hostile = '"><script>alert(1)</script>'
    answer = answer_of(datasette, f"/-/search?q={hostile}")
    assert "<script>alert" not in answer.text
    assert not re.findall(r"<script[^>]*>[^<]*alert", answer.text)
