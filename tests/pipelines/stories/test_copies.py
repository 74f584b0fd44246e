"""Which texts are copies of each other, and which only look so."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.stories.copies import CopyVerdict, DuplicateText, apart, compare
from pipelines.stories.minhash import KEYS, MinHash, candidates, minhash
from pipelines.stories.shingles import words_of
from pipelines.text.fold import fold

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def invented(seed: int, count: int = 160) -> list[str]:
    """Return made-up words, the same ones for the same seed."""
    rng = random.Random(seed)
    return ["".join(rng.choices(LETTERS, k=rng.randint(3, 8))) for _ in range(count)]


TEXT = invented(1)
LONGER = invented(1, 400)


def kind(one: str, other: str) -> str | None:
    """Return the kind of copy, after checking that the order of the two does not matter."""
    a, b = DuplicateText(fold(one)), DuplicateText(fold(other))
    verdict = compare(a, b)
    assert compare(b, a) == verdict
    return verdict.kind if isinstance(verdict, CopyVerdict) else None


def changed(words: list[str], share: float) -> list[str]:
    rng = random.Random(9)
    return [rng.choice(words) if rng.random() < share else word for word in words]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (TEXT, "exact"),
        ([*TEXT[80:], *TEXT[:80]], "near"),
        (TEXT[:80], "excerpt"),
        (TEXT[:54], "excerpt"),
        (changed(TEXT, 0.1), "near"),
        (changed(TEXT, 0.3), "near"),
        ([*invented(4, 20), *TEXT, *invented(5, 20)], "near"),
        ([*invented(4, 100), *TEXT, *invented(5, 100)], "excerpt"),
        ([*TEXT[:40], *invented(2, 120)], None),
        (invented(3), None),
        (TEXT[:20], None),
        ([], None),
    ],
)
def test_kind_of_copy(other: list[str], expected: str | None) -> None:
    assert kind(" ".join(TEXT), " ".join(other)) == expected
    if expected:
        one, two = (set(minhash(" ".join(words)).keys) for words in (TEXT, other))
        assert one & two, "a copy that is never looked up is never found"


def test_empty_texts_are_no_copies_and_short_ones_only_if_equal() -> None:
    assert kind("", "") is None
    assert kind("a short notice", "A short notice!") == "exact"
    assert kind("a short notice of today", "a short notice of") is None


def test_a_note_is_a_copy_within_a_longer_text_under_the_same_headline() -> None:
    note, longer = " ".join(TEXT[:20]), " ".join([*TEXT[:20], *invented(7, 12)])
    plain, alike = (DuplicateText(text, "gate shut") for text in (note, longer))
    found = compare(plain, alike)
    assert isinstance(found, CopyVerdict)
    assert found.kind == "excerpt"
    assert compare(plain, DuplicateText(longer, "another headline")) is None
    assert compare(plain, DuplicateText(" ".join(TEXT[10:60]), "gate shut")) is None


def test_a_quotation_makes_no_copies_of_two_briefs() -> None:
    quote = TEXT[:14]
    briefs = [" ".join([*invented(seed, 11), *quote, *invented(seed + 1, 9)]) for seed in (20, 30)]
    assert kind(*briefs) is None


@pytest.mark.parametrize(("names", "expected"), [(9, None), (20, "near")])
def test_a_statement_and_names_make_no_copies_of_two_reports(
    names: int, expected: str | None
) -> None:
    statement, phrases = invented(20, 60), invented(21, 60)
    reports = []
    for seed in (22, 23):
        own = invented(seed, 140 - 3 * names)
        for number in range(names):  # a name of three words between words of one's own
            place = number * 4 + seed % 2
            own[place:place] = phrases[3 * number : 3 * number + 3]
        reports.append(" ".join([*own[:70], *statement, *own[70:]]))
    assert kind(*reports) == expected


@pytest.mark.parametrize(
    ("own", "background", "expected"),
    [
        (22, 44, None),
        (30, 40, None),
        (12, 30, None),
        (20, 100, "near"),
    ],
    ids=["two thirds shared", "half shared", "brief", "only the lead is new"],
)
def test_the_same_background_under_two_leads_makes_no_copies(
    own: int, background: int, expected: str | None
) -> None:
    shared = TEXT[:background]
    one, other = ([*invented(seed, own), *shared] for seed in (31, 32))
    assert kind(" ".join(one), " ".join(other)) == expected


def test_names_before_the_background_make_no_copies_either() -> None:
    names, shared = invented(33, 5), TEXT[:40]
    texts = ([*invented(seed, 6), *names, *invented(seed + 1, 13), *shared] for seed in (34, 36))
    assert kind(*map(" ".join, texts)) is None


def test_a_copy_may_lack_the_end_of_a_brief() -> None:
    assert kind(" ".join(TEXT[:64]), " ".join([*TEXT[:40], *invented(38, 26)])) == "near"


def test_a_passage_that_is_said_twice_is_shared_once() -> None:
    passage = TEXT[:40]
    twice = [*passage, *invented(11, 70), *passage]
    assert kind(" ".join(twice), " ".join([*invented(12, 120), *passage])) is None
    assert kind(" ".join(twice), " ".join([*twice, "end"])) == "near"


def test_spelling_does_not_matter() -> None:
    one = "کتاب‌ها می‌گویند که مهاجران افغان از ایران یکی یکی برگشته‌اند و هیچ کس نمی‌داند"
    other = one.replace("ی", "ي").replace("ک", "ك").replace("می‌", "می ").replace("‌ها", " ها")
    assert kind(one, other.replace("نمی‌", "نمي")) == "exact"


def test_texts_without_spaces_have_words_too() -> None:
    assert words_of("東京都 2.5 abc") == ["東京", "京都", "2.5", "abc"]


@pytest.mark.parametrize("place", [3, 40, 100, 155])
def test_one_other_number_is_another_story(place: int) -> None:
    day = [" ".join([*TEXT[:place], str(number), *TEXT[place:]]) for number in range(100, 112)]
    assert {kind(a, b) for a, b in itertools.combinations(day, 2)} == {None}
    edited = [*invented(8, 9), *TEXT[10:place], "7", *TEXT[place:]]
    assert place < 10 or kind(day[0], " ".join(edited)) is None


def test_a_number_in_the_headline_counts() -> None:
    text = " ".join(TEXT)
    one, two = (DuplicateText(text, f"{n} people crossed") for n in (214, 300))
    assert apart(one, two)
    assert compare(one, two) == "apart"
    assert isinstance(compare(one, DuplicateText(text, "Hundreds went home")), CopyVerdict)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_can_be_compared(one: str, other: str) -> None:
    folded = fold(one)
    hashed = minhash(folded)
    assert MinHash.from_bytes(hashed.to_bytes()) == hashed
    assert len(hashed.keys) <= KEYS
    kind(one, other)


def test_keys_do_not_change_between_versions_by_accident() -> None:
    assert minhash("one two three four").keys == (*(-4342105347366123187, 8428849967859233697),)
    assert all(-(2**63) <= key < 2**63 for key in minhash(" ".join(LONGER)).keys)
    assert len(minhash(" ".join(LONGER)).keys) == KEYS


def test_candidates_come_by_the_rarity_of_shared_keys_and_are_few() -> None:
    assert candidates({7: (1, 3), 8: (2, 3), 9: (3,)}) == [3, 2, 1]
    assert candidates({7: tuple(range(50)), 8: (1,)})[:2] == [1, 49]
    assert len(candidates({7: tuple(range(1000))})) == 12
    assert candidates({}) == []


def test_a_shingle_has_its_key_wherever_it_stands_and_only_in_its_order() -> None:
    keys = set(minhash("torkham gate shut").keys)
    assert len(keys) == 1
    assert keys < set(minhash("the torkham,  gate (shut) again").keys)
    assert keys.isdisjoint(minhash("gate torkham shut").keys)
    assert keys.isdisjoint(minhash("torkham gat eshut").keys)
    assert minhash("torkham gate").keys == ()
    far = [*invented(9, 30_000), "torkham", "7", "gate"]
    assert set(minhash("torkham 7 gate").keys) < set(minhash(" ".join(far)).keys)


def test_a_text_that_repeats_itself_has_as_many_keys_as_it_has_shingles() -> None:
    assert len(minhash(" ".join(TEXT[:10] * 20)).keys) == 10
    assert len(minhash(" ".join(TEXT[:40] * 20)).keys) == KEYS
