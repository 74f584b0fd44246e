"""Single URLs are fetched by hand through the whole line, whatever became of them before."""

from datetime import timedelta
from pathlib import Path

from db.crawl import links, sources
from db.store import open_store
from pipelines.items import Dropped, Entry, Failed
from pipelines.sources import Source
from tests.commandline import RULE, run, settings
from tests.newsroom import AFGHAN_BODY, OTHER_BODY, Answer, Newsroom
from tests.samples import NOW


def test_urls_are_fetched_by_hand_with_alerts_and_the_reason_of_each(tmp_path: Path) -> None:
    room = Newsroom("127.0.0.78")
    room.publish("/news/1", "Families sent back", *AFGHAN_BODY)
    room.publish("/news/2", "Walnut bread wins", *OTHER_BODY)
    room.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /closed", "text/plain")
    room.feed("/news/9")
    (tmp_path / "khabardar.toml").write_text(settings({"room": room}, RULE), encoding="utf8")
    asked = [f"{room.url}{path}" for path in ("/news/1", "/news/2", "/closed/3", "/news/404")]
    with room.open():
        first = run(tmp_path, "fetch", *asked)
        assert first.returncode == 1
        kept, off, closed, lost = first.stdout.splitlines()
        assert kept == f"kept: article 1 (relevant): Families sent back  {asked[0]}"
        assert off.startswith("dropped: off_topic: ")
        assert closed.startswith("dropped: robots: ")
        assert lost == f"dropped: not_found: HTTP 404  {asked[3]}"
        (letter,) = (tmp_path / "outbox").glob("*.eml")
        assert b"Families sent back" in letter.read_bytes()
        assert "/feed" not in room.paths()
        room.publish("/news/2", "Camp is cleared", *reversed(AFGHAN_BODY))
        before = len(room.paths())
        again = run(tmp_path, "fetch", f"{asked[0]}?utm_source=x", asked[1])
        assert room.paths()[before:] == ["/news/2"]
        bare = run(tmp_path, "fetch", asked[0].removeprefix("http://"))
    assert bare.returncode == 0, bare.stderr
    assert bare.stdout.splitlines()[0] == f"known by another address: {asked[0]}"
    assert again.returncode == 0, again.stderr
    assert again.stdout.splitlines() == [
        f"known by another address: {asked[0]}",
        f"kept: article 1 (relevant): Families sent back  {asked[0]}?utm_source=x",
        f"kept: article 2 (relevant): Camp is cleared  {asked[1]}",
    ]


def test_links_that_had_ended_are_taken_up_again_and_kept_ones_are_not(tmp_path: Path) -> None:
    with open_store(tmp_path / "k.db", write=True) as store:
        sources.sync_sources(store, [Source("a", "A", "https://a.example")], NOW)
        urls = [f"https://a.example/news/{number}" for number in range(3)]
        links.add_links(store, "a", "feed", [Entry(url, "T") for url in urls], NOW)
        links.settle_dropped(store, urls[0], Dropped("not_found", "HTTP 404"), NOW)
        links.settle_failed(store, urls[1], Failed("timeout"), NOW)
        store.execute("UPDATE links SET state = 'kept' WHERE url = ?", (urls[2],))
        later = NOW + timedelta(days=1)
        for url in urls[:2]:
            link = links.take_up(store, "b", f"{url}?utm_source=mail", later)
            assert link is not None
            assert (link.entry.url, link.source_id, link.via, link.attempts) == (
                url,
                "a",
                "feed",
                0,
            )
        assert links.take_up(store, "a", urls[2], later) is None
        assert {one.entry.url for one in links.pending_links(store, later, 9)} == set(urls[:2])
        new = links.take_up(store, "a", "https://a.example/news/9", later)
        assert new is not None
        assert new.via == "hand"
        fate = links.fate_of(store, urls[0])
        assert fate is not None
        assert (fate["state"], fate["reason"]) == ("pending", "not_tried")
        assert links.fate_of(store, "https://a.example/unknown") is None
