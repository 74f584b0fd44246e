"""Lines that only name another article of the page's own lists."""

import pytest
from lxml import html as lxml_html

from pipelines.page.blocks import lay_out
from pipelines.page.linked_titles import named_beside, titles_linked

LIST = (
    "<section><ul><li><a href='/1'>Storks come back early to the canal</a></li>"
    "<li><a href='/2'>حکومت نے نہر کے کنارے نیا پل کھول دیا</a></li>"
    "<li><a href='/3'>Weather report</a></li></ul></section>"
)


def taken(line: str) -> bool:
    """Tell whether a line of an article goes, on a page that links three others."""
    page = (
        f"<html><body><article><p>The bridge was closed on Monday.</p>{line}"
        f"<p>It opens again on Friday.</p></article>{LIST}</body></html>"
    )
    layout = lay_out(lxml_html.fromstring(page))
    chosen = [n for n, block in enumerate(layout.blocks) if block.links == 0]
    return bool(named_beside(layout, chosen, titles_linked(layout)))


@pytest.mark.parametrize(
    "line",
    [
        "<p>Storks come back early to the canal</p>",
        "<p>Do not miss – Storks come back early to the canal</p>",
        "<p>→ STORKS come back early to the canal</p>",
        "<div>اسے بھی دیکھیں: حکومت نے نہر کے کنارے نیا پل کھول دیا</div>",
    ],
)
def test_a_line_that_names_a_linked_article_goes(line: str) -> None:
    assert taken(line)


@pytest.mark.parametrize(
    "line",
    [
        "<p>Storks come back early</p>",
        "<p>Weather report</p>",
        "<p>Storks come back early to the canal, and nobody knows why they do.</p>",
        "<p>The mayor told the council on Monday that storks come back early to the canal</p>",
        "<h2>Storks come back early to the canal</h2>",
        "<p>The bridge is not wide enough for two lorries.</p>",
    ],
)
def test_a_sentence_or_a_heading_of_the_article_stays(line: str) -> None:
    assert not taken(line)


CARD = (
    "<p>The bridge was closed on Monday, and nobody may cross the canal there now.</p>{}"
    "<p>It opens again on Friday, says the council, unless the water rises until then.</p>"
)


@pytest.mark.parametrize(
    "card",
    [
        "<div><h3>Storks come back early <a href='/1'>Storks come back early</a></h3></div>",
        "<div><h3><a href='/1'>Storks come back</a> Storks come back</h3>"
        "<p>They stood by the canal at dawn.</p></div>",
    ],
)
def test_a_title_that_stands_there_twice_goes_with_its_snippet(card: str) -> None:
    layout = lay_out(lxml_html.fromstring(CARD.format(card)))
    found = named_beside(layout, list(range(len(layout.blocks))), ())
    assert list(found) == list(range(1, len(layout.blocks) - 1))


@pytest.mark.parametrize(
    "card",
    [
        "<div><h3>Again and again <a href='/1'>and again</a></h3><p>They stood there.</p></div>",
        "<div><p>Row on row on row, row on row on row.</p></div>",
        "<div><p>Bye <a href='/1'>bye</a></p></div>",
    ],
)
def test_a_line_that_only_repeats_a_word_stays(card: str) -> None:
    layout = lay_out(lxml_html.fromstring(CARD.format(card)))
    assert named_beside(layout, list(range(len(layout.blocks))), ()) == {}
