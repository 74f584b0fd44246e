"""OPML as feed readers write it goes in and comes out again as it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.listings.opml import GROUP_SIGN, Subscription, read_opml, write_opml

MINIFLUX = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
    <head>
        <title>Miniflux</title>
        <dateCreated>Sat, 28 Nov 2026 09:00:00 UTC</dateCreated>
    </head>
    <body>
        <outline text="Border press">
            <outline title="Gate &amp; Pass" text="Gate &amp; Pass"
          xmlUrl="https://gate.example/feed?a=1&amp;b=2"
          htmlUrl="https://gate.example/" type="rss"
          description=""></outline>
            <outline title="خبر سرحد" text="خبر سرحد"
          xmlUrl="https://ur.example/rss"
          htmlUrl="" type="rss"></outline>
        </outline>
        <outline text="All">
            <outline text="No title" xmlUrl="http://plain.example/atom.xml"/>
        </outline>
    </body>
</opml>"""
FRESHRSS = """<?xml version="1.0" encoding="UTF-8"?>
<opml xmlns:frss="https://freshrss.org/opml" version="2.0">
  <head><title>FreshRSS</title></head>
  <body>
    <outline text="Provinces">
      <outline text="North" type="rss"
          xmlUrl="https://n.example/feed/"
          htmlUrl="https://n.example/"
          description="The north"
          frss:cssFullContent="article"
          frss:priority="important"/>
      <outline text="Notices" type="HTML+XPath"
          xmlUrl="https://o.example/notices"
          htmlUrl="https://o.example/notices"
          frss:xPathItem="//li"
          frss:xPathItemTitle=".//a"/>
      <outline text="Deeper"><outline text="South" type="rss"
          xmlUrl="https://s.example/feed"/></outline>
    </outline>
    <outline text="Alone" type="rss" XMLURL="https://a.example/feed"/>
    <outline text="North again" type="rss" xmlUrl="https://n.example/feed/"/>
  </body>
</opml>"""


def test_the_form_of_miniflux_is_read() -> None:
    assert read_opml(MINIFLUX.encode()) == (
        Subscription(
            *("https://gate.example/feed?a=1&b=2", "Gate & Pass"),
            *("https://gate.example/", "Border press"),
        ),
        Subscription("https://ur.example/rss", "خبر سرحد", "", "Border press"),
        Subscription("http://plain.example/atom.xml", "No title", "", "All"),
    )


def test_the_form_of_freshrss_is_read_with_nested_groups_and_pages() -> None:
    found = read_opml(FRESHRSS.encode())
    assert found is not None
    assert [(one.url, one.group, one.is_feed) for one in found] == [
        ("https://n.example/feed/", "Provinces", True),
        ("https://o.example/notices", "Provinces", False),
        ("https://s.example/feed", f"Provinces{GROUP_SIGN}Deeper", True),
        ("https://a.example/feed", "", True),
    ]


@pytest.mark.parametrize(
    "data",
    [b"", b"no xml", b"<rss version='2.0'/>", b"<html><body>x</body></html>", b"\xff\xfe", b"{}"],
)
def test_what_is_no_opml_is_told(data: bytes) -> None:
    assert read_opml(data) is None


def test_what_is_damaged_costs_itself_and_nothing_is_opened() -> None:
    torn = MINIFLUX[: MINIFLUX.index('<outline text="All"')]
    found = read_opml(torn.encode())
    assert found is not None
    assert len(found) == 2
    sly = MINIFLUX.replace(
        "<opml", '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml'
    )
    read = read_opml(sly.replace("No title", "&x;").encode())
    assert read is not None
    assert "root" not in "".join(one.title for one in read)
    bad = '<opml><body><outline text="a" xmlUrl="javascript:1"/><outline xmlUrl=" "/></body></opml>'
    assert read_opml(bad.encode()) == ()


WORDS = st.text("aé سخ<>&\"'“\\/-", min_size=1, max_size=9).filter(
    lambda text: " ".join(text.split()) == text
)


@settings(max_examples=20)
@given(
    st.dictionaries(
        st.integers(0, 999),
        st.tuples(WORDS, st.lists(WORDS, max_size=3), st.booleans()),
        max_size=9,
    )
)
def test_what_is_written_is_read_again(made: dict[int, tuple[str, list[str], bool]]) -> None:
    feeds = {
        Subscription(
            f"https://{number}.example/feed?n={number}&x=1",
            title,
            f"https://{number}.example/" if home else "",
            GROUP_SIGN.join(groups),
        )
        for number, (title, groups, home) in made.items()
    }
    found = read_opml(write_opml([*feeds], "x").encode())
    assert set(found or ()) == feeds
