"""What Today and a story's page say of an event that is told in other languages."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from datasette.app import Datasette

from db.events.work import StoryLink, save_links, save_signs, waiting_stories, write_events
from db.store import open_store
from newsdesk.application import application
from newsdesk.pages.answer import database_of, reader_language
from press_catalogue.concepts import load_concepts
from tests.dispatch import Dispatch, open_dispatch
from tests.reported_events import PASHTO, RAID, URDU, publish


@dataclass(frozen=True, slots=True)
class Desk:
    """The pages over a database with one event in three languages, and a later report."""

    datasette: Datasette

    def page(self, path: str, language: str = "en") -> str:
        """Return the words of a page, as a browser that asks for a language gets it."""
        asked = {"accept-language": language}
        answer = asyncio.run(self.datasette.client.get(path, headers=asked))
        assert answer.status_code == 200, answer.text
        tree: Any = lxml.html.document_fromstring(answer.text)
        return " ".join(tree.text_content().split())


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder: Path = tmp_path_factory.mktemp("events")
    with open_dispatch(folder, (), None) as opened:
        fill(opened)
        path = opened.config.database
    return Desk(application(path, load_concepts()))


def fill(desk: Dispatch) -> None:
    desk.now = datetime.now(UTC).replace(microsecond=0)
    stories = [publish(desk, told) for told in (URDU, PASHTO, RAID)]
    later = publish(desk, ("d", "en", "Those held in Quetta are freed", "They went home.", 60))
    with desk.store.transaction():
        waiting = [(one, "[]") for one in waiting_stories(desk.store, 9)]
        save_signs(desk.store, waiting, "model")
        desk.store.execute(
            "UPDATE event_signs SET at = '2030-01-01T00:00:00Z' WHERE story_id = ?", (later,)
        )
        save_links(desk.store, [StoryLink(stories[0], later, -2.0)])
        differ = {0: f"[[[412, [{stories[1]}, {stories[2]}]], [421, [{stories[0]}]]]]"}
        write_events(desk.store, stories, [stories], differ, frozenset(), desk.now)


def test_a_story_names_the_event_in_other_languages(desk: Desk) -> None:
    said = desk.page("/-/stories/1")
    assert f"In English: {RAID[2]}, A" in said
    assert f"Pashto: {PASHTO[2]}, C" in said
    assert "Numbers that differ: 412 (C, A); 421 (B)" in said
    assert "later: Those held in Quetta are freed, D" in said


def test_a_search_names_what_outlets_in_the_readers_language_call_the_event(desk: Desk) -> None:
    found = f"/-/search?q=lang:ur+{URDU[2].split()[0]}"
    assert f"In English: {RAID[2]}, A" in desk.page(found)
    assert f"In Pashto: {PASHTO[2]}, C" in desk.page(found, "ps")
    for path, headline in (("/-/search?q=freed", "Those held"), ("/-/search?q=raid", RAID[2])):
        said = desk.page(path)
        assert headline in said
        assert "In English:" not in said


def test_the_gist_is_in_the_readers_language(desk: Desk) -> None:
    said = desk.page("/-/stories/1", "ps-AF,ps;q=0.9,en;q=0.8")
    assert f"In Pashto: {PASHTO[2]}, C" in said
    assert "In English:" not in said
    assert "In Urdu:" not in desk.page("/-/stories/1", "ur")  # it is the story's own


def test_a_list_says_who_tells_of_an_event(desk: Desk) -> None:
    said = desk.page("/-/stories")
    assert said.count("One event, told by 3 outlets (PK 3) in 3 languages:") == 1
    assert all(told[2] in said for told in (RAID, URDU, PASHTO))


@pytest.mark.parametrize(
    ("told", "events", "alone"), [("", 1, 1), ("languages", 1, 0), ("countries", 0, 0)]
)
def test_a_list_is_narrowed_to_what_several_tell_of(
    desk: Desk, told: str, events: int, alone: int
) -> None:
    said = desk.page(f"/-/stories?told={told}")
    assert said.count("One event") == events
    assert said.count("Those held in Quetta are freed") == alone


def test_outlets_of_two_countries_are_counted_over_all_tellings(desk: Desk) -> None:
    with open_store(database_of(desk.datasette), write=True) as store:
        store.execute("UPDATE sources SET country = 'AF' WHERE id = 'b'")
        said = desk.page("/-/stories?told=countries")
        assert "One event, told by 3 outlets (PK 2, AF 1) in 3 languages:" in said
        assert "Those held" not in said
        store.execute("UPDATE sources SET country = 'PK' WHERE id = 'b'")


def test_today_shows_an_event_once(desk: Desk) -> None:
    said = desk.page("/")
    assert said.count("Numbers that differ") == 1
    assert all(told[2] in said for told in (RAID, URDU, PASHTO))


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "en"), ("de-AT,de;q=0.9", "de"), ("xx, ur;q=0.5", "ur"), ("*", "en"), ("EN-us", "en")],
)
def test_a_browser_says_what_its_reader_reads(accepted: str, language: str) -> None:
    assert reader_language(accepted) == language
