"""Menus, labels, buttons and calls go by where they stand; lists of the text stay."""

import pytest
from lxml import html as lxml_html

from pipelines.decide import Draft, draft_page, finish
from pipelines.items import Article, Entry, Page
from pipelines.page.beside.menu_lines import menu_verdicts
from pipelines.page.blocks import lay_out
from pipelines.sources import Source
from tests.samples import NOW

A = "The ferry on the lower river runs again since Friday, after the pilots had mended its engine."
B = "It carries forty people and six carts at a time, and it needs eleven minutes to the far bank."
C = "The village council said that the old fare stays until the harvest has been brought across."
SECTIONS = ("Front page", "Politics", "River", "Markets", "Weather", "Letters", "Archive")
MENU = "".join(f"<a href='/{n}'>{name}</a><br>" for n, name in enumerate(SECTIONS))
PROSE = f"<p>{A}</p><p>{B}</p><p>{C}</p>"


def left(body: str) -> list[str]:
    layout = lay_out(lxml_html.document_fromstring(f"<html><body>{body}</body></html>"))
    chosen = list(range(len(layout.blocks)))
    verdicts = menu_verdicts(layout, chosen)
    return [layout.blocks[number].text for number in chosen if number not in verdicts]


def read(body: str) -> list[str]:
    """Return the paragraphs of the article that a whole page gives."""
    html = f"<html><head><title>The ferry runs again</title></head><body>{body}</body></html>"
    url = "https://river.example/news/ferry"
    page = Page(url, 200, "text/html; charset=utf-8", html.encode(), NOW)
    draft = draft_page(page, Entry(url), Source("r", "River", "https://river.example"), "full", NOW)
    assert isinstance(draft, Draft), draft
    article = finish(draft)
    assert isinstance(article, Article), article
    return article.text.split("\n\n")


TABLES = [
    f"<table><tr><td>{MENU}</td><td>{PROSE}</td></tr></table>",
    f"<table><tr><td>{MENU}</td></tr><tr><td>{A}<br>{B}<br>{C}</td></tr></table>",
    f"<table><tr><td>{PROSE}</td><td>{MENU}</td></tr></table>",
    f"<div>{MENU}</div><div>{PROSE}</div><div>{MENU}</div>",
    "<table>"
    + "".join(f"<tr><td><a href='/{name}'>{name}</a></td></tr>" for name in SECTIONS)
    + f"</table><table><tr><td>{PROSE}</td></tr></table>",
]


@pytest.mark.parametrize("body", TABLES)
def test_a_menu_in_a_box_apart_from_the_prose_goes(body: str) -> None:
    assert left(body) == [A, B, C]
    assert read(body) == [A, B, C]


@pytest.mark.parametrize(
    "own",
    [
        "<p>Torkham: 384 families</p><p>Chaman: 97 families</p><p>Ghulam Khan: 12 families</p>"
        "<p>Spin Boldak: 40 families</p><p>Angur Ada: 3 families</p><p>Kharlachi: none</p>",
        "<p>Who may cross?</p><p>Everybody.</p><p>What does it cost?</p><p>Nothing.</p>"
        "<p>When does it run?</p><p>By day.</p><p>And at night?</p><p>Never.</p>",
        "<ol><li>Come early</li><li>Bring your papers</li><li>Ask for the pilot</li>"
        "<li>Pay the fare</li><li>Hold the rail</li><li>Leave by the bow</li></ol>",
    ],
    ids=["figures", "questions", "steps"],
)
def test_lists_of_the_text_stay_above_and_below_it(own: str) -> None:
    lines = left(own)
    assert len(lines) >= 6
    assert left(f"<div>{own}</div><div>{PROSE}</div>") == [*lines, A, B, C]
    assert left(f"<div>{PROSE}</div><div>{own}</div>") == [A, B, C, *lines]


@pytest.mark.parametrize(
    "body",
    [
        f"<div>{''.join(MENU.partition('<br>')[:2])}</div><div>{PROSE}</div>",
        f"<div>{MENU}{A}<br>{B}<br>{C}</div>",
        f"<div>{MENU}</div>",
    ],
    ids=["short", "in the box of the prose", "without prose"],
)
def test_few_lines_and_lines_in_the_box_of_the_prose_are_no_menu(body: str) -> None:
    layout = lay_out(lxml_html.document_fromstring(f"<html><body>{body}</body></html>"))
    assert left(body) == [block.text for block in layout.blocks]


def test_short_lines_above_the_headline_go() -> None:
    above = "<p><a href='/'>Back to the front</a></p><p>Special report</p>"
    assert left(f"{above}<h1>Ferry</h1>{PROSE}") == ["Ferry", A, B, C]
    quoted = "<p>“The river waits for nobody.”</p>"
    assert left(f"{quoted}<h1>Ferry</h1>{PROSE}") == [
        "“The river waits for nobody.”",
        "Ferry",
        A,
        B,
        C,
    ]


def test_a_headline_below_most_of_the_text_tells_nothing_of_what_is_above() -> None:
    body = f"<p>River</p>{PROSE}<h1>Other news</h1><p>Short.</p>"
    assert left(body)[0] == "River"


def test_the_heading_of_a_table_of_contents_goes() -> None:
    contents = "<ul class='toc'><li><a href='#1'>The engine</a></li></ul>"
    body = f"<h1>Ferry</h1><p>Contents</p><p>Contents</p>{contents}<h2>The engine</h2>{PROSE}"
    assert left(body) == ["Ferry", "The engine", "The engine", A, B, C]


def test_a_button_below_each_entry_goes_and_heads_no_list() -> None:
    entry = (
        "<h3>The {}</h3><p>A book of the river and of those who live from it.</p><p>Read more</p>"
    )
    body = PROSE + "".join(entry.format(name) for name in ("oar", "net", "sail"))
    assert "Read more" not in left(body)
    assert [line for line in read(f"<div>{body}</div>") if line.startswith("The ")][-3:] == [
        "The oar",
        "The net",
        "The sail",
    ]
    assert "Read more" in left(PROSE + "<p>Read more</p>")
    assert left("<p>Yes.</p>" * 4 + PROSE)[:4] == ["Yes."] * 4


@pytest.mark.parametrize("button", ["cta-button", "btn btn-primary", "wp-block-button"])
def test_a_call_above_a_button_goes(button: str) -> None:
    link = f"<div class='{button}'><a href='/pay'>Pay now</a></div>"
    layout = lay_out(
        lxml_html.document_fromstring(f"<p>{A}</p><p>Sail cheaper with our card</p>{link}")
    )
    verdicts = menu_verdicts(layout, [0, 1])
    assert verdicts.keys() == {1}
    assert verdicts[1][0] == "call"


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{A}</p><p>Sail cheaper with our card.</p><div class='btn'><a href='/'>Pay</a></div>",
        f"<p>{A}</p><h3>The cheapest card</h3><div class='btn'><a href='/'>Pay</a></div>",
        f"<p>{A}</p><p>The cheapest card</p><div class='map'><a href='/'>Where to buy</a></div>",
        f"<p>{A}</p><p>The cheapest card</p>",
    ],
    ids=["a sentence", "a heading", "a link", "nothing"],
)
def test_what_stands_above_no_button_or_is_a_sentence_stays(body: str) -> None:
    layout = lay_out(lxml_html.document_fromstring(body))
    assert menu_verdicts(layout, [0, 1]) == {}
