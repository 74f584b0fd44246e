"""Text that several articles of an outlet share makes and breaks no story."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import Store
from db.stories import read
from tests.dispatch import NOW_RULE, Dispatch, open_dispatch
from tests.postoffice import PostOffice

LETTERS = "ابپتجچدرزسشکگلمنوہی"


def words(seed: int, count: int) -> str:
    rng = random.Random(seed)
    return " ".join("".join(rng.choices(LETTERS, k=5)) for _ in range(count))


BOXES = {source: words(number, 150) for number, source in enumerate("ab")}
"""What each outlet puts around all its articles: the day's summary, and rates."""


@pytest.fixture
def desk(tmp_path: Path, office: PostOffice) -> Iterator[Dispatch]:
    with open_dispatch(tmp_path, [NOW_RULE], office.port) as opened:
        yield opened


def publish(desk: Dispatch, source: str, seed: int, *rules: int, own: int = 110) -> int:
    """Store ``own`` words in the boxes of an outlet, and return how many alerts that gave."""
    title = words(1000 + seed, 6)
    text = f"{words(seed, own)}\n\n{BOXES[source]}"
    return desk.publish(*rules, source=source, text=text, title=title, language="ur").alerts


def stories(store: Store) -> list[list[int]]:
    return sorted(sorted(a.id for a in story.articles) for story in read.read_stories(store))


def test_two_stories_in_the_same_boxes_stay_two_and_both_are_mailed(desk: Dispatch) -> None:
    publish(desk, "a", 10)
    assert [publish(desk, "a", seed, 1) for seed in (11, 12, 13)][-1] == 1
    assert stories(desk.store) == [[1], [2], [3], [4]]
    assert desk.states() == {"pending": 3}


def test_what_seemed_one_story_before_the_boxes_were_known_is_two_and_mailed_then(
    desk: Dispatch, office: PostOffice
) -> None:
    with office.open():
        assert [publish(desk, "a", seed, 1, own=40) for seed in (10, 11)] == [1, 0]
        assert stories(desk.store) == [[1, 2]]
        desk.pass_()
        publish(desk, "a", 12, own=40)
        assert stories(desk.store) == [[1], [2], [3]]
        desk.pass_()
        publish(desk, "a", 13, own=40)
        desk.pass_()
    assert desk.states() == {"sent": 2}
    assert len(office.taken) == 2
    assert desk.store.rows("PRAGMA foreign_key_check") == []


def test_a_copy_in_other_boxes_joins_its_story_once_both_boxes_are_known(desk: Dispatch) -> None:
    publish(desk, "a", 10, 1)
    publish(desk, "b", 10, 1)
    for seed in (20, 21):
        publish(desk, "a", seed)
    for seed in (30, 31):
        publish(desk, "b", seed)
    assert stories(desk.store)[0] == [1, 2]
    assert len(stories(desk.store)) == 5
    rows = desk.store.rows("SELECT count(*) AS n FROM outbox WHERE superseded = 0")
    assert rows[0]["n"] == 1
