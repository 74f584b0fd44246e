"""Feeds, tables and citations: valid whatever an outlet writes, and saying only what is known."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipelines.exports.entry import ExportedArticle, Heading
from pipelines.exports.formats import FORMATS, piece

SEEN = datetime(2025, 4, 5, 9, 30, tzinfo=UTC)
ATOM = {"a": "http://www.w3.org/2005/Atom", "h": "http://www.w3.org/1999/xhtml"}
HEADING = Heading(
    *('khabardar: "torkham" & more', "khabardar:search:torkham", "all 2 articles", SEEN),
    *("http://desk.example/-/search?q=a&b", "http://desk.example/-/search.atom?q=a&b"),
    "http://desk.example",
)
ENGLISH = ExportedArticle(
    article_id=7,
    story_id=3,
    outlets_of_story=2,
    source_id="khyber-ledger",
    outlet="Khyber Ledger",
    country="PK",
    language="en",
    title="2,400 families & counting: 50% <sent> back",
    byline="Zara Noor; Daud Khan",
    agency="",
    section="",
    kind="article",
    relevance="relevant",
    published_at=datetime(2025, 4, 5, 8, 10, tzinfo=UTC),
    published_from="jsonld",
    first_seen_at=SEEN,
    changed_at=datetime(2025, 4, 6, tzinfo=UTC),
    captured_at=SEEN,
    url="https://k.example/news?id=7&x={y}",
    copy_kind=None,
    word_count=4,
    truncated=None,
    garbled=None,
    text_confidence=0.98,
    archive_file="20250405-093000-001.warc.gz",
    archive_offset=4711,
    page_sha256="ab" * 32,
    text_digest="cd" * 32,
    text="Officials counted them.\n\nAid workers came.",
)
URDU = replace(
    ENGLISH,
    article_id=8,
    outlets_of_story=1,
    language="ur",
    title="افغان خاندان طورخم سے واپس",
    byline="",
    published_at=datetime(2025, 4, 5, 12, tzinfo=UTC),
    changed_at=None,
    captured_at=None,
    url="https://k.example/ur",
    archive_file=None,
    archive_offset=None,
    page_sha256="",
    text="حکام نے بتایا۔",
)
WILD = st.text(st.characters(codec="utf-8"), max_size=60)


def written(ending: str, *articles: ExportedArticle) -> str:
    """Return a whole export of articles."""
    form = FORMATS[ending]
    return form.begin(HEADING) + piece(form, HEADING, articles, first=True) + form.end


def test_a_feed_of_atom_has_what_rfc_4287_asks_for() -> None:
    feed: Any = etree.fromstring(written("atom", ENGLISH, URDU).encode())
    for whole in (feed, *feed.findall("a:entry", ATOM)):
        for name in ("a:id", "a:title", "a:updated"):
            assert len(whole.findall(name, ATOM)) == 1
        assert whole.find("a:author/a:name", ATOM) is not None
    assert feed.xpath("a:link/@rel", namespaces=ATOM) == ["self", "alternate"]
    assert feed.findtext("a:title", "", ATOM) == 'khabardar: "torkham" & more'
    english, urdu = feed.findall("a:entry", ATOM)
    assert english.findtext("a:updated", "", ATOM) == "2025-04-06T00:00:00Z"
    assert english.findtext("a:published", "", ATOM) == "2025-04-05T08:10:00Z"
    assert english.xpath("a:link/@href", namespaces=ATOM) == [
        "https://k.example/news?id=7&x={y}",
        "http://desk.example/-/stories/3",
    ]
    assert english.xpath("string(a:summary//h:p[1])", namespaces=ATOM) == (
        "Khyber Ledger (PK), English, in 2 outlets"
    )
    assert urdu.findtext("a:published", None, ATOM) is None  # a day is no moment
    assert urdu.findtext("a:author/a:name", "", ATOM) == "Khyber Ledger"
    assert urdu.get("{http://www.w3.org/XML/1998/namespace}lang") == "ur"
    assert urdu.xpath("a:summary//h:p/@dir", namespaces=ATOM) == ["ltr", "rtl"]


def test_ids_stay_when_an_article_changes_and_differ_between_articles() -> None:
    def ids(*articles: ExportedArticle) -> list[str]:
        feed = etree.fromstring(written("atom", *articles).encode())
        items = json.loads(written("feed.json", *articles))["items"]
        found = [found.text or "" for found in feed.iterfind(".//a:id", ATOM)]
        assert found[1:] == [item["id"] for item in items]
        return found

    before, after = ids(ENGLISH, URDU), ids(replace(ENGLISH, title="Other", text="x"), URDU)
    assert before == after
    assert len(set(before)) == 3
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one) for one in before)


def test_no_feed_leads_to_a_script() -> None:
    evil = replace(ENGLISH, url="javascript:alert(1)", title="<script>alert(1)</script>")
    assert "javascript:" not in written("atom", evil) + written("feed.json", evil)
    feed: Any = etree.fromstring(written("atom", evil).encode())
    assert feed.xpath("a:entry/a:link[@rel='alternate']/@href", namespaces=ATOM) == [
        "http://desk.example/-/stories/3"
    ]
    summary = json.loads(written("feed.json", replace(ENGLISH, text=evil.title)))["items"][0]
    assert "&lt;script&gt;alert" in summary["content_html"]


def test_a_json_feed_has_the_fields_of_version_1_1() -> None:
    feed = json.loads(written("feed.json", ENGLISH, URDU))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == HEADING.own_url
    english, urdu = feed["items"]
    assert english["date_published"] == "2025-04-05T08:10:00Z"
    assert english["date_modified"] == "2025-04-06T00:00:00Z"
    assert english["authors"] == [{"name": "Zara Noor"}, {"name": "Daud Khan"}]
    assert "date_published" not in urdu
    assert urdu["_khabardar"]["published_at"] == "2025-04-05"
    assert '<p dir="rtl" lang="ur">حکام نے بتایا۔</p>' in urdu["content_html"]
    assert json.loads(written("feed.json"))["items"] == []


def test_a_table_begins_with_its_mark_and_leaves_empty_what_is_unknown() -> None:
    text = written("csv", replace(ENGLISH, title="=HYPERLINK(1)"), URDU)
    assert text.startswith("\ufeffarticle_id,")
    english, urdu = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert english["title"] == "'=HYPERLINK(1)"
    assert english["beginning"] == "Officials counted them. Aid workers came."
    assert english["archive_offset"] == "4711"
    assert (urdu["published_at"], urdu["archive_file"], urdu["changed_at"]) == (
        "2025-04-05",
        "",
        "",
    )
    assert "text" not in english


def test_lines_of_json_hold_the_whole_text() -> None:
    lines = [json.loads(line) for line in written("jsonl", ENGLISH, URDU).splitlines()]
    assert [line["text"] for line in lines] == [ENGLISH.text, URDU.text]
    assert lines[0]["first_seen_at"] == "2025-04-05T09:30:00Z"
    assert lines[1]["captured_at"] is None


def test_a_record_of_ris_says_where_the_page_lies() -> None:
    english, urdu = written("ris", ENGLISH, URDU).removesuffix("\r\n\r\n").split("\r\n\r\n")
    assert english.splitlines() == [
        "TY  - NEWS",
        "TI  - 2,400 families & counting: 50% <sent> back",
        "AU  - Zara Noor",
        "AU  - Daud Khan",
        "T2  - Khyber Ledger",
        "PY  - 2025",
        "DA  - 2025/04/05",
        "Y2  - 2025/04/05",
        "UR  - https://k.example/news?id=7&x={y}",
        "LA  - en",
        "AV  - 20250405-093000-001.warc.gz:4711",
        "N1  - archived page: 20250405-093000-001.warc.gz, byte 4711; captured "
        f"2025-04-05T09:30:00Z; SHA-256 of the page: {'ab' * 32}; "
        f"SHA-256 of the folded text: {'cd' * 32}",
        "ID  - khyberledger2025-7",
        "ER  - ",
    ]
    assert "AV  - " not in urdu
    assert f"N1  - SHA-256 of the folded text: {'cd' * 32}" in urdu


def test_an_entry_of_bibtex_escapes_what_tex_would_read() -> None:
    entry = written("bib", replace(ENGLISH, title="50% of {them} sent_back & C:\\x"))
    assert entry.startswith("@misc{khyberledger2025-7,\n  author = {{Zara Noor} and {Daud Khan}},")
    assert r"title = {{50\% of \textbraceleft{}them\textbraceright{} sent\_back \& C:" in entry
    assert "url = {https://k.example/news?id=7&x=%7By%7D}" in entry
    assert "urldate = {2025-04-05}" in entry
    assert r"captured 2025-04-05T09:30:00Z" in entry


@pytest.mark.parametrize("ending", FORMATS)
def test_an_export_of_nothing_is_whole(ending: str) -> None:
    text = written(ending)
    assert ending not in ("jsonl", "ris", "bib") or text == ""


@given(title=WILD, byline=WILD, outlet=WILD, url=WILD, text=WILD)
def test_whatever_outlets_write_every_format_can_be_read(
    title: str, byline: str, outlet: str, url: str, text: str
) -> None:
    wild = replace(URDU, title=title, byline=byline, outlet=outlet, url=url, text=text)
    feed = etree.fromstring(written("atom", wild, ENGLISH).encode())
    assert all(entry.findtext("a:title", "", ATOM) for entry in feed.findall("a:entry", ATOM))
    assert len(json.loads(written("feed.json", wild, ENGLISH))["items"]) == 2
    assert json.loads(written("jsonl", wild))["title"] == title
    rows = [*csv.reader(io.StringIO(written("csv", wild, ENGLISH), newline=""))]
    assert {len(row) for row in rows} == {29}
    assert not [cell for row in rows[1:] for cell in row if cell.startswith(("=", "@", "\t"))]
    ris = written("ris", wild).removesuffix("\r\n\r\n").split("\r\n")
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in ris)
    depth = 0
    for sign in written("bib", wild):
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0
