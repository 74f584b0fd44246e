"""Tries on reports in a file which of them tell of one event."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from khabardar.output.trial_files import published_at, records, whole_text
from pipelines.errors import OperatorError
from pipelines.events.likeness import EventModel
from pipelines.events.signs import EventText
from pipelines.events.trial import TriedReport, place
from pipelines.meaning.engine import SentenceModel
from pipelines.meaning.passages import head_of
from pipelines.meaning.vectors import stored
from pipelines.stories.places import Places


def placed_lines(
    path: Path,
    engine: SentenceModel,
    places: Places,
    model: EventModel,
    tell: Callable[[str], None],
) -> Iterator[str]:
    """Yield a JSON line for each report of a file: its id, its event and its story, by number.

    ``tell`` is told which keys of the file were ignored.
    """
    told = [_report(record, where) for where, record in records(path, tell)]
    heads = stored(engine.embed([head_of(text.title, text.text) for _, text in told]))
    reports = [
        TriedReport(str(number), text, head)
        for number, ((_, text), head) in enumerate(zip(told, heads, strict=True))
    ]
    for (name, _), placed in zip(told, place(reports, places, model), strict=True):
        line = {"id": name, "event": placed.event, "story": placed.story}
        yield json.dumps(line, ensure_ascii=False)


def _report(record: dict[str, Any], where: str) -> tuple[Any, EventText]:
    language = record.get("language") or ""
    if not language:
        raise OperatorError(f'{where}: there is no language; write it as "language": "ur"')
    text = EventText(
        title=record.get("title") or "",
        text=whole_text(record, where),
        language=language,
        country=str(record.get("country") or record.get("source_country") or ""),
        published_at=published_at(record, where),
    )
    return record.get("id"), text
