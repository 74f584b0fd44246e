"""What stands between tags is found in any markup, and none takes for ever."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.text.shown_text import shown_beyond_ascii, shown_runs, shown_text


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("plain", "plain"),
        ("<p>One</P><p class='a>b'>Two", "One b'>Two"),
        ("a<!-- b <p> c -->d", "a d"),
        ("a<script>if (a < b) c()</script>d<STYLE>e</Style >f", "a d f"),
        ("a<script>never ends", "a never ends"),
        ("a<!-- never ends <b>c", "a c"),
        ("3 < 4 and <5", "3 < 4 and <5"),
        ("<title>T</title><h1>H</h1>", "H"),
        ("a<br/>b<?php c ?>d<!doctype html>e", "a b d e"),
        ("a<p unfinished", "a"),
        ("İ<script>x</script>İ", "İ İ"),
    ],
)
def test_text_is_what_stands_between_tags(html: str, shown: str) -> None:
    assert " ".join(shown_text(html).split()) == shown


def test_each_run_knows_the_tag_before_it() -> None:
    runs = list(shown_runs("a<P>b</p>c<!-- -->d<b>e"))
    assert runs == [("", "a"), ("p", "b"), ("/p", "c"), ("", "d"), ("b", "e")]


@given(st.text(alphabet="<>/!-scriptb \"'&", max_size=60))
def test_no_markup_is_too_broken(html: str) -> None:
    shown_text(html)


@pytest.mark.parametrize(
    "unit", ["<script ", "<script>x", "<!--", "<", "<p>x", "</", "<noscript>x"]
)
def test_a_page_of_tags_that_never_end_is_read_to_its_end(unit: str) -> None:
    # In a second; with a search to the end of the page for each tag it would take a day.
    assert len(shown_text(unit * 200_000)) < 200_000 * (len(unit) + 2)


_PARTS = ["<", ">", "<script", "</SCRIPT", "<style ", "</style>", "<!--", "-->", "<p ", "</", "<?"]


def beyond_ascii(html: str) -> list[bytes]:
    runs = shown_runs(html, frozenset(("script", "style")))
    parts = (part.encode("latin-1") for _, text in runs for part in text.split(">"))
    return [part for part in parts if not part.isascii()]


@given(st.lists(st.sampled_from([*_PARTS, "é", "éa", "-", " ", '"', "<scripts>", "<É"])))
@example(["<p ", "<script", ">", "é", "</SCRIPT"])
@example(["é", "<!--", ">", "é", "-->", "<script", ">", "é", "</SCRIPT", "é", ">", "é"])
@example(["<script", ">", "é", "<!--", "é"])
def test_bytes_beyond_ascii_are_shown_where_the_text_is(parts: list[str]) -> None:
    html = "".join(parts)
    assert list(shown_beyond_ascii(html.encode("latin-1"))) == beyond_ascii(html)


@pytest.mark.parametrize(
    "unit", ["<script ", "<script>x", "<!--", "<!--x>", "<", "<p>x", "<a <!--"]
)
def test_bytes_of_tags_that_never_end_are_read_to_their_end(unit: str) -> None:
    html = unit * 200_000 + ">é"
    assert list(shown_beyond_ascii(html.encode("latin-1"))) == ["é".encode("latin-1")]
