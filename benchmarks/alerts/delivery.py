"""Alerts against a mail server that fails in every way: what arrives, what is lost, how long.

1,000 alerts for each fault, and 5,000 that come due while the server is down for 72 hours.
The clock is simulated, the mail server is real.

    python -m benchmarks.alerts.delivery
"""

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path

from pipelines.items import Rule
from tests.dispatch import Dispatch, open_dispatch
from tests.postoffice import PostOffice, silent_server

STORIES = 200
STORIES_WHILE_DOWN = 1_000
PEOPLE = tuple(f"p{number}@example.org" for number in range(5))
RULE = Rule("Now", "families", PEOPLE)
LONGEST_WAIT_H = 30


def main() -> None:
    """Play each fault and print a line for it."""
    faults: dict[str, Callable[[Dispatch, PostOffice], None]] = {
        "no fault": _calm,
        "greylisted": _greylisted,
        "drops before its 250": _dropping("drop"),
        "drops behind its 250": _dropping("250 drop"),
        "refuses connections for an hour": _refusing(1, STORIES),
        "says nothing for an hour": _silent,
        "one bad recipient of five": _one_bad,
        "down for 72 hours": _refusing(72, STORIES_WHILE_DOWN),
    }
    print(
        "fault; alerts queued, sent, lost; mails, mails repeated, ids repeated under another name"
    )
    for name, play in faults.items():
        began = time.perf_counter()
        with _stage() as (desk, office):
            play(desk, office)
            print(f"{name}: {_account(desk, office)}; {time.perf_counter() - began:.1f} s")


@contextmanager
def _stage() -> Iterator[tuple[Dispatch, PostOffice]]:
    office = PostOffice()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_dispatch(Path(folder), [RULE], office.port) as desk,
    ):
        yield desk, office


def _publish(desk: Dispatch, count: int = STORIES) -> None:
    for number in range(count):
        desk.publish(1, title=f"Story {desk.published} of {number}")


def _recover(desk: Dispatch, office: PostOffice) -> None:
    """Let hours pass with the server up until nothing waits."""
    with office.open():
        for _ in range(LONGEST_WAIT_H * 4):
            desk.pass_()
            if "pending" not in desk.states():
                return
            desk.wait(minutes=15)


def _calm(desk: Dispatch, office: PostOffice) -> None:
    _publish(desk)
    _recover(desk, office)


def _greylisted(desk: Dispatch, office: PostOffice) -> None:
    office.grey = True
    _calm(desk, office)


def _dropping(deed: str) -> Callable[[Dispatch, PostOffice], None]:
    def play(desk: Dispatch, office: PostOffice) -> None:
        office.after_data = [
            deed if number % 10 == 3 else "" for number in range(2 * STORIES * len(PEOPLE))
        ]
        _calm(desk, office)

    return play


def _refusing(hours: int, stories: int) -> Callable[[Dispatch, PostOffice], None]:
    def play(desk: Dispatch, office: PostOffice) -> None:
        for _ in range(hours):
            _publish(desk, stories // hours)
            desk.pass_()
            desk.wait(hours=1)
        _publish(desk, stories - desk.published)
        _recover(desk, office)

    return play


def _silent(desk: Dispatch, office: PostOffice) -> None:
    _publish(desk)
    loud = desk.config
    with silent_server() as port:
        desk.config = replace(loud, post=replace(loud.post, port=port, timeout_s=0.05))
        for minutes in (1, 5, 15, 30):
            desk.pass_()
            desk.wait(minutes=minutes)
    desk.config = loud
    _recover(desk, office)


def _one_bad(desk: Dispatch, office: PostOffice) -> None:
    office.unknown = frozenset(PEOPLE[3:4])
    _calm(desk, office)


def _account(desk: Dispatch, office: PostOffice) -> str:
    """Compare what was queued with what the server took, story by story and person by person."""
    rows = desk.store.rows(
        "SELECT o.recipient, o.message_id, o.state, a.url FROM outbox o "
        "JOIN articles a ON a.id = o.article_id"
    )
    told: Counter[tuple[str, str]] = Counter()
    names: dict[tuple[str, str], set[str]] = {}
    for _, raw in office.taken:
        letter = message_from_bytes(raw)
        text = next(part for part in letter.walk() if part.get_content_subtype() == "plain")
        lines = bytes(text.get_payload(decode=True)).decode().splitlines()
        for url in {line for line in lines if line.startswith("https://")}:
            told[str(letter["To"]), url] += 1
            names.setdefault((str(letter["To"]), url), set()).add(str(letter["Message-ID"]))
    good = [row for row in rows if row["recipient"] not in office.unknown]
    lost = sum(not told[row["recipient"], row["url"]] for row in good)
    refused = sum(row["state"] == "dead" for row in rows)
    taken = office.counted()
    repeated = sum(count - 1 for count in taken.values())
    renamed = sum(len(found) > 1 for found in names.values())
    sent = sum(row["state"] == "sent" for row in rows)
    told_of = f", {refused} refused for good" if refused else ""
    return (
        f"queued {len(rows)}, sent {sent}{told_of}, lost {lost}; "
        f"mails {len(office.taken)}, repeated {repeated}, under another name {renamed}"
    )


if __name__ == "__main__":
    main()
