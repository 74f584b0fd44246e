"""Stores what was found in files of pages, in the order of publication, as a pass would have."""

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from db.backfill import ledger
from db.backfill.ledger import Backfill
from db.backfill.result_files import MergedResults
from db.crawl import links, site_boilerplate
from passes.backfill.reading import Found, found_in
from passes.begin import PassContext
from passes.config import Tell
from passes.intake import Intake
from passes.reextraction import clean_again
from pipelines.items import Entry, Kept, Link, Page

RESULTS_AT_ONCE = 16
"""So many results share a transaction, with the word that they are stored."""
LARGE_BYTES = 131_072
"""Memory blocks of such a size are returned as soon as they are let go of."""
_M_MMAP_THRESHOLD = -3  # mallopt(3)
LEARN_EVERY = 10_000
"""Hosts' boilerplate is learned after so many results, so that few pages wait to be learned from.

It is a multiple of ``RESULTS_AT_ONCE``: a merge that is killed learns at the same places.
"""


def merge(context: PassContext, backfill: Backfill, paths: Sequence[Path], reach: Tell) -> None:
    """Store the results at ``paths``, which never change, from where an earlier try stopped.

    Articles are first seen at the moment when the backfill began, whenever they are stored; links
    and alerts are those of an import: nothing is mailed. ``reach`` is told how many results of how
    many are stored. What is left when the context is interrupted is stored by the next call.
    """
    context = replace(context, clock=lambda: backfill.began_at)
    _return_large_blocks()
    results = MergedResults(paths)
    with Intake(context) as intake:
        at = backfill.merged
        intake.hosts.update(_hosts_unlearned(results, at))
        while at < len(results):
            if at and at % LEARN_EVERY == 0:
                clean_again(intake)
            stop = min(at + RESULTS_AT_ONCE, len(results))
            with context.store.transaction():
                for payload in results.payloads(at, stop):
                    _store(intake, found_in(payload))
                ledger.note_merged(context.store, backfill.id, stop)
            at = stop
            reach(at, len(results))
            context.tell_counts()
            if context.interrupted():
                return
        clean_again(intake)


def _return_large_blocks() -> None:
    """Have memory of pages returned when they are let go of.

    glibc keeps larger and larger blocks for later use, between which small ones settle: after some
    thousand pages the writer had taken a third more than it used.
    """
    with suppress(AttributeError, OSError):  # of another C library
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, LARGE_BYTES)


def read_by_meaning(context: PassContext, backfill: Backfill) -> None:
    """Read, judge and compare all that waits by meaning, unless the settings have no time for it.

    A pass has a budget for this; a backfill goes on until nothing waits, or it is interrupted.
    """
    from passes.meaning.events import make_events
    from passes.meaning.learned import judge_learned
    from passes.meaning.vectors import make_vectors, pack_signs
    from pipelines.meaning.engine import ModelFile, find_model

    if not context.config.vectors_budget_s:
        return
    still = replace(context, clock=lambda: backfill.began_at)
    later = backfill.began_at + timedelta(days=1)
    make_vectors(still, later)
    if isinstance(model := find_model(), ModelFile):
        pack_signs(still, model.digest, later)
    judge_learned(still, later)
    make_events(still, later)


def _hosts_unlearned(results: MergedResults, merged: int) -> Iterator[str]:
    """Yield the hosts of the pages that came since boilerplate was learned last."""
    since = merged - (merged % LEARN_EVERY or LEARN_EVERY)
    for payload in results.payloads(max(since, 0), merged):
        blocks = found_in(payload).verdict.blocks
        if blocks:
            yield blocks.host


def _store(intake: Intake, found: Found) -> None:
    """Store what a record gave, within the caller's transaction: an article, or traces of a host.

    A page counts among those of its host by when it was recorded, so that old ones do not take the
    place of those that tell how the host's pages look by now.
    """
    context, verdict, blocks = intake.context, found.verdict, found.verdict.blocks
    source = intake.source_at(found.url) if isinstance(verdict, Kept) else None
    link = Link(source.id if source else "", "import", Entry(found.url))
    repeated = intake.repeated_text(link, verdict)
    if blocks:
        site_boilerplate.remember_page(context.store, found.url, blocks, found.seen_at)
        intake.hosts.add(blocks.host)
    if repeated:
        context.count("repeated_texts")
    elif source and isinstance(verdict, Kept) and found.page:
        _keep(intake, link, found.page, verdict)


def _keep(intake: Intake, link: Link, page: Page, kept: Kept) -> None:
    context = intake.context
    links.add_links(context.store, link.source_id, "import", [link.entry], context.clock())
    waiting = links.pending_link(context.store, link.entry.url)
    if waiting is None:
        context.count("known_before")
        return
    intake.keep(waiting, page, replace(kept, blocks=None), False, intake.archived(page))
