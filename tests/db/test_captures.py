"""The index of the archive: which recorded answer shows a page as it was on a day."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.archive import ArchiveWriter, read_at
from db.captures import index
from db.captures.index import NAME, capture_at, surt
from db.captures.recorded import Recorded, end_of
from pipelines.errors import OperatorError
from pipelines.items import Dropped, Page

DAY = datetime(2025, 4, 5, 9, 30, tzinfo=UTC)
URL = "https://www.a.example/news/1"


def record(folder: Path, *pages: tuple[str, datetime, int, str], number: int = 0) -> None:
    """Write pages, each an address, a time, a status and a text, into a file of their own."""
    with ArchiveWriter(folder, DAY + timedelta(seconds=number)) as writer:
        for url, at, status, text in pages:
            writer.write(Page(url, status, "text/html", text.encode(), at, url))


def body_at(folder: Path, url: str, at: datetime) -> str | None:
    found = capture_at(folder, url, at)
    return read_at(folder, found.place).body.decode() if found else None


def test_the_last_good_answer_up_to_a_time_is_found(tmp_path: Path) -> None:
    days = [DAY + timedelta(days=number) for number in range(4)]
    record(
        tmp_path,
        (URL, days[0], 200, "first"),
        ("https://a.example/news/10", days[0], 200, "another"),
        ("https://a.example/", days[1], 200, "front"),
        (URL, days[2], 200, "second"),
        (URL, days[3], 404, "gone"),
    )
    assert body_at(tmp_path, URL, days[0] - timedelta(seconds=1)) is None
    assert body_at(tmp_path, URL, days[0]) == "first"
    assert body_at(tmp_path, "http://a.example/news/1", days[1]) == "first"
    assert body_at(tmp_path, URL, days[2]) == "second"
    assert body_at(tmp_path, URL, days[3]) == "second"
    assert body_at(tmp_path, "https://a.example/news/2", days[3]) is None
    assert body_at(tmp_path, "https://z.example/", days[3]) is None
    lines = (tmp_path / NAME).read_bytes().splitlines()
    assert lines == sorted(lines)
    assert lines[1].startswith(b"example,a)/ 20250406093000 {")


def test_the_index_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(tmp_path, (URL, DAY, 200, "first"), ("https://b.example/", DAY, 200, "b"))
    assert body_at(tmp_path, URL, DAY) == "first"
    later = DAY + timedelta(days=1)
    record(tmp_path, (URL, later, 200, "second"), number=1)
    assert body_at(tmp_path, URL, later) == "second"
    with monkeypatch.context() as changed:
        changed.delattr(index, "_read")  # nothing is read again
        assert body_at(tmp_path, URL, later) == "second"
    assert body_at(tmp_path, "https://b.example/", later) == "b"
    (tmp_path / NAME).unlink()
    assert body_at(tmp_path, URL, later) == "second"
    sorted(tmp_path.glob("*.warc.gz"))[1].unlink()
    assert body_at(tmp_path, URL, later) == "first"
    (tmp_path / NAME).write_bytes(b"no index\n")
    assert body_at(tmp_path, URL, later) == "first"


def test_of_a_file_that_grew_what_is_new_is_read(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    record(whole, *((URL, DAY + timedelta(hours=hour), 200, f"{hour}") for hour in range(6)))
    (path,) = whole.glob("*.warc.gz")
    written = path.read_bytes()
    folder = tmp_path / "growing"
    folder.mkdir()
    for share in (3, 5, 6):
        (folder / path.name).write_bytes(written[: len(written) * share // 6])
        capture_at(folder, URL, DAY)
    assert capture_at(whole, URL, DAY) is not None
    assert (folder / NAME).read_bytes() == (whole / NAME).read_bytes()
    assert body_at(folder, URL, DAY + timedelta(hours=5)) == "5"


def test_addresses_become_keys() -> None:
    assert surt("https://www.Dawn.com:8080/A/b?x=1#y") == "com,dawn:8080)/a/b?x=1"
    assert surt("http://dawn.com") == "com,dawn)/"


def test_days_and_moments_are_read() -> None:
    assert end_of("2025-04-05") == datetime(2025, 4, 5, 23, 59, 59, tzinfo=UTC)
    assert end_of("2025-04-05T03:10Z") == datetime(2025, 4, 5, 3, 10, tzinfo=UTC)
    with pytest.raises(OperatorError, match="write a day"):
        end_of("5 April")


def test_an_archive_that_is_not_there_is_said(tmp_path: Path) -> None:
    for folder in (None, tmp_path / "none"):
        with pytest.raises(OperatorError, match="no archive"):
            Recorded(folder, "2025-04-05")
    (tmp_path / "a.warc.gz").mkdir()
    with pytest.raises(OperatorError, match="cannot be used"):
        capture_at(tmp_path, URL, DAY)


def test_what_was_never_recorded_is_told(tmp_path: Path) -> None:
    record(tmp_path, (URL, DAY, 200, "first"))
    found = Recorded(tmp_path, "2025-04-05")("https://c.example/")
    assert isinstance(found, Dropped)
