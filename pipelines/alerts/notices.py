"""The wording of khabardar's own mail: what was watched, what was given up, that it runs."""

from collections.abc import Sequence
from datetime import datetime

from pipelines.alerts.messages import (
    Coverage,
    DeadAlert,
    OutletNews,
    OutletState,
    PastTrouble,
)
from pipelines.text.headlines import clean_title

SILENT_NAMED = 5
OUTLETS_NAMED = 50
REASON_LETTERS = 500
DEAD_NAMED = 30


def coverage_line(coverage: Coverage) -> str:
    """Return one line that says how many sources answered, so that a reader can judge silence.

    For example: "143 of 149 sources answered in the last 24 h; 2 not asked yet."
    """
    unasked = f"; {coverage.unasked} not asked yet" if coverage.unasked else ""
    answered = f"{coverage.answered} of {coverage.watched} sources answered in the last 24 h"
    return f"{answered}{unasked}."


def silence_line(coverage: Coverage) -> str:
    """Return one line for operators on who gives nothing, for how long and why; "" if nobody.

    For example: "Tolo News silent for 26 h (HTTP 403); B brings nothing new (stale)."
    """
    parts = []
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
    return "; ".join(parts) + "." if parts else ""


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

    Trouble that came and went since the last notice is named too: articles were missed meanwhile.
    Each with what was seen and what to do; outlets that were told of before are only counted.
    """
    lines: list[str] = []
    if news.troubled:
        lines.append(f"{_outlets(news.troubled)} in trouble; articles are missed, or may be:")
        lines += ["", *_named(news.troubled), ""]
    if news.recovered:
        lines += [f"{_outlets(news.recovered)} well again:", "", *_named(news.recovered), ""]
    if news.passed:
        lines.append("In trouble for a time since the last such notice; it is over, and what gave")
        lines += ["no article meanwhile is asked for again:", "", *_passed(news.passed), ""]
    if news.mended:
        lines += ["Other lists were found in place of those that died:", ""]
        lines += [
            f"- {clean_title(name)}: {words[:REASON_LETTERS]}"
            for name, words in news.mended[:OUTLETS_NAMED]
        ]
        if len(news.mended) > OUTLETS_NAMED:
            lines.append(f"- and {len(news.mended) - OUTLETS_NAMED} more")
        lines.append("")
    if news.still:
        others = "1 more is" if news.still == 1 else f"{news.still} more are"
        lines.append(f"{others} still in trouble, as told before.")
    lines.append("`khabardar status` shows all outlets. Such a notice comes at most once a day.")
    said = [f"{_outlets(news.troubled)} in trouble"] if news.troubled else []
    said += [f"{_outlets(news.recovered)} well again"] if news.recovered else []
    passed = [name for _, name, _ in news.passed]
    said += [f"{_were(passed)} in trouble for a time"] if passed else []
    count = len(news.mended)
    said += [f"lists of {count} {'outlet' if count == 1 else 'outlets'} found"] if count else []
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


def _were(names: Sequence[str]) -> str:
    return f"{clean_title(names[0])} was" if len(names) == 1 else f"{len(names)} outlets were"


def _passed(some: Sequence[tuple[str, str, PastTrouble]]) -> list[str]:
    lines = []
    for _, name, past in some[:OUTLETS_NAMED]:
        often = f"{past.times} times " if past.times > 1 else ""
        between = f"from {past.began:%Y-%m-%d %H:%M} to {past.ended:%Y-%m-%d %H:%M} UTC"
        why = clean_title(past.reason)[:REASON_LETTERS]
        lines.append(f"- {clean_title(name)}: was {past.health} {often}{between}: {why}")
    if len(some) > OUTLETS_NAMED:
        lines.append(f"- and {len(some) - OUTLETS_NAMED} more")
    return lines


def settings_notice(fault: str) -> tuple[str, str]:
    """Return subject and text of the notice that the settings are wrong, or (no fault) mended."""
    if not fault:
        return "khabardar: the settings are in order again", "The settings of now are in force."
    text = (
        f"{clean_title(fault)}\n\nUntil that is mended, khabardar goes on with the last settings "
        "that it could read."
    )
    return "khabardar: the settings cannot be read", text


def heartbeat(
    since: datetime, days: int, coverage: Coverage, *, to_operator: bool
) -> tuple[str, str]:
    """Return subject and text of the "still running" mail: nothing matched for ``days``.

    An operator is also told which outlets are silent, and how a rule is tried.
    """
    parts = [
        f"khabardar is running. No new story matched your rules since {since:%Y-%m-%d %H:%M} UTC.",
        coverage_line(coverage),
    ]
    if to_operator:
        parts += [
            silence_line(coverage),
            "If that seems too quiet, try your rules on the stored articles: "
            "`khabardar rules test`.",
        ]
    text = "\n\n".join(part for part in parts if part)
    return f"khabardar: nothing matched for {days} days; it is still running", text
