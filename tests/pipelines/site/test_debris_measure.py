"""How the benchmark counts debris that is left, and text that is lost."""

from pathlib import Path

import pytest

from benchmarks.text.debris import Score, Site, by_size, by_template, read_sites, score, times

TRUE = "Families crossed.\n\nRead the paper, he said.\n\nThey walked on."
ROW = {
    "text": TRUE,
    "debris": ["Read the paper", "Seen by 12", "A soft line"],
    "debris_where": ["in", "out", "soft"],
    "keep": ["Families crossed", "Read the paper, he said"],
    "keep_kind": ["first_par", "repeated_quote"],
}


@pytest.mark.parametrize(
    ("text", "left", "lost", "traps_lost"),
    [
        (TRUE, 0, 0, 0),
        (f"{TRUE}\n\nSeen by ۱۲", 1, 0, 0),
        (f"{TRUE}\n\nRead the paper\n\nSeen by 12\n\nA soft line", 2, 0, 0),
        ("Families crossed.", 0, 1, 1),
        ("", 0, 2, 1),
    ],
)
def test_debris_is_left_that_stands_there_more_often_than_in_the_true_text(
    text: str, left: int, lost: int, traps_lost: int
) -> None:
    assert score(ROW, text) == Score(left, 2, lost, 2, traps_lost, 1)


def test_short_debris_is_found_as_whole_words_only() -> None:
    assert times("read", "unread") == 0
    assert times("read", "Read it, and read on") == 2
    assert times("Read the paper of Monday", "xxRead the\npaper of Mondayxx") == 1
    assert times("* *", "* *") == 0


def test_scores_are_summed_by_size_and_by_template_the_worst_last() -> None:
    few, many = Site("b"), Site("a")
    many.drafts = [({}, None)] * 12  # type: ignore[list-item]
    found = [(few, Score(1, 2)), (many, Score(1, 4, 1, 8, 0, 2)), (Site("a"), Score(0, 4))]
    sizes = by_size(found)
    assert sizes["all"] == Score(2, 10, 1, 8, 0, 2)
    assert sizes["ten pages or more"] == Score(1, 4, 1, 8, 0, 2)
    assert sizes["three or fewer"] == Score(1, 6)
    assert list(by_template(found).items()) == [("a", Score(1, 8, 1, 8, 0, 2)), ("b", Score(1, 2))]
    assert str(Score(1, 4, 1, 8)) == "left 25.0% of 4, lost 12.5% of 8, traps lost 0.0% of 0"


def test_without_the_data_it_stops_and_says_so(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="is not here"):
        read_sites(tmp_path / "newsroom")
