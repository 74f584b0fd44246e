"""The commands of the outbox: alerts list, alerts send."""

import json
from pathlib import Path

import click

from db.outbox.outbox import outbox_rows
from db.outbox.unmailed import unmailed_matches
from db.status import unmailed_count
from db.store import open_store
from khabardar.output.status import alert_line, unmailed_line, unmailed_lines
from khabardar.settings import environment_settings
from khabardar.wiring import clock, pass_config, say
from passes.delivery import deliver


@click.group()
def alerts() -> None:
    """List the outbox, or send what is due."""


@alerts.command("list")
@click.option(
    "--state",
    type=click.Choice(["pending", "sent", "dead", "unmailed"]),
    default=None,
    help="Only these; unmailed: matches that led to no alert, and why.",
)
@click.option("--rule", default="", help="Only alerts of the rule with this name.")
@click.option("--to", "recipient", default="", help="Only alerts to this e-mail or channel.")
@click.option("--about", default="", help="Only of this story (number), URL or headline's words.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
@click.pass_obj
def list_alerts(
    config: Path,
    state: str | None,
    rule: str,
    recipient: str,
    about: str,
    limit: int,
    as_json: bool,
) -> int:
    """List the outbox, newest first. One line is one story, rule and recipient."""
    settings = environment_settings(config)
    unmailed = state == "unmailed"
    with open_store(settings.database_path, write=False) as store:
        counts = {} if unmailed else unmailed_count(store)
        if unmailed:
            rows = unmailed_matches(store, limit, rule, about)
        else:
            rows = outbox_rows(store, state or "", limit, rule, recipient, about)
    line = unmailed_line if unmailed else alert_line
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else line(row))
    if not rows:
        say("no such alerts" if state or rule or recipient or about else "no alerts yet")
    elif not settings.mail.host and any(row["state"] == "sent" for row in rows):
        say(f"no mail server is set: sent means written to {settings.folder / 'outbox'}")
    if len(rows) == limit:
        say(f"the newest {limit}; --limit shows more")
    for said in unmailed_lines(counts):
        say(f"{said}; `khabardar alerts list --state unmailed` shows them")
    return 0


@alerts.command("send")
@click.option("--dead", is_flag=True, help="Also try again what was given up.")
@click.option("--retry", is_flag=True, help="Also send now what waits after an error.")
@click.option("--json", "as_json", is_flag=True, help="The counts as one JSON object.")
@click.pass_obj
def send_alerts(config: Path, dead: bool, retry: bool, as_json: bool) -> int:
    """Send the alerts that are due, without visiting any outlet.

    Says how many wait until when, and why.
    """
    report = deliver(pass_config(config), clock, dead, retry)
    if as_json:
        told = {"counts": report.counts, "trouble": report.trouble, "notes": report.notes}
        click.echo(json.dumps(told, ensure_ascii=False))
        return report.exit_code
    done = ", ".join(report.counted()) or "no alert is due now"
    for line in (*report.notes, *report.trouble, done):
        say(line)
    return report.exit_code
