"""What a pass reads by meaning: no text twice, and nothing of copies whose words are others now."""

from collections.abc import Sequence

import pytest

from db.meaning.vectors import next_unread, save_vectors
from passes.meaning import read_texts
from passes.meaning.read_texts import ReadTexts, ToRead
from press_catalogue.decider import built_in_topic
from tests.dispatch import Dispatch
from tests.samples import BODY

DIGEST = "ab" * 32
LEAD, REST = BODY.split("\n\n")
HEAD = f"Families sent back. {LEAD}".strip(".")


def opened(desk: Dispatch) -> ReadTexts:
    return ReadTexts(desk.store, DIGEST, built_in_topic())


def asked_of(desk: Dispatch, texts: ReadTexts, *numbers: int) -> ToRead:
    """Ask for the texts of articles that wait."""
    waiting = {one.article_id: one for one in next_unread(desk.store, 99)}
    return texts.ask([waiting[number] for number in numbers])


def vectors(count: int, first: int = 1) -> Sequence[bytes]:
    return [bytes([number]) * 384 for number in range(first, first + count)]


def test_what_two_articles_say_is_read_once(desk: Dispatch) -> None:
    desk.publish(text=BODY)
    desk.publish(text=BODY, source="b")
    desk.publish(text=f"{LEAD}\n\nThe gate had been shut for a week, the governor said later.")
    texts = opened(desk)
    both, third = asked_of(desk, texts, 1, 2), asked_of(desk, texts, 3)
    assert both.texts == [HEAD, REST]
    assert [text[:8] for text in third.texts] == ["The gate"]
    one, two = texts.answer(both, vectors(2))
    assert (one.article_id, one.head, one.passages) == (1, *vectors(2))
    assert (two.article_id, two.head, two.passages) == (2, *vectors(2))
    (other,) = texts.answer(third, vectors(1, 7))
    assert (other.head, other.passages) == (*vectors(1), *vectors(1, 7))


def test_an_article_without_words_is_read_like_all_others(desk: Dispatch) -> None:
    desk.publish()
    desk.store.execute("UPDATE articles SET title = '', text = ''")
    texts = opened(desk)
    asked = asked_of(desk, texts, 1)
    assert asked.texts == [""]
    assert [(one.head, one.passages) for one in texts.answer(asked, vectors(1))] == [
        (vectors(1)[0], None)
    ]


def test_a_copy_of_an_earlier_pass_lends_its_vectors_while_its_words_stay(desk: Dispatch) -> None:
    for source in "abc":
        desk.publish(text=BODY, source=source)
    texts = opened(desk)
    save_vectors(desk.store, DIGEST, texts.answer(asked_of(desk, texts, 1), vectors(2)))
    asked = asked_of(desk, opened(desk), 2)
    assert asked.texts == []
    later = opened(desk)
    (made,) = later.answer(asked_of(desk, later, 2), [])
    assert (made.article_id, made.head, made.passages) == (2, *vectors(2))
    assert asked_of(desk, ReadTexts(desk.store, "cd" * 32, built_in_topic()), 2).texts
    desk.store.execute("UPDATE articles SET text = text || ' More.' WHERE id = 1")
    assert asked_of(desk, opened(desk), 2).texts == [HEAD, REST]
    save_vectors(desk.store, DIGEST, [made])
    assert asked_of(desk, opened(desk), 3).texts == []


def test_vectors_that_cannot_be_of_a_copys_texts_are_not_lent(desk: Dispatch) -> None:
    desk.publish(text=BODY)
    desk.publish(text=BODY, source="b")
    texts = opened(desk)
    (made,) = texts.answer(asked_of(desk, texts, 1), vectors(2))
    save_vectors(desk.store, DIGEST, [made._replace(passages=None)])
    assert asked_of(desk, opened(desk), 2).texts == [HEAD, REST]


def test_a_failed_reading_leaves_out_what_waited_for_it_and_is_tried_again(desk: Dispatch) -> None:
    for source in "abc":
        desk.publish(text=BODY, source=source)
    texts = opened(desk)
    first, second = asked_of(desk, texts, 1), asked_of(desk, texts, 2)
    texts.forget(first)
    assert texts.answer(second, []) == []
    assert asked_of(desk, texts, 3).texts == [HEAD, REST]


def test_the_texts_used_last_are_remembered(
    desk: Dispatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_texts, "MOST_TEXTS", 3)
    monkeypatch.setattr(read_texts, "MOST_COPIES", 0)
    for number, title in enumerate(("One", "Two", "One", "Two", "One")):
        desk.publish(title=f"{title} family sent back", text=LEAD, source="abcde"[number])
    texts = opened(desk)
    asked = [asked_of(desk, texts, number) for number in (1, 2, 3)]
    assert [len(one.texts) for one in asked] == [1, 1, 0]
    desk.publish(title="Three", text=LEAD)
    desk.publish(title="Four", text=LEAD)
    assert [len(asked_of(desk, texts, number).texts) for number in (6, 7, 4, 5)] == [1, 1, 1, 1]
