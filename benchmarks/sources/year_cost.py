"""What a year of Common Crawl's archive of news would cost, from measured rates: docs/scale.md.

    python -m benchmarks.sources.year_cost

Nothing is measured here: the rates below are those of other measurements and of others' reports,
each with its source. When one is measured anew, it is changed here, and docs/scale.md is written
anew by cog.
"""

from dataclasses import dataclass

DOCUMENTS_A_MONTH = (11_723_542 + 11_546_298 + 11_715_084) / 3
"""Mean of March to May 2024 (huggingface.co/datasets/maxidl/FineNews-unfiltered, its README)."""
TB_A_MONTH = 0.45, 1.0
"""Packed WARC: what was told of March 2020 (github.com/fhamborg/news-please/issues/168), and 1,000
files of the 1.07 GB that they have (github.com/commoncrawl/news-crawl/issues/46), assumed."""
RECORD_MS = 9.7, 10.6
"""Time a record by one worker, of which ``LET_THROUGH`` were read, starts and merge included: of
200,000 varied records beside other work, and of 20,000 with none (benchmarks.sources.backfill)."""
LET_THROUGH = 0.18
"""Share of varied records that the prefilter lets through; of recorded pages of the press at large
it is 0.17 (benchmarks.sources.prefilter)."""
PASSED_OVER_MS = 2.5
"""CPU to unpack a record, hand it to the process that reads, and look through it, if no more comes
of it: 1.8 ms in the worker's own process (its time in /proc in the first run above), and 250 kB,
the mean of recorded pages, at 400 MB/s (benchmarks.sources.prefilter)."""
CORE_HOUR_USD = 0.04
"""Assumed: about what large clouds take for a core of a common machine, without a contract."""
PART_MB, PAUSE_S = 8, 2.0
"""A file is fetched in such parts, with such a pause between two: [network] delay_s."""
FILE_MB = 1_073
SHARES = 0.6, 0.18, 0.05
_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Year:
    """What a year takes if the prefilter lets ``share`` through: least and most core hours."""

    share: float
    hours: tuple[float, float]

    @property
    def usd(self) -> tuple[float, float]:
        """What that costs."""
        least, most = self.hours
        return least * CORE_HOUR_USD, most * CORE_HOUR_USD


def year(share: float) -> Year:
    """Return the cost of a year: 12 x documents x (passing over + share x reading)."""
    documents = 12 * DOCUMENTS_A_MONTH
    hours = [
        documents * (PASSED_OVER_MS + share * (whole - PASSED_OVER_MS) / LET_THROUGH) / _HOUR_MS
        for whole in RECORD_MS
    ]
    return Year(share, (hours[0], hours[1]))


def rates_table() -> str:
    """Return the rates as a table."""
    reading = [(whole - PASSED_OVER_MS) / LET_THROUGH for whole in RECORD_MS]
    least, most = TB_A_MONTH
    rows = (
        ("documents a month", f"{DOCUMENTS_A_MONTH / 1e6:.1f} million", "reported"),
        ("packed bytes a month", f"{least} to {most} TB", "reported for 2020; assumed"),
        (
            "unpacking a record and passing it over",
            f"{PASSED_OVER_MS:.1f} ms CPU",
            "measured in part",
        ),
        (f"a record, {LET_THROUGH:.0%} of them read", f"{_range(RECORD_MS)} ms", "measured"),
        ("so reading a page takes", f"{_range((reading[0], reading[1]))} ms CPU", "computed"),
        ("a core for an hour", f"{CORE_HOUR_USD:.2f} USD", "assumed"),
    )
    return "\n".join(
        ["| rate | value | |", "|---|---|---|", *(f"| {' | '.join(r)} |" for r in rows)]
    )


def year_table() -> str:
    """Return what a year costs for each share that the prefilter may let through."""
    rows = [
        f"| {one.share:.0%} | {_range(one.hours)} | {one.hours[1] / 1_000:.1f} hours "
        f"| {_range(one.usd)} USD |"
        for one in map(year, SHARES)
    ]
    head = ["| let through | core hours | at most, on 1,000 cores | money |", "|---|---|---|---|"]
    return "\n".join([*head, *rows])


def fetching_days(workers: int) -> float:
    """Return how long the pauses alone of fetching a year take so many workers, at most."""
    files = 12 * TB_A_MONTH[1] * 1e6 / FILE_MB
    return files * FILE_MB / PART_MB * PAUSE_S / workers / 86_400


def _range(two: tuple[float, float]) -> str:
    return f"{two[0]:,.0f} to {two[1]:,.0f}"


if __name__ == "__main__":
    print(rates_table())
    print(year_table())
    for workers in (1, 32):
        print(f"pauses of fetching, {workers} workers: {fetching_days(workers):.1f} days")
