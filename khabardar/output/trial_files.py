"""Reads the file that a query, the topic or events are tried on: JSON lines, an article each."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipelines.errors import OperatorError

TEXTS = {
    **{name: name for name in ("title", "url", "site", "source", "author", "language")},
    **{name: name for name in ("country", "section", "lead", "relevance")},
    "body": "text",
}
"""The keys that hold text, and the part of an article that each is."""
_ALSO = {"lang": "language", "outlet": "source", "text": "body"}
"""Other names of keys, as data of others have them."""
_KEYS = {*TEXTS, *_ALSO, "paragraphs", "id", "published_at", "source_country", "source_is_afghan"}


def records(path: Path, tell: Callable[[str], None]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects of a file of JSON lines, each with its place in words.

    Their keys are those of ``TEXTS``, whatever other name they had; what is in a text's key is text
    or None. Keys that say nothing here are told of once, at the end.

    Raises:
        OperatorError: the file cannot be read, or a line is no object that says anything known.
    """
    try:
        text = path.read_text(encoding="utf8")
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"{path}: cannot be read as UTF-8 text") from error
    ignored: set[str] = set()
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            record = json.loads(line)
        except ValueError:
            raise OperatorError(f"{where}: write one JSON object a line") from None
        if not isinstance(record, dict):
            raise OperatorError(f'{where}: write an object, as {{"id": 1, "title": "..."}}')
        unread = sorted(record.keys() - _KEYS)
        if unread and not record.keys() & {*TEXTS, *_ALSO, "paragraphs"}:
            raise OperatorError(f"{where}: unknown key {unread[0]!r}; expected title, lead or body")
        ignored.update(unread)
        yield where, _named_alike(record, where)
    if ignored:
        tell(f"{path}: keys that say nothing here, and were ignored: {', '.join(sorted(ignored))}")


def whole_text(record: dict[str, Any], where: str) -> str:
    """Return the lead and the paragraphs of a line, parted by a blank line.

    Raises:
        OperatorError: the line has neither a headline nor a text.
    """
    text = "\n\n".join(part for part in (record.get("lead"), record.get("body")) if part)
    if not text.strip() and not (record.get("title") or "").strip():
        raise OperatorError(
            f'{where}: there is nothing to read; write "title", and "text" (or "lead" and '
            '"paragraphs")'
        )
    return text


def published_at(record: dict[str, Any], where: str) -> datetime:
    """Return when the article of a line was published; a time without a zone is UTC.

    Raises:
        OperatorError: the line does not say so.
    """
    said = record.get("published_at")
    try:
        moment = datetime.fromisoformat(said or "")
    except (TypeError, ValueError):
        raise OperatorError(
            f"{where}: published_at is {said!r}; write it as 2025-04-05T03:10:00Z"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _named_alike(record: dict[str, Any], where: str) -> dict[str, Any]:
    for key in (*TEXTS, *_ALSO):
        said = record.get(key)
        if said is not None and not isinstance(said, str):
            raise OperatorError(f"{where}: {key}: {said!r} is not text")
    others = {key: record[key] for key in _ALSO if record.get(key) is not None}
    if record.get("paragraphs") is not None:
        others["paragraphs"] = _joined(record["paragraphs"], where)
    named = {key: said for key, said in record.items() if key not in (*_ALSO, "paragraphs")}
    for key, said in others.items():
        name = _ALSO.get(key, "body")
        if named.get(name) not in (None, said):
            raise OperatorError(f"{where}: {key} and {name} differ; write one of them")
        named[name] = said
    return named


def _joined(paragraphs: object, where: str) -> str:
    if not isinstance(paragraphs, list) or not all(isinstance(one, str) for one in paragraphs):
        raise OperatorError(f'{where}: write paragraphs as a list of texts: ["One.", "Two."]')
    return "\n\n".join(paragraphs)
