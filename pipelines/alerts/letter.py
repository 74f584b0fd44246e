"""Writes the mail of an alert: one letter in plain text and HTML, each block in its direction."""

import re
import shlex
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from functools import cache
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.alerts.age import NEWS, age_when_found
from pipelines.alerts.highlight import matched_words, passages, quote_of, safe
from pipelines.alerts.letter_templates import TEMPLATES
from pipelines.alerts.messages import AlertItem, Headline, Message, ToldChange
from pipelines.alerts.notices import coverage_line, silence_line
from pipelines.dates.moments import is_day_only
from pipelines.items import LANGUAGES, LOW_CONFIDENCE
from pipelines.text.headlines import clean_title
from pipelines.text.language import is_rtl, language_tag

SUBJECT_LENGTH = 150
COPIES_NAMED = 20
ELSEWHERE_NAMED = 8
QUERY_LENGTH = 600
LONGEST_LINK = 2_000
LARGEST_BODY = 400_000
"""Characters of HTML; with its letters in base64 a mail stays far under what servers refuse."""
_FONTS = {
    # Urdu is read in Nastaliq, whose lines stand further apart.
    "ur": "font-family:'Noto Nastaliq Urdu','Jameel Noori Nastaleeq','Urdu Typesetting',"
    "'Noto Naskh Arabic',serif;line-height:2.1;"
}
_APART = "Unsure or judged off topic, though your rule asks for their words:"
_JUDGED = {"relevant": "", "review": "unsure: please judge", "off": "judged off topic"}
_DOUBTFUL = "its text may lack parts, or hold words from around it"
_RLM, _LRM = "\u200f", "\u200e"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to be put on the wire: headers in order, and its bodies.

    ``brief`` is for channels that show a few lines: headline, outlet and link of each story.
    """

    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    brief: str = ""

    @property
    def subject(self) -> str:
        """The Subject header."""
        return dict(self.headers)["Subject"]

    @property
    def message_id(self) -> str:
        """The Message-ID header, brackets included."""
        return dict(self.headers)["Message-ID"]


def compose(message: Message, sender: str, now: datetime, desk: str = "") -> Letter:
    """Return the letter for ``message``; with ``desk``, the URL of the pages, it links to them.

    The Message-ID is the message's own, the same on every attempt; the attempt is told apart by
    X-Khabardar-Attempt. At most ``message.cap`` stories are shown; of the rest, as many as
    a mail can hold are named in a line each, and what is left is counted.
    """
    facts = _facts(message, now, desk) | {"stop": _how_to_stop(message, sender)}
    name = "alert" if message.kind == "alert" else "notice"
    html = _render(f"{name}.html", facts)
    shown = len(message.items[: message.cap])
    while len(html) > LARGEST_BODY and shown > 1:
        shown //= 2
        facts |= _stories(message, shown, desk)
        html = _render(f"{name}.html", facts)
    named = len(message.items) - shown + len(message.named)
    while named:
        facts |= _stories(message, shown, desk, named)
        html = _render(f"{name}.html", facts)
        named = named // 2 if len(html) > LARGEST_BODY else 0
    text, brief = (_tidy(_render(f"{name}.{kind}", facts)) for kind in ("txt", "brief"))
    return Letter(_headers(message, sender), text, html, brief)


def _stories(message: Message, most: int, desk: str, most_named: int = 0) -> dict[str, Any]:
    """Return what a letter shows of at most ``most`` stories, those of the topic first.

    At most ``most_named`` of the others are named.
    """
    total = max(message.total, len(message.items))
    items = message.items[:most]
    stories: list[dict[str, Any]] = []
    doubtful: list[dict[str, Any]] = []
    for item in items:
        page = _on_desk(desk, f"/-/stories/{item.story_id}")
        shown = _story(item, message.timezone) | {"page": page}
        (stories if item.relevance == "relevant" else doubtful).append(shown)
    groups = [("", stories), (_APART if stories else "", doubtful)]
    untold: list[AlertItem | Headline] = [*message.items[most:], *message.named]
    named = [_headline(one, desk) for one in untold[:most_named]]
    return {
        "groups": [group for group in groups if group[1]],
        "named": named,
        "more": total - len(items) - len(named),
    }


def _headline(story: AlertItem | Headline, desk: str) -> dict[str, str]:
    """Return what a letter shows of a story that it only names."""
    url = _link(story.url) or _on_desk(desk, f"/-/stories/{story.story_id}")
    return {
        **_block(story.language),
        "title": _shortened(_line(story.title)),
        "outlet": _line(story.outlet),
        "url": url,
    }


def _on_desk(desk: str, path: str) -> str:
    """Return the URL of a page of the desk, "" if mails do not link there."""
    return desk.rstrip("/") + path if desk else ""


def _facts(message: Message, now: datetime, desk: str) -> dict[str, Any]:
    total = max(message.total, len(message.items))
    coverage = message.coverage
    query = safe(message.query)
    rule, reader = (shlex.quote(_line(name)) for name in (message.rule, message.recipient))
    return {
        "rule": _line(message.rule),
        "query": query[:QUERY_LENGTH] + (" …" if len(query) > QUERY_LENGTH else ""),
        "changed": message.rule_changed,
        "base_line": message.base_line,
        "count": total,
        "counted": _counted(message),
        "listing": f"khabardar alerts list --rule {rule} --to {reader} --limit {total}"
        if message.to_operator
        else "",
        "growth": [
            {**_block(grown.language), "title": _line(grown.title), "outlets": grown.outlets}
            | {"url": _on_desk(desk, f"/-/stories/{grown.story_id}") or _link(grown.url)}
            for grown in message.growth
        ],
        "coverage": coverage_line(coverage) if coverage else "",
        "silent": safe(silence_line(coverage)) if coverage and message.to_operator else "",
        "gaps": safe("; ".join(coverage.gaps)) if coverage else "",
        "rejects": [
            {"title": _line(reject.title), "url": _link(reject.url), "outlet": _line(reject.outlet)}
            | {"why": _line(reject.why)}
            for reject in message.rejects
        ],
        "subject": _line(message.subject),
        "note": safe(message.note).split("\n"),
        "when": _local(now, message.timezone),
        "rule_page": _on_desk(desk, f"/-/alerts?rule={quote(message.rule, safe='')}"),
        **_stories(message, message.cap, desk),
    }


def _headers(message: Message, sender: str) -> tuple[tuple[str, str], ...]:
    address = _bare(sender)
    unsubscribe = f"mailto:{quote(address, safe='@')}?subject={_unsubscribe(message)}"
    domain = (address.rpartition("@")[2] or "localhost").encode("idna").decode("ascii")
    headers = [
        ("From", sender),
        ("To", message.recipient),
        ("Subject", _subject(message)),
        ("Message-ID", message.message_id),
        ("List-Id", f"khabardar alerts <alerts.{domain}>"),
        ("List-Unsubscribe", f"<{unsubscribe}>"),
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("X-Khabardar-Attempt", str(message.attempts + 1)),
    ]
    if message.kind == "alert":
        headers.append(("X-Khabardar-Rule", _line(message.rule)[:SUBJECT_LENGTH] or "unnamed"))
    if message.answers:
        headers += [("In-Reply-To", message.answers), ("References", message.answers)]
    return tuple(headers)


def _unsubscribe(message: Message) -> str:
    """Return the subject of a mail that asks for no more; the rule's number, since it is ASCII.

    A name in other letters is percent-encoded, which spam filters take for an unfilled template.
    """
    return f"unsubscribe-rule-{message.rule_number}" if message.rule_number else "unsubscribe"


def _how_to_stop(message: Message, sender: str) -> str:
    address, subject = _line(_bare(sender)), _unsubscribe(message)
    return f'To get no more of these mails, write to {address} with the subject "{subject}".'


def _bare(sender: str) -> str:
    """Return the e-mail address alone of a sender that may have a name."""
    return parseaddr(sender)[1] or sender


def _render(name: str, facts: dict[str, Any]) -> str:
    rendered: str = _templates().get_template(name).render(facts)
    return rendered


@cache
def _templates() -> Any:
    from jinja2 import DictLoader, Environment, StrictUndefined, select_autoescape

    return Environment(
        loader=DictLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _subject(message: Message) -> str:
    if message.kind != "alert":
        return _shortened(_line(message.subject))
    of_topic = [item for item in message.items if item.relevance == "relevant"]
    first = (of_topic or message.items)[0].title if message.items else "no stories"
    count = max(message.total, len(message.items))
    if message.base_line:
        stories = "1 story" if count == 1 else f"{count} stories"
        return _shortened(_line(f"[{message.rule}] already there: {stories}: {first}"))
    # More stories than are shown may hide a new one.
    older = message.items and count == len(message.items) and all(map(_is_old, message.items))
    many = f"{_counted(message, 'older ' if older else '')}: " if count > 1 else ""
    if message.changes and count == 1:
        many, older = "changed: ", False
    if older and count == 1:
        many = f"from {_published(message.items[0].published_at, message.timezone)[4:15]}: "
    return _shortened(_line(f"[{message.rule}] {many}{first}"))


def _counted(message: Message, older: str = "") -> str:
    """Return how many stories and changes a message tells, in words."""
    changes = message.changes
    stories = max(message.total, len(message.items)) - changes
    said = [f"{stories} {older}{'story' if stories == 1 else 'stories'}"] if stories else []
    said += [f"{changes} {'change' if changes == 1 else 'changes'}"] if changes else []
    return " and ".join(said) or "no stories"


def _is_old(item: AlertItem) -> bool:
    """Tell whether an article appeared long before it was found; an undated one counts as new."""
    return age_when_found(item.published_at, item.first_seen_at) > NEWS


def _shortened(text: str) -> str:
    return text if len(text) <= SUBJECT_LENGTH else text[: SUBJECT_LENGTH - 1].rstrip() + "…"


def _line(text: str) -> str:
    """Return ``text`` as one line that cannot end a header early or turn what follows."""
    return clean_title(safe(text)).replace("=?", "= ?")


def _link(url: str) -> str:
    """Return ``url`` if it is one that a mail may lead to, else nothing."""
    fine = re.fullmatch(r"https?://[^\s\"'<>\\^`{|}\x00-\x1f\x7f]+", url, re.IGNORECASE)
    return url if fine and len(url) <= LONGEST_LINK and safe(url) == url else ""


def _block(language: str) -> dict[str, str]:
    """Return what a block in ``language`` needs to be read in its direction.

    The mark in front makes the first strong letter the right one where a headline begins with a
    foreign name; programs that guess the direction of a block then guess right.
    """
    rtl = is_rtl(language)
    return {
        "lang": language_tag(language),
        "dir": "rtl" if rtl else "ltr",
        "side": "right" if rtl else "left",
        "mark": _RLM if rtl else _LRM,
        "font": _FONTS.get(language, ""),
    }


def _story(item: AlertItem, timezone: str) -> dict[str, Any]:
    title = [span for span in item.spans if span.field == "title"]
    body = [span for span in item.spans if span.field == "text"]
    named = [
        {"outlet": _line(copy.outlet), "url": _link(copy.url)}
        for copy in item.copies[:COPIES_NAMED]
    ]
    return {
        **_block(item.language),
        "title": passages(item.title, title),
        "quote": quote_of(item.text, body),
        "url": _link(item.url),
        "outlet": _line(item.outlet),
        "country": _line(item.country),
        "language": LANGUAGES.get(item.language, "unknown language"),
        "published": _published(item.published_at, timezone),
        "seen": _local(item.first_seen_at, timezone),
        "late": item.published_at is None or _is_old(item),
        "others": len({copy.outlet for copy in item.copies}),
        "copies": named,
        "unnamed": len(item.copies) - len(named),
        "elsewhere": [
            _headline(one, "") | {"language": LANGUAGES.get(one.language, "unknown language")}
            for one in item.elsewhere[:ELSEWHERE_NAMED]
        ],
        "gist": _headline(item.gist, "") if item.gist else None,
        "why": matched_words(item.spans),
        "agency": _line(item.agency),
        "judged": _JUDGED[item.relevance],
        "change": _shown_change(item.change) if item.change else None,
        "doubt": _doubt(item.text_confidence),
    }


def _doubt(confidence: float | None) -> str:
    """Return what a reader should know of a text that is likely to be poor, else nothing."""
    return _DOUBTFUL if confidence is not None and confidence < LOW_CONFIDENCE else ""


def _shown_change(change: ToldChange) -> dict[str, Any]:
    """Return a change as the templates show it: each state isolated, in whatever direction."""
    states = [
        {"what": one.what} | {"before": _line(one.before), "after": _line(one.after)}
        for one in change.states
    ]
    return {"summary": _line(change.summary), "states": states, "passages": change.passages}


def _published(moment: datetime | None, timezone: str) -> str:
    """Return when an article says that it appeared; a day that it gave no time for stays a day."""
    if moment is None:
        return ""
    return f"{moment:%a %d %b %Y}" if is_day_only(moment) else _local(moment, timezone)


def _local(moment: datetime, timezone: str) -> str:
    try:
        zone, name = ZoneInfo(timezone), timezone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone, name = ZoneInfo("UTC"), "UTC"
    return f"{moment.astimezone(zone):%a %d %b %Y %H:%M} {name}"
