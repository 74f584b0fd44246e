"""Judges the outlets that a pass visited, once their pages are in; those in trouble are told."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from db.crawl.health import judge_source
from db.outbox import notices
from db.store import Store
from passes.begin import PassContext
from passes.config import PassConfig
from pipelines.items import Source
from pipelines.visits import Visit
from pipelines.web.source_health import gives_nothing, in_trouble

NAMED = 10


def judge_outlets(
    context: PassContext, rounds: Mapping[str, Sequence[Visit]], outlets: Mapping[str, Source]
) -> None:
    """Judge each outlet by its ``rounds`` of visits in this pass, and put troubles in the report.

    Those that did not answer are in the report already.
    """
    report = context.report
    said = {name for names in report.silent.values() for name in names}
    doubtful: dict[str, list[str]] = {}
    for source_id, visits in rounds.items():
        judged = judge_source(context.store, source_id, visits, context.clock())
        name = outlets[source_id].name
        if judged is None or name in said:
            continue
        health, reason = judged
        if gives_nothing(health):
            report.silent.setdefault(f"{health}: {reason}", []).append(name)
        elif in_trouble(health):
            doubtful.setdefault(health, []).append(name)
    for health, names in sorted(doubtful.items()):
        shown = ", ".join(sorted(names)[:NAMED])
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        report.notes.append(
            f"warning: {health}: {shown}{more}; articles may be missed, `khabardar status` says why"
        )


def queue_outlet_notice(store: Store, config: PassConfig, now: datetime) -> None:
    """Queue a notice to the operators of outlets newly in trouble or well again, once a day."""
    news = notices.outlet_news(store, now) if config.operators else None
    if news:
        notices.write_outlet_notice(store, config.operators, news, config.sender_domain, now)
