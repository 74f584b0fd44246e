"""While a crawl goes on: alerts are sent, and slow hosts and slow mail servers hold nobody up."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from passes.config import HOLD
from passes.outgoing import Outgoing, open_outgoing
from passes.report import PassReport
from tests.commandline import RULE, run, settings
from tests.dispatch import NOW_RULE, ONE, Dispatch, open_dispatch
from tests.newsroom import AFGHAN_BODY, Answer, Newsroom, unlike
from tests.postoffice import PostOffice, bodies, silent_server
from tests.warm_start import Forked

CRAWL = """
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
import spiders.news_spider
from khabardar.wiring import clock, pass_config
from scheduler import one_pass

config = pass_config(Path(sys.argv[1]))
network = replace(config.network, **eval(sys.argv[2]))
sources = tuple(replace(source, every_s=1) for source in config.sources)
spiders.news_spider.LOOK_AGAIN_S = float(sys.argv[3])
config = replace(config, network=network, sources=sources, hold=timedelta(0))
print(*one_pass(config, clock, lambda **_: None).lines(), sep="\\n")
"""
"""A pass as a person starts it, but with other budgets of hosts, and mail that is sent at once.

Each outlet is due again after a second, and looked for every so many seconds.
"""


def begin(folder: Path, look_again_s: float = 600.0, **network: float) -> Forked:
    """Begin a pass in ``folder`` with other limits of the network than the usual ones."""
    config = str(folder / "khabardar.toml")
    return Forked([config, repr(network), str(look_again_s)], CRAWL)


def crawl(folder: Path, **network: float) -> str:
    """Make a pass and return what it says in the end."""
    with begin(folder, **network) as child:
        return child.ended().stdout


@contextmanager
def opened(*rooms: Newsroom) -> Iterator[None]:
    """Let all ``rooms`` answer."""
    with ExitStack() as stack:
        for room in rooms:
            stack.enter_context(room.open())
        yield


def configure(folder: Path, rooms: dict[str, Newsroom], office: PostOffice | None = None) -> None:
    """Write settings that watch ``rooms`` and tell by mail of who is sent back."""
    mail = f'[mail]\nhost = "127.0.0.1"\nport = {office.port}\n' if office else ""
    text = settings(rooms, f'[topic]\nkeep = "*"\n{mail}{RULE}')
    (folder / "khabardar.toml").write_text(text, encoding="utf8")


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """Return what the database says."""
    return sqlite3.connect(folder / "khabardar.db").execute(sql).fetchall()


def test_news_comes_and_is_told_while_another_host_hangs(tmp_path: Path) -> None:
    fine, hanging = Newsroom("127.0.0.71"), Newsroom("127.0.0.72")
    fine.publish("/1", "Families sent back", *AFGHAN_BODY)
    fine.feed("/1")
    hanging.answers["/feed"] = Answer(stall=True)
    office = PostOffice()
    configure(tmp_path, {"fine": fine, "hanging": hanging}, office)
    slow = begin(tmp_path, look_again_s=0.2, timeout_s=300.0)
    with opened(fine, hanging), office.open(), slow as child:
        told = [office.wait_for(1, timeout_s=100)]
        fine.publish("/2", "Police round up workers of the brick kilns", *unlike("/2"))
        fine.feed("/1", "/2")
        told.append(office.wait_for(2, timeout_s=100))
        still_on = child.exit_code is None
        hanging.released.set()
        said = child.ended().stdout
    assert told == [True, True]
    assert still_on
    assert "without a verdict" not in said
    assert rows(tmp_path, "SELECT state, attempts FROM outbox") == [("sent", 1)] * 2
    assert len(office.taken) == 2


def test_a_hanging_host_keeps_no_page_of_others_waiting_and_is_put_off(tmp_path: Path) -> None:
    fine, hanging = Newsroom("127.0.0.73"), Newsroom("127.0.0.74")
    pages = [f"/{number}" for number in range(6)]
    for page in pages:
        fine.publish(page, f"Families sent back {page}", *unlike(page))
        hanging.answers[page] = Answer(stall=True)
    fine.feed(*pages)
    hanging.feed(*pages)
    configure(tmp_path, {"fine": fine, "hanging": hanging})
    with opened(fine, hanging):
        said = crawl(tmp_path, timeout_s=1.0)
        shown = run(tmp_path, "status").stdout
    assert [path for path in hanging.paths() if path in pages] == ["/0", "/1"]
    why = "127.0.0.74 let 2 requests in a row time out"
    assert f"4 URLs are put off to a later pass: {why}" in said
    assert f"4 put off to a later pass: {why}" in shown
    assert "without a verdict" not in said
    states = "SELECT source_id, state, reason, attempts, count(*) FROM links GROUP BY 1, 2, 3, 4"
    assert sorted(rows(tmp_path, states)) == [
        ("fine", "kept", "kept", 1, 6),
        ("hanging", "pending", "not_tried", 0, 4),
        ("hanging", "pending", "timeout", 1, 2),
    ]
    later = "SELECT count(*) FROM links WHERE datetime(next_try_at) > datetime('now', '+2 minutes')"
    assert rows(tmp_path, later) == [(6,)]


def test_what_a_host_has_no_budget_for_is_fetched_by_the_next_pass(tmp_path: Path) -> None:
    room = Newsroom("127.0.0.75")
    pages = [f"/{number}" for number in range(7)]
    for page in pages:
        room.publish(page, f"Families sent back {page}", *unlike(page))
    room.feed(*pages)
    configure(tmp_path, {"long": room})
    with opened(room):
        said = crawl(tmp_path, host_pages=5)
        assert "3 URLs are put off to a later pass: 127.0.0.75 gave 5 answers" in said
        assert [path for path in room.paths() if path in pages] == pages[:4]
        assert "put off" not in crawl(tmp_path, host_pages=5)
    assert [path for path in room.paths() if path in pages] == pages
    assert rows(tmp_path, "SELECT state, attempts, count(*) FROM links") == [("kept", 1, 7)]


def test_a_listing_that_has_no_budget_leaves_its_outlet_due(tmp_path: Path) -> None:
    rooms = {"one": Newsroom("127.0.0.76")}
    room = rooms["one"]
    room.publish("/1", "Families sent back", *AFGHAN_BODY)
    room.feed("/1")
    room.feed("/1", at="/second")
    configure(tmp_path, rooms)
    text = (tmp_path / "khabardar.toml").read_text(encoding="utf8")
    second = f'[[source]]\nid = "two"\nname = "Two"\nhomepage = "{room.url}/"\nfeeds = ["{room.url}/second"]\n'  # noqa: E501
    (tmp_path / "khabardar.toml").write_text(text + second, encoding="utf8")
    with opened(room):
        crawl(tmp_path, host_pages=1)
        due = "SELECT id, last_visit_at IS NULL, next_visit_at IS NULL FROM sources ORDER BY id"
        assert rows(tmp_path, due) == [("one", 0, 0), ("two", 1, 1)]
        crawl(tmp_path, host_pages=1)
        assert rows(tmp_path, due) == [("one", 0, 0), ("two", 0, 0)]


def beside(desk: Dispatch) -> Outgoing:
    """Send what is due as during a crawl, once, and return what did it."""
    with open_outgoing(desk.store, desk.config, lambda: desk.now, PassReport()) as outgoing:
        asyncio.run(outgoing.send_due(outgoing.config.hold))
    return outgoing


def test_copies_that_come_within_seconds_are_told_in_one_letter(tmp_path: Path) -> None:
    office = PostOffice()
    text = " ".join(AFGHAN_BODY)
    with office.open(), open_dispatch(tmp_path, [NOW_RULE], office.port) as desk:
        desk.publish(ONE, source="a", text=text)
        beside(desk)
        for source in "bcde":
            desk.wait(seconds=HOLD.total_seconds() / 5)
            desk.publish(ONE, source=source, text=text)
            beside(desk)
        assert office.taken == []
        desk.wait(seconds=HOLD.total_seconds() / 5)
        beside(desk)
        desk.wait(minutes=1)
        desk.pass_()
        assert desk.states() == {"sent": 1}
    (letter,) = bodies(office)
    copies = [f"\u200e- {s.upper()}: https://{s}.example/{n}" for n, s in enumerate("bcde", 2)]
    assert "\n".join(["+4 outlets:", *copies]) in letter


def test_the_crawl_goes_on_while_a_mail_server_says_nothing(tmp_path: Path) -> None:
    done_meanwhile: list[bool] = []

    async def both(outgoing: Outgoing, hang_up: Callable[[], None]) -> None:
        sending = asyncio.ensure_future(outgoing.send_due())
        for _ in range(6):
            await asyncio.sleep(0.005)
            desk.publish(source="b")
            done_meanwhile.append(not sending.done())
        hang_up()
        await sending

    with ExitStack() as server:
        port = server.enter_context(silent_server())
        with open_dispatch(tmp_path, [NOW_RULE], port) as desk:
            desk.config = replace(desk.config, post=replace(desk.config.post, timeout_s=60.0))
            desk.publish(ONE)
            with open_outgoing(desk.store, desk.config, lambda: desk.now, PassReport()) as outgoing:
                asyncio.run(both(outgoing, server.close))
            assert desk.states() == {"pending": 1}
    assert done_meanwhile == [True] * 6


def test_what_a_slow_server_did_not_take_in_time_is_said_and_goes_out_later(
    tmp_path: Path,
) -> None:
    from passes.delivery import deliver_due

    office = PostOffice()
    with office.open(), open_dispatch(tmp_path, [NOW_RULE], office.port) as desk:
        for _ in range(3):
            desk.publish(ONE)
        report = PassReport()
        with open_outgoing(desk.store, desk.config, lambda: desk.now, report) as outgoing:
            deliver_due(outgoing, desk.config, at_most_s=-1.0)
        assert office.taken == []
        assert desk.states() == {"pending": 3}
        (said,) = report.trouble
        assert said.startswith("the mail server is slow")
        assert desk.pass_().trouble == []
        assert desk.states() == {"sent": 3}


def test_with_the_end_of_the_crawl_mail_waits_for_no_more_copies(tmp_path: Path) -> None:
    office = PostOffice()

    async def until_the_end(outgoing: Outgoing) -> None:
        ended = asyncio.Event()
        sending = asyncio.ensure_future(outgoing.beside(ended))
        await asyncio.sleep(0)
        assert not sending.done()
        ended.set()
        await sending

    with office.open(), open_dispatch(tmp_path, [NOW_RULE], office.port) as desk:
        desk.publish(ONE)
        with open_outgoing(desk.store, desk.config, lambda: desk.now, PassReport()) as outgoing:
            asyncio.run(until_the_end(outgoing))
        assert desk.states() == {"sent": 1}
    assert len(office.taken) == 1


def test_a_database_that_fails_ends_the_mail_beside_a_crawl_and_is_said(tmp_path: Path) -> None:
    with open_dispatch(tmp_path, [NOW_RULE], None) as desk:
        desk.store.execute("DROP TABLE outbox")
        report = PassReport()
        with open_outgoing(desk.store, desk.config, lambda: desk.now, report) as outgoing:
            asyncio.run(outgoing.beside(asyncio.Event()))
    (said,) = report.trouble
    assert str(desk.config.database) in said


def test_the_wait_is_well_under_a_minute() -> None:
    assert timedelta(seconds=5) <= HOLD <= timedelta(seconds=30)
