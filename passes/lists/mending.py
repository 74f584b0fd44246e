"""Looks for the lists of outlets that have none, or whose own have died."""

from dataclasses import replace

from db.crawl.learned_lists import keep_learned, learned_lists, with_learned
from db.crawl.robots import known_robots
from db.crawl.sources import held_hosts, known_sources
from db.crawl.to_search import ToSearch, outlets_to_search, owners_of
from passes.begin import PassContext
from pipelines.discovery.mending import longest_for, replacements
from pipelines.discovery.search import Found
from pipelines.sources import Source
from pipelines.visits import LearnedList
from pipelines.web.urls import host_of, site_of
from worker_processes import Killed, run_alone

SEARCHES_A_PASS = 5
PATIENCE_S = 10.0
"""So long one URL is waited for while lists are looked for."""


def search_outlets(context: PassContext, only: tuple[str, ...] = ()) -> None:
    """Look for the lists of outlets that are declared by their front page alone, or have died.

    A few in each pass, each in a process of its own: what they answer is read there. Another site
    than the outlet's own is never taken for it. A host that asked for a pause is left alone.
    """
    store, now = context.store, context.clock()
    known, held = known_sources(store), held_hosts(store, now)
    wanted = [
        one
        for one in outlets_to_search(store, now)
        if (not only or one.source_id in only)
        and host_of(known[one.source_id].homepage) not in held
    ]
    for one in wanted[:SEARCHES_A_PASS]:
        source = with_learned(known[one.source_id], learned_lists(store, one.source_id))
        context.count("outlets_searched_for_lists")
        found = _found(context, source, one)
        learned = [] if found is None else _learned(context, source, one, found)
        keep_learned(store, source.id, learned, context.clock())
        for way in learned:
            context.report.notes.append(_words(source, way))


def _found(context: PassContext, source: Source, one: ToSearch) -> Found | None:
    """Return what a search for the lists of an outlet showed, None if it was ended."""
    from spiders.fetch import search_budget_s, search_lists

    network = context.config.network
    network = replace(network, timeout_s=PATIENCE_S, proxy=source.proxy or network.proxy)
    now = context.clock()
    longest = longest_for(source, one.last_at, now, dead=one.dead)
    dead = frozenset(listing.url for listing in source.listings())
    rules = {
        site: text
        for site, text in known_robots(context.store, now).items()
        if site_of(site) == site_of(source.homepage)
    }
    job = (source.homepage, network, now, longest, dead, rules)
    found = run_alone(search_lists, job, search_budget_s(network) + PATIENCE_S)
    return None if isinstance(found, Killed) else found


def _learned(
    context: PassContext, source: Source, one: ToSearch, found: Found
) -> list[LearnedList]:
    if not source.listings():
        if site_of(found.home.url) != site_of(source.homepage):
            return []
        ways = [way for way in found.ways if way.kind != "section"]
        return [LearnedList(way.kind, way.url, way.how) for way in ways]
    owners = owners_of(context.store, {entry.url for way in found.ways for entry in way.entries})
    return replacements(source, found, owners, one.last_at, context.clock(), dead=one.dead)


def _words(source: Source, way: LearnedList) -> str:
    match way.state:
        case "found":
            return f"{source.name}: found by its front page: {way.kind} {way.url}"
        case "elsewhere":
            return (
                f"{source.name} may have moved to another site: "
                f"`khabardar sources accept {source.id} {way.url}` takes articles from there"
            )
        case _:
            return (
                f"{source.name}: its own lists bring nothing; {way.kind} {way.url} was found and "
                "is used for the time being"
            )
