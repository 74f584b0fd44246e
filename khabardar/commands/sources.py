"""The commands on outlets: what is watched, what is known of each, and OPML in and out."""

import json
from collections.abc import Mapping
from pathlib import Path

import click

from db.status import SourceStatus, status_of_sources
from db.store import open_store
from khabardar.output.sources import Known, known_outlets, outlet_facts, outlet_lines, outlet_page
from khabardar.own_sources import Value, append_sources, new_id
from khabardar.settings import Settings, environment_settings
from khabardar.wiring import say
from passes.visits import ids_near
from pipelines.errors import OperatorError, StoreError
from pipelines.items import Source
from pipelines.listings.opml import Subscription, read_opml, write_opml
from pipelines.web.urls import url_key
from press_catalogue.sources import CORRIDORS, built_in_sources, catalogue

LARGEST_OPML = 20_000_000


@click.group()
def sources() -> None:
    """List outlets, find their feeds, read and write OPML."""


def _known(settings: Settings) -> list[Known]:
    declared = settings.sources(built_in_sources())
    return known_outlets(declared, catalogue(), _visited(settings.database_path))


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
@click.option("--state", default="", help="Only these: ok, broken, ..., unproven, new, off.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
@click.pass_obj
def list_sources(
    config: Path, corridor: str | None, language: str, state: str, as_json: bool
) -> int:
    """List the outlets, each with its state and its ways in.

    A line holds id, state, country, corridors, languages, feeds and sitemaps, name. The state is
    the health of the last visits; unproven: nothing of it is fetched until two visits show a list
    that is alive; new: never visited; off: not watched, `sources show ID` says why.
    """
    found = [
        one
        for one in _known(environment_settings(config))
        if (not corridor or corridor in one.corridors)
        and (not language or language in one.source.languages)
        and (not state or state == one.state)
    ]
    if as_json:
        for one in found:
            click.echo(json.dumps(outlet_facts(one), ensure_ascii=False))
        return 0
    for line in outlet_lines(found):
        click.echo(line)
    say(f"{len(found)} {'outlet' if len(found) == 1 else 'outlets'}")
    return 0


@sources.command("show")
@click.argument("name", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def show_source(config: Path, name: str, as_json: bool) -> int:
    """Show all that is known of an outlet.

    Its ways in, how it does, how sure its addresses are, whose reports it prints.
    """
    known = {one.source.id: one for one in _known(environment_settings(config))}
    if name not in known:
        near = ids_near(name, {key: one.source for key, one in known.items()})
        hint = f"did you mean {', '.join(near)}? " if near else ""
        raise OperatorError(
            f"no outlet has the id {name!r}; {hint}`khabardar sources list` has all"
        )
    if as_json:
        click.echo(json.dumps(outlet_facts(known[name]), ensure_ascii=False))
        return 0
    for line in outlet_page(known[name]):
        click.echo(line)
    return 0


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
    declared = settings.sources(built_in_sources())
    watched = {url_key(one.url): source.id for source in declared for one in source.listings()}
    fresh = [one for one in found if url_key(one.url) not in watched]
    taken = {source.id for source in declared} | {entry.source.id for entry in catalogue()}
    tables = []
    for one in fresh:
        facts = _facts(one, new_id(one.title, one.url, taken))
        taken.add(str(facts["id"]))
        tables.append((facts, [] if one.is_feed else ["its reader took articles from this page"]))
    if tables:
        append_sources(config, tables)
    known = len(found) - len(fresh)
    told = f"; {known} {'is' if known == 1 else 'are'} watched already" if known else ""
    say(f"added {len(fresh)} of {len(found)} feeds to {config}{told}")
    return 0


def _facts(one: Subscription, name: str) -> dict[str, Value]:
    facts: dict[str, Value] = {"id": name, "name": one.title or name}
    if one.homepage:
        facts["homepage"] = one.homepage
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
    if len(with_feeds) < len(declared):
        say(f"{len(declared) - len(with_feeds)} outlets without a feed are left out")
    return 0


def _feeds(source: Source) -> list[Subscription]:
    group = source.group or source.country
    return [Subscription(url, source.name, source.homepage, group) for url in source.feeds]
