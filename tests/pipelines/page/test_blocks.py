"""A page laid out as blocks, and what their place on the page says of them."""

import pytest
from lxml import html as lxml_html

from pipelines.page.blocks import Layout, PageBlock, lay_out
from pipelines.page.choose_blocks import fill_gaps, find_blocks, main_prose, with_standfirst
from pipelines.page.class_names import role_of
from pipelines.page.placement import standing_verdicts

FIRST = "Several hundred families crossed the gate before noon; officials counted them twice."
SECOND = "Aid workers said the tents would last until Friday, when the next convoy comes."
THIRD = "A driver who had waited two days told our reporter that nobody explained the order."
LINK = '<a href="/2">Bakers of Kabul open a market</a>'


def laid(body: str) -> Layout:
    return lay_out(lxml_html.document_fromstring(f"<html><body>{body}</body></html>"))


def block(body: str, text: str) -> PageBlock:
    return next(one for one in laid(body).blocks if one.text == text)


def rules(body: str) -> dict[str, str]:
    """Return the rule against each block of a page of which every block was chosen."""
    layout = laid(body)
    found = standing_verdicts(layout, list(range(len(layout.blocks))))
    return {layout.blocks[number].text: rule for number, (rule, _, _) in found.items()}


def filled(body: str, text: str) -> list[str]:
    layout = laid(body)
    chosen = fill_gaps(layout, find_blocks(layout, text).chosen)
    return [layout.blocks[number].text for number in chosen]


@pytest.mark.parametrize(
    ("names", "role"),
    [
        ("related-posts", "also_read"),
        ("relatedPosts", "also_read"),
        ("td_related_posts", "also_read"),
        ("entry post-share", "share"),
        ("wp-caption-text", "caption"),
        ("c-byline__author", "author"),
        ("author-bio", "author"),
        ("newsletter-signup-form", "plea"),
        ("article-lead", "standfirst"),
        ("has-newsletter", ""),
        ("header", ""),
        ("thread", ""),
        ("a-b-c-d-e-f-share", ""),
        ("-", ""),
        ("", ""),
    ],
)
def test_names_of_boxes_are_read_in_every_spelling(names: str, role: str) -> None:
    assert role_of(names) == role


def test_blocks_stand_in_reading_order_with_their_tags() -> None:
    body = (
        "<h1>Title</h1><p>One<br>two <b>three</b></p><ul><li>Item</li></ul>"
        "<table><tr><td>Cell</td></tr></table><blockquote>Said</blockquote><pre>x</pre>"
        "<nav>Menu</nav><script>x()</script>tail<!-- no --><h2>Head</h2>"
    )
    assert [(one.tag, one.text) for one in laid(body).blocks] == [
        *(("title", "Title"), ("p", "One"), ("p", "two three"), ("item", "Item")),
        *(("cell", "Cell"), ("quote", "Said"), ("code", "x"), ("div", "tail"), ("head", "Head")),
    ]


def test_links_are_measured() -> None:
    assert block(f"<p>{LINK}</p>", "Bakers of Kabul open a market").links == 1
    assert block("<p>Go <a>on</a></p>", "Go on").links == pytest.approx(2 / 5)
    assert block("<p>plain</p>", "plain").links == 0


@pytest.mark.parametrize(
    ("body", "role"),
    [
        ("<figure><img><figcaption>x</figcaption></figure>", "caption"),
        ("<div><img src=a><small>x</small></div>", "caption"),
        ("<div><img src=a><p>x</p></div>", ""),
        ("<div><img src=a><div>y</div><div>x</div></div>", ""),
        ('<div class="related"><div class="share"><p>x</p></div></div>', "also_read"),
        ('<p><span class="byline"><b>x</b></span></p>', "author"),
        ('<p><span class="byline">by</span> and much more words</p>', ""),
        ('<article class="related"><p>x</p></article>', ""),
        ('<div id="newsletter"><p>x</p></div>', "plea"),
    ],
)
def test_boxes_give_their_blocks_a_role(body: str, role: str) -> None:
    assert laid(body).blocks[-1].role == role


def test_a_text_is_found_again_whatever_its_blocks_were() -> None:
    layout = laid(f"<h1>Gate</h1><p>{FIRST}</p><p>Yes.</p><p>{SECOND}</p><p>Yes.</p><p>No</p>")
    choice = find_blocks(layout, f"{FIRST} Yes. {SECOND}")
    assert [layout.blocks[number].text for number in choice.chosen] == [FIRST, "Yes.", SECOND]
    assert choice.covered == 1
    assert find_blocks(layout, "words of another page that nobody here has said").covered == 0
    assert find_blocks(layout, "").covered == 0


def test_a_teaser_within_a_longer_block_is_not_the_block() -> None:
    teaser = FIRST[:40]
    layout = laid(f"<div>{teaser}</div><p>{FIRST}</p><p>{SECOND}</p>")
    assert find_blocks(layout, f"{FIRST}\n{SECOND}").chosen == [1, 2]
    again = laid(f"<p>{FIRST}</p><p>{SECOND}</p><div><p>{FIRST}</p></div>")
    assert find_blocks(again, f"{FIRST}\n{SECOND}").chosen == [0, 1]


def test_a_block_that_lost_words_within_is_found_by_its_ends() -> None:
    long = f"{FIRST} (opens a new window) {SECOND}"
    layout = laid(f"<p>{THIRD}</p><p>{long}</p>")
    assert find_blocks(layout, f"{THIRD}\n{FIRST} {SECOND}").chosen == [0, 1]
    begun = laid(f"<p>{THIRD}</p><p>Menu {FIRST} {SECOND}</p>")
    assert find_blocks(begun, f"{THIRD}\n{FIRST} {SECOND}").chosen == [0, 1]
    ended = laid(f"<p>{THIRD}</p><p>{FIRST} {SECOND}</p>")
    assert find_blocks(ended, f"{THIRD}\n{FIRST}").chosen == [0]


def test_paragraphs_lost_between_the_articles_own_come_back() -> None:
    body = (
        f"<div><p>Short start.</p><p>{FIRST}</p><ul><li>Torkham: 384</li></ul><p>{SECOND}</p>"
        f"<h3>Why now</h3><p>{LINK}</p><p class='share'>Share it</p></div><p>Elsewhere.</p>"
    )
    expected = ["Short start.", FIRST, "Torkham: 384", SECOND, "Why now"]
    assert filled(body, f"{FIRST}\n{SECOND}") == expected


def test_the_standfirst_comes_back_by_name_or_description() -> None:
    lead = "Officials had promised tents for all who came, but none were there."
    named = laid(f"<h1>Gate</h1><div class=lead>{lead}</div><div><p>{FIRST}</p></div>")
    assert with_standfirst(named, [2], []) == [1, 2]
    plain = laid(f"<h1>Gate</h1><div>{lead}</div><div><p>{FIRST}</p></div>")
    assert with_standfirst(plain, [2], []) == [2]
    assert with_standfirst(plain, [2], ["Gate", lead]) == [1, 2]
    assert with_standfirst(plain, [0, 1, 2], [lead]) == [0, 1, 2]
    linked = laid(f"<h1>Gate</h1><div class=lead>{LINK} and more</div><p>{FIRST}</p>")
    assert with_standfirst(linked, [2], []) == [2]


def test_boxes_named_for_what_stands_around_go() -> None:
    body = (
        f"<p>{FIRST}</p><div class=related>More of it</div><p>{SECOND}</p>"
        f"<p class=byline>By Nora</p><p>{THIRD}</p>"
    )
    assert rules(body) == {"More of it": "also_read", "By Nora": "author"}


def test_a_box_with_much_of_the_text_is_the_article_whatever_its_name() -> None:
    assert rules(f"<div class=related><p>{FIRST}</p></div><p>{SECOND}</p><p>{THIRD}</p>") == {}


def test_what_follows_the_articles_box_goes() -> None:
    body = f"<div><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div><div><p>About us.</p></div>"
    assert rules(body) == {"About us.": "outside"}


def test_a_short_last_paragraph_after_one_long_one_stays() -> None:
    assert rules(f"<div><p>{FIRST * 9}</p><p>She left.</p></div>") == {}
    assert rules(f"<p>{FIRST}</p>") == {}


def test_blocks_that_are_one_link_go() -> None:
    text = "Bakers of Kabul open a market"
    own = f"<p>{FIRST}</p><p>{THIRD}</p>"
    assert rules(f"{own}<p>{LINK}</p><p>{SECOND}</p>") == {text: "link"}
    assert rules(f"{own}<h3>{LINK}</h3><p>{SECOND}</p>") == {}
    assert rules(f"{own}<p>{SECOND}</p><h3>{LINK}</h3>") == {text: "link"}
    assert rules(f"{own}<p><a>Zahra Amiri</a></p><p>{SECOND}</p>") == {}
    several = f"<ul><li>{LINK}</li><li>{LINK}s</li><li>{LINK}</li></ul>"
    assert rules(f"{own}{several}<p>{SECOND}</p>") == {}, "a list that is much of the text"


def test_a_menu_that_was_never_closed_does_not_swallow_the_text() -> None:
    menu = '<nav><ul><li><a href="/1">News</a></li></ul>'
    assert [one.text for one in laid(f"{menu}<main><p>{FIRST}</p></main>").blocks] == [
        "News",
        FIRST,
    ]
    assert [one.text for one in laid(f"{menu}</nav><main><p>{FIRST}</p></main>").blocks] == [FIRST]


def test_a_block_knows_where_its_last_link_leads() -> None:
    body = '<p>See <a href="/a">a</a> and <a href="https://b.example/">b</a>.</p><p>None</p>'
    assert [one.target for one in laid(body).blocks] == ["https://b.example/", ""]
    assert block("<p>Go <a>on</a></p>", "Go on").target == ""


WHOLE = [" ".join([text] * 4) for text in (FIRST, SECOND, THIRD)]
MAIN = "".join(f"<div class='text'><p>{text}</p></div>" for text in WHOLE)
ADVERT = "<div class='offer'><p>Read the paper at home for less.</p></div>"


def mainly(body: str, *chosen: str) -> list[str]:
    layout = laid(body)
    numbers = [n for n, one in enumerate(layout.blocks) if one.text in chosen]
    return [layout.blocks[number].text for number in main_prose(layout, numbers)]


def test_prose_below_the_headline_is_taken_where_hardly_any_was_found() -> None:
    offer = "Read the paper at home for less."
    assert mainly(f"<h1>Gate</h1>{MAIN}{ADVERT}", offer) == WHOLE
    assert mainly(f"<h1>Gate</h1>{MAIN}{ADVERT}", offer, WHOLE[0]) == [WHOLE[0], offer]


@pytest.mark.parametrize(
    "body",
    [
        f"{MAIN}{ADVERT}",
        f"{MAIN}<h1>Gate</h1>{ADVERT}",
        f"<h1>Gate</h1><aside class='x'>{MAIN}</aside>{ADVERT}",
        f"<h1>Gate</h1><div class='comments'>{MAIN}</div>{ADVERT}",
        f"<h1>Gate</h1>{MAIN.replace(' class=', ' data-x=')}{ADVERT}",
        f"<h1>Gate</h1><div class='text'><p>{FIRST}</p></div>{ADVERT}",
    ],
    ids=["no headline", "above it", "aside", "comments", "without names", "little"],
)
def test_prose_elsewhere_is_not_taken_instead(body: str) -> None:
    offer = "Read the paper at home for less."
    assert mainly(body, offer) == [offer]


def test_a_short_article_with_the_headline_is_the_pages_own_among_longer_ones() -> None:
    others = "".join(f"<article><p>{text} {text}</p></article>" for text in (FIRST, SECOND))
    page = f"<article><h1>Gate</h1><p>{THIRD}</p></article><article><h3>More</h3>{others}</article>"
    assert set(rules(page)) == {"More", f"{FIRST} {FIRST}", f"{SECOND} {SECOND}"}
    own = f"<article><h2>Lead</h2><p>{FIRST}</p><p>{THIRD}</p></article>"
    assert rules(f"<article><h1>Gate</h1></article>{own}") == {}
