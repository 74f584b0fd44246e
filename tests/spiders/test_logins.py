"""Proxies and feeds that want a user and password get them, and nobody else does."""

import gzip
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.web.logins import Login
from tests.certificates import self_signed
from tests.commandline import RULE, run
from tests.newsroom import AFGHAN_BODY, URDU, Answer, Newsroom, article_page
from tests.toll_proxy import TollProxy

PASSWORDS = ("o:pen/ses@me", "gate-Keeper7", "w%rong!one", "rss&reader")
"""Of the one proxy, of the other, a wrong one, of the feed."""


@dataclass(frozen=True, slots=True)
class Crawled:
    """What a crawl behind the proxies left, and what stood around it."""

    folder: Path
    said: str
    plain: Newsroom
    tls: Newsroom
    foreign: Newsroom
    for_all: TollProxy
    for_one: TollProxy


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("behind")
    plain, tls, foreign = (Newsroom("127.0.0.46") for _ in range(3))
    tls.secure(self_signed(folder, "tls.invalid"))
    places = {"plain.invalid": plain.port, "tls.invalid": tls.port, "foreign.invalid": foreign.port}
    for_all = TollProxy("127.0.0.46", "desk", PASSWORDS[0], places)
    for_one = TollProxy("127.0.0.46", "desk", PASSWORDS[1], places)
    plain.answers["/feed"] = feed("http://plain.invalid/1", "http://plain.invalid/away")
    plain.publish("/1", "Families sent back", *AFGHAN_BODY)
    plain.answers["/away"] = Answer(status=302, headers={"Location": "http://foreign.invalid/2"})
    foreign.answers["/2"] = Answer(article_page("افغان خاندان ملک بدر", *URDU, lang="ur"))
    tls.answers["/feed"] = feed("https://tls.invalid/3")
    tls.publish("/3", "More families sent back", *AFGHAN_BODY[::-1])
    (folder / "khabardar.toml").write_text(
        f'[network]\ncontact = "a@example.org"\ndelay_s = 0.0\n'
        f'proxy = "http://desk:o%3Apen%2Fses%40me@{for_all.at}"\n'
        f'allow_private = ["{for_all.at}", "{for_one.at}"]\n[catalogue]\nuse = false\n{RULE}'
        '[[source]]\nid = "plain"\nfeeds = ["http://me:rss%26reader@plain.invalid/feed"]\n'
        f'[[source]]\nid = "tls"\nproxy = "http://desk:gate-Keeper7@{for_one.at}"\n'
        'feeds = ["https://tls.invalid/feed"]\n'
        f'[[source]]\nid = "shut"\nproxy = "http://desk:w%25rong!one@{for_one.at}"\n'
        'feeds = ["http://shut.invalid/feed"]\n'
        f'[[source]]\nid = "sealed"\nproxy = "http://desk:w%25rong!one@{for_one.at}"\n'
        'feeds = ["https://sealed.invalid/feed"]\n',
        encoding="utf8",
    )
    with ExitStack() as opened, pytest.MonkeyPatch.context() as patch:
        for one in (plain, tls, foreign, for_all, for_one):
            opened.enter_context(one.open())
        patch.setenv("SSL_CERT_FILE", str(folder / "server.pem"))
        said = ""
        for words in (("crawl",), ("status",), ("status", "--json"), ("alerts", "list")):
            done = run(folder, *words)
            said += done.stdout + done.stderr
        yield Crawled(folder, said, plain, tls, foreign, for_all, for_one)


def feed(*urls: str) -> Answer:
    items = "".join(f"<item><link>{url}</link></item>" for url in urls)
    xml = f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
    return Answer(xml.encode(), "application/rss+xml")


def test_requests_and_tunnels_pass_with_the_right_password(crawled: Crawled) -> None:
    assert crawled.for_all.refused == []
    assert "GET http://plain.invalid/1" in crawled.for_all.passed
    assert set(crawled.for_one.passed) == {"CONNECT tls.invalid:443"}
    assert crawled.tls.paths() == ["/robots.txt", "/feed", "/3"]
    assert "3 kept" in crawled.said


def test_a_wrong_password_is_named_as_what_is_wrong(crawled: Crawled) -> None:
    assert "http://shut.invalid/robots.txt" in crawled.for_one.refused
    assert "sealed.invalid:443" in crawled.for_one.refused
    assert "the proxy does not take this user and password" in crawled.said
    assert "fault in khabardar" not in crawled.said


def test_a_site_gets_its_own_login_and_no_other_gets_it(crawled: Crawled) -> None:
    right = Login("", "me", PASSWORDS[3]).basic_auth
    asked = {path: headers.get("authorization") for path, headers in crawled.plain.asked}
    assert asked == {"/robots.txt": None, "/feed": right, "/1": right, "/away": right}
    assert [headers.get("authorization") for _, headers in crawled.foreign.asked] == [None, None]
    for room in (crawled.plain, crawled.tls, crawled.foreign):
        assert all("proxy-authorization" not in headers for _, headers in room.asked)


def test_no_password_is_stored_or_said(crawled: Crawled) -> None:
    spellings = {*PASSWORDS, "o%3Apen%2Fses%40me", "w%25rong!one", "rss%26reader"}
    basic = (crawled.for_all.right, crawled.for_one.right)
    spellings |= {one.removeprefix("Basic ") for one in basic}
    files = [path for path in crawled.folder.rglob("*") if path.is_file()]
    theirs = ("khabardar.toml", ".khabardar.toml.last-good", "server.pem")
    ours = [path for path in files if path.name not in theirs]
    assert {path.suffix for path in ours} >= {".db", ".gz", ".eml"}
    for secret in spellings:
        assert secret not in crawled.said
        for path in ours:
            assert secret.encode() not in unpacked(path), f"{secret} stands in {path}"


def unpacked(path: Path) -> bytes:
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw
