"""The wording of khabardar's own mail: what was watched, what was given up, that it runs."""

from collections.abc import Sequence
from datetime import datetime

from pipelines.alerts.messages import Coverage, DeadAlert, OutletNews, OutletState
from pipelines.text.headlines import clean_title

SILENT_NAMED = 5
OUTLETS_NAMED = 50
REASON_LETTERS = 500
DEAD_NAMED = 30


def coverage_line(coverage: Coverage) -> str:
    """Return one line that says how many sources answered, so that a reader can judge silence.

    For example: "143 of 149 sources answered; Tolo News silent for 26 h (HTTP 403)."
    """
    parts = [f"{coverage.answered} of {coverage.watched} sources answered in the last 24 h"]
    if coverage.unasked:
        parts.append(f"{coverage.unasked} not asked yet")
    for answers, alone, many in (
        (False, "does not answer", "more do not answer"),
        (True, "brings nothing new", "more bring nothing new"),
    ):
        silent = [one for one in coverage.silent if one.answers == answers]
        for one in silent[:SILENT_NAMED]:
            how = f"{one.state or 'silent'} for {one.hours} h" if one.hours else one.state or alone
            why = f" ({clean_title(one.why)[:120]})" if one.why else ""
            parts.append(f"{clean_title(one.outlet)} {how}{why}")
        if len(silent) > SILENT_NAMED:
            parts.append(f"{len(silent) - SILENT_NAMED} {many}")
    return "; ".join(parts) + "."


def dead_notice(dead: Sequence[DeadAlert]) -> tuple[str, str]:
    """Return subject and text of the notice that alerts were given up."""
    total = sum(alert.count for alert in dead)
    alerts = "alert was" if total == 1 else "alerts were"
    lines = [
        f"{total} {alerts} not delivered, and khabardar has stopped trying:",
        "",
    ]
    for alert in dead[:DEAD_NAMED]:
        many = f"{alert.count} alerts: " if alert.count > 1 else ""
        lines.append(
            f"- {alert.recipient} (rule {clean_title(alert.rule)}), since "
            f"{alert.since:%Y-%m-%d %H:%M} UTC: {clean_title(alert.error)} - "
            f'{many}"{clean_title(alert.subject)}"'
        )
    if len(dead) > DEAD_NAMED:
        lines.append(f"- and {len(dead) - DEAD_NAMED} more recipients and reasons")
    lines += [
        "",
        "`khabardar alerts list --state dead` shows them. When the cause is fixed, "
        "`khabardar alerts send --dead` sends them again.",
    ]
    return f"khabardar: {total} {alerts} not delivered", "\n".join(lines)


def outlet_notice(news: OutletNews) -> tuple[str, str]:
    """Return subject and text of the notice of outlets newly in trouble, and of those well again.

    Each with what was seen and what to do; outlets that were told of before are only counted.
    """
    lines: list[str] = []
    if news.troubled:
        lines.append(f"{_outlets(news.troubled)} in trouble; articles are missed, or may be:")
        lines += ["", *_named(news.troubled), ""]
    if news.recovered:
        lines += [f"{_outlets(news.recovered)} well again:", "", *_named(news.recovered), ""]
    if news.still:
        others = "1 more is" if news.still == 1 else f"{news.still} more are"
        lines.append(f"{others} still in trouble, as told before.")
    lines.append("`khabardar status` shows all outlets. Such a notice comes at most once a day.")
    said = [f"{_outlets(news.troubled)} in trouble"] if news.troubled else []
    said += [f"{_outlets(news.recovered)} well again"] if news.recovered else []
    return f"khabardar: {', '.join(said)}", "\n".join(lines)


def _outlets(some: Sequence[OutletState]) -> str:
    if len(some) == 1:
        return f"{clean_title(some[0].outlet)} is"
    return f"{len(some)} outlets are"


def _named(some: Sequence[OutletState]) -> list[str]:
    lines = []
    for one in some[:OUTLETS_NAMED]:
        since = f" since {one.since:%Y-%m-%d %H:%M} UTC" if one.since else ""
        why = clean_title(one.reason)[:REASON_LETTERS]
        lines.append(f"- {clean_title(one.outlet)}: {one.health}{since}: {why}")
    if len(some) > OUTLETS_NAMED:
        lines.append(f"- and {len(some) - OUTLETS_NAMED} more")
    return lines


def heartbeat(since: datetime, days: int, coverage: Coverage) -> tuple[str, str]:
    """Return subject and text of the "still running" mail: nothing matched for ``days``."""
    text = (
        f"khabardar is running. No new story matched your rules since {since:%Y-%m-%d %H:%M} "
        f"UTC.\n\n{coverage_line(coverage)}\n\n"
        "If that seems too quiet, try your rules on the stored articles: `khabardar rules test`."
    )
    return f"khabardar: nothing matched for {days} days; it is still running", text
