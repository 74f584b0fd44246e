import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.prefilter.shown import shown

TAGS = (
    *("<p>", "</p>", "<b>", "</b>", "<div class='a b'>", '<a href="/x?y=z">', "</a>", "<br/>"),
    *("<P>", "<!-- note -->", "<img alt='a > b'>", "<em>", "</EM>", "<span\n id=q>", "<li>"),
    *("<h1>", "<style>a > b {c: d}</style>", "<style>a", "</style>", "<script>", "</script>"),
    *("<script>if (a<b) c = '<p>'</script>", "<meta name='q' content='w'>"),
    *("<", ">", "< ", "<3", "&lt;"),
)
TAG = re.compile(rb"<style>(?:[^<]|<(?![a-zA-Z/!?]))*</style|<[a-zA-Z/!?][^>]*(?:>|$)")
WORD = re.compile(rb"[jk]+")


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (b"", b""),
        (b"kites", b"kites"),
        (b"<p>Two ki<wbr>tes</p><p>fly</p>", b">Two kites<>fly<<>>Two ki<>tes<"),
        (b"<p>Two <b>k</b>ites <!-- seen -->fly", b">Two <>kites <>fly<>>k<>ites <"),
        (b"<div><p>one</p></div><ul><li>two", b">one<>two"),
        (b"<STYLE>a > b {c}</style>one", b">one"),
        (b"<style>a<b>c</style>one", b">ac<>one<>>a<>c<"),
        (b"<script x>if (a<b) d('</p>');</Script>one", b">if (a<b) d('</p>');<>one"),
        (b"<script>one", b">one"),
        (b"<script>a</script><style>b</style><script>c</script>", b">a<>c<"),
        (b"<meta content='a b'><?xml encoding='c'?>", b"<meta content='a b'><?xml encoding='c'?>"),
        (b"5 < 6 and 7 <8", b"5 < 6 and 7 <<8"),
        (b"one<p", b"one"),
    ],
)
def test_what_stands_between_the_tags_is_left(page: bytes, text: bytes) -> None:
    assert shown(page) == text


@given(st.lists(st.tuples(st.sampled_from(TAGS), st.text("jk ", max_size=5)), max_size=12))
def test_no_word_between_tags_is_lost(parts: list[tuple[str, str]]) -> None:
    """Tags have none of the letters that the words are made of, so all of these are text."""
    page = "".join(f"{tag}{text}" for tag, text in parts).encode()
    outside = TAG.sub(b"", page)
    found = iter(b"".join(WORD.findall(shown(page))))
    assert all(letter in found for letter in b"".join(WORD.findall(outside)))
