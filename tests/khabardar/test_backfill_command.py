"""`khabardar backfill` as a person types it, and when what it needs is missing."""

import gzip
import json
import sys
from pathlib import Path

import pytest

from db.lock import backfill_lock
from tests.backfills import FEW_WORDS, KEPT
from tests.commandline import ARTICLES, PLAIN, Call, configure, warc
from tests.file_server import FileServer


def test_files_of_a_list_are_taken_in_once(tmp_path: Path, call: Call) -> None:
    configure(tmp_path)
    (tmp_path / "lists").mkdir()
    first = warc(tmp_path, *ARTICLES[:2])
    second = warc(tmp_path / "lists", ARTICLES[2])
    (tmp_path / "lists" / "all.txt").write_text(f"{second.relative_to(tmp_path / 'lists')}\n\n")
    said = call(
        "backfill", "--workers", "0", "--list", "lists/all.txt", str(first.relative_to(tmp_path))
    )
    assert (said.code, said.out) == (0, "")
    assert "read: 2 files: 3 records" in said.err
    assert "stored: 2 kept" in said.err
    found = [json.loads(line) for line in call("search", "families", "--json").out.splitlines()]
    assert {one["url"] for one in found} == {"http://a.example/1", "http://a.example/3"}
    assert json.loads(call("status", "--json").out)["last_pass"]["kind"] == "backfill"
    again = call("backfill", str(first), str(second))
    assert again.code == 0
    assert again.err == "files that were read before, and are left out: 2\n"
    assert not (tmp_path / "khabardar.db.backfill").exists()


def test_nothing_is_mailed(tmp_path: Path, call: Call) -> None:
    configure(tmp_path, PLAIN + FEW_WORDS + KEPT)
    assert call("backfill", str(warc(tmp_path, *ARTICLES))).code == 0
    assert call("alerts", "list").err.startswith("no alerts yet\n2 matches not mailed: imported")
    unmailed = call("alerts", "list", "--state", "unmailed", "--json").out.splitlines()
    assert {json.loads(line)["why"] for line in unmailed} == {"not_asked"}


def test_what_hinders_it_is_said(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(tmp_path, PLAIN + KEPT)
    recorded = str(warc(tmp_path, *ARTICLES))
    said = call("backfill", "--workers", "2", "--cluster", "tcp://127.0.0.1:9", recorded)
    assert said.code == 2
    assert "name either --workers or --cluster" in said.err
    said = call("backfill")
    assert said.code == 2
    assert "no backfill waits to be ended: name WARC files" in said.err
    (tmp_path / "list.txt").write_bytes(b"\xff\xfe\xfa")
    said = call("backfill", "--list", "list.txt")
    assert said.code == 2
    assert "list.txt: cannot be read" in said.err
    (tmp_path / "list.txt").write_text("\n \n")
    said = call("backfill", "--list", "list.txt")
    assert said.code == 2
    assert "list.txt: it names no file; write one WARC file or URL on each line" in said.err
    for address in ("nowhere", "nowhere:much", "file://here:1", "tcp://:8786"):
        said = call("backfill", "--cluster", address, recorded)
        assert said.code == 2
        assert f"'{address}' is no address of a scheduler" in said.err
    assert not (tmp_path / "khabardar.db").exists()
    with backfill_lock(tmp_path / "khabardar.db"):
        said = call("backfill", recorded)
    assert said.code == 75
    assert "another backfill into this database is at work" in said.err
    (tmp_path / "in-the-way").write_text("")
    said = call("backfill", "--results", "in-the-way/x", recorded)
    assert said.code == 2
    assert "000001.parquet: cannot be written" in said.err
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    said = call("backfill", recorded)
    assert said.code == 2
    assert "pip install 'khabardar[backfill]'" in said.err


def test_status_tells_what_is_left_of_a_backfill(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(tmp_path, PLAIN + KEPT)
    recorded = str(warc(tmp_path, *ARTICLES))
    assert call("backfill", "--workers", "0", recorded).code == 0
    assert "backfill" not in call("status").out
    before = json.loads(call("status", "--json").out)["last_pass"]
    assert call("backfill").code == 2
    assert json.loads(call("status", "--json").out)["last_pass"] == before

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    more = tmp_path / "more.warc.gz"
    more.write_bytes(Path(recorded).read_bytes())
    with monkeypatch.context() as stopped:
        stopped.setattr("passes.backfill.work.merge", stop)
        assert call("backfill", "--workers", "0", str(more)).code != 0
    assert json.loads(call("status", "--json").out)["last_pass"]["outcome"] == "interrupted"
    assert (
        "a backfill of 1 file was stopped; go on with: khabardar backfill (nothing of it is stored)"
        in call("status").out.splitlines()
    )
    with backfill_lock(tmp_path / "khabardar.db"):
        assert "a backfill of 1 file is at work" in call("status").out
    assert "stored: 2 known before" in call("backfill").err
    assert "backfill" not in call("status").out


def test_a_file_that_cannot_be_opened_is_told_at_once(tmp_path: Path, call: Call) -> None:
    configure(tmp_path, PLAIN + KEPT)
    said = call("backfill", str(tmp_path), "gone.warc.gz")
    assert said.code == 1
    assert said.err.splitlines() == [
        "storing what was found",
        "judging and comparing it by meaning",
        f"{tmp_path}: is a folder: name the files in it",
        f"{tmp_path / 'gone.warc.gz'}: cannot be read: No such file or directory",
        "read: 0 files: 0 records, 0 passed over unread, 0 without an article, 0 articles",
        "stored: nothing new",
    ]


def test_files_at_an_address_and_those_of_a_month_are_fetched(tmp_path: Path, call: Call) -> None:
    server = FileServer("127.0.0.72")
    names = ["crawl-data/CC-NEWS/2025/04/1.warc.gz", "crawl-data/CC-NEWS/2025/04/2.warc.gz"]
    for name, page in zip([*names, "own.warc.gz"], ARTICLES, strict=True):
        server.files[f"/{name}"] = warc(tmp_path / name.replace("/", "-"), page).read_bytes()
    listed = gzip.compress("\n".join(names).encode())
    server.files["/crawl-data/CC-NEWS/2025/04/warc.paths.gz"] = listed
    server.files["/crawl-data/CC-NEWS/2025/05/warc.paths.gz"] = listed[:-9]
    configure(
        tmp_path, KEPT + PLAIN.replace("delay_s", f'allow_private = ["{server.place}"]\ndelay_s')
    )
    base = ("--base", f"{server.url}/", "--workers", "0")
    with server.open():
        said = call("backfill", "--cc-news", "2025-04", *base, f"{server.url}/own.warc.gz")
        assert said.code == 0, said.err
        assert "read: 3 files: 3 records" in said.err
        assert "stored: 2 kept" in said.err
        said = call("backfill", "--cc-news", "2025-04", *base)
        assert said.err == "files that were read before, and are left out: 2\n"
        said = call("backfill", f"{server.url}/gone.warc.gz", *base)
        assert said.code == 1
        assert "gone.warc.gz: cannot be fetched: not_found: HTTP 404" in said.err
        assert "is no list of files" in call("backfill", "--cc-news", "2025-05", *base).err
        assert "'2025' is no month" in call("backfill", "--cc-news", "2025", *base).err
    assert not (tmp_path / "khabardar.db.backfill").exists()
