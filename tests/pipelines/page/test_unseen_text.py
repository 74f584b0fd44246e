"""What a reader does not see is no text, and numbers keep apart as they do on the page."""

import pytest
from lxml import html as lxml_html

from pipelines.page.markup.linked_prose import plain_linked_prose
from pipelines.page.markup.unseen_text import as_shown
from tests.page_tags import tags_of

LONG = " ".join(["word"] * 70)
SENTENCE = "The council of Tir Bazar counted ninety tents along the river on Monday."
OTHER = "A midwife from the next village walks down every morning to look after them."


def shown(body: str) -> str:
    tree = lxml_html.document_fromstring(f"<html><body>{body}</body></html>")
    as_shown(tree, tags_of(tree))
    return " ".join(str(tree.xpath("string()")).split())


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>They were 4,310<sup>2</sup> at noon.</p>", "They were 4,310 at noon."),
        ('<p>They were 87<sup><a href="#n3">[3]</a></sup>.</p>', "They were 87."),
        ('<p>They were 87<a class="footnote" href="/x#n">3</a>.</p>', "They were 87."),
        ('<p>They were 87<a href="#n">*</a>.</p>', "They were 87."),
        ('<p>They were 87 <a href="#n">here</a>.</p>', "They were 87 here."),
        ('<p>Room 12<a href="/rooms/b">b</a></p>', "Room 12b"),
        ("<p>۱۲۳<sup>۴</sup> نفر</p>", "۱۲۳ نفر"),
        ("<p>On the 4<sup>th</sup> of May</p>", "On the 4th of May"),
        ("<p>7 km<sup>2</sup> of H<sub>2</sub>O</p>", "7 km2 of H2O"),
        ("<p>about 10<sup>6</sup> of them</p>", "about 10^6 of them"),
        ("<p>2<sup>1</sup>/<sub>2</sub> hours</p>", "2 1/2 hours"),
        ("<p>2<sup></sup> hours</p>", "2 hours"),
    ],
)
def test_a_mark_behind_a_number_is_no_part_of_it(body: str, text: str) -> None:
    assert shown(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>It was <del>310</del><ins>280</ins>.</p>", "It was 280."),
        ("<p><s>Nobody came.</s></p><p>Two came.</p>", "Two came."),
        ("<p><strike>310</strike> 280 came.</p>", "280 came."),
        (f"<s><p>{SENTENCE}</p></s>", SENTENCE),
        (f"<p><s>{LONG}</s></p>", LONG),
        ("<p><del>old <b>words</b><br>here</del> new</p>", "new"),
    ],
)
def test_what_is_struck_out_is_said_no_more(body: str, text: str) -> None:
    assert shown(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('<p>They held <span style="display: none">999</span>87.</p>', "They held 87."),
        ("<p>They held <b hidden>999</b>87.</p>", "They held 87."),
        ('<p>87 <span class="x sr-only">of all</span> came.</p>', "87 came."),
        ('<p>87 <span class="visually-hidden">of all</span> came.</p>', "87 came."),
        ('<p>87 <span class="not-visually">of all</span> came.</p>', "87 of all came."),
        ('<p>87 <i style="border:none">of</i> them</p>', "87 of them"),
        (f"<p>{SENTENCE}</p><p hidden>Turn here.</p>", SENTENCE),
        (f'<p>{SENTENCE}</p><p style="visibility:hidden">Turn here.</p>', SENTENCE),
        (f"<p>More:</p><p hidden>{SENTENCE}</p>", f"More:{SENTENCE}"),
        (f"<div hidden>{SENTENCE}</div>", SENTENCE),
    ],
)
def test_what_is_hidden_within_the_text_goes(body: str, text: str) -> None:
    assert shown(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<div><b>87</b><i>detained</i></div>", "87 detained"),
        ("<div><span>Torkham</span><span>87</span></div>", "Torkham 87"),
        ("<div><span>6,326</span><span>214</span></div>", "6,326 214"),
        ("<div><span>4</span><span>7</span></div>", "47"),
        ("<div><b>T</b><i>he</i> <b>gate</b><i>way</i></div>", "The gateway"),
        ("<div><b>5</b><i>th</i></div>", "5th"),
        ("<div><b>10</b><sup>th</sup> <b></b><i>x</i></div>", "10th x"),
    ],
)
def test_a_number_does_not_run_into_what_stands_beside_it(body: str, text: str) -> None:
    assert shown(body) == text


def linked(body: str) -> list[str]:
    tree = lxml_html.document_fromstring(f"<html><body>{body}</body></html>")
    plain_linked_prose(tree)
    return [str(link.xpath("string()")) for link in tree.iter("a")]


TITLE = "Ninety tents stand along the river in Tir Bazar now"
PLAIN = "<p>Two teachers hold lessons under the plane tree by the water every day.</p>"


@pytest.mark.parametrize(
    ("body", "left"),
    [
        (f'<p><a href="/r">{SENTENCE}</a></p>{PLAIN}{PLAIN}', []),
        (f'<p><a href="/r">{SENTENCE}</a></p>{PLAIN}', [SENTENCE]),
        (f'<p><a href="/f">{SENTENCE}</a></p><p><a href="/f">{OTHER}</a></p>', []),
        (f'<a href="/f"><p>{SENTENCE}</p></a><a href="/f"><p>{OTHER}</p></a>', []),
        (
            f'<p><a href="/f">{SENTENCE}</a></p><p><a href="/g">{OTHER}</a></p>',
            [SENTENCE, OTHER],
        ),
        (
            f'{PLAIN}<p><a href="/t">{TITLE}</a></p>{PLAIN}',
            [TITLE],
        ),
        (f'{PLAIN}<p>See <a href="/t">{SENTENCE}</a></p>{PLAIN}', [SENTENCE]),
        (f'<a href="/t">{SENTENCE}<p>x</p></a>{PLAIN}{PLAIN}', [f"{SENTENCE}x"]),
        (f'<div><a href="/t"><p>{SENTENCE}</p></a>{PLAIN}{PLAIN}</div>', [SENTENCE]),
    ],
)
def test_prose_that_is_wholly_a_link_is_told_from_titles(body: str, left: list[str]) -> None:
    assert linked(body) == left
