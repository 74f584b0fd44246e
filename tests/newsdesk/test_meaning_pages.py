"""Judging doubtful articles in the browser, and what is like an article or story."""

import asyncio
import re
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import lxml.html
import pytest
from datasette.app import Datasette

from db.people.learned import LearnedLabel, note_learned
from db.search.like import find_like
from db.search.more_like import more_like
from db.store import Store, open_store
from newsdesk.application import application
from newsdesk.rights import Rights
from passes.desk_writes import write_from_desk
from pipelines.errors import OperatorError
from pipelines.query.concepts import Concepts
from tests.dispatch import NOW_RULE, Dispatch, open_dispatch
from tests.near_vectors import place_near
from tests.samples import NOW

HOSTILE = '"><script>kh_evil(1)</script>'
URDU = "کرایہ داروں سے کاغذات طلب"


@pytest.fixture
def dispatch(tmp_path: Path) -> Any:
    """Yield a store of four doubtful articles, of which the third was judged by no model."""
    with open_dispatch(tmp_path, (NOW_RULE,), None) as found:
        found.publish(title="Rain in Multan", text="It rained.")
        found.publish(title=URDU, text="پولیس نے کاغذات مانگے۔", language="ur")
        found.publish(title=HOSTILE, text=f"Text {HOSTILE}")
        found.publish(title="Bread is dearer", text="Bakers met.")
        store = found.store
        store.execute("UPDATE articles SET relevance = 'review', first_seen_at = datetime() || 'Z'")
        store.execute("UPDATE stories SET last_seen_at = datetime() || 'Z'")
        known = [LearnedLabel(1, "review", 0.31), LearnedLabel(2, "review", 0.52)]
        note_learned(store, "model", [*known, LearnedLabel(4, "off", 0.72)])
        yield found


def desk_of(dispatch: Dispatch, *, writing: bool = True) -> Datasette:
    write = partial(write_from_desk, dispatch.config, lambda: NOW) if writing else None
    return application(dispatch.config.database, Concepts({}), Rights(write=write))


def get(desk: Datasette, path: str) -> httpx.Response:
    found: httpx.Response = asyncio.run(desk.client.get(path))
    assert found.status_code == 200, found.text
    return found


def post(desk: Datasette, form: dict[str, str], page: httpx.Response | None) -> httpx.Response:
    """Send a form as the page that was shown would, with its token and cookie."""
    headers = {"content-type": "application/x-www-form-urlencoded", "host": "localhost"}
    if page:
        token = re.search(r'name="csrftoken" value="([^"]+)"', page.text)
        assert token
        form = {**form, "csrftoken": token[1]}
        headers["cookie"] = page.headers["set-cookie"].partition(";")[0]
    answer: httpx.Response = asyncio.run(
        desk.client.post("/-/write", content=urlencode(form), headers=headers)
    )
    return answer


def label(store: Store, article: int) -> str:
    return str(store.rows("SELECT relevance FROM articles WHERE id = ?", (article,))[0][0])


def test_the_doubtful_are_shown_the_most_useful_first_with_buttons(dispatch: Dispatch) -> None:
    desk = desk_of(dispatch)
    page = get(desk, "/-/judge")
    tree: Any = lxml.html.document_fromstring(page.text)
    cards = tree.findall(".//article")
    titles = [card.find("h2").text_content() for card in cards]
    assert titles == [URDU, "Rain in Multan", "Bread is dearer", HOSTILE]
    heading = cards[0].find("h2")
    assert (heading.get("dir"), heading.get("lang")) == ("rtl", "ur")
    assert "on topic with a probability of 52 %" in cards[0].text_content()
    assert "not judged by meaning yet" in cards[3].text_content()
    assert [one.text for one in cards[0].iter("button")] == ["Yes", "No"]
    assert not tree.xpath("//script[contains(., 'kh_evil')]")
    found = get(desk, "/-/judge.json").json()
    assert [one["chance"] for one in found["doubtful"]] == [0.52, 0.31, 0.72, None]
    assert (found["judged"], found["judgements"]) == ([], 0)
    assert 'href="/-/judge"' in get(desk, "/").text
    dispatch.store.execute("UPDATE articles SET text = ? WHERE id = 1", ("It rained " * 40,))
    lead = get(desk, "/-/judge.json").json()["doubtful"][1]["lead"]
    assert (len(lead) < 310, lead.endswith((" It …", " rained …"))) == (True, True)


def test_a_judgement_is_kept_and_can_be_taken_back(dispatch: Dispatch) -> None:
    desk, store = desk_of(dispatch), dispatch.store
    page = get(desk, "/-/judge")
    back = {"back": "/-/judge"}
    for article, value in (("2", "relevant"), ("3", "off")):
        answer = post(desk, {"what": "judge", "about": article, "value": value, **back}, page)
        assert (answer.status_code, answer.headers["location"]) == (303, "/-/judge")
    assert [label(store, one) for one in (2, 3)] == ["relevant", "off"]
    shown = get(desk, "/-/judge.json").json()
    assert [one["id"] for one in shown["doubtful"]] == [1, 4]
    assert [(one["id"], one["relevance"]) for one in shown["judged"]] == [
        (3, "off"),
        (2, "relevant"),
    ]
    for article in ("2", "3"):
        post(desk, {"what": "unjudge", "about": article, **back}, page)
    assert [label(store, one) for one in (2, 3)] == ["review", "review"]
    assert get(desk, "/-/judge.json").json()["judged"] == []
    rows = store.rows("SELECT what, about, before, after FROM audit ORDER BY id")
    assert [tuple(row) for row in rows][2:] == [
        ("unjudge", "2", "relevant", "review"),
        ("unjudge", "3", "off", "review"),
    ]
    with pytest.raises(OperatorError, match="taken back already"):
        write_from_desk(dispatch.config, lambda: NOW, "unjudge", "2", "", "::1")


def test_what_was_learned_holds_again_when_a_judgement_is_taken_back(dispatch: Dispatch) -> None:
    write = partial(write_from_desk, dispatch.config, lambda: NOW)
    write("judge", "4", "relevant", "::1")
    assert "this is off topic, until a pass" in write("unjudge", "4", "", "::1")
    assert label(dispatch.store, 4) == "off"


@pytest.mark.parametrize("form", [{"csrftoken": ""}, {"csrftoken": "wrong"}, {}])
def test_a_form_of_another_site_judges_nothing(dispatch: Dispatch, form: dict[str, str]) -> None:
    desk = desk_of(dispatch)
    for what in ("judge", "unjudge"):
        asked = {"what": what, "about": "2", "value": "off", **form}
        assert post(desk, asked, None).status_code == 403
    assert label(dispatch.store, 2) == "review"


def test_who_may_not_write_is_shown_no_buttons(dispatch: Dispatch) -> None:
    page = get(desk_of(dispatch, writing=False), "/-/judge")
    assert "Rain in Multan" in page.text
    assert "<button" not in page.text
    dispatch.store.execute("UPDATE articles SET relevance = 'off'")
    assert "Nothing is doubtful." in get(desk_of(dispatch, writing=False), "/-/judge").text


def test_articles_and_stories_lead_to_what_is_like_them(dispatch: Dispatch) -> None:
    for article, near in ((1, 0.9), (2, 0.8), (3, 0.7)):
        place_near(dispatch.store, article, near)
    desk = desk_of(dispatch)
    for path in ("/-/articles/1", "/-/stories/1"):
        page = get(desk, path)
        tree: Any = lxml.html.document_fromstring(page.text)
        links = tree.xpath("//h2[@id='alike']/following-sibling::ul[1]/li/a")
        assert [link.text_content() for link in links] == [URDU, HOSTILE]
        assert (links[0].get("href"), links[0].get("dir")) == ("/-/articles/2", "rtl")
        assert not tree.xpath("//script[contains(., 'kh_evil')]")
        found = get(desk, f"{path}.json").json()["alike"]
        assert [one["id"] for one in found["articles"]] == [2, 3]
        assert 0.9 < found["articles"][0]["nearness"] <= 1
    dispatch.store.execute("UPDATE articles SET story_id = 1 WHERE id = 2")
    dispatch.store.execute("UPDATE articles SET story_id = 3 WHERE id = 4")
    place_near(dispatch.store, 4, 0.6)
    assert [one.id for one in more_like(dispatch.store, 1).articles] == [3]
    alike = [article.id for article, _ in find_like(dispatch.store, 1, 9)]
    assert alike == [2, 3, 4]


def test_what_is_not_compared_yet_or_near_to_nothing_is_said(dispatch: Dispatch) -> None:
    desk = desk_of(dispatch)
    assert "not compared by meaning yet: a pass will read it." in get(desk, "/-/articles/1").text
    place_near(dispatch.store, 1, 1.0)
    assert "No article of another story is near" in get(desk, "/-/stories/1").text
    with open_store(dispatch.config.database, write=False) as store:
        assert "not compared by meaning yet" in more_like(store, 99).missing
