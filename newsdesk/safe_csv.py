"""CSV that spreadsheets take for text: a headline that begins with = is no formula."""

import csv
import io
import re

from newsdesk.own_hosts import App, Receive, Scope, Send

_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""Signs that begin a formula in one spreadsheet or another (OWASP, "CSV Injection")."""
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


def safe_rows(text: str) -> str:
    """Return whole rows of CSV with an apostrophe before each cell that begins as a formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    for row in csv.reader(io.StringIO(text, newline="")):
        writer.writerow([_safe(cell) for cell in row])
    return written.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_STARTS) and not _NUMBER.fullmatch(cell) else cell


def with_safe_csv(app: App) -> App:
    """Return ``app`` with safe cells in its CSV. Datasette sends each row by itself."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        is_csv = False

        async def send_safely(message: dict[str, object]) -> None:
            nonlocal is_csv
            body = message.get("body")
            if message["type"] == "http.response.start":
                is_csv = scope["path"].endswith(".csv") and message["status"] == 200
            elif is_csv and isinstance(body, bytes) and body:
                message = message | {"body": safe_rows(body.decode()).encode()}
            await send(message)

        await app(scope, receive, send_safely if scope["type"] == "http" else send)

    return guarded
