"""Changing things in the browser: what it does, that it lasts, and who may not."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from datasette.app import Datasette

from db.lock import writer_lock
from db.outbox.rules import active_rules, paused_rules, sync_rules
from db.people.judgements import judge_article
from db.store import Store, open_store
from newsdesk.application import application
from newsdesk.policy import policy
from newsdesk.rights import Rights
from passes import desk_writes
from passes.desk_writes import write_from_desk
from pipelines.errors import OperatorError
from pipelines.query.concepts import Concepts
from tests.dispatch import EVERY, NOW_RULE, ONE, open_dispatch
from tests.samples import NOW

ORDER = {"what": "rule", "about": "1", "value": "off", "back": "/-/alerts"}


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk whose forms change a small database."""

    datasette: Datasette
    database: Path
    write: Callable[..., str]

    def post(self, form: dict[str, str], **headers: str) -> httpx.Response:
        """Return the answer to a form, sent with ``headers`` and no others."""
        sent = {"content-type": "application/x-www-form-urlencoded", "host": "localhost", **headers}
        return self._ask("POST", "/-/write", urlencode(form), sent)

    def shown(self, path: str) -> tuple[str, str]:
        """Return the token in the forms of a page and the cookie that came with it."""
        page = self._ask("GET", path)
        token = re.search(r'name="csrftoken" value="([^"]+)"', page.text)
        assert token
        assert "HttpOnly" in page.headers["set-cookie"]
        assert "SameSite" in page.headers["set-cookie"]
        return token[1], page.headers["set-cookie"].partition(";")[0]

    def _ask(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> httpx.Response:
        ask = getattr(self.datasette.client, method.lower())
        extra = {"content": body} if body else {}
        answer: httpx.Response = asyncio.run(ask(path, headers=headers or {}, **extra))
        return answer

    def words(self, path: str) -> str:
        """Return the words of a page."""
        return " ".join(re.sub("<[^>]*>", " ", self._ask("GET", path).text).split())

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with open_store(self.database, write=False) as store:
            return [tuple(row) for row in store.rows(sql)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    with open_dispatch(tmp_path, EVERY, None) as dispatch:
        dispatch.publish(ONE)
        dispatch.publish(source="b", title="Bread is dearer", text="Bakers met in the old town.")
        config = dispatch.config
    write = partial(write_from_desk, config, lambda: NOW)
    shown = application(config.database, Concepts({}), Rights(write=write))
    return Desk(shown, config.database, write)


def test_a_form_of_the_desk_itself_is_carried_out_and_written_down(desk: Desk) -> None:
    token, cookie = desk.shown("/-/alerts")
    answer = desk.post({**ORDER, "csrftoken": token}, cookie=cookie)
    assert (answer.status_code, answer.headers["location"]) == (303, "/-/alerts")
    assert desk.rows("SELECT active, paused FROM rules WHERE id = 1") == [(0, 1)]
    ((what, about, before, after, address),) = desk.rows(
        "SELECT what, about, before, after, address FROM audit"
    )
    assert (what, about, before, after, address) == ("rule", "1", "on", "off", "127.0.0.1")


@pytest.mark.parametrize(
    ("token", "with_cookie", "headers"),
    [
        ("", True, {}),
        ("wrong", True, {}),
        (None, False, {}),
        ("", False, {}),
        (None, True, {"origin": "https://thief.example"}),
        (None, True, {"origin": "null"}),
        (None, True, {"sec-fetch-site": "cross-site"}),
        (None, True, {"sec-fetch-site": "same-site"}),
        ("", False, {"authorization": "Bearer x"}),
        ("", True, {"x-csrftoken": "x"}),
    ],
)
def test_a_form_of_another_site_changes_nothing(
    desk: Desk, token: str | None, with_cookie: bool, headers: dict[str, str]
) -> None:
    right, cookie = desk.shown("/-/alerts")
    form = {**ORDER, "csrftoken": right if token is None else token}
    answer = desk.post(form, **headers, **({"cookie": cookie} if with_cookie else {}))
    assert answer.status_code == 403
    assert desk.rows("SELECT count(*) FROM audit") == [(0,)]


@pytest.mark.parametrize("back", ["https://thief.example", "//thief.example", "/\\thief.example"])
def test_a_form_leads_back_to_the_desk_alone(desk: Desk, back: str) -> None:
    token, cookie = desk.shown("/-/outlets")
    form = {"what": "ask", "about": "a", "back": back, "csrftoken": token}
    answer = desk.post(form, cookie=cookie, origin="http://localhost")
    assert answer.headers["location"] == "/"


def test_without_a_writer_there_are_no_forms_and_no_writing(desk: Desk) -> None:
    closed = Desk(application(desk.database, Concepts({})), desk.database, desk.write)
    for path in ("/-/alerts", "/-/outlets", "/-/stories/1", "/"):
        assert "/-/write" not in asyncio.run(closed.datasette.client.get(path)).text
    assert closed.post(ORDER).status_code == 404
    assert asyncio.run(desk.datasette.client.get("/-/write")).status_code == 404


def test_a_fault_is_said_on_the_page(desk: Desk) -> None:
    token, cookie = desk.shown("/-/alerts")
    answer = desk.post({**ORDER, "about": "99", "csrftoken": token}, cookie=cookie)
    kept = "; ".join([cookie, answer.headers["set-cookie"].partition(";")[0]])
    page = asyncio.run(desk.datasette.client.get("/-/alerts", headers={"cookie": kept}))
    assert "this rule is paused or off already" in page.text


def test_a_rule_that_a_person_switched_off_stays_off_until_a_person_switches_it_on(
    desk: Desk,
) -> None:
    assert desk.write("rule", "1", "off", "::1") == (
        "Now is paused: it mails nothing until somebody resumes it here."
    )
    with open_store(desk.database, write=True) as store:
        assert sync_rules(store, EVERY, NOW) == []
        assert paused_rules(store) == {"Now"}
        assert 1 not in dict(active_rules(store))
    assert desk.write("rule", "1", "on", "::1").startswith("Now is on again")
    with open_store(desk.database, write=True) as store:
        sync_rules(store, EVERY, NOW)
        assert dict(active_rules(store))[1].name == NOW_RULE.name
    with pytest.raises(OperatorError, match=r"khabardar\.toml"):
        desk.write("rule", "1", "on", "::1")


def test_what_a_person_said_of_an_article_stays(desk: Desk) -> None:
    assert "off topic" in desk.write("judge", "1", "off", "::1")
    with open_store(desk.database, write=True) as store:
        store.execute("UPDATE articles SET relevance = 'relevant', score = 9 WHERE id = 1")
        assert relevance(store) == "off"
        assert judge_article(store, 1, "relevant", NOW) == "off"
        store.execute("UPDATE articles SET relevance = 'review' WHERE id = 1")
        assert relevance(store) == "relevant"
        store.execute("UPDATE articles SET relevance = 'off' WHERE id = 2")
        assert store.rows("SELECT relevance FROM articles WHERE id = 2")[0][0] == "off"


def relevance(store: Store) -> str:
    return str(store.rows("SELECT relevance FROM articles WHERE id = 1")[0][0])


def test_an_outlet_is_asked_with_the_next_pass(desk: Desk) -> None:
    with open_store(desk.database, write=True) as store:
        store.execute("UPDATE sources SET next_visit_at = '2030-01-01T00:00:00Z'")
    assert desk.write("ask", "a", "", "::1") == "A is asked with the next pass."
    assert desk.rows("SELECT next_visit_at FROM sources WHERE id = 'a'") == [
        (NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),)
    ]


def test_stories_are_joined_and_parted(desk: Desk) -> None:
    assert "Both are story" in desk.write("merge", "1", "2", "::1")
    ((story, count),) = desk.rows("SELECT id, article_count FROM stories")
    assert count == 2
    assert "story" in desk.write("split", str(story), "2", "::1")
    assert desk.rows("SELECT count(*) FROM stories") == [(2,)]
    assert [what for (what,) in desk.rows("SELECT what FROM audit ORDER BY id")] == [
        "merge",
        "split",
    ]


def test_events_are_joined_parted_and_what_was_said_taken_back(desk: Desk) -> None:
    assert "tell of one event" in desk.write("merge_events", "1", "2", "::1")
    ((event, count),) = desk.rows("SELECT id, story_count FROM events")
    assert count == 2
    said = "/-/stories/2"
    assert "the same as story 1" in desk.words(said)
    assert "another event" in desk.write("split_event", str(event), "2", "::1")
    assert "not that of story 1" in desk.words(said)
    ((at,),) = desk.rows("SELECT DISTINCT decided_at FROM event_decisions")
    assert "Taken back" in desk.write("unsay_event", "2", at, "::1")
    assert desk.rows("SELECT count(*) FROM event_decisions") == [(0,)]
    assert desk.rows("SELECT what, about, before, after FROM audit ORDER BY id") == [
        ("merge_events", "1", "stories 1 and 2", f"event {event}"),
        ("split_event", str(event), f"event {event} with story 2", "story 2 apart"),
        ("unsay_event", "2", f"said at {at} of stories 1, 2", ""),
    ]


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (("judge", "99", "off"), "there is no article 99"),
        (("judge", "1", "perhaps"), "on topic or off topic"),
        (("judge", "one", "off"), "'one' is not a number"),
        (("ask", "nobody", ""), "'nobody' is not watched"),
        (("split", "1", "1"), "leave one in it"),
        (("merge", "1", "1"), "two stories or more"),
        (("merge", "1", "99"), "there is no story 99"),
        (("split_event", "1", "1"), "there is no event 1"),
        (("merge_events", "1", "99"), "there is no story 99"),
        (("merge_events", "1", "one"), "'one' is not a number"),
        (("unsay_event", "1", "2025-01-01T00:00:00Z"), "taken back already"),
        (("drop", "1", ""), "nothing called 'drop'"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    desk: Desk, order: tuple[str, str, str], said: str
) -> None:
    with pytest.raises(OperatorError, match=said):
        desk.write(*order, "::1")
    assert desk.rows("SELECT count(*) FROM audit") == [(0,)]


def test_who_holds_the_lock_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_writes, "WAIT_S", 0.0)
    with writer_lock(desk.database), pytest.raises(OperatorError, match="is writing since"):
        desk.write("judge", "1", "off", "::1")


def test_forms_may_be_sent_to_the_desk_alone() -> None:
    assert "form-action 'self'" in policy("n")
