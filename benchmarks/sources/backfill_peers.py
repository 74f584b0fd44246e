"""Rate of a backfill beside news-please's reader of Common Crawl's news, on the same files.

    python -m venv peer; peer/bin/pip install news-please 'newspaper4k[nlp]'
    python -m benchmarks.sources.backfill_peers peer/bin/python [RECORDS]

RECORDS (600) varied pages in three files, and a quarter as many in three others, are read by
`extract_from_commoncrawl` of news-please, by its own settings, one file after the other, as its
crawler does in one process; what it finds is thrown away. Beside it `khabardar backfill --workers
1` takes them into a new database, with the settings that `khabardar init` writes. Starts are in
both; what the records take that are more is told, too. Ends with an error if the other reader read
nothing. Fundus has a reader, too, but it passes over all pages of outlets that it has no parser
for, which are most of these.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus

from benchmarks.sources.backfill import take_in
from benchmarks.sources.crawl_rate import children_cpu_s
from benchmarks.varied_records import load_samples, write_records

FILES = 3
READ = """
import sys
from newsplease.crawler.commoncrawl_crawler import CommonCrawlExtractor
for name in sys.argv[2:]:
    CommonCrawlExtractor().extract_from_commoncrawl(
        name,
        callback_on_article_extracted=lambda article: None,
        callback_on_warc_completed=lambda *counts: print(*counts, flush=True),
        local_download_dir_warc=sys.argv[1],
        delete_warc_after_extraction=False,
    )
"""


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of the clock and of computing."""

    clock_s: float
    computing_s: float

    def __str__(self) -> str:
        return f"{self.clock_s:.0f} s of the clock, {self.computing_s:.0f} s of computing"


def read_by_peer(python: str, folder: Path, files: list[str], records: int) -> Took:
    """Have news-please read the files; it must have read every record."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file in files:  # where it looks for what it fetched before
        (folder / quote_plus(file)).symlink_to(file)
    began, computed = time.monotonic(), children_cpu_s()
    words = [python, "-c", READ, str(folder), *files]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    took = Took(time.monotonic() - began, children_cpu_s() - computed)
    counts = [[int(word) for word in line.split()[1:]] for line in done.stdout.splitlines()]
    if done.returncode or sum(one[-1] for one in counts) != records:
        sys.exit(f"news-please did not read the files: {counts}")
    passed, _, failed = (sum(one[at] for one in counts) for at in range(3))
    print(f"news-please: {took}; {passed} articles, {failed} errors", flush=True)
    return took


def main() -> None:
    """Do what the text above says."""
    if len(sys.argv) < 2:
        sys.exit("name the Python in which news-please is installed")
    python, records = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 600
    took: list[tuple[int, Took, Took]] = []
    with tempfile.TemporaryDirectory(prefix="khabardar-") as name:
        for size in (records // 4, records):
            place, a_file = Path(name) / f"{size}", -(-size // FILES)
            files = [str(one) for one in write_records(place, load_samples(), size, a_file)]
            peer = read_by_peer(python, Path(name) / "peer", files, size)
            one = take_in(Path(name) / f"ours-{size}", files, 1)
            took.append((size, peer, Took(one.clock_s, one.computing_s)))
            print(f"khabardar: {took[-1][2]}", flush=True)
    (few, peer_few, ours_few), (many, peer_many, ours_many) = took
    for what in ("clock_s", "computing_s"):
        show(f"{many} records, {what}", many, getattr(peer_many, what), getattr(ours_many, what))
        more = [
            getattr(a, what) - getattr(b, what)
            for a, b in ((peer_many, peer_few), (ours_many, ours_few))
        ]
        show(f"the last {many - few} of them, {what}", many - few, *more)


def show(which: str, records: int, peer_s: float, ours_s: float) -> None:
    """Print how fast both were."""
    print(
        f"{which}: {records / peer_s:.1f} records a second, {records / ours_s:.1f} by khabardar: "
        f"{peer_s / ours_s:.1f} x"
    )


if __name__ == "__main__":
    main()
