"""The demonstration: invented outlets, served on loopback and visited by real passes."""

import asyncio
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from threading import Event
from typing import Any

import lxml.html
import pytest
from datasette.app import Datasette

from db.events.read import read_events
from db.status import status_of_sources
from db.store import Store, open_store
from khabardar.commands.demo import crawl_demo, demo_rights, show_demo
from khabardar.demo import press
from khabardar.demo.folder import write_settings
from khabardar.demo.newsroom import DemoNewsroom
from khabardar.demo.pages import NOTICE
from khabardar.demo.press import demo_press
from khabardar.demo.progress import begin_visits
from khabardar.demo.visits import VISITS_HOURS_AGO, open_visits
from newsdesk.application import application
from newsdesk.rights import READ_ONLY, Beside
from pipelines.errors import KhabardarError, OperatorError
from pipelines.query.concepts import Concepts
from tests.commandline import Call

NOW = datetime.now(UTC)
PRESS = demo_press()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield the folder of a demonstration whose outlets were visited twice and still answer."""
    folder = tmp_path_factory.mktemp("demo")
    newsroom = DemoNewsroom(PRESS, NOW)
    with newsroom.open():
        config = write_settings(folder, newsroom, "http://127.0.0.1:9/")
        with open_visits(config) as visit:
            crawl_demo(visit, newsroom, folder / "khabardar.db", VISITS_HOURS_AGO[-2:])
        yield folder


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with open_store(folder / "khabardar.db", write=False) as opened:
        yield opened


def test_a_figure_that_was_changed_is_seen_in_three_languages(store: Store) -> None:
    changes = store.rows(
        "SELECT a.language, r.summary FROM revisions r JOIN articles a ON a.id = r.article_id "
        "WHERE r.change = 'figure'"
    )
    assert {row["language"] for row in changes} == {"en", "ur", "ps"}
    assert all(re.search("2,400 -> 2,917|۲۴۰۰ -> ۲۹۱۷", row["summary"]) for row in changes)


def test_copies_are_one_story_and_own_reports_stories_of_their_own(store: Store) -> None:
    outlets = store.rows(
        "SELECT source_id FROM articles WHERE story_id = (SELECT story_id FROM articles "
        "WHERE url LIKE '%/frontier/torkham-count')"
    )
    assert {row["source_id"] for row in outlets} == {
        *("bolan-courier", "karakoram-desk", "khyber-ledger", "relief-observer"),
    }
    kinds = store.rows(
        "SELECT DISTINCT copy_kind FROM articles WHERE copy_of IS NOT NULL ORDER BY 1"
    )
    assert [row["copy_kind"] for row in kinds] == ["exact", "excerpt", "near"]
    assert store.rows("SELECT count(*) FROM stories")[0][0] > 30


def test_one_event_is_found_in_several_languages(store: Store) -> None:
    rows = store.rows("SELECT title, language FROM articles WHERE text LIKE ?", ("%2,917%",))
    assert {row["language"] for row in rows} == {"en", "ur"}
    told = store.rows(
        "SELECT DISTINCT language FROM articles WHERE title LIKE '%Torkham%' OR title LIKE ? "
        "OR title LIKE ? OR title LIKE ?",
        ("%طورخم%", "%تورخم%", "%معبر تورخم%"),
    )
    assert {row["language"] for row in told} >= {"en", "ur", "ps", "ar"}
    found = [{*event.languages} for event in read_events(store, languages=4)]
    assert sorted(map(sorted, found)) == [["ar", "en", "fa", "prs"], ["ar", "en", "ps", "ur"]]


def test_debris_stays_out_of_the_texts(store: Store) -> None:
    lines = {line for outlet in PRESS for line in outlet.debris}
    assert len(lines) > 2
    texts = [row["text"] for row in store.rows("SELECT text FROM articles")]
    assert not [text for text in texts for line in (*lines, NOTICE) if line in text]


def test_an_outlet_that_died_is_in_trouble_and_the_others_are_not(store: Store) -> None:
    health = {source.id: source.health for source in status_of_sources(store)}
    assert len(health) == 12
    assert {name for name, how in health.items() if how != "ok"} == {"peyk-zagros"}


def test_what_is_off_topic_is_kept_if_it_names_afghans_and_else_dropped(store: Store) -> None:
    said = {
        row["title"]: row["relevance"]
        for row in store.rows("SELECT title, relevance FROM articles")
    }
    assert {"relevant", "review", "off"} == {*said.values()}
    assert said["Afghan striker leads league with eleven goals"] == "off"
    dropped = store.rows("SELECT url FROM links WHERE reason = 'off_topic'")
    assert [row["url"].rpartition("/")[2] for row in dropped] == ["walnut-bread"]


def test_mails_are_files_that_link_to_the_pages(folder: Path) -> None:
    mails = [
        message_from_bytes(path.read_bytes(), policy=default)
        for path in folder.glob("outbox/*.eml")
    ]
    assert len(mails) > 5
    bodies = [mail.get_body(("plain",)) for mail in mails]
    assert any(body and "http://127.0.0.1:9/-/stories/" in body.get_content() for body in bodies)


def test_each_page_says_that_all_of_it_is_invented(folder: Path) -> None:
    desk = application(folder / "khabardar.db", Concepts({}))
    for path in ("/", "/-/stories", "/-/outlets", "/khabardar/articles"):
        assert notice(desk, path) == [f"{NOTICE}."]


def test_the_pages_come_with_the_first_visit_and_say_how_far_the_others_are() -> None:
    seen = Event()

    def visits(one_made: Callable[[], None]) -> None:
        one_made()
        seen.wait()
        one_made()

    progress, thread = begin_visits(visits, 2)
    progress.wait_for_the_first()
    assert progress.words().startswith("1 of 2 visits is made: more")
    seen.set()
    thread.join()
    assert progress.words() == ""


@pytest.mark.parametrize("made", [0, 1])
def test_a_visit_that_fails_is_said(made: int) -> None:
    def visits(one_made: Callable[[], None]) -> None:
        for _ in range(made):
            one_made()
        raise KhabardarError("a pass ended with exit code 1")

    progress, thread = begin_visits(visits, 2)
    thread.join()
    if made:
        progress.wait_for_the_first()
        assert progress.words().endswith("could be made: a pass ended with exit code 1")
    else:
        with pytest.raises(KhabardarError, match="exit code 1"):
            progress.wait_for_the_first()


@pytest.mark.parametrize("said", ["1 of 2 visits is made", ""])
def test_the_first_page_renews_itself_while_something_goes_on(folder: Path, said: str) -> None:
    beside = Beside(going_on=lambda: said)
    desk = application(folder / "khabardar.db", Concepts({}), READ_ONLY, beside)
    renewing: dict[str, list[Any]] = {}
    for path in ("/", "/-/stories"):
        page: Any = lxml.html.document_fromstring(asyncio.run(desk.client.get(path)).text)
        renewing[path] = page.xpath("//p[@data-renew]")
        assert page.xpath("//p[@role='status']/text()") == ([f"{said}."] if said else [])
    assert [len(found) for found in renewing.values()] == ([1, 0] if said else [0, 0])


def test_people_may_do_on_the_pages_what_they_may_on_real_ones(folder: Path) -> None:
    rights = demo_rights(folder / "khabardar.toml")
    desk = application(folder / "khabardar.db", Concepts({}), rights)
    page: Any = lxml.html.document_fromstring(
        asyncio.run(desk.client.get("/-/outlets/peyk-zagros")).text
    )
    assert {"Ask now", "Check its lists"} <= {*page.xpath("//button/text()")}


def test_no_page_says_so_of_what_is_real(tmp_path: Path) -> None:
    open_store(tmp_path / "k.db", write=True).close()
    assert notice(application(tmp_path / "k.db", Concepts({})), "/") == []


def notice(desk: Datasette, path: str) -> list[str]:
    """Return what a page says of all that is stored."""
    page: Any = lxml.html.document_fromstring(asyncio.run(desk.client.get(path)).text)
    return [line.text_content() for line in page.xpath("//p[@role='note']")]


def test_an_outlet_that_a_person_asks_is_visited_then(folder: Path) -> None:
    write = demo_rights(folder / "khabardar.toml").write
    assert write
    assert write("ask", "khyber-ledger", "now", "::1") == (
        "Khyber Ledger is asked with the next pass. The demonstration made that pass now: 1 source."
    )


def test_the_press_is_of_six_languages_and_some_fifty_articles() -> None:
    assert {outlet.language for outlet in PRESS} == {"en", "ur", "fa", "prs", "ps", "ar"}
    assert len({outlet.name for outlet in PRESS}) == 12
    assert 40 <= sum(len(outlet.articles) for outlet in PRESS) <= 60
    assert all(
        article.versions[0].hours_ago > VISITS_HOURS_AGO[-1]
        for outlet in PRESS
        for article in outlet.articles
    )


def test_every_outlet_has_something_at_its_first_visit() -> None:
    first = VISITS_HOURS_AGO[0]
    silent = [
        outlet.id
        for outlet in PRESS
        if not any(article.version_at(first) for article in outlet.articles)
    ]
    assert silent == []


def test_an_outlet_answers_as_it_was_at_the_moment() -> None:
    room = DemoNewsroom(PRESS, NOW)
    host, path = "khyber-ledger.localhost", "/frontier/torkham-count"
    with room.open():
        room.hours_ago = 60
        assert room.answer(host, path)[0] == 404
        assert "torkham-count" not in room.answer(host, "/feed")[2]
        room.hours_ago = 10
        assert "2,400" in room.answer(host, path)[2]
        room.hours_ago = 0
        assert "2,917" in room.answer(host, path)[2]
        assert "2,917 Afghans sent back" in room.answer(host, "/feed")[2]
        assert path in room.answer(host, "/")[2]
        assert room.answer("peyk-zagros.localhost", "/feed")[0] == 503
        assert room.answer("unknown.localhost", "/")[0] == 404


def test_words_to_be_changed_must_be_there() -> None:
    version = press.Version(1.0, "A headline", ("A text.",))
    assert press.reworded(version, [["text", "word"]]).text == ("A word.",)
    with pytest.raises(ValueError, match="'figure'"):
        press.reworded(version, [["figure", "word"]])


def test_the_folder_goes_when_the_demonstration_ends(capsys: pytest.CaptureFixture[str]) -> None:
    seen: list[Path] = []

    def browse(address: str) -> None:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?days=7", address)
        folder = Path(re.findall(r"mails go into (.*)/outbox", capsys.readouterr().err)[0])
        assert (folder / "khabardar.toml").exists()
        seen.append(folder)
        raise KeyboardInterrupt

    show_demo(0, None, browse, hours_ago=())
    assert not seen[0].exists()
    assert capsys.readouterr().err.endswith("ended; nothing of it stays\n")


def test_a_folder_that_is_named_stays_and_is_not_used_twice(tmp_path: Path, call: Call) -> None:
    def browse(_: str) -> None:
        raise KeyboardInterrupt

    show_demo(0, tmp_path / "kept", browse, hours_ago=())
    assert (tmp_path / "kept" / "khabardar.db").exists()
    said = call("demo", "--no-browser", "--keep", "kept")
    assert said.code == 2
    assert "kept/khabardar.toml: already exists; name a folder without settings" in said.err


def test_settings_of_a_real_database_in_the_environment_are_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def browse(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setenv("KHABARDAR_DATABASE__PATH", str(tmp_path / "real.db"))
    show_demo(0, tmp_path / "kept", browse, hours_ago=())
    assert (tmp_path / "kept" / "khabardar.db").exists()
    assert not (tmp_path / "real.db").exists()


def test_a_pass_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    config = tmp_path / "khabardar.toml"
    config.write_text("[catalogue]\nuse = maybe\n", encoding="utf8")
    with open_visits(config) as visit, pytest.raises(OperatorError, match=r"khabardar\.toml:2"):
        visit(1.0)


def test_passes_that_ended_are_an_error(tmp_path: Path) -> None:
    with open_visits(tmp_path / "none.toml") as visit:
        ended = visit
    with pytest.raises(KhabardarError, match="has ended"):
        ended(1.0)
