"""The one way out: certificates are checked, a proxy is used for all, no spelling gets around."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.certificates import self_signed
from tests.commandline import run
from tests.newsroom import AFGHAN_BODY, Answer, Newsroom, article_page
from tests.warm_start import run_forked


def fetched(url: str, *allowed: str, proxy: str = "", delay_s: float = 0.0) -> str:
    """Fetch one address in a process of its own, as the reactor runs once, and say what came."""
    program = (
        "import sys; from datetime import UTC, datetime; from spiders.fetch import fetch_one;"
        "from pipelines.web.network_policy import Network;"
        f"n = Network(allow_private={allowed!r}, delay_s={delay_s}, timeout_s=10.0,"
        f"proxy={proxy!r});"
        "print(fetch_one(sys.argv[1], n, lambda: datetime.now(UTC)))"
    )
    done = run_forked([url], program=program)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            raise AssertionError("nothing may be asked of it")

    server = ThreadingHTTPServer(("127.0.0.41", 0), Server)
    server.socket = self_signed(tmp_path, "127.0.0.41").wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        port = server.server_address[1]
        said = fetched(f"https://127.0.0.41:{port}/", f"127.0.0.41:{port}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert "Failed(reason='tls'" in said


def test_the_pause_of_a_host_begins_with_its_answer() -> None:
    came, answered, pause_s = list[float](), list[float](), 0.3

    class Slow(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            came.append(time.monotonic())
            threading.Event().wait(pause_s)  # what a slow name server and a far host cost
            answered.append(time.monotonic())
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.44", 0), Slow)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        at = f"127.0.0.44:{server.server_address[1]}"
        fetched(f"http://{at}/x", at, delay_s=pause_s)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert len(came) == 2  # robots.txt and the page
    assert came[1] - answered[0] >= pause_s


SPELLINGS = ["127.1", "0x7f.1", "2130706433", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "localhost"]


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_this_machine_is_connected_to(host: str) -> None:
    room = Newsroom("127.0.0.1")
    with room.open():
        said = fetched(f"http://{host}:{room.port}/")
    assert "Dropped(reason='refused_address'" in said
    assert room.asked == []


PRIVATE = ["10.0.0.1", "169.254.169.254", "localhost", "127.0.0.1", "0x7f.1", "[fd00::1]"]


@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_address_is_not_handed_to_a_proxy(host: str) -> None:
    room = Newsroom("127.0.0.42")
    with room.open():
        said = fetched(f"http://{host}/x", f"127.0.0.42:{room.port}", proxy=room.url)
    assert "Dropped(reason='refused_address'" in said
    assert room.asked == []


def test_behind_a_proxy_everything_goes_through_it(tmp_path: Path) -> None:
    room = Newsroom("127.0.0.43")
    site = "http://outlet.invalid"
    room.answers[f"{site}/robots.txt"] = Answer(b"User-agent: *\nDisallow: /no", "text/plain")
    room.answers[f"{site}/feed"] = Answer(
        f'<rss version="2.0"><channel><title>x</title><item><link>{site}/yes</link></item>'
        f"<item><link>{site}/no</link></item></channel></rss>".encode(),
        "application/rss+xml",
    )
    room.answers[f"{site}/yes"] = Answer(article_page("Families sent back", *AFGHAN_BODY))
    (tmp_path / "khabardar.toml").write_text(
        f'[network]\ncontact = "a@example.org"\nproxy = "{room.url}"\ndelay_s = 0.0\n'
        f'allow_private = ["127.0.0.43:{room.port}"]\n[catalogue]\nuse = false\n'
        f'[[source]]\nid = "outlet"\nhomepage = "{site}"\nfeeds = ["{site}/feed"]\n',
        encoding="utf8",
    )
    with room.open():
        done = run(tmp_path, "crawl")
    assert done.returncode == 0, done.stderr
    assert room.paths() == [f"{site}/robots.txt", f"{site}/feed", f"{site}/yes"]
    assert "1 kept" in done.stderr
