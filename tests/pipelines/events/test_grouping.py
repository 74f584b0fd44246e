"""Groups by mean log-odds: the same in any order, and as people said."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from pipelines.events import grouping
from pipelines.events.grouping import Decided, Pair, group_events, linked
from pipelines.events.scores import ScoredReport, b_cubed, pair_scores, summed

NAMES = "abcdef"
PAIRS = [frozenset((a, b)) for a in NAMES for b in NAMES if a < b]
ODDS = st.fixed_dictionaries(
    {}, optional={pair: st.floats(-6, 6, allow_nan=False) for pair in PAIRS}
)


def pair(names: str) -> Pair:
    return frozenset(names)


@given(ODDS, st.permutations(NAMES))
def test_the_order_of_arrival_changes_nothing(odds: Mapping[Pair, float], order: list[str]) -> None:
    shuffled = dict(sorted(odds.items(), key=lambda one: order.index(min(one[0]))))
    assert group_events(order, shuffled, 0.0) == group_events(NAMES, odds, 0.0)


@given(ODDS, st.sets(st.sampled_from(PAIRS)), st.sets(st.sampled_from(PAIRS)))
def test_split_always_holds_and_everyone_is_in_one_group(
    odds: Mapping[Pair, float], merged: set[Pair], split: set[Pair]
) -> None:
    groups = group_events(NAMES, odds, 0.0, Decided(frozenset(merged), frozenset(split)))
    assert sorted(name for group in groups for name in group) == list(NAMES)
    assert not any(two <= set(group) for two in split for group in groups)


def test_groups_join_by_the_mean_of_their_pairs() -> None:
    odds = {pair("ab"): 5.0, pair("bc"): 2.0, pair("ac"): -5.0}
    assert group_events("abc", odds, 0.0) == [("a", "b"), ("c",)]
    assert group_events("abc", odds | {pair("ac"): -1.0}, 0.0) == [("a", "b", "c")]
    assert group_events("abc", {}, 0.0, Decided(frozenset({pair("ac")}))) == [("a", "c"), ("b",)]


def test_links_part_into_what_hangs_together() -> None:
    links = [("a", "b", 3.0), ("c", "d", 1.0), ("b", "e", -2.0), ("e", "f", 1.0)]
    assert linked(links, 0.0) == [[links[0]], [links[1]], [links[3]]]


def test_too_many_together_are_parted_at_their_weakest_links() -> None:
    most = grouping.MOST_TOGETHER
    links = [(number, number + 1, 5.0 if number != 7 else 0.1) for number in range(most + 2)]
    assert [len(part) for part in linked(links, 0.0)] == [7, most - 6]
    assert [len(part) for part in linked([(*one[:2], 6.0) for one in links], 0.0)] == [most + 2]


def test_scores_count_pairs_of_different_languages() -> None:
    told = [("en", "raid", "1"), ("ur", "raid", "1"), ("ps", "raid", "2"), ("en", "court", "1")]
    scored = [ScoredReport(*one) for one in told]
    total = summed(pair_scores(scored))
    assert (total.right, total.wrong, total.missed) == (1, 1, 2)
    assert (total.precision, round(total.recall, 3)) == (0.5, 0.333)
    assert round(b_cubed(scored), 4) == 0.6667
    assert (b_cubed([]), summed({}).precision, summed({}).recall) == (1.0, 1.0, 1.0)
