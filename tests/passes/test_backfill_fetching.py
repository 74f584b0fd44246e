"""Files of pages that lie elsewhere: fetched in parts, politely, and on from where that stopped."""

import random
from pathlib import Path

import pytest

from passes.backfill.fetching import bring, fetched
from pipelines.errors import OperatorError
from pipelines.web.network_policy import Network
from tests.file_server import FileServer
from tests.samples import NOW

PART = 40_000
FILE = random.Random(5).randbytes(150_000)


def network(server: FileServer) -> Network:
    """Return how the server is asked: for four fifths of the longest answer at once."""
    return Network(
        "a@example.org", allow_private=(server.place,), delay_s=0.0, max_bytes=PART * 5 // 4
    )


def asked_at(server: FileServer) -> list[int]:
    """Return the first bytes that were asked for, in order."""
    return [int(said.split("=")[1].split("-")[0]) for path, said in server.ranges if said]


def test_a_file_comes_in_parts_and_goes_on_where_it_failed(tmp_path: Path) -> None:
    server, path = FileServer(), tmp_path / "new" / "a.warc"
    server.files["/a"] = FILE
    server.fails_at = {80_000}
    with server.open():
        bring(f"{server.url}/a", path, network(server), NOW)
    assert path.read_bytes() == FILE
    assert asked_at(server) == [0, PART, 2 * PART, 2 * PART, 3 * PART]


def test_what_an_earlier_try_got_is_not_asked_for_again(tmp_path: Path) -> None:
    server, path = FileServer(), tmp_path / "a.warc"
    server.files["/a"] = FILE
    with server.open():
        bring(f"{server.url}/a", path, network(server), NOW)
        whole = len(server.ranges)
        bring(f"{server.url}/a", path, network(server), NOW)
        assert len(server.ranges) == whole
        path.write_bytes(FILE[:50_000])
        bring(f"{server.url}/a", path, network(server), NOW)
    assert path.read_bytes() == FILE
    assert asked_at(server)[whole:] == [50_000, 90_000, 130_000]


def test_two_versions_of_a_file_are_never_mixed(tmp_path: Path) -> None:
    server, path = FileServer(), tmp_path / "a.warc"
    server.files["/a"] = FILE
    with server.open():
        bring(f"{server.url}/a", path, network(server), NOW)
        path.write_bytes(FILE[:50_000])
        server.files["/a"], server.etags["/a"] = b"another one", '"2"'
        bring(f"{server.url}/a", path, network(server), NOW)
    assert path.read_bytes() == b"another one"


def test_two_tries_at_one_file_do_not_write_to_one_place(tmp_path: Path) -> None:
    server, place = FileServer(), tmp_path / "a.warc"
    server.files["/a"] = FILE
    tries = [fetched(f"{server.url}/a", place, network(server), NOW) for _ in range(3)]
    with server.open():
        with tries[0] as first:
            with tries[1] as second:
                assert first == place != second
                assert first.read_bytes() == second.read_bytes() == FILE
            assert not second.exists()
            assert first.exists()
        with tries[2] as third:
            assert third == place
    assert not list(tmp_path.glob("a*"))


@pytest.mark.parametrize("etag", ['W/"1"', ""])
def test_without_a_mark_of_its_version_a_file_is_begun_anew(tmp_path: Path, etag: str) -> None:
    server, path = FileServer(), tmp_path / "a.warc"
    server.files["/a"], server.etags["/a"] = FILE, etag
    with server.open():
        bring(f"{server.url}/a", path, network(server), NOW)
        path.write_bytes(FILE[:50_000])
        bring(f"{server.url}/a", path, network(server), NOW)
    assert path.read_bytes() == FILE
    assert asked_at(server).count(0) == 2


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/none", "not_found: HTTP 404"),
        ("/long", "too_large"),
        ("/fails", "http_5xx: HTTP 500"),
        ("/forbidden", "robots"),
    ],
)
def test_why_a_file_cannot_be_had_is_said(tmp_path: Path, path: str, why: str) -> None:
    server = FileServer()
    server.knows_parts = path != "/long"
    server.files |= {"/long": FILE, "/fails": FILE, "/forbidden": FILE}
    server.files["/robots.txt"] = b"User-agent: *\nDisallow: /forbidden"
    server.fails_at = {0} if path == "/fails" else set()
    with (
        server.open(),
        pytest.raises(OperatorError, match=rf"^{server.url}{path}: cannot be fetched: {why}"),
    ):
        bring(f"{server.url}{path}", tmp_path / "a.warc", network(server), NOW)
