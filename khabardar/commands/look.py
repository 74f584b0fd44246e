"""The commands that look: status, search, serve, doctor."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from khabardar.commands.rules import QUERY_FIRST


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def status(config: Path, as_json: bool) -> int:
    """Show how the outlets are, what waits, and what the last pass did."""
    from db.status import status as read_status
    from db.store import open_store
    from khabardar.output.status import status_lines
    from khabardar.settings import environment_settings

    settings = environment_settings(config)
    with open_store(settings.database_path, write=False) as store:
        found = read_status(store)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
    else:
        for line in status_lines(found):
            click.echo(line)
        if not settings.mail.host:
            click.echo("      no mail server is set: sent means written to outbox/ as .eml files")
    return 0


@click.command(context_settings=QUERY_FIRST)
@click.argument("words", nargs=-1, required=True, metavar="QUERY")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="JSON lines, for programs.")
@click.pass_obj
def search(config: Path, words: tuple[str, ...], limit: int, as_json: bool) -> int:
    """Find stored articles with a QUERY in the language of the alert rules, newest seen first.

    Put the query in single quotes: khabardar search '"forced return" OR (@deport NEAR/8 @afghan)'
    knows AND OR NOT, -word, "phrases", prefix*, NEAR/n, title: lang: site: after: and @lists.
    """
    from db.crawl.sources import known_sources
    from db.search.find import find
    from db.store import open_store
    from khabardar.output.status import article_lines
    from khabardar.output.trials import understood_lines
    from khabardar.settings import environment_settings
    from khabardar.wiring import decider_spec, say
    from pipelines.query.lint import Outlets
    from pipelines.query.parser import understand
    from press_catalogue.concepts import load_concepts

    settings = environment_settings(config)
    understood = understand(" ".join(words), load_concepts(decider_spec(settings).concepts))
    with open_store(settings.database_path, write=False) as store:
        for line in understood_lines(understood, Outlets(known_sources(store).values())):
            say(line)
        found = 0
        for article, spans in find(store, understood.query, limit):
            found += 1
            for line in article_lines(article, spans, as_json):
                click.echo(line)
    if found == limit:
        say(f"the newest {limit}; --limit shows more")
    if not found:
        say("no article fits; endings are not evened out: write deport* or a list such as @deport")
    return 0


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.pass_obj
def serve(config: Path, host: str, port: int) -> int:
    """Open the database in a browser with Datasette, for reading only."""
    from db.store import open_store
    from khabardar.settings import environment_settings
    from khabardar.wiring import decider_spec, say
    from newsdesk.application import serve as serve_desk
    from press_catalogue.concepts import load_concepts

    settings = environment_settings(config)
    open_store(settings.database_path, write=False).close()
    concepts = load_concepts(decider_spec(settings).concepts)
    serve_desk(
        settings.database_path,
        concepts,
        host,
        port,
        lambda address: say(f"open {address} in a browser"),
    )
    return 0


@click.command()
@click.pass_obj
def doctor(config: Path) -> int:
    """Check settings, network, database, versions, disk, clock and mail; exit 1 if any fails."""
    from khabardar.doctor import examine

    worst = 0
    for well, what, said in examine(config):
        click.echo(f"{'ok  ' if well else 'FAIL'} {what}: {said}")
        worst = worst or int(not well)
    return worst


COMMANDS = (status, search, serve, doctor)
