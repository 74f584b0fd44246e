"""What of an article is read by the model."""

from pipelines.meaning.engine import NoModel
from pipelines.meaning.passages import (
    HEAD_LETTERS,
    PASSAGE_LETTERS,
    PASSAGES,
    Excerpt,
    embed_articles,
    excerpt,
)

DULL = "The minister thanked all those who had come to the meeting that day."
FIGURES = "By evening 412 people had gone through the gate, its keeper said."


def test_headline_and_lead_stand_first_then_what_tells_most() -> None:
    text = "\n\n".join(["A lead.", "Short.", DULL, DULL.upper(), FIGURES])
    assert excerpt("Title", text) == Excerpt("Title. A lead", f"{DULL} {FIGURES}")


def test_no_more_is_read_than_costs_its_share() -> None:
    head, passages = excerpt("t" * 999, "\n\n".join(["x" * 999] * 9))
    assert len(head) == HEAD_LETTERS
    assert len(passages) == PASSAGES * PASSAGE_LETTERS + PASSAGES - 1


def test_nothing_is_read_as_nothing() -> None:
    assert excerpt("", " \n\n ") == Excerpt("", "")
    assert excerpt("Only a headline", "") == Excerpt("Only a headline", "")


def test_without_a_model_the_reason_comes_back() -> None:
    missing = NoModel("it is not there")
    assert embed_articles(missing, [Excerpt("a", "b")]) is missing
