"""The command that fetches single URLs by hand: fetch."""

from collections.abc import Iterator
from pathlib import Path

import click

from db.crawl.links import fate_of
from db.store import Store, open_store
from khabardar.kept_settings import checked_config
from khabardar.output.progress import Progress
from khabardar.wiring import clock, say, stop_at_once_on_sigterm
from pipelines.errors import OperatorError
from pipelines.web.ip_addresses import may_ask
from pipelines.web.logins import without_logins
from pipelines.web.readable import readable_url
from pipelines.web.urls import with_scheme
from scheduler import one_pass


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.pass_obj
def fetch(config: Path, urls: tuple[str, ...]) -> int:
    """Fetch single articles by hand, and say what became of each.

    Each goes through the whole line as in a crawl: robots.txt, extraction, topic, copies, rules and
    their alerts. What was dropped or given up before is tried anew, so this also answers "why is
    this article not here?". An address without https:// is taken to have it. Exits with 1 if one
    is not kept.
    """
    for url in urls:
        if not may_ask(with_scheme(url)):
            raise OperatorError(
                f"{url!r} is no address; write it as https://www.example.org/news/1"
            )
    stop_at_once_on_sigterm()
    settings = checked_config(config)
    asked = [without_logins(with_scheme(url)) for url in urls]
    with Progress() as progress:
        report = one_pass(settings, clock, progress.tell, urls=asked)
    for line in report.lines():
        say(line)
    all_kept = True
    with open_store(settings.database, write=False) as store:
        for url in asked:
            kept, lines = _fate(store, url)
            all_kept &= kept
            for line in lines:
                click.echo(line)
    return 0 if all_kept else 1


def _fate(store: Store, url: str) -> tuple[bool, list[str]]:
    """Return whether a URL's article is kept, and what became of it in lines for a person."""
    row = fate_of(store, url)
    if row is None:
        return False, [f"unknown: {readable_url(url)}"]
    if row["state"] == "kept":
        said = f"kept: article {row['article_id']} ({row['relevance']}): {row['title']}"
    else:
        said = f"{row['state']}: {row['reason']}"
        said += f": {row['detail']}" if row["detail"] else ""
        said += f"; tried again at {row['next_try_at']}" if row["next_try_at"] else ""
    return row["state"] == "kept", [*_other(row["url"], url), f"{said}  {readable_url(url)}"]


def _other(known: str, url: str) -> Iterator[str]:
    if known != url:
        yield f"known by another address: {readable_url(known)}"
