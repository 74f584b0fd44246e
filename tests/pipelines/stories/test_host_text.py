"""What an outlet puts around several articles is left out before texts are compared."""

import random

import pytest

from pipelines.stories.copies import CopyVerdict, DuplicateText, compare
from pipelines.stories.host_text import LEAST_PASSAGE, as_near, own_text, shared_passages


def words(seed: int, count: int) -> str:
    rng = random.Random(seed)
    return " ".join("".join(rng.choices("abcdefghijklmnop", k=6)) for _ in range(count))


BOX, OWN, OTHER, THIRD = words(1, 150), words(2, 80), words(3, 80), words(4, 80)


def own(mine: DuplicateText, *neighbours: DuplicateText) -> DuplicateText:
    """Return what of a text is not in other articles of its outlet."""
    return own_text(mine, [shared_passages(mine, other) for other in neighbours])


def text(*parts: str, title: str = "") -> DuplicateText:
    return DuplicateText(" ".join(parts), title)


@pytest.mark.parametrize("around", [(BOX, OWN), (OWN, BOX), (BOX[:420], OWN, BOX[420:])])
def test_a_box_around_other_articles_is_no_part_of_a_text(around: tuple[str, ...]) -> None:
    neighbours = [text(BOX, OTHER, title="rain in herat"), text(THIRD, BOX, title="a new bridge")]
    found = own(text(*around, title="buses at the gate"), *neighbours)
    assert found.words == tuple(OWN.split())
    assert found.folded_title == "buses at the gate"


@pytest.mark.parametrize(
    "version",
    [text(OWN, title="another headline"), text(OWN[:350], OTHER, title="buses at the gate today")],
)
def test_versions_of_an_article_are_no_box(version: DuplicateText) -> None:
    mine = text(OWN, title="buses at the gate")
    assert own(mine, version) is mine


def test_phrases_that_articles_share_by_chance_stay() -> None:
    phrase = " ".join(OWN.split()[20 : 20 + LEAST_PASSAGE - 1])
    mine = text(OWN)
    assert own(mine, text(OTHER, phrase, THIRD)) is mine


def test_two_stories_in_one_box_are_no_copies_and_a_copy_in_two_boxes_is() -> None:
    elsewhere = words(5, 150)
    ours = [text(BOX, THIRD, title="a new bridge")]
    theirs = [text(elsewhere, words(6, 80), title="wheat is dear")]
    boxed = [text(BOX, one, title=one[:12]) for one in (OWN, OTHER)]
    assert isinstance(compare(*boxed), CopyVerdict)
    assert compare(*(own(one, *ours) for one in boxed)) is None
    copy = text(OWN, elsewhere, title="their headline")
    assert compare(boxed[0], copy) is None
    assert compare(own(boxed[0], *ours), own(copy, *theirs)) == CopyVerdict("exact", 1.0)


def test_what_differs_by_its_box_is_no_exact_copy() -> None:
    same = CopyVerdict("exact", 1.0)
    assert as_near(same, text(BOX, OWN), text(OWN)) == CopyVerdict("near", 1.0)
    assert as_near(same, text(OWN), text(OWN)) == same
