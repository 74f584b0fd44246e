"""Speed as ratios in one run: `extract` against bare trafilatura, `import` against `extract`.

    python -m benchmarks.database.speed [ROUNDS]

The bare loop is trafilatura.bare_extraction(with_metadata=True) over the same pages in one process.
Rounds are interleaved; each line is the best of the rounds, since noise only ever adds time.
"""

import contextlib
import ctypes
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.alerts.rules import rules_toml
from benchmarks.shared_data import PAGES, address_key, need

PR_SET_CHILD_SUBREAPER = 36  # prctl(2): so that the CPU of orphaned workers is counted too
WARC = PAGES / "pages.warc.gz"
BARE = """
import sys, json
import trafilatura
from warcio.archiveiterator import ArchiveIterator
with open(sys.argv[1], "rb") as stream:
    for record in ArchiveIterator(stream):
        if record.rec_type != "response":
            continue
        url = record.rec_headers.get_header("WARC-Target-URI")
        found = trafilatura.bare_extraction(record.content_stream().read(), with_metadata=True)
        print(json.dumps([url, bool(found and found.text)]))
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One program's cost: wall and CPU seconds (children included), peak memory of its main."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    output: str


def measure(command: list[str], folder: Path) -> Run:
    """Run ``command`` and return its cost; a failing one ends the benchmark."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    peak_mb = 0.0
    with (folder / "out").open("wb") as out:
        child = subprocess.Popen(command, stdout=out, cwd=folder)
        while child.poll() is None:
            peak_mb = max(peak_mb, high_water_mb(child.pid))
            time.sleep(0.1)
    wall = time.perf_counter() - began
    with contextlib.suppress(ChildProcessError):  # workers that outlived their parent's wait
        while True:
            os.waitpid(-1, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if child.returncode not in (0, 1):
        sys.exit(f"{command} ended with {child.returncode}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    text = (folder / "out").read_text(encoding="utf8")
    return Run(wall, cpu, peak_mb, text)


def high_water_mb(pid: int) -> float:
    """Return the peak resident memory of one process alone; wait4 would count its children too."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    """Measure and print the three ratios."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    warc = str(need(WARC))
    khabardar = [sys.executable, "-m", "khabardar"]
    bare: list[Run] = []
    ours: list[Run] = []
    whole: list[Run] = []
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            rules = rules_toml(1000)
            (folder / "khabardar.toml").write_text(
                f'[topic]\nkeep = "*"\n[catalogue]\nuse = false\n{rules}', encoding="utf8"
            )
            bare.append(measure([sys.executable, "-c", BARE, warc], folder))
            ours.append(measure([*khabardar, "extract", warc], folder))
            whole.append(measure([*khabardar, "import", warc], folder))
        print(
            f"round {number + 1}: wall bare {bare[-1].wall_s:.1f} extract {ours[-1].wall_s:.1f} "
            f"import {whole[-1].wall_s:.1f}; cpu bare {bare[-1].cpu_s:.1f} "
            f"extract {ours[-1].cpu_s:.1f} import {whole[-1].cpu_s:.1f}",
            flush=True,
        )
    rows = map(json.loads, bare[0].output.splitlines())
    survived = {address_key(url) for url, found in rows if found}
    lines = {address_key(row["url"]): row for row in map(json.loads, ours[0].output.splitlines())}
    lost = [key for key in survived if lines.get(key, {}).get("truncated") == "killed"]
    print(f"pages/s, extract over bare loop: {least(bare, 'wall_s') / least(ours, 'wall_s'):.2f}")
    print(f"CPU, extract over bare loop: {least(ours, 'cpu_s') / least(bare, 'cpu_s'):.2f}")
    print(f"CPU, import over extract: {least(whole, 'cpu_s') / least(ours, 'cpu_s'):.2f}")
    print(f"peak memory of extract's main process: {ours[0].peak_mb:.0f} MB")
    print(f"pages with text in the bare loop that extract had to cut short: {len(lost)} {lost}")


def least(runs: list[Run], what: str) -> float:
    """Return the smallest value of one cost over the rounds."""
    return float(min(getattr(run, what) for run in runs))


if __name__ == "__main__":
    main()
