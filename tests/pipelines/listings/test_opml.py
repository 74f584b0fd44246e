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


FEEDLY = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0">
    <head><title>Sana subscriptions in feedly Cloud</title></head>
    <body>
        <outline text="Returns" title="Returns">
            <outline type="rss" text="Gate" title="Gate"
              xmlUrl="https://gate.example/rss" htmlUrl="https://gate.example"/>
        </outline>
        <outline text="Must read" title="Must read">
            <outline type="rss" text="Gate" title="Gate"
              xmlUrl="https://gate.example/rss" htmlUrl="https://gate.example"/>
        </outline>
    </body>
</opml>"""
INOREADER = """<?xml version="1.0" encoding="utf-8"?>
<opml version="1.0">
<head><title>Subscriptions from Inoreader [https://www.inoreader.com]</title></head>
<body>
  <outline text="\u0645\u0631\u0632" title="\u0645\u0631\u0632">
    <outline text="Pass" title="Pass" type="rss"
      xmlUrl="http://pass.example/?feed=rss2&amp;cat=3" htmlUrl=""/>
  </outline>
</body>
</opml>"""
NETNEWSWIRE = """<?xml version="1.0" encoding="UTF-8"?>
<!-- OPML generated by NetNewsWire -->
<opml version="1.1">
  <head><title>Subscriptions.opml</title></head>
  <body>
    <outline text="" title="" description="" type="rss" version="RSS"
      htmlUrl="https://j.example/" xmlUrl="https://j.example/feed.json"/>
    <outline text="Kabul" title="Kabul">
      <outline text="Lamp" title="Lamp" description="" type="rss" version="RSS" htmlUrl="" xmlUrl="feed://lamp.example/f"/>
    </outline>
  </body>
</opml>"""


@pytest.mark.parametrize(
    ("text", "feeds"),
    [
        (
            FEEDLY,
            [Subscription("https://gate.example/rss", "Gate", "https://gate.example", "Returns")],
        ),
        (
            INOREADER,
            [
                Subscription(
                    "http://pass.example/?feed=rss2&cat=3", "Pass", "", "\u0645\u0631\u0632"
                )
            ],
        ),
        (
            NETNEWSWIRE,
            [
                Subscription("https://j.example/feed.json", "", "https://j.example/"),
                Subscription("http://lamp.example/f", "Lamp", "", "Kabul"),
            ],
        ),
    ],
)
def test_the_forms_of_other_readers_are_read(text: str, feeds: list[Subscription]) -> None:
    assert read_opml(text.encode()) == tuple(feeds)
    assert read_opml(b"\xef\xbb\xbf" + text.encode()) == tuple(feeds)
    assert read_opml(text.encode("utf-16")) == tuple(feeds)


@pytest.mark.parametrize(
    ("outline", "found"),
    [
        ('text="P" htmlUrl="https://p.example/"', Subscription("", "P", "https://p.example/")),
        ('xmlUrl="https://c.example/f" category="/Iran/Yazd,/News"', ("", "Iran > Yazd")),
        ('xmlUrl="https://c.example/f" category=" News "', ("", "News")),
        (
            'xmlUrl="https://c.example/f" text="Caf&eacute;&nbsp;&#1582; &lt;3"',
            ("Caf\u00e9 \u062e <3", ""),
        ),
        ('xmlUrl="https://c.example/f" text="Q & A &unknown; &"', ("Q & A &unknown; &", "")),
    ],
)
def test_what_readers_leave_out_or_write_loosely_is_read(
    outline: str, found: Subscription | tuple[str, str]
) -> None:
    read = read_opml(f"<opml><body><outline {outline}/></body></opml>".encode())
    if isinstance(found, tuple):
        found = Subscription("https://c.example/f", found[0], "", found[1])
    assert read == (found,)


def test_an_ampersand_of_a_url_stays_in_it() -> None:
    loose = '<opml><outline xmlUrl="https://c.example/f?a=1&copy=2&b=3"/></opml>'
    assert read_opml(loose.encode()) == (Subscription("https://c.example/f?a=1&copy=2&b=3"),)


def test_feeds_within_a_feed_are_read_in_its_own_group() -> None:
    nested = (
        '<opml><outline text="G"><outline xmlUrl="https://a.example/f">'
        '<outline xmlUrl="https://b.example/f"/></outline></outline></opml>'
    )
    found = read_opml(nested.encode()) or ()
    assert [(one.url, one.group) for one in found] == [
        ("https://a.example/f", "G"),
        ("https://b.example/f", "G"),
    ]
