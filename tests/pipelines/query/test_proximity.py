"""NEAR in chains: held against a reference that tries every choice of words, and its cost."""

import itertools
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.query import matcher
from pipelines.query.article_view import ArticleView
from pipelines.query.concepts import Concepts
from pipelines.query.matcher import TooCostly, fits, match, places
from pipelines.query.parser import parse_query
from pipelines.query.proximity import near, outermost
from pipelines.query.ruleset import RuleMatches, RuleSet
from pipelines.query.token_index import Place, TokenIndex

NONE = Concepts({})
WORDS = ("camp", "bus", "tent", "road", "rain")
Step = tuple[str, int, bool]


def index(words: Sequence[str]) -> TokenIndex:
    return TokenIndex(ArticleView("", " ".join(words)))


def written(first: str, steps: Sequence[Step]) -> str:
    """Return a chain of NEAR as a person writes it."""
    parts = (f"{'O' * ordered}NEAR/{far} {word}" for word, far, ordered in steps)
    return " ".join((first, *parts))


def stretches(said: Sequence[str], first: str, steps: Sequence[Step]) -> Iterator[Place]:
    """Yield, by trying every choice, the stretches of a chain: slow, and plainly right."""
    where = {word: [at for at, one in enumerate(said) if one == word] for word in WORDS}
    for chosen in itertools.product(where[first], *(where[word] for word, _, _ in steps)):
        low = high = chosen[0]
        for at, (_, far, ordered) in zip(chosen[1:], steps, strict=True):
            behind = 0 < at - high <= far + 1
            before = not ordered and 0 < low - at <= far + 1
            within = not ordered and low <= at <= high and low != high
            if not (behind or before or within):
                break
            low, high = min(low, at), max(high, at)
        else:
            yield low, high


@given(
    st.lists(st.sampled_from(WORDS), max_size=14),
    st.sampled_from(WORDS),
    st.lists(
        st.tuples(st.sampled_from(WORDS), st.integers(0, 3), st.booleans()), min_size=1, max_size=4
    ),
)
def test_a_chain_fits_where_some_choice_of_words_does(
    said: list[str], first: str, steps: list[Step]
) -> None:
    query = parse_query(written(first, steps), NONE)
    words = index(said)
    found = {(low - words.zone("text")[0], high - words.zone("text")[0])
             for low, high in places(query, words)}  # fmt: skip
    every = set(stretches(said, first, steps))
    assert fits(query, words) == bool(every)
    assert found <= every
    # No stretch is left out that begins or ends farther out than those found.
    assert {low for low, _ in found} >= {min((low for low, _ in every), default=0)} & {
        low for low, _ in every
    }
    assert max((high for _, high in found), default=0) == max((h for _, h in every), default=0)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda p: (min(p), max(p)))))
def test_the_outermost_stretches_are_few_and_hold_the_extremes(every: list[Place]) -> None:
    kept = outermost(every)
    assert set(kept) <= set(every)
    assert len(kept) <= 2 * (len({s for s, _ in every}) + len({e for _, e in every}))
    for start, end in every:
        assert any(s <= start and e == end for s, e in kept)
        assert any(s >= start and e == end for s, e in kept)
        assert any(s == start and e >= end for s, e in kept)
        assert any(s == start and e <= end for s, e in kept)
    assert outermost(kept) == kept


LONG_CHAIN = " NEAR/9 ".join(["(camp OR bus OR tent)"] * 13)


def test_a_long_chain_over_a_long_text_takes_steps_that_grow_with_the_text() -> None:
    query = parse_query(LONG_CHAIN, NONE)
    costs = []
    for size in (200, 400, 800):
        words = index(WORDS[:3] * (size // 3))
        assert fits(query, words)
        costs.append(words.steps)
    assert costs[1] < 3 * costs[0]
    assert costs[2] < 3 * costs[1]


def test_a_rule_over_its_budget_is_set_aside_and_the_others_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(matcher, "MOST_STEPS", 2_000)
    words = index(WORDS * 60)
    costly, cheap = parse_query(LONG_CHAIN, NONE), parse_query("camp NEAR/1 bus", NONE)
    for _ in range(2):
        assert match(costly, words) == TooCostly(2_000)
    assert fits(costly, words)
    assert places(costly, words) == []
    found = RuleSet({7: costly, 8: cheap, 9: parse_query("absent", NONE)}.items()).match(words)
    assert ([hit.rule_id for hit in found.hits], found.set_aside) == ([8], (7,))
    moves = parse_query('"camp bus tent"~3', NONE)
    assert isinstance(match(moves, index(WORDS * 300)), TooCostly)
    assert RuleSet([]).match(words) == RuleMatches(())


def test_places_that_are_given_twice_count_once() -> None:
    assert near([(1, 1)] * 5, [(3, 3)] * 5, 2, ordered=False)[0] == [(1, 3)]
