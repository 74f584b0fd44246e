"""Runs every measurement, the quick ones first; each can be run alone by its name.

    python -m benchmarks

`database.kills` and `database.backfill_kills` are left out: they are what `make chaos` runs; so is
`database.desk_million` and `database.million`, which need a folder for their database and half an
hour to fill it.
"""

import subprocess
import sys

NAMES = (
    *("alerts.judgements", "text.number_forms", "stories.revisions", "text.debris", "text.line"),
    *("text.quality", "text.damage", "alerts.delivery", "sources.main_job", "alerts.latency"),
    *("database.speed", "stories.duplicates", "alerts.matching", "database.memory"),
    *("stories.bare_copies", "database.flips", "alerts.year", "alerts.ten_days", "sources.press"),
    "sources.prefilter",
    "sources.backfill",
)


def main() -> None:
    """Run each measurement under its name; the first that cannot run ends all."""
    for name in NAMES:
        print(f"== {name}", flush=True)
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False)
        if done.returncode:
            sys.exit(done.returncode)


if __name__ == "__main__":
    main()
