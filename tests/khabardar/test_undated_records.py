"""Pages of a WARC file whose records do not say when they were fetched."""

import gzip
import json
import re
import sqlite3
from pathlib import Path

from tests.commandline import ARTICLES, PLAIN, Call, configure, warc

LINES = (
    b"<p class='date'>3 hours ago</p>",
    b"<p class='date'>Monday, 3 November 2025</p>",
)


def undated(folder: Path) -> Path:
    """Write two pages as records without a date, and return the file."""
    pages = [
        (f"http://a.example/{number}", ARTICLES[0][1].replace(b"</h1>", b"</h1>" + line))
        for number, line in enumerate(LINES)
    ]
    recorded = gzip.decompress(warc(folder, *pages).read_bytes())
    plain = folder / "undated.warc"
    plain.write_bytes(re.sub(rb"WARC-Date: [^\r\n]*\r\n", b"", recorded))
    return plain


def test_undated_records_are_imported_by_what_their_pages_say(tmp_path: Path, call: Call) -> None:
    configure(tmp_path, PLAIN)
    said = call("import", str(undated(tmp_path)))
    assert said.code == 0, said.err
    assert "2 kept" in said.err
    with sqlite3.connect(tmp_path / "khabardar.db") as database:
        rows = database.execute(
            "select published_at, first_seen_at, captured_at from articles order by url"
        ).fetchall()
    assert [row[0] for row in rows] == [None, "2025-11-03T12:00:00Z"]
    assert all(row[1] > "2025-11-25" for row in rows), rows
    assert [row[2] for row in rows] == [None, None]
    assert "2 known before" in call("import", str(tmp_path / "undated.warc")).err


def test_extract_reads_undated_records_in_the_same_way(tmp_path: Path, call: Call) -> None:
    said = call("extract", str(undated(tmp_path)))
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert [row["published_at"] for row in rows] == [None, "2025-11-03T12:00:00Z"]
    assert [row["published_day_only"] for row in rows] == [False, True]
