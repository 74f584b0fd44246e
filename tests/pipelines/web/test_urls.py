"""Which addresses are one article, and which never are."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.web.urls import (
    canonical_url,
    host_of,
    is_front_page,
    site_of,
    url_key,
    with_scheme,
)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" example.org/x ", "https://example.org/x"),
        ("www.example.org", "https://www.example.org"),
        ("example.org:8080?id=1", "https://example.org:8080?id=1"),
        ("خبر.example/a", "https://خبر.example/a"),
        ("http://example.org/x", "http://example.org/x"),
        ("ftp://example.org/x", "ftp://example.org/x"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("user:password@example.org/x", "user:password@example.org/x"),
        ("javascript:example.org", "javascript:example.org"),
        ("nonsense", "nonsense"),
    ],
)
def test_an_address_without_a_scheme_is_one_by_https_if_it_begins_with_a_host(
    typed: str, address: str
) -> None:
    assert with_scheme(typed) == address


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://Example.ORG:80/a/b?utm_source=x&id=3#top", "http://example.org/a/b?id=3"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org", "https://example.org/"),
        ("http://[::1]:80/a?share=1", "http://[::1]/a"),
        ("https://example.org//a///b", "https://example.org/a/b"),
        ("https://example.org/a/index.html", "https://example.org/a/"),
        ("https://example.org/a/amp/", "https://example.org/a"),
        ("https://example.org/amp/a", "https://example.org/a"),
        ("https://example.org/a;jsessionid=9F", "https://example.org/a"),
        ("https://example.org/a?b=2&a=1&fbclid=z", "https://example.org/a?a=1&b=2"),
        ("https://example.org/a?ref=rss", "https://example.org/a"),
        ("https://example.org/a?ref=page-3", "https://example.org/a?ref=page-3"),
        ("https://example.org/%D8%AE%d8%a8%D8%B1", "https://example.org/%D8%AE%D8%A8%D8%B1"),
        ("https://example.org/خبر", "https://example.org/%D8%AE%D8%A8%D8%B1"),
        ("https://خبر.example/a", "https://xn--ngblk.example/a"),
        ("https://example.org/a?view=print&m=1&mobile=true", "https://example.org/a"),
        ("https://example.org/a?view=list&m=2", "https://example.org/a?m=2&view=list"),
        (
            "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a/amp",
            "https://www.example.org/a",
        ),
        ("https://www.google.com/amp/s/m.example.org/a", "https://m.example.org/a"),
        ("https://www.google.com/amp/m.example.org/a?id=3", "http://m.example.org/a?id=3"),
        ("https://example.org/read.php?1423", "https://example.org/read.php?1423"),
        ("https://example.org/?/news/12", "https://example.org/?/news/12"),
        ("https://example.org/a?q=%d8%a7+b%20c", "https://example.org/a?q=%D8%A7+b+c"),
        ("https://example.org/a?&&b=&c", "https://example.org/a?b=&c"),
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        ("https://example.org/../../a/b/..", "https://example.org/a/"),
        ("https://example.org/a/%2E%2e/b/.", "https://example.org/b/"),
        ("https://example.org/a//../b", "https://example.org/b"),
        ("https://example.org/a/..", "https://example.org/"),
        (
            "https://example.org/a/.well-known/..b/c...",
            "https://example.org/a/.well-known/..b/c...",
        ),
        ("https://example.org/..amp", "https://example.org/"),
        ("https://example.org/a%3Bjsessionid=9F", "https://example.org/a"),
        ("https://example.org/a%2fb", "https://example.org/a%2Fb"),
        ("mailto:x@example.org", "mailto:x@example.org"),
        ("https://[bad/", "https://[bad/"),
        ("https://example.org:port/", "https://example.org:port/"),
        ("  not an address ", "not an address"),
    ],
)
def test_canonical_form(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


def test_a_thousand_ways_to_write_an_address_are_one_key() -> None:
    ways = itertools.product(
        ("http://", "https://", "HTTPS://"),
        ("www.dawn.example", "dawn.example", "m.dawn.example", "amp.dawn.example", "Dawn.Example"),
        ("/news/1901/afghans-return", "/news/1901/afghans%2Dreturn", "//news/1901/afghans-return"),
        ("", "/", "/amp", "/amp/", ";jsessionid=1"),
        ("", "?utm_source=rss", "?fbclid=1&utm_medium=x", "?amp=1", "?ref=twitter"),
        ("", "#comments"),
    )
    keys = {url_key("".join(way)) for way in ways}
    assert keys == {"dawn.example/news/1901/afghans-return"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://e.org/?p=1", "https://e.org/?p=2"),
        ("https://e.org/news?id=1", "https://e.org/news?id=2"),
        ("https://e.org/a", "https://e.org/b"),
        ("https://e.org/a", "https://f.org/a"),
        ("https://e.org/a?page=2", "https://e.org/a"),
        ("https://en.e.org/a", "https://fa.e.org/a"),
        ("https://e.org/A1b", "https://e.org/a1B"),
        ("https://e.org/story?sid=123", "https://e.org/story?sid=124"),
        ("https://e.org/a?feature=45", "https://e.org/a?feature=46"),
        ("https://e.org/show.php?print=812", "https://e.org/show.php?print=813"),
        ("https://e.org/a?at_id=1", "https://e.org/a?at_id=2"),
        ("https://e.org/a?at_page=herat", "https://e.org/a?at_page=kabul"),
        ("https://e.org/a?sid=9f8e7d6c5b4a3f2e", "https://e.org/a?sid=9f8e7d6c5b4a3f2d"),
        ("https://e.org/a?icid=7", "https://e.org/a?icid=8"),
        ("https://e.org/a?cmp=camps", "https://e.org/a?cmp=deportations"),
        ("https://e.org/a?ito=1490", "https://e.org/a?ito=1491"),
        ("https://e.org/a?ns_id=5", "https://e.org/a?ns_id=6"),
        ("https://e.org/a?ns_page=5", "https://e.org/a?ns_page=6"),
        ("https://e.org/a?fb_id=5", "https://e.org/a?fb_id=6"),
        ("https://e.org/a?share=5", "https://e.org/a?share=6"),
        ("https://e.org/a?amp=5", "https://e.org/a?amp=6"),
        ("https://e.org/a?outputType=one", "https://e.org/a?outputType=two"),
        ("https://e.org/a?ico=5", "https://e.org/a?ico=6"),
        ("https://e.org/a?sessionid=5", "https://e.org/a?sessionid=6"),
        ("https://e.org/a?rss=34", "https://e.org/a?rss=35"),
        ("https://e.org/a?r=5", "https://e.org/a?r=6"),
        ("https://e.org/read.php?1423", "https://e.org/read.php?1424"),
        ("https://e.org/a/../b", "https://e.org/a/b"),
    ],
)
def test_two_articles_never_share_a_key(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)
    assert url_key(one) == url_key(one + ("&" if "?" in one else "?") + "utm_id=9f8e7d6c5b4a3f2e")


@pytest.mark.parametrize(
    "parameter",
    [
        *("maca=per-rss-per-all-1491-rdf", "traffic_source=rss", "gad_source=1", "ttclid=E.C.P.x"),
        *(
            "gad_campaignid=2094",
            "itm_source=parsely",
            "itm_medium=home",
            "mc_tc=a1",
            "ico=related",
        ),
        *(
            "at_medium=RSS&at_campaign=rss",
            "at_custom1=link",
            "at_bbc_team=editorial",
            "xtor=RSS-1",
        ),
        *("rss=1", "rssfeed=true", "r=rss", "origin=rss", "ref=rss", "from=rss", "via=telegram"),
        *(
            "UTM_Source=x",
            "pk_campaign=feed",
            "ns_mchannel=rss",
            "cmp=share_btn_tw",
            "smid=tw-share",
        ),
        *("ito=social-twitter", "feature=youtu.be", "print=1", "print", "amp", "share=whatsapp"),
        *("PHPSESSID=9f8e7d6c5b4a3f2e", "outputType=amp", "icid=rss", "_hsenc=p2", "replytocom=9"),
    ],
)
def test_marks_of_a_reader_are_no_part_of_an_address(parameter: str) -> None:
    for address in ("https://e.org/a", "https://e.org/?p=1", "https://e.org/read?12&x=/y"):
        joined = f"{address}{'&' if '?' in address else '?'}{parameter}"
        assert canonical_url(joined) == canonical_url(address)


@given(st.text(max_size=80))
def test_canonical_url_takes_any_text_and_is_idempotent(text: str) -> None:
    once = canonical_url(text)
    assert canonical_url(once) == once
    for bad in (text, f"http://[{text}"):
        url_key(bad)
        host_of(bad)
        site_of(bad)
        is_front_page(bad)


PIECES = st.lists(
    st.sampled_from(
        [
            *("/?&=#;%.:+ ", "a", "B", "%2F", "%25", "%2e", "%3B", "خبر", "amp", "index.html"),
            *("utm_x", "//", "/../", "/./", "jsessionid=1", "print", "rss=1", "/?&=#;%.:"),
        ]
    ),
    max_size=14,
).map("".join)


@given(PIECES)
def test_canonical_url_of_an_address_is_idempotent(tail: str) -> None:
    for start in ("https://Example.org/", "https://x.cdn.ampproject.org/c/s/e.org/", "//e.org"):
        once = canonical_url(start + tail)
        assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://news.bbc.co.uk/a", "bbc.co.uk"),
        ("https://www.thenews.com.pk", "thenews.com.pk"),
        ("https://fa.alalam.ir", "alalam.ir"),
        ("http://127.0.0.1:80/", "127.0.0.1"),
        ("https://tn.ai/", "tn.ai"),
    ],
)
def test_site_of(url: str, site: str) -> None:
    assert site_of(url) == site


def test_half_a_character_is_no_fault() -> None:
    assert canonical_url("https://e.org/\ud800?a=\udfff") == "https://e.org/%EF%BF%BD?a=%EF%BF%BD"


def test_front_pages() -> None:
    assert is_front_page("https://e.org/index.php?utm_source=x")
    assert not is_front_page("https://e.org/?p=1")
