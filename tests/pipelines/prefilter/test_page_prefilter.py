import html
import itertools
import json
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.prefilter.page_prefilter import PagePrefilter
from pipelines.query.parser import parse_query
from press_catalogue.concepts import built_in_concepts
from press_catalogue.decider import built_in_topic
from tests.queries import hit

CONCEPTS = built_in_concepts()
TOPIC = built_in_topic()
KEPT = "@afghan OR NOT relevance:off"
SOUGHT = {
    "refugee*": "refugees",
    '"forced return"': "Forced return",
    "مهاجر*": "مهاجرین",
    '"غیر قانونی"': "غير قانوني",
    "афган*": "Афганцы",
    "déportation": "Deportation",
    "sınır": "SINIR",
    "rückführung": "Rückführung",
    "کابل": "كابل",
    "لاجئ*": "لاجئين",
    "unhcr": "U.N.H.C.R.",
}
"""Queries, each with a text that it fits in another spelling."""


@cache  # to compile takes seconds
def prefilter(keep: str, *rules: str, relevant: str = "") -> PagePrefilter:
    return PagePrefilter.from_queries(
        parse_query(keep, CONCEPTS),
        [parse_query(rule, CONCEPTS) for rule in rules],
        TOPIC,
        parse_query(relevant, CONCEPTS) if relevant else None,
    )


@pytest.fixture(scope="module")
def of_words() -> PagePrefilter:
    return prefilter(" OR ".join(SOUGHT))


@pytest.fixture(scope="module")
def each() -> dict[str, PagePrefilter]:
    return {query: prefilter(query) for query in SOUGHT}


@pytest.fixture(scope="module")
def of_topic() -> PagePrefilter:
    return prefilter(KEPT)


def numbered(text: str) -> str:
    return "".join(f"&#{ord(one)};" if one.isalpha() else one for one in text)


def in_hex(text: str) -> str:
    return "".join(f"&#x{ord(one):X};" if one.isalpha() else one for one in text)


def named(text: str) -> str:
    return text.encode("ascii", "xmlcharrefreplace").decode()


def in_json(text: str) -> str:
    return json.dumps(f"<p>{text}\n{text}")


def twice(text: str) -> str:
    return html.escape(named(text))


def with_breaks(text: str) -> str:
    return text.replace(" ", "\n                         ")


def in_markup(text: str) -> str:
    return text.replace(" ", '</a>&nbsp;<a class="x" href="/long/way/to/somewhere?a=1&amp;b=2">')


def large_letter(text: str) -> str:
    return f'<p><span class="large">{text[0]}</span>{text[1:]}'


def with_soft_hyphens(text: str) -> str:
    return "\u00ad".join(text) if text.isascii() and " " not in text else text


def marked(text: str) -> str:
    """With a vowel sign after each Arabic letter, and a joiner before the last."""
    return "".join(f"{one}\u064e" if "\u0600" <= one <= "\u06ff" else one for one in text)


WRITTEN: list[Callable[[str], str]] = [
    *(str, numbered, in_hex, named, in_json, twice, with_breaks, in_markup, large_letter),
    *(with_soft_hyphens, marked, str.upper),
]
ENCODINGS = (
    *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1256", "windows-1252"),
    *("windows-1254", "windows-1251", "koi8-r", "iso8859-9", "iso8859-15", "iso8859-6", "gb18030"),
)


def encoded(text: str, encoding: str) -> bytes | None:
    filler = "<p>The weather stays dry in the hills, says the office.</p>\n" * 40
    declared = f'<meta charset="{encoding}">' if encoding == "gb18030" else ""
    try:
        return f"<!DOCTYPE html>{declared}{filler}{text}</p>{filler}".encode(encoding)
    except UnicodeEncodeError:
        return None


@example(query='"غیر قانونی"', write=large_letter, encoding="gb18030", around="{}")
@given(
    st.sampled_from(sorted(SOUGHT)),
    st.sampled_from(WRITTEN),
    st.sampled_from(ENCODINGS),
    st.sampled_from(["{}", "<p>{}", "“{}”", " {}.", "<b>{}</b>", "\t{}\n", "مع {} بعد"]),
)
def test_a_page_with_a_kept_word_passes_however_it_is_written(
    each: dict[str, PagePrefilter],
    query: str,
    write: Callable[[str], str],
    encoding: str,
    around: str,
) -> None:
    text = SOUGHT[query]
    assert hit(query, text)
    payload = encoded(around.format(write(text)), encoding)
    if payload is not None:
        assert each[query].may_be_kept(payload)


@given(
    st.sampled_from(["‘{}’ ‘{}’", "“{}” {}", "{} –“{}", "«{}» — «{}»", "{} …{}", "{} \"'’ {}"]),
    st.sampled_from([str, numbered, in_hex, named, in_json]),
    st.sampled_from(["utf-8", "utf-16", "windows-1252", "gb18030"]),
)
def test_signs_round_the_words_of_a_phrase_do_not_hide_it(
    each: dict[str, PagePrefilter], around: str, write: Callable[[str], str], encoding: str
) -> None:
    query = '"forced return"'
    text = around.format("forced", "return")
    assert hit(query, text)
    payload = encoded(write(text), encoding)
    if payload is not None:
        assert each[query].may_be_kept(payload)


@pytest.mark.parametrize("dash", "-\u2010\u2011\u2012\u2013\u2014")
def test_a_dash_of_any_kind_parts_the_letters_of_an_acronym(dash: str) -> None:
    for encoding in "utf-8", "utf-16", "ascii":
        body = f"<p>They hold P{dash}1 cards.</p>".encode(encoding, "xmlcharrefreplace")
        assert prefilter('"p 1"').may_be_kept(body)


@given(st.text(alphabet="dDeEéÉpPoOöOrRtT\u0301\u00adﬁß\u200c ıİ", max_size=9))
def test_whatever_a_word_is_folded_from_is_found(
    of_words: PagePrefilter, each: dict[str, PagePrefilter], text: str
) -> None:
    payload = encoded(f"<p>{text}ation {text}", "utf-8")
    assert payload is not None
    if hit("déportation", f"{text}ation {text}"):
        assert each["déportation"].may_be_kept(payload)
        assert of_words.may_be_kept(payload)


@pytest.mark.parametrize(
    "body",
    [
        "The council repaired the bridge, and the school opened again on Monday.",
        "Die Straße wurde am Montag für den Verkehr freigegeben, größere Schäden gibt es nicht.",
        "هوای تهران فردا آفتابی است و مسابقه‌ها در ورزشگاه برگزار می‌شود.",
        "Погода в горах остаётся сухой.",
    ],
)
def test_pages_without_the_words_are_let_go(of_topic: PagePrefilter, body: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        payload = encoded(f"<p>{body}", encoding)
        assert payload is not None
        assert not of_topic.may_be_kept(payload)


def test_a_page_on_topic_passes_without_the_name(of_topic: PagePrefilter) -> None:
    text = "<p>Police detained refugees at the Torkham border; families were deported to Kabul."
    assert of_topic.may_be_kept(text.encode())
    assert not of_topic.may_be_kept(b"<p>Police detained a driver at a football match.")


def test_the_country_of_the_outlet_counts_where_it_is_known() -> None:
    found = prefilter("@deport AND country:PK")
    page = b"<p>The men were deported."
    assert found.may_be_kept(page)
    assert found.may_be_kept(page, "PK")
    assert not found.may_be_kept(page, "")
    other = prefilter("@deport AND NOT country:PK")
    assert not other.may_be_kept(page, "PK")
    assert other.may_be_kept(page, "DE")


@pytest.mark.parametrize(
    ("keep", "passes"),
    [
        ("*", True),
        ("NOT kite", True),
        ("NOT (kite AND lamp)", True),
        ("NOT (NOT kite)", False),
        ("NOT (kite OR NOT lamp)", False),
        ("url:kite", True),
        ("lang:en", True),
        ("relevance:off", True),
        ("relevance:relevant", False),
        ("NOT relevance:relevant", True),
        ('like("kites are flown")', False),
        ('NOT like("kites are flown")', False),
        ("kite AND lang:en", False),
        ("bridge AND lang:en", True),
        ("bridge NEAR/3 kite", False),
        ("bridge NEAR/9 council", True),
        ("ATLEAST/2(bridge)", True),
        ('"bridge council"~3', True),
        ('"council repaired"', True),
        ('"repaired council"', False),
        ("=bridge", True),
        ("2024", True),
        ('"24 bridge"', False),
        ("title:bridge", True),
        ("bri?ge", True),
        ("date:2025", True),
    ],
)
def test_what_cannot_be_decided_by_bytes_passes(keep: str, passes: bool) -> None:
    page = b"<p>The council repaired the bridge over the river."
    assert prefilter(keep, relevant="kite").may_be_kept(page) is passes


def test_a_rule_lets_pass_what_the_keep_query_does_not() -> None:
    page = b"<p>A kite was seen."
    assert not prefilter("lamp").may_be_kept(page)
    assert prefilter("lamp", "kite AND seen").may_be_kept(page)


def test_an_own_query_stands_for_the_topic() -> None:
    found = prefilter("NOT relevance:off", relevant="kite")
    assert found.may_be_kept(b"<p>A kite was seen.")
    assert not found.may_be_kept(b"<p>Refugees were deported to Afghanistan.")


@pytest.mark.parametrize(
    "payload",
    [
        b"\x1f\x8b\x08" + bytes(20),
        b"%PDF-1.7 x",
        b"\n\n%PDF-1.7 x",
        b"\x1b$B%+\x1b(B",
        bytes(range(32)) * 9,
    ],
)
def test_what_cannot_be_read_passes(payload: bytes) -> None:
    assert prefilter("kite").may_be_kept(payload)


@pytest.mark.parametrize(
    "payload",
    [
        b"<p>Two ki<!-- -->tes",
        b"<p>Two ki<wbr>tes",
        b"<p>Two <b>k</b>ites",
        b"<p>Two ki<em>tes</em>",
        b"<p>Two ki\x00tes " + b"fly over the hill " * 9,
        b'{"a":"Two\\nkites"}',
        b"<p>Birds\\kites, birds\\",
        b"<p>Two <abbr>k</abbr>ites",
        b"<p>Two ki<x-y>tes</x-y>",
        b"<p>birds<own>kites</own><own>planes",
        b"<p>birds<a-b>kites</a-b><c:d>planes",
        b"<title><<Kites>> over the hill</title>",
        b"<meta property=og:title content='Two <Kites>'>",
        b'{"headline": "<Kites> over the hill"}',
        b'{"headline": "\\u003c\\u003cKites\\u003e\\u003e"}',
        b'<a href="/_next/a.css"></a><script>self.__next_f.push([1,"4:Two ki"])</script>'
        b'<script>self.__next_f.push([1,"tes"])</script>',
        b'<a href="/_next/a.css"></a><script>self.__next_f.push([1,"4:Two ki"]);</script>\n'
        b'<script>$RC("B:0","S:0")</script><script nonce="b">'
        b'(self.__next_f=self.__next_f||[]).push([1, "tes"])</script>',
        b"<p>Two ki&#0;tes",
        b"<p>Two ki&#xD800;tes",
        b"<p>Two ki&ZeroWidthSpace;tes",
        b"<p>Two &NonBreakingSpace;kites",
        "<p>Two ki\uffffte\ufffes".encode(),
        b'{"a":"Two\\u003cb\\u003ekites"}',
        b'{"a":"Two k\\u0069tes"}',
        b'{"a":"\\u201ckites\\u201d"}',
        b"Two &#8220kites",
        b"<p><span>1</span><span>Kites</span>",
        b"<p><a>Kites</a><span>Birds</span>",
        b"<p><span>Live</span><a>Two</a><b>kites</b>",
        b'{"a":"<b>Live</b>kites, <b>b</b>irds"}',
        "<p><span>Größe</span><a>kites</a>".encode(),
        "<p>\u6211kites and \u5011kites".encode("shift_jisx0213", "replace"),
        "<p>Two \u304ckites".encode("shift_jis"),
        b"kites",
    ],
)
def test_words_with_markup_and_escapes_within_are_found(payload: bytes) -> None:
    assert prefilter("kites").may_be_kept(payload)


@pytest.mark.parametrize(
    ("word", "encoding", "declared"),
    [
        ("\u98ce\u7b5d", "gb18030", ""),
        ("\u98a8\u7b8f", "big5", ""),
        ("\u98a8\u7b8f", "cp950", "cp950"),
        ("\u98a8\u7b8f", "gb18030", "gb2312"),
        ("\u96e3\u6c11", "euc_jp", ""),
        ("\ub09c\ubbfc", "cp949", ""),
        ("grosse", "cp850", "cp850"),
        ("grosse", "mac-roman", "macintosh"),
        ("\u0430\u0444\u0433\u0430\u043d", "cp855", "cp855"),
        ("\u0430\u0444\u0433\u0430\u043d", "mac-cyrillic", "x-mac-cyrillic"),
    ],
)
def test_encodings_that_are_not_always_tried(word: str, encoding: str, declared: str) -> None:
    word = word.replace("ss", "\u00df")
    page, other = (f"<p>{one} ".encode(encoding) * 9 for one in (word, word[::-1] + word))
    header = f"text/html; charset={declared}" if declared else "text/html"
    meta = f"<meta charset={declared}>".encode() if declared else b""
    assert prefilter(word).may_be_kept(page, content_type=header)
    assert prefilter(word).may_be_kept(meta + page)
    assert not prefilter(word).may_be_kept(other, content_type=header)


@pytest.mark.parametrize("encoding", ["windows-1252", "windows-1254", "iso8859-2", "iso8859-15"])
def test_a_byte_may_stand_for_several_letters(encoding: str) -> None:
    page = "<p>Sie sahen die große Straße".encode(encoding)
    assert prefilter('"grosse strasse"').may_be_kept(page)
    assert not prefilter('"grosse gasse"').may_be_kept(page)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("120*", "1,200"),
        ("120*", "12,000,000"),
        ("120*", "1,20,000"),
        ("120*", "۱٬۲۰۰"),
        ("१२०*", "१,२०१"),
        ("12?4", "1,234"),
        ("123?5", "12,345"),
        ("a12*", "a1,200"),
        ('"120* kites"', "1,200 kites"),
        ('"article 1 f"', "Article 1(F)"),
        ('"p 1"', "P\uff0d1"),
        ("@programme", "P\uff0d1"),
        ("R&D", "R&amp;D"),
        ("A/B", "A/B"),
        ("a_b", "a_b"),
        ("unhcr", "U_N_H_C_R"),
        ("@actors", "U/N/H/C/R"),
        ('"1 kites"', "⑴ kites"),
        ("office", "of<i>ﬁ</i>ce"),
    ],
)
def test_numbers_and_signs_may_be_written_in_other_ways(query: str, text: str) -> None:
    assert hit(query, html.unescape(text.replace("<i>", "").replace("</i>", "")))
    assert prefilter(query).may_be_kept(f"<p>They saw {text} there.".encode())


def test_many_letters_of_the_words_share_bytes() -> None:
    letters = [chr(0x4E00 + at) for at in range(300)]
    found = prefilter(" OR ".join(f"{one}{other}" for one, other in itertools.pairwise(letters)))
    assert found.may_be_kept(f"<p>{letters[7]}{letters[8]}".encode())
    assert not found.may_be_kept(b"<p>kite")


def test_a_word_that_is_cut_beside_what_is_hidden_is_not_taken_for_another() -> None:
    found = prefilter('"k 1"')
    for apart in range(60, 130):
        page = f"<p>é{'o' * apart} kites {'o ' * 200}</p><p>1 cup é{'o ' * 200}"
        assert not found.may_be_kept(page.encode())


@pytest.mark.parametrize(
    ("query", "page", "passes"),
    [
        ("kites", b"<p class='kites' title='kites'>Two birds", False),
        ("kites", b"<style>.kites > b {color: red}</style><p>Two birds", False),
        ("kites", b"<style>.a {} <p>Two kites</p></style>", True),
        ("kites", b"<meta property='og:title' content='Two kites'>", True),
        ("kites", b"<p>Two skites", False),
        ("kites", b'{"a": "Two skites\\nrkites"}', False),
        ("kites", b"<script>var a = {'b': 'Two kites'}</script>", True),
        ("kites", b"<!-- if > -->kites<!-- -->", True),
        ('"across the border"', b"<p>Driven across the road", False),
        ('"across the border"', b"<p>Walked across a border, and over the road", False),
        ('"across the border"', b"<p>Taken across the road to the border", False),
        ('"across the border"', b"<p>Across the <b>border</b>", True),
        ('"across the border"', b"<p>across <a>the</a> <i>border</i>", True),
        ("k?tes", b"<p>Two kites", True),
        ('"two k?tes fly"', b"<p>Two kites fly", True),
        ('"two kit* fly"', b"<p>Two kites</p><img><p>fly", True),
        ('"across the border"', b"<p>across <sup>1</sup> the</p><p>border", True),
        ('"across the border"', b"<p>Across the" + b" " * 99 + b"border", True),
        ('"across the border"~2', b"<p>The border, across", True),
        ('"across the border"~2', b"<p>The border", False),
        ("@deport", b"<p>They forced hundreds to return", True),
        ("@deport", b"<p>They forced several hundred people to return", True),
        ("@deport", b"<p>They forced 1,200 Afghan families to return", True),
        ("@deport", b"<p>They forced &ldquo;hundreds&rdquo; of them to return", True),
        ("@deport", b"<p>They forced one and then two and then all of the others to return", False),
        ("@deport", b"<p>They were forced </p><p>some time ago to return", True),
        ("@deport", b"<p>They forced hundreds</p><img><p>to return", True),
        ("@deport", "<p>They forced Flüchtlingsväter to return".encode(), True),
        ("@deport", "<p>They forced Flüchtlingsväter to return".encode("windows-1252"), True),
        ("@deport", b"<p>They forced Fl&uuml;chtlingsv&#228;ter to return", True),
        ("@deport", b"<p>To return is hard, said those who were forced", False),
        ("nets", b"<p>Kites\\nets", True),
        ("refugees", b"<p>Men\\refugees", True),
        ('"two kites fly"', b'{"a":"<a href=\\"b\\">two</a> kites <a href=\\"c\\">fly"}', True),
        ('"two kites fly"', b'{"a": "<b>two<\\/b> <b>kites<\\/b> fly"}', True),
        ("kites", b'{"a":"two ki<i class=c d>t</i>es"}', False),
        ("kites", b'{"a":"two ki<i class=c>t</i>e\\u003c!----\\u003es"}', True),
        ("kites", b'{"a":"two ki<i class=\\"c\\">t</i>es"}', True),
        ('"two kites"', b"<p>birds<own>two kites</own><own>fly", True),
        ('"k 1"', b"<p>The K-1 cup", True),
        ('"k 1"', b"<td>The K</td>\n<td>1", True),
        ('"k 1"', b"<p>The K <sup title='a > b'>x</sup> 1", True),
        ('"k 1"', b'{"a": "<p>The K</p><p>1 cup"}', True),
        ('"k 1"', b"<script>for (k<a.length; a>1;)</script>", False),
        ('"two kites"', b"<p>Two <aside>" + b"<p>A bird " * 90 + b"</aside> kites", True),
        ('"two kites"', b"<p>Two <aside>" + b"<p>A bird " * 900 + b"</aside> kites", False),
        ('"two kites"', b"<p>Kites <aside>birds</aside> two", False),
        ('"in 2024 kites"', b"<p>in 2024 kites", True),
        ('"in 2024 kites"', b"<p>kites", False),
    ],
)
def test_all_words_of_a_phrase_must_stand_in_text(query: str, page: bytes, passes: bool) -> None:
    assert prefilter(query).may_be_kept(page) is passes
