"""The page of alerts: what each rule finds, and what became of each mail."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Response

from db.outbox.outbox import outbox_rows
from db.outbox.unmailed import unmailed_matches
from db.reading.rules import rule_rows
from db.store import Store
from newsdesk.pages.answer import answer, read

if TYPE_CHECKING:
    from datasette.app import Datasette

SHOWN = 100
STATES = {
    "": "all",
    "pending": "waiting",
    "sent": "sent",
    "dead": "given up",
    "unmailed": "matched, but not mailed",
}


async def alerts_page(datasette: "Datasette", request: Any) -> Response:
    """Answer /-/alerts with the rules and the newest mails, of one state, rule or recipient.

    ``about`` in the address asks for those of a story, of an article's URL or with words of a
    headline, what was matched and not mailed among them: was it sent, and if not, why?
    """
    state = request.args.get("state") or ""
    state = state if state in STATES else ""
    rule = str(request.args.get("rule") or "").strip()
    recipient = str(request.args.get("to") or "").strip()
    about = str(request.args.get("about") or "").strip()

    def facts(store: Store) -> dict[str, Any]:
        mails = []
        if state != "unmailed":
            mails += outbox_rows(store, state, SHOWN, rule, recipient, about)
        if state == "unmailed" or (about and not state and not recipient):
            mails += unmailed_matches(store, SHOWN, rule, about)
        return {"rules": rule_rows(store, datetime.now(UTC).date()), "mails": mails}

    found = await read(datasette, facts)
    chosen = {"state": state, "rule": rule, "recipient": recipient, "states": STATES, "most": SHOWN}
    chosen["about"] = about
    return await answer(datasette, request, "alerts.html", {**found, **chosen})
