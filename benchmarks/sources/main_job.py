"""The main job on real pages: 445 replayed outlets, every link and every alert accounted for.

    python -m benchmarks.sources.main_job [FOLDER]

Prints what became of the links, which pages with a true text were not kept and why, what a second
pass asked for, and whether every match was delivered once.
"""

import collections
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from benchmarks.shared_data import PAGES, address_key, replayed, settings_toml, truth

RULE = '[[rule]]\nname = "Police"\nquery = "police OR polizei OR شرطة"\nto = ["desk@example.org"]\n'


class Letterbox:
    """An SMTP server's memory: the Message-ID of everything it accepted, in order."""

    def __init__(self) -> None:
        self.ids: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Remember the message before saying that it is taken."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        head = raw.split(b"\r\n\r\n")[0].decode("ascii", "replace")
        found = [line for line in head.split("\r\n") if line.lower().startswith("message-id:")]
        self.ids.append(found[0].split(":", 1)[1].strip())
        return "250 taken"


def free_port() -> int:
    """Return a port on loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def crawl(folder: Path) -> tuple[int, float, str]:
    """Run one pass over everything in ``folder``; return exit code, seconds, and its talk."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "khabardar", "-c", str(folder / "khabardar.toml"), "crawl", "--all"],
        capture_output=True,
        text=True,
    )
    return done.returncode, time.perf_counter() - began, done.stderr


def main() -> None:
    """Run the job twice and print what came of it."""
    rows = truth(PAGES)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        folder.mkdir(exist_ok=True, parents=True)
        letterbox = Letterbox()
        port = free_port()
        post = Controller(letterbox, hostname="127.0.0.1", port=port)
        post.start()
        with replayed(PAGES, folder / "replay.tsv") as replay:
            toml = settings_toml(replay, mail_port=port, rules=RULE)
            (folder / "khabardar.toml").write_text(toml, encoding="utf8")
            code, seconds, talk = crawl(folder)
            first = len(replay.requests())
            print(f"first pass: exit {code}, {seconds:.1f} s, {first} requests")
            print(talk[-600:])
            report(folder / "khabardar.db", rows, letterbox)
            code, seconds, talk = crawl(folder)
            again = replay.requests()[first:]
            print(f"second pass: exit {code}, {seconds:.1f} s, statuses", end=" ")
            print(dict(collections.Counter(status for status, _ in again)))
            pages = {address_key(row["url"]) for row in rows}
            refetched = [url for _, url in again if address_key(url) in pages]
            print(f"pages asked for again: {len(refetched)}; mails now {len(letterbox.ids)}")
        post.stop()


def report(database: Path, rows: list[dict[str, object]], letterbox: Letterbox) -> None:
    """Print what became of the links, the true texts that are missing, and the mail."""
    db = sqlite3.connect(database)
    print("links:", dict(db.execute("select state, count(*) from links group by 1").fetchall()))
    for reason, count in db.execute(
        "select reason, count(*) from links where state <> 'kept' group by 1 order by 2 desc"
    ):
        print(f"  {reason}: {count}")
    state = {
        address_key(url): (how, why)
        for url, how, why in db.execute("select url, state, reason from links")
    }
    texts = [address_key(str(row["url"])) for row in rows if row.get("text")]
    missing = [key for key in texts if state.get(key, ("", ""))[0] != "kept"]
    print(f"pages with a true text: {len(texts)}, kept {len(texts) - len(missing)}; the others:")
    for key in missing:
        print("  ", *state.get(key, ("no link", "")), key)
    alerts = {row[0] for row in db.execute("select distinct message_id from outbox")}
    got = collections.Counter(letterbox.ids)
    matches = db.execute("select count(*) from matches").fetchone()[0]
    print(
        f"matches {matches}, alerts {len(alerts)}, mails {len(letterbox.ids)}, "
        f"missing {len(alerts - set(got))}, unknown {len(set(got) - alerts)}, "
        f"repeated {sum(n - 1 for n in got.values())}"
    )


if __name__ == "__main__":
    main()
