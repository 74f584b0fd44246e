"""The commands as a person types them: what they print, and how they end."""

import fcntl
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from db.store import iso, open_store
from khabardar.wiring import clock
from passes.report import PassReport
from tests.commandline import ARTICLES, PLAIN, RULE, Call, configure, run, warc
from tests.newsroom import AFGHAN_BODY, Newsroom, article_page
from tests.pdf_files import pdf
from tests.samples import NOW
from tests.warm_start import Forked


def test_init_writes_settings_that_hold_and_overwrites_nothing(tmp_path: Path, call: Call) -> None:
    assert call("init", "new").code == 0
    again = call("init", "new")
    assert again.code == 2
    assert "already exists" in again.err
    config = str(tmp_path / "new" / "khabardar.toml")
    assert "357 outlets, 1 rules" in call("-c", config, "doctor").out


def test_init_says_where_it_may_not_write(call: Call) -> None:
    said = call("init", "/proc/khabardar")
    assert said.code == 2
    assert "/proc/khabardar" in said.err


BAD_SETTINGS = {
    "malformed": ("[network\n", "khabardar.toml:1:9: this is not TOML"),
    "unknown": ("[network]\ndelay = 1\n", "khabardar.toml:2: network.delay: there is no such"),
    "query": (
        PLAIN + '[[rule]]\nname = "R"\nquery = "kabul AND"\n',
        "khabardar.toml:8: rule 'R': column",
    ),
    "schedule": (
        PLAIN + '[[rule]]\nname = "R"\nquery = "kabul"\nwhen = "daily"\n',
        "khabardar.toml:9: rule.when: 'daily' is not valid; write now, hourly",
    ),
    "folder": (PLAIN + '[database]\npath = "/proc/none/k.db"\n', "/proc/none"),
}


@pytest.mark.parametrize("case", BAD_SETTINGS)
def test_a_mistake_in_the_settings_is_one_clear_line(tmp_path: Path, call: Call, case: str) -> None:
    text, expected = BAD_SETTINGS[case]
    configure(tmp_path, text)
    said = call("crawl")
    assert said.code == 2
    assert expected in said.err
    assert len(said.err.strip().splitlines()) == 1


def test_without_settings_the_way_to_get_some_is_named(call: Call) -> None:
    said = call("crawl")
    assert said.code == 2
    assert "khabardar init" in said.err


def test_a_database_that_cannot_be_used_is_left_as_it_is(tmp_path: Path, call: Call) -> None:
    configure(tmp_path)
    path = tmp_path / "khabardar.db"
    path.write_text("Dear diary, " * 500)
    for command in ("crawl", "status"):
        said = call(command)
        assert said.code == 2
        assert "no SQLite database" in said.err
    assert path.read_text() == "Dear diary, " * 500


def test_a_newer_database_is_refused(tmp_path: Path, call: Call) -> None:
    configure(tmp_path)
    with sqlite3.connect(tmp_path / "khabardar.db") as newer:
        newer.execute("PRAGMA user_version = 99")
    said = call("crawl")
    assert said.code == 2
    assert "newer khabardar" in said.err


def test_reading_commands_say_that_there_is_no_database_yet(tmp_path: Path, call: Call) -> None:
    configure(tmp_path)
    for words in (("status",), ("search", "kabul"), ("alerts", "list"), ("serve",)):
        said = call(*words)
        assert said.code == 2
        assert "there is no database yet" in said.err


def test_a_pass_with_nothing_due_says_when_something_is(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHABARDAR_MEANING__BUDGET_S", "30")  # as a user has it
    configure(tmp_path)
    assert "nothing was due" in call("crawl").err
    soon = iso(clock() + timedelta(hours=5))
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        store.execute(
            "INSERT INTO sources (id, name, homepage, country, languages, afghan, declaration, "
            "next_visit_at) VALUES ('a', 'A', '', '', '', 0, "
            '\'{"id": "a", "name": "A", "homepage": "http://a.example/"}\', '
            f"'{soon}')"
        )
    configure(tmp_path, PLAIN + '[[source]]\nid = "a"\nfeeds = ["http://a.example/feed"]\n')
    assert f"nothing was due before {soon}" in call("crawl").err


def test_a_pass_says_what_may_not_be_meant_in_a_rule(tmp_path: Path, call: Call) -> None:
    configure(tmp_path, PLAIN + '[[rule]]\nname = "R"\nquery = "torkham and chaman"\n')
    said = call("crawl")
    assert said.code == 0
    assert re.search(r"warning: \S+ rule 'R': column 9: 'and' is looked for as a word", said.err)
    assert "rule 'R': column 9: 'and' is looked" in call("doctor").out


def test_an_unknown_outlet_is_an_error_that_names_a_close_one(tmp_path: Path, call: Call) -> None:
    configure(tmp_path, PLAIN + '[[source]]\nid = "dawn"\nfeeds = ["http://a.example/feed"]\n')
    said = call("crawl", "--source", "down")
    assert said.code == 2
    assert "did you mean dawn?" in said.err


def test_a_second_crawl_ends_at_once_and_an_import_waits(tmp_path: Path, call: Call) -> None:
    configure(tmp_path)
    path = warc(tmp_path, *ARTICLES)
    lock = os.open(tmp_path / "khabardar.db.lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    os.pwrite(lock, b"process 1: khabardar crawl", 0)
    said = call("crawl")
    assert said.code == 75
    assert "process 1: khabardar crawl" in said.err
    with Forked(["-c", str(tmp_path / "khabardar.toml"), "import", str(path)]) as child:
        assert "waiting for process 1: khabardar crawl" in child.errors.readline()
        os.close(lock)
        assert child.ended(60).returncode == 0


def test_pages_of_a_warc_file_are_stored_matched_and_not_mailed(tmp_path: Path, call: Call) -> None:
    configure(tmp_path, PLAIN + RULE)
    path = warc(tmp_path, *ARTICLES)
    said = call("import", str(path))
    assert said.code == 0, said.err
    assert "2 kept" in said.err
    assert "3 known before" in call("import", str(path)).err
    found = call("search", "@deport @afghan", "--json")
    titles = {json.loads(line)["title"] for line in found.out.splitlines()}
    assert titles == {"Families sent back", "More sent back"}
    assert "understood as" in found.err
    assert "Families sent back" in call("search", "families OR bakery").out
    assert call("alerts", "list").out == ""
    state = json.loads(call("status", "--json").out)
    assert isinstance(state["coverage"], list)
    assert state["articles"] == 2
    assert state["links"]["dropped"] == {"off_topic": 1}
    assert state["last_pass"]["kind"] == "import"


def test_an_imported_outlet_that_nobody_declared_is_of_the_country_of_its_address(
    tmp_path: Path, call: Call
) -> None:
    configure(tmp_path, PLAIN)
    body = article_page("Families sent back", *AFGHAN_BODY)
    files = warc(tmp_path, ("http://www.x.com.pk/1", body), ("http://y.example/1", body))
    assert call("import", str(files)).code == 0
    found = call("search", "country:PK", "--json").out.splitlines()
    assert [json.loads(line)["source_id"] for line in found] == ["x.com.pk"]


def test_a_new_rule_mails_nothing_of_the_past_and_says_what_it_would_have_found(
    tmp_path: Path, call: Call
) -> None:
    configure(tmp_path)
    assert "begins now" not in call("import", str(warc(tmp_path, *ARTICLES))).err
    configure(tmp_path, PLAIN + '[[rule]]\nname = "My rule"\nquery = "@afghan"\n')
    said = call("crawl").err
    found = re.search(r"rule 'My rule' begins now: (\d+) of (\d+) articles of the last 30", said)
    assert found
    assert 0 < int(found[1]) <= int(found[2])
    assert "`khabardar rules test 'My rule'` shows them" in said
    assert call("alerts", "list").err == "no alerts yet\n"
    assert "begins now" not in call("crawl").err


def test_imported_pages_are_mailed_if_that_is_asked_for(tmp_path: Path, call: Call) -> None:
    configure(tmp_path, PLAIN + RULE)
    call("import", "--alerts", str(warc(tmp_path, *ARTICLES)))
    rows = [json.loads(line) for line in call("alerts", "list", "--json").out.splitlines()]
    assert {row["state"] for row in rows} == {"pending"}
    assert call("alerts", "send").code == 0
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == len(rows) > 0
    assert "sent" in call("alerts", "list", "--state", "sent").out
    assert "a@example.org" in call("alerts", "list").out


@pytest.mark.parametrize("command", ["import", "extract"])
def test_of_a_file_cut_in_half_what_is_whole_is_taken(
    tmp_path: Path, call: Call, command: str
) -> None:
    configure(tmp_path)
    path = warc(tmp_path, *ARTICLES)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    said = call(command, str(path))
    assert said.code == 1
    assert f"{path}: torn at byte" in said.err
    if command == "extract":
        assert "Families sent back" in said.out
    else:
        assert "1 kept" in said.err


def test_what_is_no_warc_file_is_refused(tmp_path: Path, call: Call) -> None:
    configure(tmp_path)
    (tmp_path / "letter.txt").write_text("Dear editor")
    said = call("import", "letter.txt")
    assert said.code == 2
    assert "is no WARC file" in said.err


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("page.html", "there is no such file; give a WARC, HTML or PDF file, or a URL"),
        ("pages/1.warc.gz", "there is no such file; give a WARC"),
        ("letter.txt/page.html", "there is no such file; give a WARC"),
        ("صفحه.html", "there is no such file; give a WARC"),
        ("news.example/2024/1", "if it is a web address, write https://news.example/2024/1"),
        ("www.news.example", "if it is a web address, write https://www.news.example"),
        ("news.example:8080/a.html", "write https://news.example:8080/a.html"),
        ("folder", "is a folder; give the files in it, such as folder/*.html"),
        ("x" * 300, "cannot be read: File name too long"),
    ],
)
def test_what_cannot_be_extracted_is_told_with_what_to_write(
    tmp_path: Path, call: Call, given: str, told: str
) -> None:
    (tmp_path / "letter.txt").write_text("Dear editor")
    (tmp_path / "folder").mkdir()
    said = call("extract", given)
    assert said.code == 2
    assert f"{given}: " in said.err
    assert told in said.err
    assert "Errno" not in said.err


def test_a_page_from_a_disk_is_read_without_database_or_settings(
    tmp_path: Path, call: Call
) -> None:
    (tmp_path / "page.html").write_bytes(ARTICLES[0][1])
    said = call("extract", "--url", "http://a.example/1?utm_source=x", "--explain", "page.html")
    (row,) = map(json.loads, said.out.splitlines())
    assert row["url"] == "http://a.example/1?utm_source=x"
    assert row["canonical_url"] == "http://a.example/1"
    assert row["title"] == "Families sent back"
    assert row["text"] == "\n\n".join(AFGHAN_BODY)
    assert row["verdict"] == "article"
    assert isinstance(row["removed"], list)
    assert not list(tmp_path.glob("khabardar.*"))


def test_a_report_from_a_disk_is_read_and_one_in_an_archive_of_pages_is_passed_over(
    tmp_path: Path, call: Call
) -> None:
    body = pdf([["Weekly flow of returns", "", "In this week 214 Afghan families came back."]])
    (tmp_path / "week.pdf").write_bytes(body)
    said = call("extract", str(warc(tmp_path, ("http://a.example/9.pdf", body))), "week.pdf")
    (row,) = map(json.loads, said.out.splitlines())
    assert (row["kind"], row["title"]) == ("report", "Weekly flow of returns")
    assert row["text"] == "In this week 214 Afghan families came back."


def test_three_hours_ago_counts_from_when_the_page_was_fetched_if_that_is_known(
    tmp_path: Path, call: Call
) -> None:
    body = ARTICLES[0][1].replace(b"</h1>", b"</h1><p class='date'>3 hours ago</p>")
    day = ARTICLES[0][1].replace(b"</h1>", b"</h1><p class='date'>Monday, 3 November 2025</p>")
    (tmp_path / "saved.html").write_bytes(body)
    (tmp_path / "day.html").write_bytes(day)
    recorded = str(warc(tmp_path, ("http://a.example/1", body)))
    said = call("extract", recorded, "saved.html", "day.html")
    fetched, saved, of_day = map(json.loads, said.out.splitlines())
    assert fetched["published_at"] == f"{NOW - timedelta(hours=3):%Y-%m-%dT%H:%M:%SZ}"
    assert not fetched["published_day_only"]
    assert (saved["published_at"], saved["published_from"]) == (None, "none")
    assert of_day["published_at"][:10] == "2025-11-03"
    assert of_day["published_day_only"]


def test_the_doctor_names_what_is_wrong(tmp_path: Path, call: Call) -> None:
    configure(tmp_path, '[mail]\nhost = "127.0.0.1"\nport = 1\n')
    said = call("doctor")
    assert said.code == 1
    assert "FAIL contact: [network] contact is empty" in said.out
    assert "FAIL mail: " in said.out
    assert "ok   clock: " in said.out
    assert "ok   versions: Python 3." in said.out
    configure(tmp_path, "[network\n")
    assert "FAIL configuration: " in call("doctor").out


@pytest.mark.parametrize("proxied", [False, True])
def test_the_doctor_asks_a_few_outlets(tmp_path: Path, call: Call, proxied: bool) -> None:
    room = Newsroom("127.0.0.41")
    outlets = "".join(
        f'[[source]]\nid = "{name}"\nname = "{name.title()}"\nhomepage = "{url}/"\n'
        f'feeds = ["{url}/feed"]\n'
        for name, url in (("far", "http://far.invalid"), ("near", room.url))
    )
    here = f'allow_private = ["{room.host}:{room.port}"]\ndelay_s = 0\n'
    here += f'proxy = "{room.url}"\n' if proxied else ""
    configure(tmp_path, f"[network]\n{here}[catalogue]\nuse = false\n{outlets}")
    with room.open():
        said = call("doctor").out
    assert (f"answers through {room.url}" if proxied else "ok   network: Near answers") in said
    said = call("doctor").out
    assert "FAIL network: none of Far, Near can be reached" in said
    assert ("look at the proxy and this" if proxied else "look at this") in said


def test_the_doctor_finds_a_damaged_database(tmp_path: Path, call: Call) -> None:
    configure(tmp_path, PLAIN + RULE)
    call("import", str(warc(tmp_path, *ARTICLES)))
    assert "ok   database: " in call("doctor").out
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (tmp_path / "khabardar.db").open("r+b") as file:
        file.seek(4096 * 8)
        file.write(b"\xff" * 4096 * 6)
    said = call("doctor")
    assert said.code == 1
    assert "FAIL database: " in said.out


def test_when_no_outlet_can_be_reached_nothing_is_lost(tmp_path: Path) -> None:
    """The reactor runs once in a process, so this crawl has one of its own."""
    outlets = "".join(
        f'[[source]]\nid = "{name}"\nname = "{name.title()}"\n'
        f'homepage = "http://{name}.invalid/"\nfeeds = ["http://{name}.invalid/feed"]\n'
        for name in ("north", "east", "south")
    )
    configure(tmp_path, PLAIN + outlets)
    done = run(tmp_path, "crawl")
    assert done.returncode == 1
    assert "no outlet could be reached: this machine seems to be offline" in done.stderr
    assert "North: the host name is not known" in done.stderr
    assert done.stderr.splitlines()[-1].endswith("without a network: khabardar demo")
    rows = sqlite3.connect(tmp_path / "khabardar.db").execute(
        "SELECT health_reason, failures, "
        "(julianday(next_visit_at) - julianday('now')) * 1440 FROM sources"
    )
    found = rows.fetchall()
    assert [(why, failures) for why, failures, _ in found] == [("not visited yet", 0)] * 3
    assert all(3 < minutes < 6 for _, _, minutes in found)


def test_an_outlet_without_an_address_is_a_trouble(tmp_path: Path) -> None:
    bare = '[[source]]\nid = "mine"\nname = "Mine"\n'
    configure(tmp_path, PLAIN + bare)
    done = run(tmp_path, "crawl")
    assert done.returncode == 1
    assert "Mine: has no URL to visit; give it feeds or searches or sitemaps" in done.stderr


def test_mail_without_a_server_is_told_as_files(tmp_path: Path, call: Call) -> None:
    configure(tmp_path, PLAIN + RULE)
    recorded = str(warc(tmp_path, *ARTICLES))
    assert "next: khabardar alerts send" in call("import", "--alerts", recorded).err
    count = len(list((tmp_path / "outbox").glob("*.eml")))
    sent = call("alerts", "send").err
    count = len(list((tmp_path / "outbox").glob("*.eml"))) - count
    assert count == 1
    assert "1 mail written to outbox" in sent
    assert "no mail server is set: sent means written to outbox/" in call("status").out
    assert (
        "articles that were known before get no alert" in call("import", "--alerts", recorded).err
    )


def test_a_search_takes_its_words_without_quotes(tmp_path: Path, call: Call) -> None:
    configure(tmp_path, PLAIN)
    call("import", str(warc(tmp_path, *ARTICLES)))
    found = call("search", "torkham", "families").out
    assert found == call("search", "torkham families").out != ""
    assert "undated, seen 20" in found


def test_many_silent_outlets_share_a_line() -> None:
    few = PassReport(silent={"the host name is not known": ["B", "A"]})
    assert few.lines()[:2] == [f"{name}: the host name is not known" for name in "BA"]
    many = PassReport(Counter(dropped=3), silent={"no route": [*"DCBA"]})
    many.refused.update(listing=2, empty=1)
    assert many.lines() == ["4 outlets: no route: A, B, C, D", "3 dropped (2 listing, 1 empty)"]
    assert (many.exit_code, PassReport().exit_code) == (1, 0)


def test_help_needs_none_of_the_heavy_libraries() -> None:
    program = (
        "import sys; sys.argv = ['khabardar', '--help']\n"
        "from khabardar.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'scrapy', 'twisted', 'trafilatura', 'lxml', 'datasette', 'pydantic',"
        " 'sqlite_utils', 'apscheduler', 'lark', 'jinja2', 'pebble'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "Start with `khabardar init`" in done.stdout
    assert done.stderr == "[]\n"


def test_workers_get_large_pages_unless_a_person_set_their_memory(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLIBC_TUNABLES", "glibc.malloc.arena_max=2")
    call("--version")
    assert os.environ["GLIBC_TUNABLES"] == "glibc.malloc.arena_max=2"
    monkeypatch.delenv("GLIBC_TUNABLES")
    call("--version")
    assert os.environ["GLIBC_TUNABLES"] == "glibc.malloc.hugetlb=1"
