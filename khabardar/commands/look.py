"""The commands that look into the database: status, search, serve."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from db.ahead import ahead_words, times_ahead
from db.backfill import ledger
from db.crawl.mining_refusals import refusing_outlets
from db.crawl.sources import known_sources
from db.events.read import events_of_stories
from db.lock import is_backfilled
from db.outbox.coverage import coverage_of_corridors
from db.search.find import StoredArticle, count_since, find_near
from db.search.like import find_like, like_warnings, waiting_warnings
from db.search.silence import silence_of_query
from db.status import status as read_status
from db.store import Store, open_store
from db.upkeep import gather_into_one_file
from khabardar.commands.options import QUERY_FIRST
from khabardar.errands import run_errand, writer
from khabardar.kept_settings import settings_or_kept
from khabardar.output.events import gist_lines
from khabardar.output.status import article_lines, backfill_line, status_lines
from khabardar.output.trials import understood_lines
from khabardar.settings import Settings, environment_settings
from khabardar.wiring import clock, decider_spec, end_on_sigterm, say
from newsdesk.application import serve as serve_desk
from newsdesk.own_hosts import is_loopback
from newsdesk.plugins import Plugins, read_options
from newsdesk.rights import Beside, Rights
from pipelines.newsrooms import gap_lines
from pipelines.query.lint import Outlets
from pipelines.query.parser import understand
from press_catalogue.concepts import load_concepts

NOTHING_STORED = "no article is stored yet; `khabardar crawl` asks the outlets for some"
OPEN_TO_OTHERS = (
    "warning: whoever can reach this machine can try the password, and it travels without "
    "encryption; put a web server with TLS before it and name its host with --name, or leave "
    "--host away and come through a tunnel (ssh -L 8001:127.0.0.1:8001 MACHINE)"
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def status(config: Path, as_json: bool) -> int:
    """Show the outlets' health, what waits, and the last pass.

    Exits with 1 if the settings cannot be read.
    """
    settings, fault = settings_or_kept(config)
    with open_store(settings.database_path, write=False) as store:
        found = read_status(store)
        ahead = times_ahead(store, clock())
        matrix = coverage_of_corridors(store, clock())
        refusing = refusing_outlets(store)
        left = ledger.waiting(store)
    if as_json:
        cells = [asdict(cell) | {"words": cell.words} for cell in matrix]
        whole = asdict(found) | {"coverage": cells, "refusing": refusing}
        whole["backfill"] = asdict(left) if left else None
        click.echo(json.dumps(whole, ensure_ascii=False))
    else:
        fault = fault or found.settings_fault
        if fault:
            click.echo(f"settings: {fault}; the last settings that could be read go on")
        if ahead:
            click.echo(ahead_words(ahead))
        for line in status_lines(found):
            click.echo(line)
        if left:
            click.echo(backfill_line(left, is_backfilled(settings.database_path)))
        if not settings.mail.host:
            click.echo("      no mail server is set: sent means written to outbox/ as .eml files")
        for line in gap_lines(matrix):
            click.echo(f"last 24 h, {line}")
        if refusing:
            click.echo(f"text mining or AI is refused by {', '.join(refusing)}: sources show ID")
    return 1 if fault else 0


@click.command(context_settings=QUERY_FIRST)
@click.argument("words", nargs=-1, metavar="QUERY")
@click.option("--like", default="", help="A text: what is nearest in meaning, in any language.")
@click.option("--like-article", type=click.IntRange(1), help="The same of an article, by its id.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
@click.pass_obj
def search(
    config: Path,
    words: tuple[str, ...],
    like: str,
    like_article: int | None,
    limit: int,
    as_json: bool,
) -> int:
    """Search the stored articles, newest seen first. QUERY is written as in an alert rule.

    Put it in single quotes: khabardar search '"forced return" OR (@deport NEAR/8 @afghan)'.
    There are AND OR NOT, -word, "phrases", prefix*, NEAR/n, title: lang: site: after: and @lists;
    like("police ask tenants for papers", .5) is what is as near in meaning, in any language.
    """
    if bool(words) + bool(like.strip()) + (like_article is not None) != 1:
        raise click.UsageError("write one of: a QUERY, --like TEXT, --like-article ID")
    settings = environment_settings(config)
    if not words:
        with open_store(settings.database_path, write=False) as store:
            _print_like(store, like_article or like, limit, as_json)
        return 0
    understood = understand(" ".join(words), load_concepts(decider_spec(settings).concepts))
    with open_store(settings.database_path, write=False) as store:
        outlets, query = Outlets(known_sources(store).values()), understood.query
        for line in understood_lines(understood, outlets, like_warnings(store, query)):
            say(line)
        found = 0
        for article, spans, near in find_near(store, query, limit):
            found += 1
            nearest = max(near.values(), default=None)
            _print(store, article, article_lines(article, spans, as_json, nearest), as_json)
        empty = not found and not count_since(store, datetime.fromtimestamp(0, UTC))
        silent = "" if found else silence_of_query(store, query, clock())
    if found == limit:
        say(f"the newest {limit}; --limit shows more")
    if empty:
        say(NOTHING_STORED)
    elif silent:
        say(f"no article matches; {silent}")
    elif not found:
        say("no article matches; word endings count: write deport* or a list such as @deport")
    return 0


def _print_like(store: Store, what: str | int, limit: int, as_json: bool) -> None:
    """Print what is nearest to a text or an article, and say what cannot be found by meaning."""
    found = 0
    for article, nearness in find_like(store, what, limit):
        found += 1
        _print(store, article, article_lines(article, (), as_json, nearness), as_json)
    for line in waiting_warnings(store):
        say(f"warning: {line}")
    if not found and not count_since(store, datetime.fromtimestamp(0, UTC)):
        say(NOTHING_STORED)
    elif not found:
        say("the sentence model has read no article to compare with yet")


def _print(store: Store, article: StoredArticle, lines: Iterable[str], as_json: bool) -> None:
    """Print an article that was found; for a person with what its event is called in English."""
    for line in lines:
        click.echo(line)
    event = events_of_stories(store, [article.story_id]).get(article.story_id)
    if event and not as_json:
        for line in gist_lines(event, article.language):
            click.echo(line)


def _plugins(settings: Settings) -> Plugins:
    """Return the plugins that the settings allow, with what is said of them."""
    file = settings.desk.plugin_settings
    return Plugins(settings.desk.plugins, read_options(settings.folder / file) if file else {})


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.option("--name", "names", multiple=True, help="A further host name of it; repeatable.")
@click.pass_obj
def serve(config: Path, host: str, port: int, names: tuple[str, ...]) -> int:
    """Open the database in a browser. The pages are made by Datasette.

    On this machine, or with a password, people may also judge articles, part and join stories,
    switch rules off and on, and have an outlet asked.
    """
    settings = environment_settings(config)
    open_store(settings.database_path, write=False).close()
    concepts = load_concepts(decider_spec(settings).concepts)
    end_on_sigterm()
    password = settings.desk.password.get_secret_value()
    if password and not is_loopback(host):
        say(OPEN_TO_OTHERS)
    try:
        serve_desk(
            settings.database_path,
            concepts,
            (host, port),
            Rights(
                write=writer(config),
                run=partial(run_errand, config),
                password=password,
            ),
            Beside(settings.archive_path, _plugins(settings), settings.desk.url),
            names,
            lambda address: say(f"open {address} in a browser"),
        )
    finally:
        gather_into_one_file(settings.database_path)
    return 0
