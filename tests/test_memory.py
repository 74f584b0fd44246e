"""What is remembered of words: the answers stay right, and the memory stays small."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import memory
from pipelines.memory import LONGEST, Memory


def lengths(texts: Sequence[str]) -> Iterator[int]:
    """Return how long each text is."""
    return map(len, texts)


@given(st.lists(st.lists(st.text(max_size=3), max_size=8)))
def test_a_memory_answers_as_its_function_does(batches: list[list[str]]) -> None:
    known = Memory(lengths)
    for texts in batches:
        known.learn(set(texts[::2]))
        assert [*map(known.__getitem__, texts)] == [*map(len, texts)]


def test_each_text_is_worked_out_once() -> None:
    asked: list[str] = []

    def noted(texts: Sequence[str]) -> Iterator[int]:
        asked.extend(texts)
        return map(len, texts)

    known = Memory(noted)
    known.learn({"a"})
    known.learn({"a", "b"})
    assert (known["a"], known["b"], known["c"]) == (1, 1, 1)
    assert asked == ["a", "b", "c"]


def test_a_full_memory_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST", 10)
    known = Memory(lengths)
    for number in range(95):
        assert known[f"{number:03}"] == 3
        assert len(known) <= 10
    known.learn({f"x{number}" for number in range(40)})
    assert len(known) <= 10
    assert known["x0"] == 2


def test_long_texts_are_answered_and_forgotten() -> None:
    known = Memory(lengths)
    known.learn({"x" * (LONGEST + 1)})
    assert known["x" * (LONGEST + 1)] == LONGEST + 1
    assert not known
