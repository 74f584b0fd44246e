"""Discovery on recorded hosts: is the feed or sitemap found that each of them serves?

    python -m benchmarks.sources.discovery [SMALL]

Every host with five pages or more in ../shared/data, and SMALL (20) of the smaller ones, is asked
as `khabardar sources discover --fresh` asks. Feeds that were recorded are months old by the clock:
those hosts are asked as if it were an hour after their newest page. Hosts whose lists the replay
makes are asked by the clock, and their pages count as published an hour ago. A list is found, or
named as a candidate; smaller hosts cannot pass the gate.
"""

import random
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.shared_data import NEWSROOM, NEWSROOM2, PAGES, replayed, truth
from pipelines.discovery.gate import FRESH
from pipelines.discovery.search import Found
from pipelines.web.network_policy import Network
from pipelines.web.urls import host_of
from spiders.fetch import search_lists
from worker_processes import Killed, run_alone

LARGE = 5
AT_ONCE = 2
HOUR = timedelta(hours=1)


def newest(folder: Path) -> dict[str, datetime]:
    """Return when the newest page of each recorded host was published."""
    found: dict[str, datetime] = {}
    for row in truth(folder):
        if row.get("date"):
            at = datetime.fromisoformat(row["date"]).astimezone(UTC)
            host = host_of(row["url"])
            found[host] = max(at, found.get(host, at))
    return found


def outcome(network: Network, times: dict[str, datetime], host: str) -> tuple[str, str]:
    """Return what a search of ``host`` came to, and its steps in words."""
    now = times.get(host, datetime.now(UTC) - HOUR) + HOUR
    found: Found | Killed = run_alone(search_lists, (f"http://{host}/", network, now, FRESH), 300.0)
    if isinstance(found, Killed):
        return "killed", "; ".join(found.why)
    steps = "; ".join(f"{step.url} {step.said}" for step in found.steps[:6])
    for name, ways in (("found", found.ways), ("candidate", found.candidates)):
        if any(way.kind in ("feed", "sitemap") for way in ways):
            return name, steps
    return "section" if found.ways else "nothing", steps


def main() -> None:
    """Ask the hosts of each recording and print what was found."""
    small = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    for folder in (NEWSROOM, NEWSROOM2, PAGES):
        with (
            tempfile.TemporaryDirectory() as temporary,
            replayed(folder, Path(temporary) / "replay.tsv", fresh=folder == PAGES) as replay,
        ):
            place = replay.proxy.removeprefix("http://")
            network = Network(
                "benchmark@example.org", replay.proxy, (place,), delay_s=0.0, timeout_s=30.0
            )
            hosts = {row["host"]: row["pages"] for row in replay.hosts}
            large = [host for host, pages in hosts.items() if pages >= LARGE]
            rest = random.Random(1).sample(sorted(hosts.keys() - set(large)), small)
            times = {} if folder == PAGES else newest(folder)
            with ThreadPoolExecutor(AT_ONCE) as threads:
                ask = partial(outcome, network, times)
                answers = dict(zip([*large, *rest], threads.map(ask, [*large, *rest]), strict=True))
        for size, names in (("five pages or more", large), ("smaller", rest)):
            counted = Counter(answers[host][0] for host in names)
            print(f"{folder.name}, {size}: {len(names)} hosts, {dict(counted)}", flush=True)
        for host in large:
            if answers[host][0] != "found":
                print(f"  {host}: {answers[host][0]}: {answers[host][1]}", flush=True)


if __name__ == "__main__":
    main()
