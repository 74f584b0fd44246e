"""What of an article is read by the model."""

from pipelines.meaning.engine import DIMENSIONS, NoModel, SentenceModel, sentence_model
from pipelines.meaning.passages import (
    HEAD_LETTERS,
    Excerpt,
    embed_excerpts,
    embed_if_possible,
    head_of,
)


def test_headline_and_lead_stand_first_and_no_more_than_costs_its_share() -> None:
    assert head_of("Title", "\n\n \n\nA lead.\n\nMore.") == "Title. A lead"
    assert head_of("Only a headline", "") == "Only a headline"
    assert head_of("", " \n\n ") == ""
    assert len(head_of("t" * 999, "x" * 999)) == HEAD_LETTERS


def test_an_article_has_a_vector_of_its_head_and_one_of_its_passages_if_there_are_any() -> None:
    model = sentence_model()
    assert isinstance(model, SentenceModel)
    both, alone = embed_excerpts(model, [Excerpt("Bus leaves", "It is late."), Excerpt("Bus", "")])
    assert [len(one or b"") for one in (*both, *alone)] == [DIMENSIONS] * 3 + [0]
    assert embed_if_possible(model, ["Bus", "It is late."]) == [alone[0], both[1]]
    assert embed_if_possible(model, []) == []


def test_without_a_model_the_reason_comes_back() -> None:
    missing = NoModel("it is not there")
    assert embed_if_possible(missing, ["a", "b"]) is missing
