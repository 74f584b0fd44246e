"""Reads reports as ReliefWeb's API gives them (apidoc.reliefweb.int, version 2)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipelines.dates.machine_dates import read_machine_date

_BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "blockquote", "dd", "dt")


@dataclass(frozen=True, slots=True)
class ReliefWebReport:
    """A report: ``url`` is its page for people, ``sources`` are the agencies that wrote it."""

    id: str
    url: str
    title: str
    sources: tuple[str, ...]
    published_at: datetime | None
    language: str
    paragraphs: tuple[str, ...] = ()


def is_reliefweb(body: bytes) -> bool:
    """Tell whether an answer is one report of the API."""
    return body.lstrip()[:1] == b"{" and b'"fields"' in body and b'"body-html"' in body


def read_report(text: str, now: datetime) -> ReliefWebReport | None:
    """Return the one report of an answer, None if it holds none."""
    found = read_reports(text, now)
    return found[0] if found else None


def read_reports(text: str, now: datetime) -> list[ReliefWebReport] | None:
    """Return the reports of an answer, None if it is no answer of the API."""
    try:
        tree = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    data = tree.get("data") if isinstance(tree, dict) else None
    if not isinstance(data, list):
        return None
    items = (item for item in data if isinstance(item, dict))
    return [_report(item, now) for item in items if isinstance(item.get("fields"), dict)]


def _report(item: dict[str, Any], now: datetime) -> ReliefWebReport:
    fields = item["fields"]
    dates = fields.get("date") if isinstance(fields.get("date"), dict) else {}
    times = (_text(dates.get(name)) for name in ("original", "created"))
    moments = (read_machine_date(written, "", now) for written in times if written)
    moment = next(filter(None, moments), None)
    return ReliefWebReport(
        _text(item.get("id")) or str(item.get("id", "")),
        _text(fields.get("url_alias")) or _text(fields.get("url")),
        " ".join(_text(fields.get("title")).split()),
        tuple(_named(fields.get("source"), "shortname", "name")),
        moment.at if moment else None,
        next(_named(fields.get("language"), "code"), ""),
        tuple(_paragraphs(_text(fields.get("body-html")))),
    )


def _named(values: object, *names: str) -> Iterator[str]:
    for value in values if isinstance(values, list) else ():
        if isinstance(value, dict):
            said = next(filter(None, (_text(value.get(name)) for name in names)), "")
            if said:
                yield said


def _paragraphs(markup: str) -> Iterator[str]:
    from lxml import html

    if not markup.strip():
        return
    tree = html.fromstring(f"<div>{markup}</div>")
    for block in tree.iter(*_BLOCKS):
        inner = any(child.tag in _BLOCKS for child in block.iterdescendants())
        text = " ".join("".join(map(str, block.itertext())).split())
        if text and not inner:
            yield text


def _text(value: object) -> str:
    text = value if isinstance(value, str) else ""
    return text.encode("utf8", "replace").decode("utf8").strip()
