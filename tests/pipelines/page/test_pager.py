"""Lines that lead to the article before and to the one after: arrows, in any language."""

import pytest

from pipelines.page.clean import clean
from pipelines.page.extract import Block, Reading
from pipelines.site.about import About

OWN = "Ferrymen of the lower river say that the new landing has halved their waiting time."


def pagers(*lines: str) -> list[str]:
    blocks = tuple(Block("p", text) for text in (OWN, *lines))
    found = clean(Reading(blocks), About("A headline of its own"))
    return [one.text for one in found.removed if one.rule == "pager"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("← Vorige", "Volgende →"),
        ("← Cheese makers open a school", "Bridge of reeds is renewed →"),
        ("Tidligere sak ← Cheese makers open a school", "Neste → Bridge of reeds is renewed"),
        ("→ خبر پیشین پل تازه باز شد", "خبر پسین ← نانوایان مکتب ساختند"),
        ("⟵ Προηγούμενο", "Επόμενο ⟶"),
    ],
)
def test_two_lines_with_opposite_arrows_go(before: str, after: str) -> None:
    assert pagers(before, after) == [before, after]
    assert pagers(OWN[:-1] + " today.", before, after, OWN[:-1] + " now.") == [before, after]


@pytest.mark.parametrize(
    "lines",
    [
        ("← Vorige",),
        ("→ Bring a passport", "→ Bring two photographs"),
        ("← کارت", "← دو عکس"),
        ("Harbour → hill", "Hill → harbour", "Harbour ← mill"),
        ("← Vorige", OWN, "Volgende →"),
        ("The ferry goes harbour → hill.", "The bus comes hill ← harbour."),
        ("Harbour → hill → mill", "Mill ← hill"),
        ("The whole way by boat is harbour → hill", "The whole way by bus is hill ← harbour"),
        ("← " + "word " * 40, "Volgende →"),
    ],
)
def test_other_arrows_stay(lines: tuple[str, ...]) -> None:
    assert pagers(*lines) == []
