"""Memory: a pass under a flood of headers, passes one after another, the clock that starts them.

    python -m benchmarks.database.memory [PASSES]

The flood: ten hosts that answer every page with headers that do not end, and one that is well.
The passes read a site that publishes ten new articles before each, all of which must be stored; the
clock that starts them is the daemon's own, in a process of its own. Printed is the peak of each
main process (VmHWM), and how much the database grew by each article: what grows otherwise is a
leak, too. Ends with 1 if a pass takes more than 300 MB under the flood or the clock more than 60
MB, if anything grows, or if an article is missing.
"""

import json
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.newsroom import AFGHAN_BODY, Answer, Newsroom, article_page, unlike

FLOOD_MOST_S = 30
MOST_MB, CLOCK_MOST_MB = 300, 60
ISSUE = 10
"""So many articles are new at each pass."""
LINE = b"X-Filler: " + b"y" * 80 + b"\r\n"
CLOCK = """
import json, re, sys, time
from datetime import UTC, datetime, timedelta
from pathlib import Path
import khabardar.commands.crawl  # as `run` has it
from db.store import open_store
from khabardar.wiring import pass_command, pass_config
from scheduler import Clockwork

def peak(pid):
    found = re.search(r"VmHWM:\\s+(\\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0  # an ended process has none

config, passes, ahead, peaks, clock = Path(sys.argv[1]), int(sys.argv[2]), timedelta(), [], []
sizes, database = [], pass_config(config).database
command = [*pass_command(config), "--all", "--quiet"]
work = Clockwork(database, command, lambda: datetime.now(UTC) + ahead)
for number in range(passes):
    ahead += timedelta(days=1)
    work.tick()
    peaks.append(0.0)
    while now := peak(work._child.pid):
        peaks[-1] = max(peaks[-1], now)
        time.sleep(0.05)
    work.wait()
    clock.append(peak("self"))
    sizes.append(database.stat().st_size / 1000)
with open_store(database, write=False) as store:
    stored = store.rows("SELECT count(*) FROM articles")[0][0]
print(json.dumps([clock, peaks, sizes, stored]))
"""


def main() -> None:
    """Measure and print; exit 1 if something takes too much, or grows."""
    passes = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    under_flood = flooded()
    print(f"peak of a pass's main process under the flood: {under_flood:.0f} MB", flush=True)
    clock, peaks, sizes, stored = many(passes)
    print(f"articles: {stored} stored of {passes * ISSUE}")
    first, last = peaks[: passes // 4], peaks[-(passes // 4) :]
    print(
        f"peak of the main process, first quarter of {passes} passes: {max(first):.0f} MB, "
        f"last quarter: {max(last):.0f} MB"
    )
    print(f"peak of the clock after 1 pass: {clock[0]:.0f} MB, after {passes}: {clock[-1]:.0f} MB")
    half = passes // 2
    early, late = sizes[half - 1] / half / ISSUE, (sizes[-1] - sizes[half - 1]) / half / ISSUE
    print(f"database: {early:.1f} kB an article in the first half, {late:.1f} kB in the second")
    flat = max(last) < 1.1 * max(first) and clock[-1] < 1.1 * clock[0] and late < 1.2 * early
    whole = stored == passes * ISSUE
    sys.exit(not (whole and flat and under_flood < MOST_MB and clock[-1] < CLOCK_MOST_MB))


def flooded() -> float:
    """Return the peak, in MB, of a pass of which ten hosts flood it with headers."""
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as opened:
        folder = Path(temporary)
        floods = [opened.enter_context(flood(f"127.0.1.{n}")) for n in range(1, 11)]
        room = Newsroom("127.0.1.100")
        room.publish("/1", "Families sent back", *AFGHAN_BODY)
        links = [f"http://{at}/{page}" for at in floods for page in range(3)]
        items = "".join(f"<item><link>{link}</link></item>" for link in [f"{room.url}/1", *links])
        xml = f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
        room.answers["/feed"] = Answer(xml.encode(), "application/rss+xml")
        opened.enter_context(room.open())
        write_settings(folder, room, floods)
        command = [sys.executable, "-m", "khabardar", "-c", str(folder / "khabardar.toml"), "crawl"]
        return peak_of(subprocess.Popen(command, stderr=subprocess.DEVNULL))


@contextmanager
def flood(host: str) -> Iterator[str]:
    """Answer robots.txt with 404 and anything else with endless headers."""
    server = socket.create_server((host, 0))
    stopped = threading.Event()

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            while request := connection.recv(65_536):
                if b"/robots.txt" in request:
                    connection.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")
                    continue
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                until = time.monotonic() + FLOOD_MOST_S
                while time.monotonic() < until and not stopped.is_set():
                    connection.sendall(LINE * 500)

    def listen() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(server.accept()[0],), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield f"{host}:{server.getsockname()[1]}"
    finally:
        stopped.set()
        server.close()


class Press(dict[str, Answer]):
    """The answers of a site that has ten new articles whenever its feed is asked for."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._issues = 0

    def get(self, path: str, default: Answer) -> Answer:  # type: ignore[override]
        """Return the answer to ``path``."""
        if path == "/feed":
            self._issues += 1
            links = "".join(
                f"<item><link>{self._url}/{self._issues}/{place}</link></item>"
                for place in range(ISSUE)
            )
            xml = f'<rss version="2.0"><channel><title>x</title>{links}</channel></rss>'
            return Answer(xml.encode(), "application/rss+xml")
        if path == "/robots.txt":
            return default
        first, second = unlike(path)  # the same text on all pages would be taken for boilerplate
        return Answer(article_page(f"Sent back from {first[-20:-1].title()}", first, second))


def many(passes: int) -> tuple[list[float], list[float], list[float], int]:
    """Return by pass the peaks of the clock and the main process in MB, and the database in kB.

    Last comes how many articles are stored: a pass that stores nothing shows nothing.
    """
    room = Newsroom("127.0.1.101")
    room.answers = Press(room.url)
    with tempfile.TemporaryDirectory() as temporary, room.open():
        folder = Path(temporary)
        write_settings(folder, room, [])
        command = [sys.executable, "-c", CLOCK, str(folder / "khabardar.toml"), str(passes)]
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what the passes log
            text=True,
            check=True,
        )
        clock, peaks, sizes, stored = json.loads(done.stdout)
        return clock, peaks, sizes, stored


def write_settings(folder: Path, room: Newsroom, floods: list[str]) -> None:
    """Write a khabardar.toml that watches ``room``."""
    allowed = ", ".join(f'"{at}"' for at in (f"{room.host}:{room.port}", *floods))
    (folder / "khabardar.toml").write_text(
        f'[network]\ncontact = "benchmark@example.org"\ndelay_s = 0.0\n'
        f"allow_private = [{allowed}]\n"
        f'[topic]\nkeep = "*"\n[catalogue]\nuse = false\n'
        f'[[source]]\nid = "a"\nfeeds = ["{room.url}/feed"]\n',
        encoding="utf8",
    )


def peak_of(child: subprocess.Popen[bytes]) -> float:
    """Return the peak memory of a child process, in MB, as last seen before its end."""
    peak = 0.0
    while child.poll() is None:
        with suppress(OSError):
            found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{child.pid}/status").read_text())
            peak = max(peak, int(found[1]) / 1024 if found else 0.0)
        time.sleep(0.05)
    return peak


if __name__ == "__main__":
    main()
