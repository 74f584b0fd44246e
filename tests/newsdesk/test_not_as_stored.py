"""Words that changed on the disk are never shown as if they were the outlet's."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from newsdesk.application import application
from pipelines.query.concepts import Concepts
from tests.dispatch import open_dispatch
from tests.pages_client import fetched

SAID = "not as stored"
TWICE = "Officials counted 2,400 people at the gate by noon, and said that more would come. " * 4
Get = Callable[[str], Any]


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Get:
    """Return how to ask for a page; a figure of article 1 changed, and the authors of article 3.

    Article 2 is a copy of article 1, article 4 is whole.
    """
    folder = tmp_path_factory.mktemp("changed")
    with open_dispatch(folder, (), None) as opened:
        opened.now = datetime.now(UTC)
        opened.publish(source="a", text=TWICE)
        opened.publish(source="b", text=TWICE)
        opened.publish(source="a", title="Walnut bread wins")
        opened.publish(source="c", title="The road is closed")
        opened.store.execute("UPDATE articles SET text = replace(text, '2,4', '2,9') WHERE id = 1")
        opened.store.execute("UPDATE articles SET byline = byline || 'x' WHERE id = 3")
    desk = application(folder / "k.db", Concepts({}))
    return lambda path: fetched(desk, path)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/-/articles/1", "These words are not as stored"),
        ("/-/articles/3", "These words are not as stored"),
        ("/-/stories/1", "The words of article 1 are not as stored"),
        ("/-/stories/2", "The words of article 3 are not as stored"),
    ],
)
def test_a_page_says_that_words_have_changed_on_the_disk(get: Get, path: str, said: str) -> None:
    assert said in get(path).text


@pytest.mark.parametrize("path", ["/-/articles/2", "/-/articles/4", "/-/stories/3"])
def test_a_page_of_words_as_stored_says_nothing_of_it(get: Get, path: str) -> None:
    page = get(path)
    assert page.status_code == 200
    assert SAID not in page.text


def test_programs_are_told_too(get: Get) -> None:
    found = [get(f"/-/articles/{n}.json").json()["found"] for n in (1, 2)]
    assert [one["as_stored"] for one in found] == [False, True]
    assert get("/-/stories/1.json").json()["found"]["not_as_stored"] == [1]


def test_lists_say_it_beside_the_story(get: Get) -> None:
    asked = "days=1&relevance=all"
    cards = get(f"/-/stories.json?{asked}").json()["cards"]
    assert {one["article_id"]: one["as_stored"] for one in cards} == {1: False, 3: False, 4: True}
    for path in ("/-/stories", "/"):
        assert get(f"{path}?{asked}").text.count("changed on the disk") == 2
