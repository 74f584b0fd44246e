"""Changes one byte of a database, and of a backup of it, and counts how often that is noticed.

    python -m benchmarks.database.flips [DATABASE] [FLIPS] [SEED]    200 flips if not said

Without a DATABASE, one of invented articles is made.

SQLite has no checksums: a letter changed within a text may be seen by nothing. Ends with 1 if a
check ends in anything but a refusal in words, or if a changed backup is taken for whole.
"""

import random
import shutil
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from db.backup import make_backup, read_backup
from db.damage import refuse_damaged
from db.store import open_store
from pipelines.errors import StoreError
from pipelines.items import Article
from pipelines.sources import Source
from tests.samples import store_articles
from tests.year import invented

CHECKS = {"full-text": "full-text check", "not as stored": "sum of a text"}
WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def invented_database(folder: Path) -> Path:
    """Return a database of articles of made-up words."""
    path = folder / "invented.db"
    articles = [
        (Article(f"https://a.example/{n}", f"Story {n}", "\n\n".join(map(invented, (n, -n)))), WHEN)
        for n in range(1, 401)
    ]
    with open_store(path, write=True) as store:
        store_articles(store, Source("a", "A", "https://a.example"), *articles)
    return path


def flip(path: Path, chance: random.Random) -> None:
    """Change one bit of one byte of a file, anywhere."""
    with path.open("r+b") as file:
        at = chance.randrange(path.stat().st_size)
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1 << chance.randrange(8)]))


def noticed(path: Path) -> str:
    """Return which of the checks notices a change, or nothing."""
    try:
        refuse_damaged(path, thorough=True)
    except StoreError as error:
        said = str(error)
        return next((what for mark, what in CHECKS.items() if mark in said), "integrity check")
    return "nothing"


def is_refused(backup: Path) -> bool:
    """Tell whether a backup is refused in words."""
    try:
        read_backup(backup)
    except StoreError:
        return True
    return False


def main() -> None:
    """Flip, count and print."""
    flips = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    found: Counter[str] = Counter()
    refused = 0
    with tempfile.TemporaryDirectory() as temporary:
        database = Path(sys.argv[1]) if len(sys.argv) > 1 else invented_database(Path(temporary))
        whole, changed = Path(temporary) / "whole.db", Path(temporary) / "changed.db"
        make_backup(database, whole, "", None, WHEN, lambda **_: None)
        print(f"before any change: {noticed(database)} notices")
        for _ in range(flips):
            shutil.copyfile(database, changed)
            flip(changed, chance)
            found[noticed(changed)] += 1
            shutil.copyfile(whole, changed)
            flip(changed, chance)
            refused += is_refused(changed)
    for what, count in found.most_common():
        print(f"{what}: {count} of {flips} ({count / flips:.0%})")
    print(f"backups refused: {refused} of {flips}")
    sys.exit(refused != flips)


if __name__ == "__main__":
    main()
