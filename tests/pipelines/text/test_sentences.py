"""Where sentences end, in each script, and which lines end as sentences do."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.sentences import (
    SENTENCE_ENDS,
    ends_as_prose,
    ends_sentence,
    sentence_around,
    sentence_starts,
)


def sentences(text: str) -> list[str]:
    return [text[a:b].strip() for a, b in pairwise((*sentence_starts(text), len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They left. They came back!", ["They left.", "They came back!"]),
        ("Dr. Noor of the U.N. office left.", ["Dr. Noor of the U.N. office left."]),
        ("وہ گئے۔ پھر لوٹ آئے۔", ["وہ گئے۔", "پھر لوٹ آئے۔"]),
        ("رفتند؟ برگشتند.", ["رفتند؟", "برگشتند."]),
        ("वे गए। वे लौटे।", ["वे गए।", "वे लौटे।"]),
        ("他们走了。他们回来了！", ["他们走了。", "他们回来了！"]),
        ("他说：“走了。”他回来了。", ["他说：“走了。”", "他回来了。"]),
        ("“Go.” He went.", ["“Go.”", "He went."]),
        ("one\ntwo", ["one", "two"]),
    ],
)
def test_sentences_of_a_text(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@given(st.text(alphabet=f"ab {SENTENCE_ENDS}”)\n", max_size=40))
def test_the_parts_of_a_text_are_the_text(text: str) -> None:
    starts = sentence_starts(text)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert "".join(text[a:b] for a, b in pairwise((*starts, len(text)))) == text
    first, last = sentence_around(text, 0, len(text))
    assert text[first:last] == text.strip()


@pytest.mark.parametrize("mark", SENTENCE_ENDS)
def test_a_line_that_ends_with_a_mark_ends_a_sentence(mark: str) -> None:
    assert ends_sentence(f"gone{mark} ")
    assert ends_as_prose(f"gone{mark}”")
    assert not ends_sentence(f"gone{mark}”")


@pytest.mark.parametrize("line", ["", " ", "Families sent back", "Families, sent"])
def test_headlines_end_no_sentence(line: str) -> None:
    assert not ends_sentence(line)
    assert not ends_as_prose(line)
