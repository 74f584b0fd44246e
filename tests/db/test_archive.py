"""The archive gives back what was put in, whatever happened to its end."""

import gzip
import importlib.util
import io
import random
import resource
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from fastwarc.warc import WarcRecord, WarcRecordType
from warcio.archiveiterator import ArchiveIterator

from db import archive, lock, warc
from db.archive import ArchiveWriter, Torn, decoded_body, read_at, read_pages, reference_at
from pipelines.errors import DiskFull, OperatorError, StoreError
from pipelines.items import ArchivePlace, Exchange, Page
from tests.samples import NOW

PAGES = [
    Page(
        f"https://a.example/{n}",
        200,
        "text/html; charset=utf-8",
        body,
        NOW,
        f"https://a.example/{n}",
    )
    for n, body in enumerate((b"<p>one</p>", "<p>خبر</p>".encode(), b"", bytes(range(256)) * 50))
]


def written(folder: Path) -> list[ArchivePlace]:
    with ArchiveWriter(folder, NOW) as writer:
        return [writer.write(page) for page in PAGES]


def test_pages_come_back_in_order_and_by_place(tmp_path: Path) -> None:
    places = written(tmp_path)
    assert len({place.file for place in places}) == 1
    assert list(read_pages(tmp_path / places[0].file)) == PAGES
    assert [read_at(tmp_path, place) for place in places] == PAGES


def test_a_process_of_the_same_number_and_second_takes_the_next_file(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, NOW) as one, ArchiveWriter(tmp_path, NOW) as other:
        places = [writer.write(page) for page in PAGES for writer in (one, other)]
    assert len({place.file for place in places}) == 2
    assert [read_at(tmp_path, place) for place in places[::2]] == PAGES
    assert [read_at(tmp_path, place) for place in places[1::2]] == PAGES


def test_another_reader_finds_the_pages_and_their_digests_right(tmp_path: Path) -> None:
    written(tmp_path)
    found = []
    with next(tmp_path.iterdir()).open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests=True):
            body = record.content_stream().read()
            if record.rec_type == "response":
                assert record.digest_checker.passed is True
                found.append((record.rec_headers.get_header("WARC-Target-URI"), body))
    assert found == [(page.url, page.body) for page in PAGES]


def test_archives_of_earlier_versions_are_read(tmp_path: Path) -> None:
    record = WarcRecord()
    record.init_headers(record_type=WarcRecordType.response)
    record.is_http = True
    record.headers["WARC-Target-URI"] = PAGES[1].url
    record.headers["WARC-Date"] = "2025-11-24T09:00:00Z"
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 15\r\n\r\n"
    )
    record.set_bytes_content(head + PAGES[1].body)
    old = tmp_path / "20251124T090000Z-1-001.warc.gz"
    with gzip.open(old, "wb") as stream:
        record.write(stream)
    place = ArchivePlace(old.name, 0)
    assert read_at(tmp_path, place) == PAGES[1]
    known = reference_at(tmp_path, place)
    assert known
    assert known.url == PAGES[1].url
    (page,) = read_pages(old, exchanges=True)
    assert isinstance(page, Page)
    with ArchiveWriter(tmp_path / "new", NOW) as writer:
        again = writer.write(page)
    (copied,) = read_pages(tmp_path / "new" / again.file, exchanges=True)
    assert isinstance(copied, Page)
    assert copied.exchange == page.exchange
    assert page.exchange
    assert page.exchange.response == head + PAGES[1].body


def test_what_cannot_be_referred_to_is_no_reference(tmp_path: Path) -> None:
    places = written(tmp_path)
    (tmp_path / "text").write_text("no archive")
    for place in (ArchivePlace("none", 0), ArchivePlace("text", 0), ArchivePlace("text", 99)):
        assert reference_at(tmp_path, place) is None
    assert reference_at(tmp_path, ArchivePlace(places[0].file, places[0].offset + 1)) is None


@pytest.mark.parametrize(
    ("head", "kind", "status"),
    [
        (b"HTTP/1.0 206\nCONTENT-TYPE:text/html\n\n", "text/html", 206),
        (b"HTTP/2 200 \r\nX: 1\r\nContent-Type : a/b\r\nContent-Type: c/d\r\n\r\n", "a/b", 200),
        (b"HTTP/1.1\r\nno colon\r\n\r\n", "", 200),
    ],
)
def test_heads_of_other_recorders_are_read(
    head: bytes, kind: str, status: int, tmp_path: Path
) -> None:
    exchange = Exchange("https://a.example/1", NOW, b"", head + b"<p>x", status)
    page = replace(PAGES[0], exchange=exchange)
    with ArchiveWriter(tmp_path, NOW) as writer:
        found = read_at(tmp_path, writer.write(page))
    assert (found.content_type, found.status, found.body) == (kind, status, b"<p>x")


def test_a_cut_page_stays_marked(tmp_path: Path) -> None:
    cut = replace(PAGES[0], cut=True)
    with ArchiveWriter(tmp_path, NOW) as writer:
        place = writer.write(cut)
    assert read_at(tmp_path, place).cut


def test_nothing_is_made_before_the_first_page(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path / "archive", NOW):
        pass
    assert not (tmp_path / "archive").exists()


def test_a_full_file_is_followed_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "ROTATE_BYTES", 600)
    places = written(tmp_path)
    assert len({place.file for place in places}) > 1
    assert [read_at(tmp_path, place) for place in places] == PAGES


def test_whatever_is_whole_before_a_torn_end_is_read(tmp_path: Path) -> None:
    places = written(tmp_path)
    raw = (tmp_path / places[0].file).read_bytes()
    ends = [place.offset for place in places[1:]] + [len(raw)]
    for cut in range(0, len(raw), 23):
        torn = tmp_path / "torn.warc.gz"
        torn.write_bytes(raw[:cut])
        whole = sum(end <= cut for end in ends)
        if cut < 5:
            continue
        found = list(read_pages(torn))
        pages = [item for item in found if isinstance(item, Page)]
        assert pages[:whole] == PAGES[:whole]
        assert len(pages) <= whole + 1, "a page may be whole though its checksum is not"
        tears = [item for item in found if isinstance(item, Torn)]
        assert [tear.path for tear in tears] == [torn] * (cut not in (places[0].offset, *ends))


def test_plain_warc_files_are_read_and_their_tear_is_named(tmp_path: Path) -> None:
    places = written(tmp_path)
    plain = gzip.decompress((tmp_path / places[0].file).read_bytes())
    (tmp_path / "plain.warc").write_bytes(plain)
    assert list(read_pages(tmp_path / "plain.warc")) == PAGES
    (tmp_path / "plain.warc").write_bytes(plain[:-3000])
    last = list(read_pages(tmp_path / "plain.warc"))[-1]
    assert isinstance(last, Torn)
    assert last.why


def test_what_is_no_archive_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("hello")
    with pytest.raises(OperatorError, match="no WARC"):
        list(read_pages(tmp_path / "x"))
    with pytest.raises(OperatorError, match="cannot be read"):
        list(read_pages(tmp_path / "none"))
    with pytest.raises(StoreError, match="cannot be read"):
        read_at(tmp_path, ArchivePlace("none", 0))
    places = written(tmp_path)
    with pytest.raises(StoreError, match="no whole page"):
        read_at(tmp_path, ArchivePlace(places[0].file, 1_000_000))
    with ArchiveWriter(tmp_path / "x" / "y", NOW) as writer, pytest.raises(StoreError):
        writer.write(PAGES[0])


CHUNKED = b"5\r\nhello\r\n6;x=1\r\n world\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "transfer", "content", "plain"),
    [
        (b"plain", "", "", b"plain"),
        (gzip.compress(b"packed", mtime=0), "", "gzip", b"packed"),
        (b"already unpacked", "", "gzip", b"already unpacked"),
        (zlib.compress(b"deflated"), "", "deflate", b"deflated"),
        (zlib.compress(b"raw")[2:-4], "", "deflate", b"raw"),
        (b"no deflate", "", "deflate", b"no deflate"),
        (CHUNKED, "chunked", "", b"hello world"),
        (b"hello, not in chunks", "chunked", "", b"hello, not in chunks"),
        (b"5\r\nhel", "chunked", "", b"hel"),
        (b"\x1f\x8bdamaged", "", "gzip", b""),
    ],
)
def test_recorded_encodings_are_undone_where_they_are_true(
    body: bytes, transfer: str, content: str, plain: bytes
) -> None:
    assert decoded_body(body, transfer, content) == plain


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    database = tmp_path / "folder" / "k.db"
    told: list[str] = []
    with lock.writer_lock(database):
        with pytest.raises(lock.LockBusy) as caught, lock.writer_lock(database):
            pass
        with pytest.raises(lock.LockBusy), lock.writer_lock(database, 0.25, told.append):
            pass
    assert "process" in caught.value.holder
    assert len(told) == 1
    with lock.writer_lock(database):
        pass


def test_a_lock_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StoreError, match="lock file"),
        lock.writer_lock(tmp_path / "file" / "k.db"),
    ):
        pass


def test_a_full_disk_leaves_whole_pages_and_takes_more_when_there_is_room(tmp_path: Path) -> None:
    large = replace(PAGES[0], body=random.Random(1).randbytes(400_000))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with ArchiveWriter(tmp_path, NOW) as writer:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
        try:
            writer.write(PAGES[1])
            for _ in range(2):
                with pytest.raises(DiskFull, match="disk of the archive is full"):
                    writer.write(large)
            writer.write(PAGES[2])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        place = writer.write(large)
    assert list(read_pages(tmp_path / place.file)) == [PAGES[1], PAGES[2], large]


@pytest.mark.parametrize("installed", [True, False])
def test_records_are_packed_with_or_without_the_faster_library(
    installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not installed:
        monkeypatch.setitem(sys.modules, "isal.isal_zlib", None)
    spec = importlib.util.spec_from_file_location("warc_anew", warc.__file__)
    assert spec is not None
    assert spec.loader is not None
    anew = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "warc_anew", anew)
    spec.loader.exec_module(anew)
    level = anew.COMPRESSION_LEVEL
    assert level == (2 if installed else 1)
    answer = b"HTTP/1.1 200 OK\r\n\r\n" + b"ab" * 9000
    exchange = Exchange("https://a.example/", NOW, b"", answer, 200)
    packed = anew.exchange_records(exchange, "<urn:uuid:0>")
    assert len(packed) < 1000
    record = next(ArchiveIterator(io.BytesIO(packed), check_digests=True))
    assert record.content_stream().read() == b"ab" * 9000
    assert record.digest_checker.passed is True
