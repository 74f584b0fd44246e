"""Boxes with the titles of other pages go; entries of the page's own list stay."""

import pytest
from lxml import html as lxml_html

from pipelines.page.beside.cards import card_verdicts, cards_of
from pipelines.page.blocks import Layout, lay_out
from pipelines.page.placement import standing_verdicts

URL = "https://www.hill-courier.example/2026/05/well"
PROSE = [
    "The well in the upper quarter gave water again on Sunday after eleven dry months, its keeper "
    "said, and forty families came with their canisters before the sun was up.",
    "An engineer of the district measured the level twice and found it a metre higher than in the "
    "spring, which he explained with the late snow on the northern slopes.",
    "Nobody knows how long it lasts; the council wants to hear three reports before it decides "
    "whether the lorries that bring water may stop coming to the quarter.",
]
TITLES = [
    "A baker who counts every loaf",
    "Teachers ask for a second classroom",
    "The ferry that never leaves on time",
    "Why the old mill turns again at night",
]
SNIPPET = "Some words that say a little of it."


def card(title: str, href: str = "/other", snippet: str = SNIPPET, made: str = "card") -> str:
    link = f'<h3><a href="{href}">{title}</a></h3>'
    return f'<div class="{made}">{link}<p>{snippet}</p></div>'


def laid(body: str) -> Layout:
    return lay_out(lxml_html.document_fromstring(f"<html><body>{body}</body></html>"))


def story(prose: list[str] = PROSE) -> str:
    return "<div class='story'>" + "".join(f"<p>{text}</p>" for text in prose) + "</div>"


def left(body: str) -> list[str]:
    """Return the blocks that nothing speaks against on a page of which all were chosen."""
    layout = laid(body)
    chosen = list(range(len(layout.blocks)))
    verdicts = card_verdicts(layout, chosen, cards_of(layout, URL), URL)
    return [layout.blocks[number].text for number in chosen if number not in verdicts]


@pytest.mark.parametrize(
    "href", ["/x", "x.html", "https://hill-courier.example/x", "//m.hill-courier.example/x"]
)
def test_cards_below_the_prose_go_with_their_heading(href: str) -> None:
    cards = "".join(card(title, href) for title in TITLES)
    assert left(f"{story()}<h2>From our pages</h2>{cards}") == PROSE


def test_cards_above_the_prose_go() -> None:
    assert left("".join(map(card, TITLES)) + story()) == PROSE


def test_a_title_that_is_written_twice_makes_a_card() -> None:
    twice = "".join(
        f'<div class="card"><h3>{title} <a href="/x">{title}</a></h3><p>{SNIPPET}</p></div>'
        for title in TITLES
    )
    assert left(story() + twice) == PROSE


def test_entries_that_lead_to_other_sites_are_the_pages_own() -> None:
    entries = "".join(card(title, f"https://{n}.example/") for n, title in enumerate(TITLES))
    body = f"{story()}<h2>Where to read on</h2>{entries}"
    assert left(body) == [block.text for block in laid(body).blocks]


@pytest.mark.parametrize(
    "body",
    [
        story() + "".join(map(card, TITLES[:2])),
        story() + "".join(f"<div>{card(title, made='')}</div>" for title in TITLES),
        story() + "".join(card(title, snippet=PROSE[0] * 4) for title in TITLES),
        story(["Yesterday's news:"]) + "".join(map(card, TITLES)),
    ],
    ids=["two", "without names", "whole texts", "nothing else"],
)
def test_what_is_no_row_of_cards_beside_a_text_stays(body: str) -> None:
    assert left(body) == [block.text for block in laid(body).blocks]


def test_cards_between_paragraphs_and_one_standfirst_of_their_make_stay() -> None:
    lead = (
        f'<div class="card"><h3><a href="/water">Water and the hills</a></h3><p>{SNIPPET}</p></div>'
    )
    between = card(TITLES[0])
    body = f"{lead}{story(PROSE[:2])}{between}{story(PROSE[2:])}{card(TITLES[1])}"
    assert left(body) == ["Water and the hills", SNIPPET, *PROSE[:2], TITLES[0], SNIPPET, PROSE[2]]


def test_the_box_of_the_headline_is_no_card() -> None:
    head = '<div class="card"><h4><a href="/a">Water and the hills</a></h4><h1>A well</h1></div>'
    layout = laid(head + "".join(map(card, TITLES)) + story())
    assert not {0, 1} & cards_of(layout, URL).keys()


def test_a_short_text_is_not_taken_for_what_stands_beside_many_cards() -> None:
    """More than half of the letters are cards; the box of the text is found all the same."""
    long = "".join(card(title, snippet=PROSE[1]) for title in TITLES)
    layout = laid(f"<main>{story()}<div class='more'>{long}</div></main><p>{PROSE[2]}</p>")
    chosen = list(range(len(layout.blocks)))
    cards = cards_of(layout, URL)
    verdicts = standing_verdicts(layout, chosen, cards)
    assert {layout.blocks[n].text for n in chosen if n not in verdicts} == set(PROSE)
    assert {rule for rule, _, _ in verdicts.values()} == {"outside"}


ITEMS = [
    f"Learn <a href='/{n}'>what the {word} costs</a> this year, and why."
    for n, word in enumerate(("bread", "oil", "rice"))
]


def listed(items: list[str], *, box: str = "div", more: str = "") -> str:
    lines = "".join(f"<li>{item}</li>" for item in items)
    return f"<{box} class='peers'><h3>Other topics</h3><ul>{lines}</ul>{more}</{box}>"


def test_a_closing_list_of_other_pages_in_a_box_of_its_own_goes() -> None:
    assert left(story() + listed(ITEMS) + "<p>About the author</p>") == [*PROSE, "About the author"]


@pytest.mark.parametrize(
    "body",
    [
        story() + listed(ITEMS[:2]),
        story() + listed([*ITEMS, "Bring your own canister."]),
        story() + listed([*ITEMS[:2], "See <a href='https://un.example/r'>the report</a> itself."]),
        story() + listed(ITEMS, more="<p>The prices are those of May.</p>"),
        listed(ITEMS) + story(),
    ],
    ids=["two", "one without a link", "one of another site", "with prose", "above the text"],
)
def test_lists_of_the_text_stay(body: str) -> None:
    assert left(body) == [block.text for block in laid(body).blocks]
