"""Discovery on recorded hosts: is the feed or sitemap found that each of them serves?

    python -m benchmarks.discovery [SMALL]

Every host with five pages or more in ../shared/data, and SMALL (20) of the smaller ones, is asked
as `khabardar sources discover --fresh` asks. The replay lists pages as published an hour ago, so
that the clock of the gate and that of the lists agree; a feed that was recorded as it was stays as
old as it is. A list is found, or named as a candidate; smaller hosts cannot pass the gate.
"""

import random
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

from benchmarks.shared_data import NEWSROOM, NEWSROOM2, PAGES, replayed
from khabardar.asking import discover
from pipelines.discovery.gate import FRESH
from pipelines.web.network_policy import Network

LARGE = 5
AT_ONCE = 2


def outcome(network: Network, longest: timedelta, host: str) -> tuple[str, str]:
    """Return what a search of ``host`` came to, and its steps in words."""
    found = discover(f"http://{host}/", network, longest)
    steps = "; ".join(f"{step.url} {step.said}" for step in found.steps)
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
            replayed(folder, Path(temporary) / "replay.tsv", fresh=True) as replay,
        ):
            place = replay.proxy.removeprefix("http://")
            network = Network("benchmark@example.org", replay.proxy, (place,), delay_s=0.0)
            hosts = {row["host"]: row["pages"] for row in replay.hosts}
            large = [host for host, pages in hosts.items() if pages >= LARGE]
            rest = random.Random(1).sample(sorted(hosts.keys() - set(large)), small)
            with ThreadPoolExecutor(AT_ONCE) as threads:
                ask = partial(outcome, network, FRESH)
                answers = dict(zip([*large, *rest], threads.map(ask, [*large, *rest]), strict=True))
        for size, names in (("five pages or more", large), ("smaller", rest)):
            counted = Counter(answers[host][0] for host in names)
            print(f"{folder.name}, {size}: {len(names)} hosts, {dict(counted)}", flush=True)
        for host in large:
            if answers[host][0] != "found":
                print(f"  {host}: {answers[host][0]}: {answers[host][1]}", flush=True)


if __name__ == "__main__":
    main()
