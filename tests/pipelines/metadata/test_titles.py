"""What an article is called: the headline that readers see, without the outlet's name."""

import json
from typing import Any

import pytest
from lxml import html

from pipelines.items import Entry
from pipelines.metadata.read import read_metadata
from pipelines.sources import Source
from pipelines.text.headlines import (
    choose_title,
    clean_title,
    is_name,
    title_from_text,
    without_outlet,
)
from tests.samples import NOW

URL = "https://www.nila-times.example/world/buses-turned-back"
TITLE = "Buses full of families turned back at the river"
SOURCE = Source("nila", "Nila Times", "https://www.nila-times.example", "PK")


def title(head: str, body: str, url: str = URL, source: Source = SOURCE) -> str:
    tree: Any = html.document_fromstring(
        f"<html><head>{head}</head><body>{body}<p>The buses left at dawn.</p></body></html>"
    )
    return read_metadata(tree, url, Entry(url), source, NOW).title


def ld(kind: str, headline: str) -> str:
    node = {"@type": kind, "headline": headline}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    "sign",
    [
        "<h1><a href='/'><img alt='Nila Times'><span>Nila Times</span></a></h1>",
        "<a href='https://www.nila-times.example/'><h1>All the news of the valley</h1></a>",
        "<h1 class='logo'><a href='/en/'>News from four provinces</a></h1>",
        "<h1>نیلا ٹائمز</h1>",
        "<h1><a href='/index.php' title='home'>The river valley's own paper</a></h1>",
        "<aside><h1>Sign up for our letter</h1></aside>",
        "<div class='newsletter'><h1>Never miss a story again</h1></div>",
    ],
)
def test_a_sign_or_a_box_of_the_outlet_is_no_headline(sign: str) -> None:
    head = (
        f"<title>{TITLE}</title><meta property='application-name' content='نیلا ٹائمز'>"
        "<meta name='application-name' content='نیلا ٹائمز'>"
    )
    assert title(head, sign) == TITLE
    assert title("", f"{sign}<h1>{TITLE}</h1>") == TITLE


@pytest.mark.parametrize(
    ("told", "shown", "chosen"),
    [
        ("Thousands of people leave home", TITLE, TITLE),
        (
            "ہزاروں خاندان گھر چھوڑ گئے",
            "بسیں دریا سے واپس موڑ دی گئیں",
            "بسیں دریا سے واپس موڑ دی گئیں",
        ),
        ("Buses turned back at the river again", TITLE, "Buses turned back at the river again"),
    ],
)
def test_a_told_headline_that_no_title_knows_gives_way_to_the_one_that_is_shown(
    told: str, shown: str, chosen: str
) -> None:
    head = f"<title>{shown} - Nila Times</title>{ld('NewsArticle', told)}"
    assert title(head, f"<h1>{shown}</h1>") == chosen
    social = f"{head}<meta property='og:title' content='{told}'>"
    assert title(social, f"<h1>{shown}</h1>") == told


@pytest.mark.parametrize(
    ("head", "shown"),
    [
        ("<meta property='og:title' content='Families turned back: all you need to know'>", TITLE),
        (ld("BlogPosting", "Buses and families: ten things"), TITLE),
        (f"<title>{TITLE} tonight | Live | World</title>", TITLE),
    ],
)
def test_what_readers_see_counts_before_what_is_written_for_machines(head: str, shown: str) -> None:
    assert title(head, f"<h1>{shown}</h1>") == shown


def test_the_newsrooms_own_headline_counts_first() -> None:
    told = "Families turned back at the river"
    assert title(ld("NewsArticle", told), f"<h1>{TITLE}</h1>") == told


@pytest.mark.parametrize(
    "shown",
    [
        f"Border crisis {TITLE}",  # a kicker glued to it
        f"{TITLE} By Zara Noor, 5 May",
        "More news",
        "Weather in the valley today",  # shares no word
    ],
)
def test_a_heading_that_is_more_or_else_than_the_declared_title_does_not_win(shown: str) -> None:
    declared = f"<meta property='og:title' content='{TITLE}'>"
    assert title(declared, f"<h1>{shown}</h1>") == TITLE


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("<meta property='og:site_name' content='BBC News فارسی'>", "BBC News فارسی"),
        ("<meta name='application-name' content='Sada-e Watan'>", "Sada-e Watan"),
        ("<meta name='apple-mobile-web-app-title' content='خبرنامه'>", "خبرنامه"),
        ("", "nila-times.example"),
        ("", "NilaTimes"),
        ("", "Nila Times Urdu"),
        (
            '<script type="application/ld+json">{"@type": "WebSite", "name": "د کابل غږ"}</script>',
            "د کابل غږ",
        ),
    ],
)
@pytest.mark.parametrize("mark", [" | ", " - ", " – ", " » ", " « "])
def test_the_outlet_is_known_from_what_the_page_says_of_itself(
    head: str, tail: str, mark: str
) -> None:
    assert title(f"<title>{TITLE}{mark}{tail}</title>{head}", "") == TITLE
    assert title(f"<title>{tail}{mark}{TITLE}</title>{head}", "") == TITLE


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Kabul airport attack - survivors tell of dawn raid", "Dawn"),
        ("Afghanistan - why the talks failed again", "Afghanistan International"),
        ("Pakistan - five buses turned back", "Pakistan Today"),
        ("Families leave - and the world looks away", "The World"),
        ("Torkham | Times are hard for traders here", "Khyber Times"),
    ],
)
def test_a_headline_may_hold_words_of_the_outlets_name(said: str, name: str) -> None:
    assert without_outlet(said, (name,)) == said


@pytest.mark.parametrize(
    ("text", "names", "beside", "is_one"),
    [
        ("Dawn", ("Dawn",), 0, True),
        ("DAWN.COM", ("dawn.com",), 0, True),
        ("dawnpost", ("Dawn Post",), 0, True),
        ("Dawn raid", ("Dawn",), 0, False),
        ("Dawn Pakistan", ("Dawn",), 1, True),
        ("The new Dawn of trade", ("Dawn",), 2, False),
        ("...", ("Dawn",), 2, False),
        ("Dawn", ("", "Else"), 2, False),
    ],
)
def test_names_and_what_stands_beside_them(
    text: str, names: tuple[str, ...], beside: int, is_one: bool
) -> None:
    assert is_name(text, names, beside) is is_one


def test_a_title_that_all_pages_share_is_outvoted() -> None:
    slogan = "News and views from four provinces"
    said = (slogan, TITLE, f"{TITLE} | Nila")
    assert choose_title(said, ()) == TITLE
    assert choose_title((slogan, TITLE), ()) == slogan
    assert choose_title((slogan, "Else one", "Other two"), ()) == slogan


def test_a_title_that_ends_within_a_bracket_was_cut_short() -> None:
    whole = "Ten families sent home (with one bag each)"
    assert choose_title((whole[:27], whole), ()) == whole
    assert choose_title(("Ten families sent home", whole), ()) == "Ten families sent home"


def test_a_name_glued_behind_goes_only_if_another_title_ends_there() -> None:
    glued = f"{TITLE} Nila Times"
    assert choose_title((glued, TITLE), ("Nila Times",)) == TITLE
    assert choose_title((glued,), ("Nila Times",)) == glued
    assert choose_title((f"{TITLE} at dawn", TITLE), ("Dawn",)) == f"{TITLE} at dawn"


def test_the_outlets_name_is_no_title_while_there_is_another() -> None:
    assert title("<title>Nila Times</title>", f"<h1>{TITLE}</h1>") == TITLE
    assert title("<title>Nila Times</title>", "") == "Nila Times"


@pytest.mark.parametrize("href", ["http://[x", "https://elsewhere.example/", "/?p=5", ""])
def test_a_heading_that_links_elsewhere_is_no_sign(href: str) -> None:
    assert title("", f"<h1><a href='{href}'>{TITLE}</a></h1>") == TITLE


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("<h1>Politics</h1>", TITLE),
        ("<h1>Breaking news</h1>", TITLE),
        (f"<h1><span>The valley</span> {TITLE}</h1>", TITLE),
        (f"<h1>{TITLE} <button>Share</button></h1>", TITLE),
        ("<h1><em>Buses full</em> of families turned back at the river</h1>", TITLE),
    ],
)
def test_a_label_alone_or_in_the_headline_is_none(heading: str, shown: str) -> None:
    assert title(f"<title>{TITLE} - Nila Times</title>", heading) == shown


def test_a_part_of_a_heading_that_the_titles_know_stays() -> None:
    whole = f"{TITLE} a year later"
    heading = f"<h1>{TITLE} <span>a year later</span></h1>"
    assert title(f"<title>{whole}</title>", heading) == whole
    assert (
        title("<title>短缺药品 全力保障-新华网</title>", "<h1>短缺药品 全力保障</h1>")
        == "短缺药品 全力保障"
    )


@pytest.mark.parametrize(
    "box",
    ["Subscribe to our daily letter", "Sign up for our newsletter", "Latest news", "تازہ ترین"],
)
def test_a_box_that_has_the_only_heading_is_not_the_headline(box: str) -> None:
    assert title(f"<title>{TITLE} - Nila Times</title>", f"<h1>{box}</h1>") == TITLE
    longer = f"{box}, says the ministry of the valley"
    assert title(f"<title>{longer}</title>", f"<h1>{longer}</h1>") == longer


@pytest.mark.parametrize("head", ["", "<title></title>", "<title>Nila Times</title>"])
@pytest.mark.parametrize(
    "marked",
    [
        f"<div class='headline'>{TITLE}</div>",
        f"<div class='headline'><b>{TITLE}</b></div>",
        f"<p class='x entry-title'>{TITLE}</p>",
        f"<span class='article_title'>{TITLE}</span>",
    ],
)
def test_a_page_without_headings_may_mark_its_headline_by_a_class(head: str, marked: str) -> None:
    assert title(head, marked) == TITLE


def test_headlines_of_teasers_are_not_the_pages() -> None:
    teaser = "<div class='headline'>Cricket team wins the cup again</div>"
    assert title(f"<title>{TITLE}</title>", teaser) == TITLE
    two = f"{teaser}<div class='headline'>{TITLE}</div>"
    assert title("<title>Nila Times</title>", two) == "Nila Times"
    assert title("", "<div class='related headline'>Cricket team wins the cup again</div>") == ""
    assert title("", "<div class='headline'>Cricket</div>") == ""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Buses &amp;amp; boats", "Buses & boats"),
        ("&amp;quot;Go home&amp;quot;", '"Go home"'),
        ("Families&#8217; buses", "Families’ buses"),
        ("Q&A: who may stay?", "Q&A: who may stay?"),
        ("Buses & boats; trains", "Buses & boats; trains"),
    ],
)
def test_letters_that_were_escaped_twice_are_letters(written: str, meant: str) -> None:
    assert clean_title(written) == meant
    assert clean_title(clean_title(written)) == meant


@pytest.mark.parametrize(
    "said",
    [
        f"Nila Times :: Pakistan :: {TITLE}",
        f"Nila Times » World » South Asia » {TITLE}",
        f"Nila Times | World | {TITLE}",
        f"Nila Times News » World » {TITLE}",
    ],
)
def test_sections_between_the_outlet_and_the_headline_go(said: str) -> None:
    assert without_outlet(said, ("Nila Times",)) == TITLE


def test_a_part_that_is_no_section_stays() -> None:
    assert without_outlet("Nila Times - Live - Buses turn", ("Nila Times",)) == "Live - Buses turn"
    whole = f"Four hundred families left » {TITLE}"
    assert without_outlet(f"Nila Times » {whole}", ("Nila Times",)) == whole
    assert without_outlet("Nila Times » World » Buses", ("Nila Times",)) == "World » Buses"


def test_an_article_without_a_title_is_called_by_whole_words_of_its_first_line() -> None:
    assert title_from_text("The buses left.\n\nMore.") == "The buses left."
    long = title_from_text(f"{TITLE} " * 4)
    assert len(long) <= 101
    assert long[:-1].split() == (f"{TITLE} " * 4).split()[: len(long.split())]
    assert title_from_text("x" * 150) == "x" * 100


def test_the_sign_of_a_blog_above_the_page_gives_way_to_the_heading_that_begins_the_title() -> None:
    sign = "All the walnut harvests of the upper valley, told from day to day"
    tree: Any = html.document_fromstring(
        f"<html><head><title>{TITLE} - {sign}</title></head><body>"
        f"<h1><a href='/world'>{sign}</a></h1>"
        f"<div class='entry'><h3><a href='{URL}'>{TITLE}</a></h3>"
        "<div><span class='entry-time'>12 October 2025</span></div>"
        "<p>The buses left at dawn.</p></div></body></html>"
    )
    found = read_metadata(tree, URL, Entry(URL), SOURCE, NOW)
    assert found.title.startswith(TITLE)
    assert found.published_at is not None
    assert found.published_at.strftime("%Y-%m-%d") == "2025-10-12"
