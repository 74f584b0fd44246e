"""What a pass does on a full disk: it says so once, sends what it can, and makes up for it."""

import random
from pathlib import Path
from subprocess import CompletedProcess

from db.store import open_store
from tests.commandline import RULE, run, settings
from tests.newsroom import AFGHAN_BODY, Answer, Newsroom
from tests.warm_start import run_forked

DRIVER = """
import resource, sys
from khabardar.__main__ import main
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
main()
"""


def crawl_with(folder: Path, largest_bytes: int) -> CompletedProcess[str]:
    """Make a pass that cannot make any file larger than ``largest_bytes``.

    Its workers, which unpack a model into a large file, have room.
    """
    words = ["-c", str(folder / "khabardar.toml"), "crawl", "--all"]
    return run_forked([str(largest_bytes), *words], program=DRIVER, measured=False)


def count(folder: Path, sql: str) -> int:
    """Return the one number that a query gives."""
    with open_store(folder / "khabardar.db", write=False) as store:
        return int(store.rows(sql)[0][0])


def test_without_room_for_the_archive_articles_are_kept_and_mailed(tmp_path: Path) -> None:
    with Newsroom("127.0.0.1").open() as room:
        noise = random.Random(2).randbytes(3_000_000).hex()
        for number in (1, 2):
            room.publish(f"/{number}", f"Families {number}", *AFGHAN_BODY, f"Day {number} of it.")
            large = room.answers[f"/{number}"].body + f"<!-- {noise} -->".encode()
            room.answers[f"/{number}"] = Answer(large)
        room.feed("/1", "/2")
        (tmp_path / "khabardar.toml").write_text(settings({"a": room}, RULE))
        said = crawl_with(tmp_path, 2_500_000)
    assert said.returncode == 1
    assert "Traceback" not in said.stderr, said.stderr
    assert said.stderr.count("the disk of the archive is full") == 1, said.stderr
    assert "2 pages without archive" in said.stderr
    assert count(tmp_path, "SELECT count(*) FROM articles WHERE archive_file IS NULL") == 2
    assert [*(tmp_path / "outbox").glob("*.eml")]


def test_without_room_for_the_database_all_comes_when_there_is(tmp_path: Path) -> None:
    with Newsroom("127.0.0.1").open() as room:
        (tmp_path / "khabardar.toml").write_text(settings({"a": room}, RULE))
        room.feed()
        assert "lists no articles" in run(tmp_path, "crawl").stderr  # the database is made
        paths = [f"/{number}" for number in range(6)]
        for path in paths:
            room.publish(path, f"Families {path}", *AFGHAN_BODY, f"It was day {path} of it.")
        room.feed(*paths)
        said = crawl_with(tmp_path, 150_000)
        assert said.returncode in (1, 2)
        assert "Traceback" not in said.stderr, said.stderr
        assert said.stderr.count("the disk is full") == 1, said.stderr
        with open_store(tmp_path / "khabardar.db", write=True) as store:
            store.execute("UPDATE links SET next_try_at = '2020-01-01' WHERE state = 'pending'")
        assert run(tmp_path, "crawl", "--all").returncode == 0
    assert count(tmp_path, "SELECT count(*) FROM articles") == 6
