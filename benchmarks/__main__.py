"""Runs every measurement, the quick ones first; each can be run alone by its name.

    python -m benchmarks

`benchmarks.kills` is left out: it is what `make chaos` runs; so is `benchmarks.desk_million`, which
needs a folder for its database and half an hour to fill it.
"""

import subprocess
import sys

NAMES = (
    *("judgements", "number_forms", "revisions", "debris", "text_line", "text_quality"),
    *("damage", "delivery", "main_job", "latency", "speed", "duplicates"),
    *("matching", "memory", "bare_copies", "flips", "year", "ten_days", "press"),
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
