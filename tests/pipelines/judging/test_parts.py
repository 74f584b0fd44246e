"""What is read of an article by meaning: the passages that have the topic's words."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.judging.parts import SHORTEST_PASSAGE, article_vector, excerpt_of, read_article
from pipelines.meaning.engine import SentenceModel, sentence_model
from pipelines.meaning.passages import HEAD_LETTERS, PASSAGE_LETTERS, PASSAGES, embed_excerpts
from pipelines.query.article_view import ArticleView
from pipelines.query.token_index import TokenIndex
from press_catalogue.decider import built_in_topic

TOPIC = built_in_topic()
DULL = "The minister thanked all those who had come to the meeting that day."
BUSES = "By evening twelve buses of deported Afghans had gone through Torkham."
TENTS = "Families who were expelled sleep in tents beside the road to the camp."


def words_of(*paragraphs: str) -> TokenIndex:
    return TokenIndex(ArticleView("Title", "\n\n".join(paragraphs)))


@pytest.mark.parametrize(
    ("later", "read"),
    [
        ((), ""),
        (("Short.",), ""),
        ((DULL,), DULL),
        ((DULL, DULL.upper(), DULL.title()), f"{DULL} {DULL.upper()}"),
        ((DULL, DULL.upper(), BUSES), f"{DULL} {BUSES}"),
        ((TENTS, DULL, " ", "Deported!", BUSES), f"{TENTS} {BUSES}"),
        ((f"{DULL} {DULL} {BUSES}",), BUSES),
    ],
)
def test_passages_with_words_of_the_topic_are_read_then_earlier_ones(
    later: tuple[str, ...], read: str
) -> None:
    assert excerpt_of(words_of("A lead on Torkham.", *later), TOPIC) == (
        "Title. A lead on Torkham",
        read,
    )


def test_a_lead_behind_blank_paragraphs_is_no_passage() -> None:
    assert excerpt_of(words_of(" ", BUSES, DULL), TOPIC).passages == DULL


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from((DULL, BUSES, TENTS, "Deported.", "", "ا" * 300)), max_size=9))
def test_no_more_is_read_than_costs_its_share_and_all_of_it_is_there(parts: list[str]) -> None:
    words = words_of(*parts)
    head, passages = excerpt_of(words, TOPIC)
    assert len(head) <= HEAD_LETTERS
    assert len(passages) <= PASSAGES * (PASSAGE_LETTERS + 1)
    long = [part for part in parts if part][1:]
    assert bool(passages) is any(len(part) >= SHORTEST_PASSAGE for part in long)


def test_headline_and_passages_stand_for_the_article_alike() -> None:
    head = np.zeros(384, dtype=np.int8)
    passages = head.copy()
    head[0], passages[1] = 127, 60
    both = article_vector(head.tobytes(), passages.tobytes())
    assert both[:3].tolist() == [0.5, 0.5, 0.0]
    assert article_vector(head.tobytes(), None)[:2].tolist() == [1.0, 0.0]


def test_an_article_that_is_read_alone_means_what_a_pass_stores_of_it() -> None:
    model = sentence_model()
    assert isinstance(model, SentenceModel)
    words = words_of("A lead.", BUSES)
    (stored,) = embed_excerpts(model, [excerpt_of(words, TOPIC)])
    assert read_article(model, words, TOPIC).tolist() == article_vector(*stored).tolist()
