"""What is remembered of words: the answers stay right, and the memory stays small."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text import memo
from pipelines.text.memo import LONGEST, Memory


def lengths(texts: Sequence[str]) -> Iterator[int]:
    """Return how long each text is."""
    return map(len, texts)


TEXTS = st.lists(st.lists(st.text(max_size=3) | st.just("x" * (LONGEST + 1)), max_size=8))


@given(TEXTS, st.sampled_from([3, 50_000]))
def test_a_memory_answers_as_its_function_does(batches: list[list[str]], most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memo, "MOST", most)
        known = Memory(lengths)
        for texts in batches:
            answers = known.known(texts[::2])
            assert [answers[text] for text in texts[::2]] == [*map(len, texts[::2])]
            assert [*map(known.__getitem__, texts)] == [*map(len, texts)]
            assert len(known) <= most
            assert max(map(len, known), default=0) <= LONGEST


def test_each_text_is_worked_out_once() -> None:
    asked: list[str] = []

    def noted(texts: Sequence[str]) -> Iterator[int]:
        asked.extend(texts)
        return map(len, texts)

    known = Memory(noted)
    known.known({"a"})
    known.known({"a", "b"})
    assert (known["a"], known["b"], known["c"]) == (1, 1, 1)
    assert asked == ["a", "b", "c"]


def test_a_text_longer_than_a_word_is_answered_and_forgotten() -> None:
    known = Memory(lengths)
    long = "x" * (LONGEST + 1)
    assert known.known(["a", long]) == {"a": 1, long: LONGEST + 1}
    assert known[long] == LONGEST + 1
    assert list(known) == ["a"]
