"""Which articles are one story, whatever the order in which they came."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipelines.items import CopyKind
from pipelines.stories.copies import CopyVerdict
from pipelines.stories.grouping import Evidence, Member, Pair, group_stories
from pipelines.stories.text_diff import Difference, difference

START = datetime(2025, 4, 1, tzinfo=UTC)
NAMES = "abcdef"


def pair(names: str) -> Pair:
    return frozenset(names)


def member(name: str, hour: int = 0, published: int | None = None) -> Member:
    said = None if published is None else START + timedelta(hours=published)
    return Member(name, START + timedelta(hours=hour), said)


def stories(names: str, evidence: Evidence) -> list[str]:
    return ["".join(story.urls) for story in group_stories(map(member, names), evidence)]


def copies(*pairs: str, kind: CopyKind = "near") -> dict[Pair, CopyVerdict]:
    return {pair(names): CopyVerdict(kind, 0.9) for names in pairs}


def test_copies_of_copies_are_one_story() -> None:
    assert stories("abcd", Evidence(copies("ab", "bc"))) == ["abc", "d"]


def test_unknown_articles_in_the_evidence_are_passed_over() -> None:
    assert stories("ab", Evidence(copies("az", "ab"))) == ["ab"]


def test_a_cut_copy_does_not_join_two_tallies() -> None:
    known = copies("ac", kind="near") | copies("bc", kind="excerpt")
    assert stories("abc", Evidence(known, apart=frozenset({pair("ab")}))) == ["ac", "b"]


def test_people_outweigh_verdicts_and_a_split_outweighs_a_merge() -> None:
    split = frozenset({pair("ab")})
    merged = frozenset({pair("cd"), pair("ab")})
    assert stories("abcd", Evidence(copies("ab"), split=split)) == ["a", "b", "c", "d"]
    assert stories("abcd", Evidence(apart=merged, merged=merged)) == ["ab", "cd"]
    assert stories("abcd", Evidence(copies("ab"), split=split, merged=merged)) == ["a", "b", "cd"]


def test_a_split_holds_through_a_third_copy() -> None:
    evidence = Evidence(copies("ac", "bc"), split=frozenset({pair("ab")}))
    assert stories("abc", evidence) == ["ac", "b"]


def test_first_by_our_clock_and_by_their_own() -> None:
    members = [member("a", 1, 5), member("b", 2, 3), member("c", 0)]
    (story,) = group_stories(members, Evidence(copies("ab", "bc")))
    assert (story.first_seen, story.first_published) == ("c", "b")
    noon = START.replace(hour=12, minute=0, second=0, microsecond=0)
    members = [
        Member("a", START, noon),  # a day without a time
        Member("b", START, noon + timedelta(hours=3)),
        Member("c", START, noon + timedelta(days=1)),
    ]
    (story,) = group_stories(members, Evidence(copies("ab", "bc")))
    assert story.first_published == "b"
    (alone,) = group_stories([member("c")], Evidence())
    assert alone.first_published is None


PAIRS = st.sets(
    st.sets(st.sampled_from(NAMES), min_size=2, max_size=2).map(frozenset), max_size=8
).map(frozenset)
VERDICTS = st.builds(
    CopyVerdict, st.sampled_from(("exact", "near", "excerpt")), st.sampled_from((0.6, 0.8, 1.0))
)
KNOWN = st.dictionaries(
    st.sampled_from([*map(frozenset, ("ab", "bc", "cd", "de", "ae"))]), VERDICTS
)


@given(KNOWN, PAIRS, PAIRS, PAIRS, st.permutations(NAMES))
def test_the_order_of_arrival_changes_nothing(
    known: dict[Pair, CopyVerdict],
    apart: frozenset[Pair],
    split: frozenset[Pair],
    merged: frozenset[Pair],
    order: list[str],
) -> None:
    evidence = Evidence(known, apart, split, merged)
    turned = Evidence(dict(reversed(known.items())), apart, split, merged)
    found = group_stories(map(member, NAMES), evidence)
    assert group_stories(map(member, order), turned) == found
    assert sorted(url for story in found for url in story.urls) == list(NAMES)
    for story in found:
        assert not any(pair(a + b) in split for a in story.urls for b in story.urls if a != b)


def test_a_few_changed_words_of_a_copy_are_shown_in_their_sentence() -> None:
    text = "The families were given a month to leave. Buses waited at the gate until the evening."
    found = difference(text, text.replace("were given", "were not given"))
    assert (found.words_added, found.words_cut, found.added, found.cut) == (1, 0, (), ())
    assert len(found.passages) == 1
    assert "{+not+}" in found.passages[0]


@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(("gate", "bus.", "و", "5")), max_size=9).map(" ".join)
)
def test_a_text_adds_nothing_to_itself_however_short_it_is(text: str) -> None:
    assert difference(text, text) == Difference(0, 0)
