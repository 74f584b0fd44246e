"""`datasette khabardar.db other.db`, as a process: ours is read well, theirs is as ever."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.dispatch import open_dispatch
from tests.packages import install

ROOT = Path(__file__).parents[2]
URDU = "کراچی سے کئی خاندان واپس"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("plain")
    with open_dispatch(folder, (), None) as opened:
        opened.publish(title=URDU, language="ur")
    with sqlite3.connect(folder / "other.db") as other:
        other.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, url TEXT)")
        other.execute("INSERT INTO articles VALUES (1, ?, 'https://a.example/x')", (URDU,))
    other.close()
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))
    ((name, module),) = declared["project"]["entry-points"]["datasette"].items()
    install(folder / "packages", "khabardar-here", f"[datasette]\n{name} = {module}\n")
    command = [sys.executable, "-m", "datasette", "serve", "k.db", "other.db", "--port", "0"]
    path = os.pathsep.join((str(ROOT), str(folder / "packages")))
    with subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path},
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stderr is not None
        said = ""
        for line in server.stderr:
            said += line
            found = re.search(r"running on (http://\S+)", line)
            if found:
                break
        else:
            pytest.fail(said)
        yield found[1]
        server.terminate()


def got(url: str) -> tuple[int, str]:
    """Return the status and the text of an answer."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_the_first_page_asked_for_knows_the_tables_of_ours(address: str) -> None:
    status, page = got(f"{address}/k/articles")
    assert status == 200
    assert f'<div class="kh-text kh-title" dir="rtl" lang="ur">{URDU}</div>' in page
    assert "/-/khabardar-cells.css" in page
    assert "The articles, cleaned." in page
    assert ".kh-text" in got(f"{address}/-/khabardar-cells.css")[1]


@pytest.mark.parametrize("words", ["كراچي", "کراچی واپس"])
def test_the_search_box_finds_every_spelling(address: str, words: str) -> None:
    asked = urlencode({"_search": words, "_shape": "array", "_col": "title"})
    assert [row["title"] for row in json.loads(got(f"{address}/k/articles.json?{asked}")[1])] == [
        URDU
    ]


def test_sql_and_the_prepared_questions_can_fold(address: str) -> None:
    sql = quote("select fold('كراچي') = fold('کراچی') as same")
    assert json.loads(got(f"{address}/k.json?sql={sql}&_shape=array")[1]) == [{"same": 1}]
    asked = "why_is_it_not_here.json?address=www.a.example/1&_shape=array"
    assert [row["state"] for row in json.loads(got(f"{address}/k/{asked}")[1])] == ["kept"]


def test_a_database_of_others_is_left_as_it_was(address: str) -> None:
    status, page = got(f"{address}/other/articles")
    assert status == 200
    assert URDU in page
    assert "kh-" not in page
    assert "khabardar" not in page
    sql = quote("select fold('x')")
    assert "no such function: fold" in got(f"{address}/other.json?sql={sql}")[1]
    assert "khabardar-cells" not in got(f"{address}/")[1]
