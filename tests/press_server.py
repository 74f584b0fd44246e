"""A press on loopback: one server that answers for all its outlets, by the name in each request."""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.press_answers import Answers
from tests.press_sites import CLOSED


class PressServer:
    """All outlets of a press behind one port, of which ``answers`` is told before it opens."""

    answers: Answers

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(
            asyncio.start_server(self._talk, "127.0.0.1", 0, limit=1 << 17)
        )
        self.port = int(self._server.sockets[0].getsockname()[1])
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Answer for as long as the block runs."""
        self._thread.start()
        try:
            yield
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._server.close()
            self._loop.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                lines = head.decode("latin-1").split("\r\n")
                told = (line.partition(":") for line in lines[1:] if line)
                headers = {name.lower(): value.strip() for name, _, value in told}
                if not await self._reply(lines[0].split(" ")[1], headers, writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _reply(
        self, path: str, headers: Mapping[str, str], writer: asyncio.StreamWriter
    ) -> bool:
        """Answer a request; return whether the connection stays open."""
        host = headers.get("host", "").partition(":")[0]
        said = self.answers.reply(host, path, headers)
        if said is None:
            return False
        answer, asked = said
        if answer.stall:
            await asyncio.sleep(3600)
        if answer.status != CLOSED:
            told = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
            writer.write(
                f"HTTP/1.1 {answer.status} Said\r\nContent-Type: {answer.kind}\r\n{told}"
                f"Content-Length: {len(answer.body)}\r\n\r\n".encode()
                + answer.body
            )
        asked.until = self.answers.clock.now()
        await writer.drain()
        return answer.status != CLOSED
