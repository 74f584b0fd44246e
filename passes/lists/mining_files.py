"""Asks sites, once a week, for the files that say what they refuse of text mining and AI."""

from dataclasses import replace

from db.crawl.mining_refusals import keep_file_refusals, sites_to_ask
from db.crawl.robots import known_robots
from db.crawl.sources import held_hosts
from passes.begin import PassContext
from pipelines.web.urls import host_of
from worker_processes import Killed, run_alone

PATIENCE_S = 10.0
"""So long one file is waited for."""


def ask_mining_files(context: PassContext) -> None:
    """Read /.well-known/tdmrep.json and /ai.txt of the sites whose turn it is; keep what they say.

    They are asked in a process of their own, as a crawl asks. A host that asked for a pause is left
    to another time.
    """
    store, now = context.store, context.clock()
    held = held_hosts(store, now)
    sites = [site for site in sites_to_ask(store, now) if host_of(site) not in held]
    if not sites:
        return
    context.count("sites_asked_what_they_refuse", len(sites))
    from spiders.fetch import read_mining_files

    network = replace(context.config.network, timeout_s=PATIENCE_S)
    known = known_robots(store, now)
    rules = {site: known[site] for site in sites if site in known}
    found = run_alone(read_mining_files, (sites, network, now, rules), 3 * PATIENCE_S)
    for site in sites:
        files = {} if isinstance(found, Killed) else found[site]
        keep_file_refusals(store, site, files, now)
