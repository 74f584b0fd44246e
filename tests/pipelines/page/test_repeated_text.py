"""One text under many headlines is no article; what outlets print twice, and briefs, are."""

import pytest

from pipelines.page.repeated_text import KnownPage, headlines_shared
from pipelines.page_blocks import PageBlocks, PageLine

HEADLINES = (
    "torkham gate opens after three days",
    "cabinet meets on the budget",
    "flood warning for the northern valleys",
    "bakery wins first prize at fair",
    "teachers ask for heating in schools",
    "new buses on the ring road",
)
BANNER = (("b1", 40), ("b2", 25))


def known(
    *blocks: str, headlines: tuple[str, ...] = HEADLINES[1:], words: int = 65
) -> list[KnownPage]:
    """Return a page under each headline, all with these blocks and so many words."""
    return [KnownPage(f"/{n}", one, frozenset(blocks), words) for n, one in enumerate(headlines)]


def page(*lengths: tuple[str, int], headline: str = HEADLINES[0]) -> PageBlocks:
    lines = tuple(PageLine(digest) for digest, _ in lengths)
    return PageBlocks("a.example", lines=lines, headline=headline, lengths=lengths)


@pytest.mark.parametrize(
    ("lengths", "pages", "shared"),
    [
        (BANNER, known("b1", "b2"), 5),
        (BANNER, known("b1", "b2", "headline", "date", words=72), 5),
        (BANNER, known("b1", "b2", words=0), 5),  # of them nothing was left
        (BANNER, known("b1", "b2", headlines=HEADLINES[1:5]), 4),
        ((*BANNER, ("date", 5)), known("b1", "b2"), 5),  # a line of its own says nothing
        (BANNER, known("b1", "b2", headlines=HEADLINES[1:4]), 0),  # printed a few times
        ((*BANNER, ("brief", 14)), known("b1", "b2"), 0),  # a brief between banners
        ((("b1", 40), ("own", 60)), known("b1"), 0),
        (BANNER, known("b1", "b2", "c1", words=90), 0),  # longer articles that share some
        ((("b1", 4),), known("b1"), 0),
        (BANNER, known("b1", "b2", headlines=(*HEADLINES[1:4], f"update: {HEADLINES[1]}")), 0),
        (BANNER, known("b1", "b2", headlines=(f"live {HEADLINES[0]}", "", *HEADLINES[1:4])), 0),
        (BANNER, [], 0),
        ((), known("b1"), 0),
    ],
)
def test_a_text_under_many_headlines_is_no_article(
    lengths: tuple[tuple[str, int], ...], pages: list[KnownPage], shared: int
) -> None:
    assert headlines_shared("/new", page(*lengths), pages) == shared


def test_a_page_is_not_held_against_itself_or_without_a_headline() -> None:
    pages = known("b1", "b2", headlines=HEADLINES[1:5])
    assert headlines_shared("/new", page(*BANNER), pages) == 4
    assert headlines_shared("/0", page(*BANNER), pages) == 0
    assert headlines_shared("/new", page(*BANNER, headline=""), pages) == 0
