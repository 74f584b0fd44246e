"""Finds the recorded pages beside the repository, and replays them as live sites on loopback."""

import contextlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[2] / "shared"
PAGES = SHARED / "data" / "pages"
NEWSROOM = SHARED / "data" / "newsroom"
NEWSROOM2 = SHARED / "data" / "newsroom2"
REPLAY = SHARED / "tools" / "replay.py"
WITH_ROOM = """
import runpy, socketserver, sys
socketserver.TCPServer.request_queue_size = 1024
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Runs a server with room for many connections at once: by itself Python's has it for five, and the
kernel lets others wait for seconds when the machine is busy, which is no outlet's fault.
"""


def need(path: Path) -> Path:
    """Return ``path`` if it is there; otherwise end the program with a clear line."""
    if not path.exists():
        sys.exit(f"benchmarks: {path} is not here; these measurements need the recorded pages")
    return path


def truth(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of the truth file in ``folder``."""
    with (need(folder) / "truth.jsonl").open(encoding="utf8") as lines:
        return [json.loads(line) for line in lines]


def address_key(url: str) -> str:
    """Return an address without scheme and fragment, as the truth file and ours are compared."""
    return url.split("#")[0].split("://", 1)[-1]


@dataclass(frozen=True, slots=True)
class Replay:
    """Recorded sites that answer through an HTTP proxy on loopback, logging each request.

    ``pid`` is the number of the process that answers.
    """

    proxy: str
    log: Path
    hosts: list[dict[str, Any]]
    pid: int

    def requests(self) -> list[tuple[int, str]]:
        """Return (status, address) for every request so far."""
        rows = (line.split("\t") for line in self.log.read_text(encoding="utf8").splitlines())
        return [(int(row[1]), row[3]) for row in rows]


@contextlib.contextmanager
def replayed(folder: Path, log: Path, *, fresh: bool = False) -> Iterator[Replay]:
    """Replay ``pages.warc.gz`` of ``folder`` on a free port for as long as the block runs.

    ``fresh`` lists pages as published an hour ago, not when they were.
    """
    command = [sys.executable, "-c", WITH_ROOM, str(need(REPLAY))]
    command += [str(need(folder) / "pages.warc.gz")]
    command += ["--truth", str(folder / "truth.jsonl")]
    command += ["--fresh"] if fresh else []
    listing = subprocess.run([*command, "--hosts"], capture_output=True, text=True, check=True)
    log.touch()
    server = subprocess.Popen(
        [*command, "--port", "0", "--log", str(log)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        proxy = re.findall(r"http://127\.0\.0\.1:\d+", server.stdout.readline())[0]
        hosts = [json.loads(line) for line in listing.stdout.splitlines()]
        yield Replay(proxy, log, hosts, server.pid)
    finally:
        server.kill()
        server.wait()


def outlets_toml(replay: Replay) -> str:
    """Return [[source]] entries: every other host by its feed, the rest by its news sitemap."""
    entries = []
    for number, row in enumerate(replay.hosts):
        listed = ("feeds", row["feed"]) if number % 2 == 0 else ("sitemaps", row["sitemap"])
        name = re.sub(r"[^a-z0-9_.-]", "_", row["host"].lower())
        entries.append(
            f'[[source]]\nid = "{name}"\nname = "{row["host"]}"\n'
            f'homepage = "http://{row["host"]}/"\n{listed[0]} = ["{listed[1]}"]\n'
        )
    return "\n".join(entries)


def settings_toml(replay: Replay, *, keep: str = "*", mail_port: int = 0, rules: str = "") -> str:
    """Return a whole khabardar.toml over the replayed hosts, mail to a server on loopback."""
    proxy = replay.proxy.removeprefix("http://")
    mail = f'[mail]\nhost = "127.0.0.1"\nport = {mail_port}\n' if mail_port else ""
    return (
        f'[network]\ncontact = "benchmark@example.org"\nproxy = "{replay.proxy}"\n'
        f'allow_private = ["{proxy}"]\ndelay_s = 0.0\n[topic]\nkeep = "{keep}"\n'
        f"{mail}[catalogue]\nuse = false\n{rules}\n{outlets_toml(replay)}"
    )
