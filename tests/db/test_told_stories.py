"""What was told stays told when an outlet's revision parts a story or brings two together."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from db.articles import update
from db.articles.write import SaveContext
from db.outbox import outbox
from db.store import Store
from db.stories import read
from pipelines.items import Rule
from tests.dispatch import Dispatch, open_dispatch
from tests.postoffice import PostOffice
from tests.samples import kept_article

BOTH = Rule("Both", "families", ("one@example.org", "two@example.org"))
WORDS = (
    "Lorries and buses stood in a row of {} before the gate since dawn while families slept "
    "beside their bundles and officers wrote down names on long sheets of paper by lamp light "
    "until the shift ended and others came to count again from the first page"
)
FEWER, MORE = WORDS.format(40), WORDS.format(75)


@pytest.fixture
def desk(tmp_path: Path, office: PostOffice) -> Iterator[Dispatch]:
    with open_dispatch(tmp_path, [BOTH], office.port) as opened:
        yield opened


def revise(desk: Dispatch, number: int, text: str, *, anew: bool = False) -> int:
    """Write another text of a known article, as a revisit or a re-extraction would."""
    url = desk.store.rows("SELECT url FROM articles WHERE id = ?", (number,))[0]["url"]
    kept = kept_article(url, text=text, rule_ids=(1,))
    context = SaveContext(desk.now, None, "", "example.org")
    with desk.store.transaction():
        return update.update_article(desk.store, number, kept, context, anew=anew)


def stories(store: Store) -> list[list[int]]:
    """Return the articles of each story."""
    return sorted(sorted(a.id for a in story.articles) for story in read.read_stories(store))


def publish_two_tallies(desk: Dispatch) -> None:
    """Put out a report (1), a copy of it (2) and another tally (3), which 1 will be revised to."""
    desk.publish(1, source="a", text=FEWER)
    desk.publish(1, source="c", text=FEWER, title="The copy of it")
    desk.publish(1, source="b", text=MORE, title="The other tally")
    assert stories(desk.store) == [[1, 2], [3]]


def test_a_copy_of_a_told_story_is_not_mailed_when_another_is_revised(
    desk: Dispatch, office: PostOffice
) -> None:
    with office.open():
        publish_two_tallies(desk)
        desk.pass_()
        assert revise(desk, 1, MORE) == 0
        assert stories(desk.store) == [[1, 3], [2]]
        desk.wait(hours=2)
        desk.pass_()
        for text in (FEWER, MORE):
            assert desk.publish(1, source="d", text=text).alerts == 0
        assert revise(desk, 5, FEWER) == 0
        desk.pass_()
    assert sorted(len(story) for story in stories(desk.store)) == [2, 3]
    assert len(office.taken) == 4
    assert set(office.counted().values()) == {1}
    assert desk.store.rows("PRAGMA foreign_key_check") == []


def test_stories_that_part_and_meet_again_keep_one_telling(
    desk: Dispatch, office: PostOffice
) -> None:
    with office.open():
        publish_two_tallies(desk)
        desk.pass_()
        for text in (MORE, FEWER, MORE):
            assert revise(desk, 1, text) == 0
            assert revise(desk, 2, text) == 0
        desk.wait(hours=2)
        assert desk.pass_().counts == {}
    told = desk.store.rows(
        "SELECT story_id, recipient, count(*) AS n FROM outbox WHERE superseded = 0 GROUP BY 1, 2"
    )
    assert {row["n"] for row in told} == {1}
    assert len(told) == 2 * len(stories(desk.store))


def test_a_story_that_parts_before_the_mail_went_out_is_mailed_too(
    desk: Dispatch, office: PostOffice
) -> None:
    with office.open():
        publish_two_tallies(desk)
        assert revise(desk, 1, MORE) == 2
        desk.pass_()
    one = [letter for letter in office.letters() if letter["To"] == "one@example.org"]
    assert len({str(letter["Subject"]) for letter in one}) == len(one) == 2
    assert any("The copy of it" in str(letter["Subject"]) for letter in one)


def test_only_whom_the_mail_reached_has_been_told_of_the_parts(
    desk: Dispatch, office: PostOffice
) -> None:
    with office.open():
        office.unknown = frozenset({"two@example.org"})
        publish_two_tallies(desk)
        desk.pass_()
        assert revise(desk, 1, MORE) == 1
    rows = outbox.outbox_rows(desk.store, state="pending")
    assert [(row["subject"], row["recipient"]) for row in rows] == [
        ("The copy of it", "two@example.org")
    ]


def test_what_may_have_arrived_is_sent_again_with_its_parts_under_the_same_name(
    desk: Dispatch, office: PostOffice
) -> None:
    desk.declare(replace(BOTH, to=("one@example.org",)))
    with office.open():
        office.data_answers = ["451 busy", "451 busy"]
        publish_two_tallies(desk)
        desk.pass_()
        assert revise(desk, 1, MORE) == 0
        desk.wait(hours=1)
        desk.pass_()
    assert desk.states() == {"sent": 3}
    assert "2 stories" in str(office.letters()[0]["Subject"])


def test_what_only_better_cleaning_parts_was_never_told(desk: Dispatch, office: PostOffice) -> None:
    with office.open():
        publish_two_tallies(desk)
        desk.pass_()
        assert revise(desk, 1, MORE, anew=True) == 2
