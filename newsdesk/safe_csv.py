"""CSV that spreadsheets take for text: a headline that begins with = is no formula."""

import csv
import io

from newsdesk.own_hosts import App, Receive, Scope, Send
from pipelines.exports.tables import csv_rows


def safe_rows(text: str) -> str:
    """Return whole rows of CSV with an apostrophe before each cell that begins as a formula."""
    return csv_rows([*csv.reader(io.StringIO(text, newline=""))])


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
