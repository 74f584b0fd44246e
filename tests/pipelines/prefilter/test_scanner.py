import re
from html.entities import html5

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.prefilter.characters import HIGH, ROOM, Characters
from pipelines.prefilter.encodings import Reader
from pipelines.prefilter.one_byte import OneByte, with_parted, write
from pipelines.prefilter.scanner import read

READER, CODE = Reader(), OneByte("кш")
TAGS = (
    *("<p>", "</p>", "<b>", "</b>", "<div class='a b'>", '<a href="/x?y=z">', "</a>", "<br/>"),
    *("<P>", "<!-- note -->", "<img alt='a > b'>", "<em>", "</EM>", "<span\n id=q>", "<li>"),
    *("<h1>", "<style>a > b {c: d}</style>", "<style>a", "</style>", "<script>", "</script>"),
    *("<script>if (a<b) c = '<p>'</script>", "<meta name='q' content='w'>"),
    *("<", ">", "< ", "<3", "&lt;"),
)
TAG = re.compile(rb"<style>(?:[^<]|<(?![a-zA-Z/!?]))*</style|<[a-zA-Z/!?][^>]*(?:>|$)")
WORD = re.compile(rb"[jk]+")
PIECES = (
    *TAGS,
    *(
        "&#106;",
        "&#x6a",
        "&amp;#106;",
        "&amp;amp;uuml;",
        "&uuml;",
        "&eacute",
        "&nosuch;",
        "&",
        "&#",
    ),
    *("<i a=\\'b\\'>", "<i a='", "<script a='b<c'>", "&NonBreakingSpace;", "&NonBreaking", "⑴"),
    *("&#99999999999;", "&#150;", "\\u006a", "\\u006", "\\\\x6a", "\\n", "\\", '\\"', "<\\/p>"),
    *("\\u003cp\\u003e", "\\u003c", "\\u0026uuml;", "=>", "\0", "\x01", "ﬁ", "½", "ﷺ", "\u00ad"),
    *("к", "ш", "é", "\u064e", "–", "😀", "\ud7ff", "\ue000", "\ufffe", " ", ",", "1"),
)


def text(page: bytes) -> str:
    """Return the text of a page in UTF-8, without the sign at either end."""
    found, _, _ = READER.characters(page, utf8=True)
    return CODE.text(found)[1:-1].decode("latin-1")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("", ""),
        ("Kites", "kites"),
        ("<p>Two ki<wbr>tes</p><p>fly</p>", "two kites/fly/,/two ki/tes/fly/"),
        ("<p>Two <b>k</b>ites <!-- seen -->fly", "two/kites/fly,,/two/k/ites/fly,"),
        ("<div><p>one</p></div><ul><li>two", "one/two"),
        ("<STYLE>a > b {c}</style>one", "one"),
        ("<style>a<b>c</style>one", "ac/one,,/a/c/one,"),
        ("<a title='<style>a</style>'>one", "a/one"),
        ("<script x>if (a<b) d('</p>');</Script>one", "if,a,b,d/one"),
        ("<script>one", "one"),
        ("<script>a</script><style>b</style><script>c</script>", "a/c"),
        ("<script>f=a=>b;'<p class=e>g<\\/p>h<!--j-->'</script>", "f,a,b/g/h/j"),
        ("<script>a <b c=d;e>f</script>", "a/c,d,e/f"),
        ("<script>'f<!-- -->g'</script>", "fg/,/f/g/"),
        ("<script>'f\\u003c!--\\u003eg'</script>", "fg/,/f/g/"),
        ("<script>'<i>c</i>d'</script>", "cd/,/c/d/"),
        ("<script>'a<br \\/>b<br\\/>c'</script>", "a/b/c"),
        ("<script>'a<x:y-z>d'</script>", "ad/,/a/d/"),
        (r"""<script>'a<i b=\"c > d\">e'</script>""", "a/b,c/d/e"),
        (r"""<script>'a<i b=\"c\" d=\'e\' >f'</script>""", "af/,/a/f/"),
        (r"""<script>'a\u003cp b=\"c\"\u003ed'</script>""", "a/d"),
        ("<script a='b<c'>d\\nd</script>e", "c/d d/e"),
        ("<script a='b<=c'>d\\nd</script>e", "c/d d/e"),
        ('{"a": "b\\nc<\\/p>d"}', "a,b c/d"),
        ("a<abbr>b</abbr>c<button>d", "abcd,,,a/bcd,,,,ab/cd,,,,abc/d,,,,a/b/c/d,"),
        ("<<Kabul>> a<own b>c</own>", "kabul/a/own b/c/own"),
        ("<script>'<kabul> a<i>b'</script>", "kabul/ab/,/kabul/a/b/"),
        ("<meta content='a b'><?xml encoding='c'?>d", "meta content,a b/xml encoding,c/d"),
        ("5 < 6 and 7 <8", "5/6 and 7/8"),
        ("one<p", "one"),
        ("one <p two<p>three", "one/three"),
        ("a.b - c", "a b c"),
        ("a, b\u2013c\u00a0d", "a,b c d"),
        ("caf&eacute; caf&eacutes caf&#233; caf&#xE9 &#0233;", "cafe cafes cafe cafe e"),
        ("&amp;eacute;&amp;amp;#233;", "ee"),
        ("R&amp;D AT&T &nosuch; &#; &#xg; &", "r,d at,t,nosuch,xg"),
        ("&ldquo;a&rdquo; &#147;b&#148; &#0; &#55357; c", "a,b/c"),
        ("ki&#0;tes", "kites,,,ki/tes,"),
        ("a&NonBreakingSpace;b&ThickSpace;c&ZeroWidthSpace;d", "a b cd"),
        ("&notin; &notit; &am", "it,am"),
        (
            '\\u0061b \\\\u0061b \\x61b \\ud83d c\\nd \\u0001e "\\u00e9\\u00',
            "ab ab ab c,nd/e,e,u00",
        ),
        ("\\u003cp\\u003ea\\u003c/p\\u003e \\u0026eacute;", "a/e"),
        ("<script>a\\u003cb\\u003ec</script>", "ac/,/a/c/"),
        ("ki\u00adtes ki\u200dtes ki\0tes e\u0301", "kites kites kites e"),
        ("ﬁne ½ ™", "fine 1 2 tm"),
        ("⑴ a ⒇b", "1 a 20 b"),
        ("a<i>ﬁ</i>", "afi/,,a/fi/"),
        ("Кшы", "\x80\x81\xff"),
        ("a😀b\ue000c\ufffed", "a b cd,,,a b c/d,"),
    ],
)
def test_what_words_may_stand_in_is_read(page: str, expected: str) -> None:
    assert text(page.encode()) == expected


def test_what_references_stand_for_is_read() -> None:
    for name, meant in html5.items():
        if name.endswith(";") and meant != "fj":
            assert text(f"j&{name}k".encode()) == text(f"j&#{ord(meant[0])};k".encode()), name


@given(st.lists(st.tuples(st.sampled_from(TAGS), st.text("jk ", max_size=5)), max_size=12))
def test_no_word_between_tags_is_lost(parts: list[tuple[str, str]]) -> None:
    """Tags have none of the letters that the words are made of, so all of these are text."""
    page = "".join(f"{tag}{told}" for tag, told in parts).encode()
    outside = TAG.sub(b"", page)
    found = iter(b"".join(WORD.findall(text(page).encode("latin-1"))))
    assert all(letter in found for letter in b"".join(WORD.findall(outside)))


@given(st.lists(st.sampled_from(PIECES) | st.text("jk ;/p", max_size=3)), st.binary(max_size=3))
def test_machine_code_does_what_the_functions_say(parts: list[str], further: bytes) -> None:
    """Plain Python says where it would read or write too far; machine code does so in silence."""
    page = "".join(parts).encode("utf-8", "surrogatepass") + further
    values = np.frombuffer(page + b"<".ljust(ROOM, b"\0"), dtype=np.uint8)
    for utf8 in True, False:
        plain = np.zeros(len(page), dtype=np.uint16)
        counts = read(values, len(page), utf8, plain)
        found, good, bad = READER.characters(page, utf8)
        assert counts == (len(found), good, bad)
        assert found.tolist() == plain[: len(found)].tolist()
        assert CODE.text(found) == plainly_written(found)


def plainly_written(found: Characters) -> bytes:
    out = np.zeros(4 * len(found) + 2, dtype=np.uint8)
    parted = np.zeros(len(found) // 2 + 1, dtype=np.int64)
    size, count = write(found, CODE.table, CODE.several_at, CODE.several, out, parted)
    return with_parted(out[:size].tobytes(), parted[:count].tolist())


@example(b"\xd8\xa7\xd8")
@given(st.binary(max_size=40))
def test_bytes_that_make_no_letter_are_kept_for_other_encodings(payload: bytes) -> None:
    page = bytes(byte for byte in payload if byte not in b"<>&\\")
    _, good, bad = READER.characters(page, utf8=True)
    try:
        decoded = page.decode()
    except UnicodeDecodeError:
        assert bad
    else:
        assert not bad
        assert good == sum(not one.isascii() for one in decoded)
    high = [byte for byte in page if byte >= 0x80]
    kept, _, _ = READER.characters(page, utf8=False)
    assert [one - HIGH for one in kept.tolist() if one >= HIGH] == high
