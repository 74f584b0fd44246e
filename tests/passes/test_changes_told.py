"""Rules that ask for changes are told of each one that matters, with both states."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from db.articles import revisions
from db.articles.write import SaveContext
from db.crawl.revisits import NO_MARKS, plan_revisit
from db.outbox import outbox
from db.outbox.unmailed import unmailed_matches
from khabardar.output.status import alert_line
from pipelines.items import Rule
from pipelines.stories.revisions import Version, compare
from tests.dispatch import Dispatch, open_dispatch
from tests.postoffice import PostOffice
from tests.samples import kept_article

BOTH = Rule("Both", "families", ("one@example.org",), on=("new", "changed"))
CHANGES = Rule("Changes", "families", ("two@example.org",), on=("changed",))
NEW = Rule("New", "families", ("three@example.org",))
DAILY = Rule("Daily", "x", ("four@example.org",), "daily 07:00", on=("new", "changed"))
TEXT = (
    "At noon {} families stood before the gate of the crossing with all that they could carry.\n\n"
    "An officer wrote down their names, and said that the road would be open until the evening."
)
URDU = "دوپہر تک {} خاندان سرحد کے پھاٹک کے سامنے کھڑے تھے اور ان کے پاس بہت سامان تھا۔"


@pytest.fixture
def desk(tmp_path: Path, office: PostOffice) -> Iterator[Dispatch]:
    with open_dispatch(tmp_path, [BOTH, CHANGES, NEW, DAILY], office.port) as opened:
        yield opened


def revise(desk: Dispatch, number: int, text: str, title: str = "Families sent back") -> int:
    """Let an outlet change an article, and return how many alerts that queued."""
    stored = revisions.stored_article(desk.store, number)
    assert stored is not None
    change = compare(stored.version, Version(title, text))
    assert change is not None
    kept = kept_article(stored.url, title=title, text=text)
    context = SaveContext(desk.now, None, "", "example.org")
    return revisions.record_change(desk.store, stored, kept, change, context)


def letters_to(office: PostOffice, name: str) -> list[EmailMessage]:
    return [m for m in office.letters() if m["To"] == f"{name}@example.org"]


def plain(letter: EmailMessage, kind: str = "plain") -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_each_significant_change_comes_once_to_those_who_ask(
    desk: Dispatch, office: PostOffice
) -> None:
    with office.open():
        desk.publish(1, 2, 3, text=TEXT.format(400))
        desk.pass_()
        for count in (450, 500):
            desk.wait(hours=1)
            assert revise(desk, 1, TEXT.format(count)) == 2
            desk.pass_()
            desk.pass_()
        assert revise(desk, 1, TEXT.format(500).replace("the evening", "evening")) == 0
        desk.pass_()
    told = {name: letters_to(office, name) for name in ("one", "two", "three")}
    assert [len(letters) for letters in told.values()] == [3, 2, 1]
    assert set(office.counted().values()) == {1}
    first, changed, _ = told["one"]
    assert str(changed["Subject"]) == "[Both] changed: Families sent back"
    assert changed["In-Reply-To"] == first["Message-ID"]
    for states in (
        "figure before: \u2068400\u2069\nfigure after: \u2068450\u2069",
        "[-400-] {+450+}",
        '1 change for your rule "Both"',
    ):
        assert states in plain(changed)
    html = plain(changed, "html")
    assert "<del><bdi>400</bdi></del> &rarr; <ins><bdi>450</bdi></ins>" in html


def test_a_change_in_arabic_letters_keeps_its_direction(desk: Dispatch, office: PostOffice) -> None:
    with office.open():
        desk.publish(2, text=URDU.format("۴۰۰"), language="ur")
        revise(desk, 1, URDU.format("۴۵۰"), title="خاندان واپس")
        desk.pass_()
    (letter,) = letters_to(office, "two")
    assert "figure before: \u2068۴۰۰\u2069\nfigure after: \u2068۴۵۰\u2069" in plain(letter)
    assert "headline after: \u2068خاندان واپس\u2069" in plain(letter)
    row = outbox.outbox_rows(desk.store)[0]
    line = alert_line(row)
    assert "[Changes] changed: خاندان واپس" in line
    assert "figure \u2068۴۰۰\u2069 -> \u2068۴۵۰\u2069" in line
    assert "headline \u2068Families sent back\u2069 -> \u2068خاندان واپس\u2069" in line


def test_who_waits_for_the_first_mail_reads_the_new_state_there(
    desk: Dispatch, office: PostOffice
) -> None:
    desk.publish(1, 4, text=TEXT.format(400))
    assert revise(desk, 1, TEXT.format(450)) == 0
    with office.open():
        desk.pass_()
        desk.wait(days=1)
        desk.pass_()
        revise(desk, 1, TEXT.format(500))
        desk.publish(4)
        desk.wait(days=1)
        desk.pass_()
    first, digest = letters_to(office, "four")
    assert "450 families" in plain(first)
    assert '1 story and 1 change for your rule "Daily"' in plain(digest)
    assert "1 story and 1 change" in str(digest["Subject"])


def test_a_page_that_is_gone_is_a_change(desk: Dispatch, office: PostOffice) -> None:
    desk.publish(1, 2, text=TEXT.format(400))
    with office.open():
        desk.pass_()
        stored = revisions.stored_article(desk.store, 1)
        assert stored is not None
        plan_revisit(desk.store, 1, stored.url, desk.now, desk.now, NO_MARKS)
        assert revisions.record_miss(desk.store, stored, "HTTP 404", 1, "example.org", desk.now)
        desk.pass_()
    assert "Changed: \u2068deleted: HTTP 404\u2069" in plain(letters_to(office, "two")[0])


def test_headlines_that_are_tried_in_turn_are_told_once_each_way(desk: Dispatch) -> None:
    desk.publish(2, text=TEXT.format(400))
    titles = ["Families sent home", "Families sent back"] * 3
    queued = []
    for title in titles:
        desk.wait(hours=1)
        queued.append(revise(desk, 1, TEXT.format(400), title))
    assert queued == [1, 1, 0, 0, 0, 0]


def test_what_a_rule_does_not_ask_for_is_noted(desk: Dispatch) -> None:
    desk.publish(2)
    assert [row["why"] for row in unmailed_matches(desk.store)] == ["changes_only"]


def test_changes_wait_die_and_go_to_others_as_alerts_do(desk: Dispatch, office: PostOffice) -> None:
    desk.publish(2, text=TEXT.format(400))
    revise(desk, 1, TEXT.format(450))
    desk.pass_()
    right = replace(CHANGES, to=("right@example.org", "next@example.org"))
    desk.declare(BOTH, right, NEW, DAILY)
    desk.wait(hours=1)
    with office.open():
        desk.pass_()
    assert sorted(to for (to,), _ in office.taken) == ["next@example.org", "right@example.org"]
    assert desk.states() == {"sent": 2}


def test_changes_go_with_their_article_when_stories_meet_and_part(
    desk: Dispatch, office: PostOffice
) -> None:
    with office.open():
        desk.publish(1, 2, source="a", text=TEXT.format(400))
        desk.publish(1, 2, source="c", text=TEXT.format(400))
        desk.publish(1, 2, source="b", text=TEXT.format(450))
        desk.pass_()
        revise(desk, 1, TEXT.format(450))
        desk.pass_()
        revise(desk, 2, TEXT.format(450))
        desk.pass_()
    assert len(letters_to(office, "two")) == 2
    assert desk.store.rows("PRAGMA foreign_key_check") == []
    assert (
        desk.store.rows(
            "SELECT 1 FROM outbox o JOIN articles a ON a.id = o.article_id "
            "WHERE o.revision_id IS NOT NULL AND a.story_id <> o.story_id"
        )
        == []
    )
