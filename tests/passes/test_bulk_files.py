"""GDELT's files are all read, also those that came while no pass was made."""

import io
import sqlite3
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.crawl import sources
from db.store import open_store
from pipelines.sources import Source
from pipelines.visits import Visit
from tests.commandline import crawl_open, network
from tests.newsroom import Answer, Newsroom

NEWEST = datetime(2025, 11, 24, 8, 15)  # noqa: DTZ001 - a name


def path(number: int) -> str:
    return f"/v2/{NEWEST - timedelta(minutes=15 * number):%Y%m%d%H%M%S}.gkg.csv.zip"


def packed(number: int) -> Answer:
    columns = [""] * 27
    columns[1], columns[3], columns[4] = (
        "20251124081500",
        "khyber.example",
        f"https://k.example/{number}",
    )
    columns[7], columns[26] = "REFUGEES", f"<PAGE_TITLE>Afghan families {number}</PAGE_TITLE>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("x.gkg.csv", "\t".join(columns))
    return Answer(stream.getvalue(), "application/zip")


def test_files_that_came_since_the_last_visit_are_read(tmp_path: Path) -> None:
    room = Newsroom("127.0.0.131")
    listed = f"{room.url}/v2/lastupdate.txt"
    room.answers["/v2/lastupdate.txt"] = Answer(
        f"1 {'ab' * 16} {room.url}{path(0)}\n".encode(), "text/plain"
    )
    for number in (0, 1, 3, 4):  # the second is missing there, too
        room.answers[path(number)] = packed(number)
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        before = datetime.now(UTC) - timedelta(hours=3)
        source = Source("gdelt", "GDELT", "", gdelt=(listed,))
        sources.sync_sources(store, [source], before)
        read = [Visit("gdelt", before, f"{room.url}{path(4)}", "ok", 200)]
        sources.record_visits(store, "gdelt", read, before)
    outlet = f'[[source]]\nid = "gdelt"\nname = "GDELT"\nhomepage = ""\ngdelt = ["{listed}"]\n'
    done = crawl_open(tmp_path, [room], f"{network([room])}{outlet}")
    database = sqlite3.connect(tmp_path / "khabardar.db")
    leads = [row[0] for row in database.execute("SELECT title FROM leads ORDER BY title")]
    database.close()
    assert leads == [f"Afghan families {number}" for number in (0, 1, 3)], done.stderr
    asked = [one for one in room.paths() if one.endswith(".zip")]
    assert asked == [path(3), path(2), path(1), path(0)]
