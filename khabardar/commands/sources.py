"""The commands on outlets: what is watched, what is known of each, and OPML in and out."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click

from db.crawl.learned_lists import accept_learned, learned_lists
from db.crawl.mining_refusals import refusals_of
from db.crawl.past import fates_since, last_visits
from db.crawl.trials import trials
from db.lock import writer_lock
from db.status import SourceStatus, status_of_sources
from db.store import open_store
from khabardar.asking import check_source, discover
from khabardar.commands.options import settings_or_none
from khabardar.commands.source_switch import switch_off, switch_on
from khabardar.output.discovery import as_source, checked_lines, found_facts, found_lines
from khabardar.output.sources import (
    STATES,
    Known,
    counted,
    explained_lines,
    known_outlets,
    learned_line,
    outlet_facts,
    outlet_lines,
    outlet_page,
)
from khabardar.settings import Settings, environment_settings
from khabardar.settings_file import Value, append_sources, new_id, refuse_id
from khabardar.wiring import clock, network_from, say, settings_warnings
from passes.config import LOCK_WAIT_S, tell_of_wait
from passes.lists.outlet_names import ids_near
from pipelines.discovery.gate import FRESH
from pipelines.discovery.search import Found
from pipelines.discovery.trial import Trial
from pipelines.errors import OperatorError, StoreError
from pipelines.listings.opml import Subscription, read_opml, write_opml
from pipelines.newsrooms import CORRIDORS
from pipelines.sources import Source
from pipelines.visits import LearnedList
from pipelines.web.ip_addresses import may_ask
from pipelines.web.urls import host_of, url_key
from press_catalogue.sources import built_in_sources, catalogue

LARGEST_OPML = 20_000_000
DAYS_EXPLAINED = 7


@click.group()
def sources() -> None:
    """List outlets, find their feeds, read and write OPML."""


sources.add_command(switch_off)
sources.add_command(switch_on)


def _known(settings: Settings) -> list[Known]:
    declared = settings.sources(built_in_sources())
    visited = _visited(settings.database_path)
    return known_outlets(declared, catalogue(), visited, settings.catalogue.off)


def _visited(database: Path) -> Mapping[str, SourceStatus]:
    """Return how each outlet does; nothing before the first pass."""
    try:
        with open_store(database, write=False) as store:
            return {one.id: one for one in status_of_sources(store)}
    except StoreError:
        return {}


@sources.command("list")
@click.option("--corridor", type=click.Choice([*CORRIDORS]), default=None, help="Only of this one.")
@click.option("--language", default="", metavar="CODE", help="Only in this language, as ur.")
@click.option("--state", type=click.Choice(STATES), default=None, help="Only those in this one.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
@click.pass_obj
def list_sources(
    config: Path, corridor: str | None, language: str, state: str | None, as_json: bool
) -> int:
    """List the outlets, each with its state and its ways in.

    A line holds id, state, country, corridors, languages, feeds and sitemaps, name. The state is
    the health of the last visits; unproven: nothing of it is fetched until two visits show a list
    that is alive; new: never visited; off: not watched, `sources show ID` says why. Outlets whose
    addresses are surest come first, your own behind them, those that are not watched last.
    """
    settings = environment_settings(config)
    known = _known(settings)
    spoken = sorted({code for one in known for code in one.source.languages})
    if language and language not in spoken:
        raise OperatorError(f"no outlet is in {language!r}; the languages are {', '.join(spoken)}")
    found = [
        one
        for one in known
        if (not corridor or corridor in one.source.corridors)
        and (not language or language in one.source.languages)
        and (not state or state == one.state)
    ]
    if as_json:
        for one in found:
            click.echo(json.dumps(outlet_facts(one), ensure_ascii=False))
        return 0
    for line in outlet_lines(found):
        click.echo(line)
    say(counted(len(found), "outlet"))
    for warning in settings_warnings(settings):
        say(f"warning: {warning}")
    return 0


@sources.command("show")
@click.argument("name", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def show_source(config: Path, name: str, as_json: bool) -> int:
    """Show all that is known of an outlet.

    Its ways in, how it does, how sure its addresses are, whose reports it prints.
    """
    one = _outlet(name, _known(environment_settings(config)))
    if as_json:
        click.echo(json.dumps(outlet_facts(one), ensure_ascii=False))
        return 0
    for line in outlet_page(one):
        click.echo(line)
    database = environment_settings(config).database_path
    for line in (*map(learned_line, _learned(database, name)), *_refusals(database, one.source)):
        click.echo(f"  {line}")
    return 0


@sources.command("accept")
@click.argument("name", metavar="ID")
@click.argument("url")
@click.pass_obj
def accept_list(config: Path, name: str, url: str) -> int:
    """Take articles of an outlet from a list on another site.

    A search found it, but that it is the same outlet only a person can say: it is never used
    without this. `khabardar sources show ID` names what was found.
    """
    settings = environment_settings(config)
    with (
        writer_lock(settings.database_path, LOCK_WAIT_S, tell_of_wait),
        open_store(settings.database_path, write=True) as store,
    ):
        if not accept_learned(store, name, url, clock()):
            raise OperatorError(
                f"no search found {url} on another site for {name!r}; "
                f"`khabardar sources show {name}` names what was found"
            )
    say(f"articles of {name!r} are taken from {url}, too, from the next pass on")
    return 0


def _learned(database: Path, name: str) -> tuple[LearnedList, ...]:
    try:
        with open_store(database, write=False) as store:
            return learned_lists(store, name)
    except StoreError:
        return ()


def _refusals(database: Path, source: Source) -> list[str]:
    try:
        with open_store(database, write=False) as store:
            return [one.words for one in refusals_of(store, source)]
    except StoreError:
        return []


def _outlet(name: str, outlets: Sequence[Known]) -> Known:
    known = {one.source.id: one for one in outlets}
    if name not in known:
        near = ids_near(name, {key: one.source for key, one in known.items()})
        hint = f"did you mean {', '.join(near)}? " if near else ""
        raise OperatorError(
            f"no outlet has the id {name!r}; {hint}`khabardar sources list` has all"
        )
    return known[name]


@sources.command("explain")
@click.argument("name", metavar="ID")
@click.pass_obj
def explain_source(config: Path, name: str) -> int:
    """Say how the state of an outlet came about.

    How each of its lists answered last, what became of the links that it listed in the last seven
    days and why, how far its trial has come, and what a search found for it.
    """
    settings = environment_settings(config)
    one = _outlet(name, _known(settings))
    reason = f": {one.off or (one.status.health_reason if one.status else 'not visited yet')}"
    click.echo(f"{one.source.name} ({name}): {one.state}{reason}")
    if one.status is None:
        return 0
    with open_store(settings.database_path, write=False) as store:
        visits = last_visits(store, name)
        fates = fates_since(store, name, clock() - timedelta(days=DAYS_EXPLAINED))
        trial, learned = trials(store).get(name), learned_lists(store, name)
        refused = [one.words for one in refusals_of(store, one.source)]
    for line in (*explained_lines(visits, fates, trial, learned), *refused):
        click.echo(f"  {line}")
    return 0


@sources.command("discover")
@click.argument("url")
@click.option("--fresh", is_flag=True, help="Exit with 1 unless a list of these days was found.")
@click.option("--explain", is_flag=True, help="Every address that was asked for, and what it said.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def discover_url(config: Path, url: str, fresh: bool, explain: bool, as_json: bool) -> int:
    """Look for the feeds and sitemaps of the outlet at URL.

    Asks robots.txt, the home page and likely addresses, twelve requests at most, one after the
    other. What is found lists five articles or more of its own site, the newest of the last three
    days. What is smaller, older or without dates is named as a candidate. Without any list the
    home page is read as one. Exits with 1 if nothing was found.
    """
    found = _discovered(url, settings_or_none(config))
    if as_json:
        click.echo(json.dumps(found_facts(found), ensure_ascii=False))
    else:
        for line in found_lines(found, explain=explain):
            click.echo(line)
        say(counted(found.requests, "request"))
    return 0 if found.ways or (found.candidates and not fresh) else 1


def _discovered(url: str, settings: Settings) -> Found:
    """Return what a search from ``url`` shows; without a scheme by https, or http if none answers.

    Raises:
        OperatorError: it is no web address.
    """
    schemes = [""] if "://" in url else ["https://", "http://"]
    for whole in (scheme + url for scheme in schemes):
        if not may_ask(whole) or not host_of(whole) or _has_odd_port(whole):
            raise OperatorError(f"{url!r} is no address; write it as https://www.example.org/")
        found = discover(whole, network_from(settings), FRESH)
        if not found.trouble:
            break
    return found


def _has_odd_port(url: str) -> bool:
    try:
        return urlsplit(url).port == 0
    except ValueError:
        return True


@sources.command("add")
@click.argument("url")
@click.option("--id", "name", default="", help="Its short name; made from its name if absent.")
@click.pass_obj
def add_source(config: Path, url: str, name: str) -> int:
    """Find the outlet at URL and write it into khabardar.toml.

    It becomes a [[source]] at the end of the file, with how each address was found as comments;
    nothing else in the file changes. What may be a list but is not alive now is added as
    `unproven`. Exits with 1 if nothing was found.
    """
    settings = environment_settings(config)
    declared = settings.sources(built_in_sources())
    entries = [entry.source for entry in catalogue()]
    taken = {source.id for source in (*declared, *entries)}
    refuse_id(name, taken)
    found = _discovered(url, settings)
    for source in (*declared, *entries):
        if source.homepage and url_key(source.homepage) == url_key(found.home.url):
            raise OperatorError(
                f"{found.home.url} is the outlet {source.id!r} already; "
                f"`khabardar sources check {source.id}` looks how it does"
            )
    for line in found_lines(found, explain=False):
        say(line)
    if not found.ways and not found.candidates:
        return 1
    chosen = name or new_id(found.home.name, found.home.url, taken)
    table = as_source(found, chosen, clock())
    append_sources(config, [table])
    say(f"added {chosen!r} to {config}; the next pass visits it")
    return 0


@sources.command("check")
@click.argument("name", metavar="ID")
@click.pass_obj
def check_one(config: Path, name: str) -> int:
    """Ask the lists of an outlet now, and say what each shows.

    If none is alive, looks for others from its front page, and says what would have to change. An
    outlet on trial is held against its last visit: what stayed and what is new confirms it. Nothing
    is written. Exits with 1 if no list is alive.
    """
    settings = environment_settings(config)
    one = _outlet(name, _known(settings))
    if one.off:
        say(f"not watched: {one.off}")
    checked = check_source(one.source, _trial(settings.database_path, name), network_from(settings))
    for line in checked_lines(one.source, checked):
        click.echo(line)
    alive = any(one.alive for one in checked.lists)
    return 0 if alive or (checked.found and checked.found.ways and not checked.lists) else 1


def _trial(database: Path, name: str) -> Trial:
    """Return what the visits of an outlet on trial showed so far; nothing of any other."""
    try:
        with open_store(database, write=False) as store:
            return trials(store).get(name, Trial())
    except StoreError:
        return Trial()


@sources.command("import-opml")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def import_opml(config: Path, file: Path) -> int:
    """Add the feeds of an OPML file to khabardar.toml.

    Other feed readers export such files. Each feed becomes a [[source]] at the end of the file, in
    the group that it was in. Feeds that are watched already are left out. Nothing is asked for; the
    next pass visits them.
    """
    settings = environment_settings(config)
    try:
        data = file.read_bytes()[: LARGEST_OPML + 1]
    except OSError as error:
        raise OperatorError(f"{file}: cannot be read") from error
    found = read_opml(data) if len(data) <= LARGEST_OPML else None
    if found is None:
        raise OperatorError(f"{file}: is no OPML file; export one from your feed reader")
    if not found:
        raise OperatorError(f"{file}: names no feed with a web address")
    declared = settings.sources(built_in_sources())
    watched = {url_key(one.url) for source in declared for one in source.listings()}
    homes = {url_key(source.homepage) for source in declared if source.homepage}
    fresh = [
        one
        for one in found
        if (url_key(one.url) not in watched if one.url else url_key(one.homepage) not in homes)
    ]
    taken = {source.id for source in declared} | {entry.source.id for entry in catalogue()}
    tables = []
    for one in fresh:
        facts = _facts(one, new_id(one.title, one.url or one.homepage, taken))
        taken.add(str(facts["id"]))
        tables.append((facts, [] if one.is_feed else ["its reader took articles from this page"]))
    if tables:
        append_sources(config, tables)
    known = len(found) - len(fresh)
    told = f"; {known} {'is' if known == 1 else 'are'} watched already" if known else ""
    say(f"added {len(fresh)} of {counted(len(found), 'feed')} to {config}{told}")
    return 0


def _facts(one: Subscription, name: str) -> dict[str, Value]:
    facts: dict[str, Value] = {"id": name, "name": one.title or name}
    if one.homepage:
        facts["homepage"] = one.homepage
    if one.url:
        facts["feeds" if one.is_feed else "sections"] = [one.url]
    if one.group:
        facts["group"] = one.group
    return facts


@sources.command("export-opml")
@click.pass_obj
def export_opml(config: Path) -> int:
    """Print the feeds of the watched outlets as OPML.

    Other feed readers import it. Outlets that are known by a sitemap or their front page alone have
    no feed, and are left out.
    """
    declared = environment_settings(config).sources(built_in_sources())
    with_feeds = [source for source in declared if source.feeds]
    click.echo(
        write_opml([one for source in with_feeds for one in _feeds(source)], "khabardar"), nl=False
    )
    if left := len(declared) - len(with_feeds):
        say(f"{counted(left, 'outlet')} without a feed {'is' if left == 1 else 'are'} left out")
    return 0


def _feeds(source: Source) -> list[Subscription]:
    group = source.group or source.country
    return [Subscription(url, source.name, source.homepage, group) for url in source.feeds]
