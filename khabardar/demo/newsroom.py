"""Serves the invented outlets on loopback, each under a host name, as they were at a moment."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from khabardar.demo.pages import article_page, front_page
from khabardar.demo.press import DemoArticle, DemoOutlet

LOOPBACK = "127.0.0.1"


class DemoNewsroom:
    """The outlets of the demonstration behind one port, which is also the crawl's proxy.

    ``now`` is the moment that their hours are counted back from; ``hours_ago`` says which moment
    they show, 0 for now.
    """

    def __init__(self, outlets: Sequence[DemoOutlet], now: datetime) -> None:
        self.outlets = {outlet.host: outlet for outlet in outlets}
        self.now = now
        self.hours_ago = 0.0
        self._server = ThreadingHTTPServer((LOOPBACK, 0), _handler(self))
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Where it answers, as the proxy of a crawl."""
        return f"http://{LOOPBACK}:{self.port}"

    def homepage(self, outlet: DemoOutlet) -> str:
        """Return the address of an outlet's front page."""
        return f"http://{outlet.host}:{self.port}/"

    @contextmanager
    def open(self) -> Iterator[None]:
        """Answer for as long as the block runs."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def moment(self, hours_ago: float) -> datetime:
        """Return the moment so many hours before now, in whole seconds."""
        return (self.now - timedelta(hours=hours_ago)).replace(microsecond=0)

    def answer(self, host: str, path: str) -> tuple[int, str, str]:
        """Return status, kind and text of what an outlet says to a path."""
        outlet = self.outlets.get(host)
        if outlet is None:
            return 404, "text/plain", "no outlet of the demonstration has this name"
        if outlet.silent_hours_ago and self.hours_ago < outlet.silent_hours_ago:
            return 503, "text/plain", "service unavailable"
        if path == "/feed":
            return 200, "application/rss+xml", self._feed(outlet)
        if path == "/":
            shown = [(one.path, title) for one, title in self._shown(outlet)]
            return 200, "text/html", front_page(outlet, shown)
        for article in outlet.articles:
            version = article.version_at(self.hours_ago)
            if article.path == path and version is not None:
                times = (self.moment(article.versions[0].hours_ago), self.moment(version.hours_ago))
                return 200, "text/html", article_page(outlet, article, version, times)
        return 404, "text/plain", "there is no such page"

    def _shown(self, outlet: DemoOutlet) -> list[tuple[DemoArticle, str]]:
        """Return the articles of an outlet so far with their headlines, the newest first."""
        found = ((one, one.version_at(self.hours_ago)) for one in outlet.articles)
        shown = [(one, version.title) for one, version in found if version is not None]
        return sorted(shown, key=lambda pair: pair[0].versions[0].hours_ago)

    def _feed(self, outlet: DemoOutlet) -> str:
        home = self.homepage(outlet)
        items = "".join(
            f"<item><title>{escape(title)}</title><link>{home.rstrip('/')}{one.path}</link>"
            f"<pubDate>{format_datetime(self.moment(one.versions[0].hours_ago))}</pubDate></item>"
            for one, title in self._shown(outlet)
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
            f"<title>{escape(outlet.name)}</title><link>{home}</link>"
            f"<language>{outlet.language}</language>{items}</channel></rss>"
        )


def _handler(room: DemoNewsroom) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            # A proxy is asked for a whole address, an outlet for a path.
            asked = urlsplit(self.path)
            host = asked.hostname or urlsplit(f"//{self.headers.get('Host', '')}").hostname or ""
            status, kind, text = room.answer(host, asked.path)
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(ConnectionError):  # who reads no further may hang up
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    return Handler
