"""A newsroom on loopback that publishes, changes, stalls and dies as a test tells it to."""

import gzip
import random
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

AFGHAN_BODY = (
    "Officials at the Torkham crossing said that several hundred Afghan families had gone "
    "through the gate by noon, most of them deported from towns in the south of the province.",
    "Aid workers gave out water, bread and blankets, and asked the authorities for more tents "
    "before the night, when the road through the pass is closed to lorries.",
)
URDU = (
    "طورخم سرحد پر حکام نے بتایا کہ دوپہر تک کئی سو افغان خاندان واپس بھیجے گئے، ان میں سے اکثر کو "
    "صوبے کے جنوبی شہروں سے ملک بدر کیا گیا تھا۔",
    "امدادی کارکنوں نے پانی، روٹی اور کمبل تقسیم کیے اور حکام سے رات سے پہلے مزید خیمے مانگے۔",
)
OTHER_BODY = (
    "The bakery on the square won the first prize of the fair for its walnut bread, and the "
    "queue in front of its door reached the fountain before nine in the morning.",
    "Its owner said that the oven was built by her grandfather, who had learned the trade in "
    "the harbour, and that nothing in it had been changed since then.",
)


def unlike(name: str) -> tuple[str, str]:
    """Return a text about Afghans sent back that is like that of no other ``name``."""
    made_up = random.Random(name)
    words = ["".join(made_up.choices("abcdefghiklmnoprstuw", k=7)) for _ in range(80)]
    first, second = " ".join(words[:40]), " ".join(words[40:])
    return f"Afghan families were deported near {first}.", f"{second.capitalize()}."


@dataclass(frozen=True, slots=True)
class Answer:
    """What the newsroom says to one path. ``cut_at`` ends the connection after so many bytes.

    Without ``sized`` the answer does not say how long it is, and the connection ends it.
    """

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_at: int | None = None
    stall: bool = False
    sized: bool = True


class Newsroom:
    """A site: paths and what they answer, and who asked for what."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.posted: list[tuple[str, bytes]] = []
        self.released = threading.Event()
        self._news = threading.Condition()
        self._server = ThreadingHTTPServer((host, 0), _handler(self))
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self.url = f"http://{host}:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def secure(self, context: ssl.SSLContext) -> None:
        """Speak TLS from now on; for a newsroom that is not open yet."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://{self.host}:{self.port}"

    @contextmanager
    def open(self) -> Iterator["Newsroom"]:
        """Answer for as long as the block runs."""
        self._thread.start()
        try:
            yield self
        finally:
            self.released.set()
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()

    def note(self, path: str, headers: dict[str, str]) -> None:
        """Remember a request."""
        with self._news:
            self.asked.append((path, headers))
            self._news.notify_all()

    def wait_for(self, path: str, timeout_s: float) -> bool:
        """Wait until ``path`` was asked for; False if it was not in time."""
        with self._news:
            return self._news.wait_for(lambda: path in self.paths(), timeout_s)

    def paths(self) -> list[str]:
        """Return the paths that were asked for, in order."""
        return [path for path, _ in self.asked]

    def publish(self, path: str, title: str, *paragraphs: str, lang: str = "en") -> None:
        """Put an article at ``path``."""
        self.answers[path] = Answer(article_page(title, *paragraphs, lang=lang))

    def feed(self, *paths: str, at: str = "/feed") -> None:
        """Put a feed of the articles at ``paths`` at ``at``, with an ETag."""
        items = "".join(
            f"<item><title>{escape(path)}</title><link>{self.url}{path}</link></item>"
            for path in paths
        )
        xml = f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
        headers = {"ETag": f'"{len(paths)}"'}
        self.answers[at] = Answer(xml.encode(), "application/rss+xml", headers=headers)


def article_page(title: str, *paragraphs: str, lang: str = "en") -> bytes:
    """Return an article as a page with a navigation and a footer around it."""
    direction = "rtl" if lang in ("ur", "fa", "ps", "ar") else "ltr"
    inner = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f'<!doctype html><html lang="{lang}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{title}</title></head><body><nav><a href='/'>Home</a> <a href='/w'>World</a>"
        f"</nav><main><article><h1>{title}</h1>{inner}</article></main>"
        "<footer>Imprint and contact</footer></body></html>"
    ).encode()


def gzipped(body: bytes) -> tuple[bytes, dict[str, str]]:
    """Return a body compressed, and the header that says so."""
    return gzip.compress(body), {"Content-Encoding": "gzip"}


def _handler(room: Newsroom) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            room.note(self.path, {k.lower(): v for k, v in self.headers.items()})
            answer = room.answers.get(self.path, Answer(b"not here", "text/plain", 404))
            if answer.stall:
                room.released.wait(120)
                self.close_connection = True
                return
            etag = answer.headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            if answer.sized:
                self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):  # who reads no further may hang up
                self.wfile.write(answer.body[: answer.cut_at])
            self.close_connection = answer.cut_at is not None or not answer.sized

        def do_POST(self) -> None:
            room.posted.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            answer = room.answers.get(self.path, Answer(b"not here", "text/plain", 404))
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    return Handler
