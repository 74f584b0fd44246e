"""How long an alert takes while a pass goes on among outlets that hang, and who waits for them.

    python -m benchmarks.alerts.latency

A pass over 12 quick outlets, then one over the same among 10 hosts that hang and one that asks for
pauses (Crawl-delay), with the usual settings, real HTTP servers and a real SMTP server on loopback.
A quick outlet goes on publishing while the pass lasts. Takes about five minutes.
"""

import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.commandline import RULE, settings
from tests.newsroom import Answer, Newsroom, unlike
from tests.postoffice import PostOffice

QUICK, HANGING = 12, 10
PAGES = 8
SLOW_PAGES = 12
CRAWL_DELAY_S = 10
PUBLISH_EVERY_S = 20.0
TELL_WITHIN_S = 60.0


@dataclass(slots=True)
class TimedOffice(PostOffice):
    """A mail server that remembers when it took each message, by Message-ID."""

    times: dict[str, float] = field(default_factory=dict)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a message, and note when."""
        answer = await PostOffice.handle_DATA(self, server, session, envelope)
        letter = message_from_bytes(envelope.original_content or b"")
        self.times.setdefault(str(letter["Message-ID"]).strip(), time.time())
        return answer


def fill(room: Newsroom, count: int) -> None:
    """Let a newsroom offer ``count`` articles, each a story of its own."""
    paths = [f"/{number}" for number in range(count)]
    for path in paths:
        publish(room, path)
    room.feed(*paths)


def publish(room: Newsroom, path: str) -> None:
    """Put an article at ``path`` that is like no other one, of which the rule tells."""
    first, second = unlike(room.host + path)
    room.publish(path, f"Sent back from {first[-20:-1].title()}", first, second)


def quick_rooms() -> dict[str, Newsroom]:
    """Return outlets that answer at once."""
    rooms = {f"quick{n}": Newsroom(f"127.0.1.{n + 1}") for n in range(QUICK)}
    for room in rooms.values():
        fill(room, PAGES)
    return rooms


def slow_rooms() -> dict[str, Newsroom]:
    """Return outlets whose list or pages hang, and one that asks for long pauses."""
    rooms = {f"hanging{n}": Newsroom(f"127.0.2.{n + 1}") for n in range(HANGING)}
    for number, room in enumerate(rooms.values()):
        fill(room, PAGES)
        for path in room.answers if number % 2 else ("/feed",):
            if path != "/feed" or not number % 2:
                room.answers[path] = Answer(stall=True)
    patient = Newsroom("127.0.2.99")
    fill(patient, SLOW_PAGES)
    robots = f"User-agent: *\nCrawl-delay: {CRAWL_DELAY_S}\n"
    patient.answers["/robots.txt"] = Answer(robots.encode(), "text/plain")
    return rooms | {"patient": patient}


@contextmanager
def opened(rooms: Sequence[Newsroom]) -> Iterator[None]:
    """Let all ``rooms`` answer."""
    with ExitStack() as stack:
        for room in rooms:
            stack.enter_context(room.open())
        yield


@contextmanager
def publishing(room: Newsroom) -> Iterator[dict[str, float]]:
    """Let ``room`` publish one article after the other; gives when each was listed, by URL."""
    listed: dict[str, float] = {}
    over = threading.Event()

    def go_on() -> None:
        while not over.wait(PUBLISH_EVERY_S):
            path = f"/late{len(listed)}"
            publish(room, path)
            listed[room.url + path] = time.time()
            late = (url.removeprefix(room.url) for url in listed)
            room.feed(*(f"/{number}" for number in range(PAGES)), *late)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield listed
    finally:
        over.set()
        thread.join()


@dataclass(frozen=True, slots=True)
class Measured:
    """What a pass took, in seconds: stored to accepted, found to stored, listed to accepted."""

    told: list[float]
    fetched: list[float]
    fresh: list[float]
    whole: float
    lost: int


def measure(folder: Path, rooms: dict[str, Newsroom]) -> Measured:
    """Make one pass over ``rooms`` and measure it."""
    office = TimedOffice()
    folder.mkdir()
    mail = f'[mail]\nhost = "127.0.0.1"\nport = {office.port}\n{RULE}'
    text = settings(rooms, f'[topic]\nkeep = "*"\n{mail}').replace("delay_s = 0.0\n", "")
    text = text.replace('id = "quick0"\n', 'id = "quick0"\nevery_s = 60\n')
    (folder / "khabardar.toml").write_text(text, encoding="utf8")
    command = [sys.executable, "-m", "khabardar", "-c", str(folder / "khabardar.toml"), "crawl"]
    with opened([*rooms.values()]), office.open(), publishing(rooms["quick0"]) as listed:
        began = time.monotonic()
        subprocess.run(command, stderr=subprocess.DEVNULL, check=False)
        whole = time.monotonic() - began
    db = sqlite3.connect(folder / "khabardar.db")
    rows = db.execute(
        "SELECT o.message_id, o.created_at, a.url FROM outbox o "
        "JOIN articles a ON a.id = o.article_id"
    ).fetchall()
    at = {identity: office.times.get(identity) for identity, _, _ in rows}
    fetched = db.execute(
        "SELECT l.found_at, a.first_seen_at FROM links l JOIN articles a ON a.id = l.article_id "
        "WHERE l.source_id LIKE 'quick%'"
    ).fetchall()
    return Measured(
        [moment - seconds(stored) for identity, stored, _ in rows if (moment := at[identity])],
        [seconds(stored) - seconds(found) for found, stored in fetched],
        [
            moment - listed[url]
            for identity, _, url in rows
            if url in listed and (moment := at[identity])
        ],
        whole,
        sum(moment is None for moment in at.values()),
    )


def seconds(moment: str) -> float:
    """Return a moment of the database in seconds since 1970."""
    return datetime.fromisoformat(moment).timestamp()


def main() -> None:
    """Measure both passes and print them; exit 1 if an alert was lost or late."""
    print("pass; alerts, lost; stored to accepted p50, p99; found to stored p50, max;")
    print("      listed during the pass to accepted, each; whole pass (all in seconds)")
    late = False
    with tempfile.TemporaryDirectory() as temporary:
        for name, more in (("quick outlets alone", {}), ("among slow ones", slow_rooms())):
            found = measure(Path(temporary) / name.replace(" ", "-"), quick_rooms() | more)
            told, fetched = sorted(found.told), sorted(found.fetched)
            p99 = told[min(len(told) - 1, len(told) * 99 // 100)]
            print(
                f"{name}; {len(told)}, {found.lost}; {statistics.median(told):.0f}, {p99:.0f}; "
                f"{statistics.median(fetched):.0f}, {fetched[-1]:.0f}; "
                f"{', '.join(f'{one:.0f}' for one in found.fresh) or 'none'}; {found.whole:.0f}",
                flush=True,
            )
            late = late or p99 > TELL_WITHIN_S or found.lost > 0
    sys.exit(late)


if __name__ == "__main__":
    main()
