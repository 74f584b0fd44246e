"""JSON that is damaged in the ways of templates and editors is read as far as it can be."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from pipelines.items import Entry
from pipelines.metadata.read import read_metadata
from pipelines.sources import Source
from pipelines.text.tolerant_json import read_json
from tests.samples import NOW

WHOLE = """{
  "@context": "https://schema.org",
  "@type": "NewsArticle",
  "headline": "Families sent back across the border",
  "articleSection": "Pakistan",
  "author": {"@type": "Person", "name": "Zara Noor"},
  "image": ["https://e.org/1.jpg", "https://e.org/2.jpg"],
  "datePublished": "2025-11-20T08:10:00Z"
}"""
TITLE = "Families sent back across the border"


def with_(old: str, new: str) -> str:
    assert old in WHOLE
    return WHOLE.replace(old, new)


DAMAGED = {
    "quotes in the headline": with_('"Families sent', '"Families "sent'),
    "a quoted word in the headline": with_("Families sent", 'The "families" sent'),
    "a quote and a comma in the headline": with_("Families sent", 'Families "left", they sent'),
    "a quote and a colon in the headline": with_("Families sent", 'Families: "we" sent'),
    "a comma too many": with_('"2025-11-20T08:10:00Z"\n', '"2025-11-20T08:10:00Z",\n'),
    "a comma too many in a list": with_('2.jpg"]', '2.jpg",]'),
    "two commas": with_('"Pakistan",', '"Pakistan",,'),
    "a comma left out": with_('"Pakistan",', '"Pakistan"'),
    "a comma left out after an object": with_('"Zara Noor"},', '"Zara Noor"}'),
    "a line comment": with_('"articleSection"', '// the section\n  "articleSection"'),
    "a comment": with_('"articleSection"', '/* the "section" */ "articleSection"'),
    "an HTML comment": f"<!-- {WHOLE} -->",
    "CDATA": f"//<![CDATA[\n{WHOLE}\n//]]>",
    "CDATA in a comment": f"/*<![CDATA[*/{WHOLE}/*]]>*/",
    "HTML entities": WHOLE.replace('"', "&quot;"),
    "a line break in a string": with_("across the", "across\nthe"),
    "a tab in a string": with_("across the", "across\tthe"),
    "no end": WHOLE.rstrip("}\n"),
    "no end of the author": with_('"Zara Noor"},', '"Zara Noor",'),
    "cut in a list": WHOLE.replace('"image": ["https://e.org/1.jpg", "https://e.org/2.jpg"],\n', "")
    + ', {"@type": "List", "items": ["a"',
    "two objects": '{"@type": "Organization", "name": "Dawn Post"}\n' + WHOLE,
    "two objects with a comma": WHOLE + ',\n{"@type": "Organization", "name": "Dawn Post"}',
    "an object twice": WHOLE + WHOLE,
    "single quotes": WHOLE.replace('"', "'"),
    "keys without quotes": with_('"datePublished"', "datePublished").replace(
        '"headline"', "headline"
    ),
    "an empty value": with_('"https://schema.org"', ""),
    "an empty value in the middle": with_('["https://e.org/1.jpg", "https://e.org/2.jpg"]', ""),
    "an empty value without a comma": with_('["https://e.org/1.jpg", "https://e.org/2.jpg"],', ""),
    "a value's end quote left out": with_('"https://schema.org",', '"https://schema.org,'),
    "a value's first quote left out": with_('"https://schema.org"', 'https://schema.org"'),
    "JSON in a string": json.dumps(WHOLE),
    "escaped quotes": WHOLE.replace('"', '\\"'),
    "a semicolon": WHOLE + ";",
    "a variable": f"var data = {WHOLE};",
    "a byte order mark": "\ufeff" + WHOLE,
    "a wrong escape": with_("Families sent", r"Families\ sent"),
    "a brace too many": WHOLE + "}",
    "words of Python": with_('["https://e.org/1.jpg", "https://e.org/2.jpg"]', "None"),
    "a call": with_('"2025-11-20T08:10:00Z"', 'new Date("2025-11-20T08:10:00Z")'),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_what_a_damaged_object_says_is_read(damage: str) -> None:
    page: Any = html.document_fromstring(f"<html><body><h1>{TITLE}</h1></body></html>")
    script = page.makeelement("script", {"type": "application/ld+json"})
    script.text = DAMAGED[damage]
    page.insert(0, script)
    url = "https://dawnpost.example/news/1"
    source = Source("dawnpost", "Dawn Post", "https://dawnpost.example", "PK")
    found = read_metadata(page, url, Entry(url), source, NOW)
    assert found.published_at == datetime(2025, 11, 20, 8, 10, tzinfo=UTC)
    assert found.section == "Pakistan"
    assert found.byline == ("Zara Noor",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9**9) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.text(max_size=200))
def test_no_text_gives_an_error(text: str) -> None:
    read_json(text)


@given(JSON, st.integers(0, 400))
def test_a_torn_text_gives_no_error(value: Any, cut: int) -> None:
    read_json(json.dumps({"a": value})[:cut])


PLAIN = st.text("abcxyz -@.0123", min_size=1).map(lambda text: f"x{text}x")


@given(st.dictionaries(PLAIN, st.lists(PLAIN) | PLAIN | st.dictionaries(PLAIN, PLAIN)))
def test_whole_json_of_plain_words_is_itself(value: dict[str, Any]) -> None:
    whole = [value] if value else []
    assert read_json(json.dumps(value)) == whole
    assert read_json(json.dumps(value, indent=1)) == whole


def test_deep_and_long_texts_end() -> None:
    assert read_json("[" * 5_000)
    assert read_json('{"a":' * 5_000)
    assert read_json('{"a": "' + '"' * 100_000)
