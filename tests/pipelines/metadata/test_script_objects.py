"""Who wrote and when, by the article's own object in the data that a page gives its scripts."""

import json
from typing import Any

import pytest
from lxml import html

from pipelines.items import Entry
from pipelines.metadata.read import Metadata, read_metadata
from pipelines.sources import Source
from tests.samples import NOW

URL = "https://www.hillcourier.example/border/winter"
TITLE = "Families wait at the gate for the third day"
OTHER = {"title": "Storks return to the canal", "author": "Omar Gul", "publishedAt": "2025-10-01"}


def read(script: str) -> Metadata:
    tree: Any = html.document_fromstring(
        f"<html><head><title>{TITLE} | Hill Courier</title>"
        "<meta name='application-name' content='Hill Courier'></head>"
        f"<body><div id=root></div>{script}</body></html>"
    )
    source = Source("hill", "Hill Courier", "https://www.hillcourier.example", "PK")
    return read_metadata(tree, URL, Entry(URL), source, NOW)


def state(**story: object) -> str:
    data = {"props": {"story": {"title": TITLE, "body": "<p>They wait.</p>", **story}}}
    return f"<script id=__NEXT_DATA__ type=application/json>{json.dumps(data)}</script>"


@pytest.mark.parametrize(
    ("story", "names"),
    [
        ({"author": "Zara Noor"}, ("Zara Noor",)),
        ({"author": {"name": "Zara Noor", "url": "/by/zara"}}, ("Zara Noor",)),
        ({"authors": [{"name": "Zara Noor"}, {"name": "Ali Khan"}]}, ("Zara Noor", "Ali Khan")),
        ({"byline": "By Zara Noor and Ali Khan"}, ("Zara Noor", "Ali Khan")),
        ({"writers": ["Zara Noor"]}, ("Zara Noor",)),
        ({"author": {"firstName": "Zara", "lastName": "Noor"}}, ("Zara Noor",)),
        ({"author": {"node": {"name": "زهرا نوری"}}}, ("زهرا نوری",)),
        ({"author": {"data": {"attributes": {"name": "ثنا گل"}}}}, ("ثنا گل",)),
        ({"meta": {"author_name": "Zara Noor"}}, ("Zara Noor",)),
        ({"author": "Zara Noor", "related": [OTHER]}, ("Zara Noor",)),
        ({"author": "Zara Noor", "comments": [{"author": "Angry"}]}, ("Zara Noor",)),
        ({"related": [OTHER]}, ()),
        ({"list": [OTHER]}, ()),
        ({"image": {"alt": TITLE, "author": "Omar Gul"}}, ()),
        ({"thumbnail": {"authors": "OMAR GUL", "caption": "At the gate"}}, ()),
        ({"promo": {"authors": "OMAR GUL"}, "authors": [{"name": "Hill Courier"}]}, ()),
        ({"author": "admin"}, ()),
        ({"author": {"__ref": "Author:17"}}, ()),
        ({"author": 17}, ()),
        ({"author": "Hill Courier"}, ()),
    ],
)
def test_the_object_with_the_headline_says_who_wrote(
    story: dict[str, object], names: tuple[str, ...]
) -> None:
    assert read(state(**story)).byline == names


@pytest.mark.parametrize(
    "script",
    [
        "<script>self.__next_f.push([1,{}])</script>".format(
            json.dumps(json.dumps({"story": {"headline": TITLE, "author": {"name": "Zara Noor"}}}))
        ),
        f"<script>window.S = {{story: {{'headline': '{TITLE}', 'author': 'Zara Noor'}}}};</script>",
        "<script>window.S = JSON.parse('{}')</script>".format(
            json.dumps({"doc": {"writer": "Zara Noor", "data": {"title": TITLE}}})
        ),
        f'<script>dataLayer.push({{"page": "{TITLE}", "author": "Zara Noor"}})</script>',
    ],
)
def test_programs_and_strings_within_them_are_read_too(script: str) -> None:
    assert read(script).byline == ("Zara Noor",)


def test_letters_that_grow_when_made_small_move_no_key() -> None:
    data = {"place": "İİİİİİİİ", "story": {"title": TITLE, "ARTICLE_AUTHOR": "Zara Noor"}}
    script = json.dumps(data, ensure_ascii=False)
    assert read(f"<script type=application/json>{script}</script>").byline == ("Zara Noor",)


@pytest.mark.parametrize(
    "data",
    [
        {"author": "Omar Gul", "stories": [{"title": TITLE}]},
        {"site": {"author": "Omar Gul"}, "story": {"title": TITLE}},
        {"featured": OTHER, "story": {"title": TITLE}},
        {"story": {"title": "Another story of the day"}, "author": "Omar Gul"},
    ],
)
def test_who_made_the_site_or_another_story_wrote_nothing_here(data: dict[str, object]) -> None:
    script = f"<script type=application/json>{json.dumps(data)}</script>"
    assert read(script).byline == ()


def test_where_dates_differ_the_object_with_the_headline_says_when() -> None:
    story = {"title": TITLE, "publishedAt": "2025-11-20T08:00:00Z"}
    other = {"title": "Storks return", "publishedAt": "2025-10-01T08:00:00Z"}
    data = json.dumps({"story": story, "featured": other})
    found = read(f"<script type=application/json>{data}</script>")
    assert f"{found.published_at:%Y-%m-%d}" == "2025-11-20"
    created = data.replace("publishedAt", "createdAt")
    assert read(f"<script type=application/json>{created}</script>").published_at is None
