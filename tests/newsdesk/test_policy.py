"""What a browser may run on the desk: nothing that a value brings in, everything of ours."""

import asyncio
import re
from typing import Any

import httpx
import lxml.html
import pytest
from datasette.app import Datasette
from jinja2 import Environment

from db.store import open_store
from newsdesk.application import application
from newsdesk.login import COOKIE, Login, behind_login
from newsdesk.named_controls import NamedControls
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


def test_behind_the_password_there_is_one_policy_and_its_nonce_is_the_page_s(
    datasette: Datasette,
) -> None:
    login = Login("gate seven")
    guarded = behind_login(datasette.app(), login)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await guarded(scope, receive, send)

    async def answered() -> httpx.Response:
        cookies = {COOKIE: login.ticket()}
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), cookies=cookies) as client:
            return await client.get("http://localhost/k?sql=select+1")

    answer = asyncio.run(answered())
    (said,) = answer.headers.get_list("content-security-policy")
    (nonce,) = set(re.findall(r"'nonce-([^']+)'", said))
    page: Any = lxml.html.document_fromstring(answer.text)
    assert set(page.xpath("//script[not(@src)]/@nonce")) == {nonce}


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
    assert NoncedTags(Environment(autoescape=True)).preprocess(source, None) == filled


@pytest.mark.parametrize(
    ("source", "filled"),
    [
        ('<select name="_sort" id="a">', '<select aria-label="Sorted by" name="_sort" id="a">'),
        (
            '<input type="text" name="_filter_value_{{ loop.index }}">',
            '<input type="text" aria-label="Value" name="_filter_value_{{ loop.index }}">',
        ),
        ('<input type="hidden" name="sql">', '<input type="hidden" name="sql">'),
        ('<input type="text" name="sqlite">', '<input type="text" name="sqlite">'),
    ],
)
def test_what_has_no_label_is_named_in_the_templates(source: str, filled: str) -> None:
    assert NamedControls(Environment(autoescape=True)).preprocess(source, None) == filled


def test_a_value_never_gets_the_nonce(datasette: Datasette) -> None:
    hostile = '"><script>alert(1)</script>'
    answer = answer_of(datasette, f"/-/search?q={hostile}")
    assert "<script>alert" not in answer.text
    assert not re.findall(r"<script[^>]*>[^<]*alert", answer.text)
