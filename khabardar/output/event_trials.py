"""Tries on reports in a file which of them tell of one event."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from khabardar.output.trials import published_at, records
from pipelines.errors import OperatorError
from pipelines.events.likeness import EventModel
from pipelines.events.signs import EventText
from pipelines.events.trial import TriedReport, place
from pipelines.meaning.engine import SentenceModel
from pipelines.meaning.passages import head_of
from pipelines.meaning.vectors import stored
from pipelines.stories.places import Places


def placed_lines(
    path: Path, engine: SentenceModel, places: Places, model: EventModel
) -> Iterator[str]:
    """Yield a JSON line for each report of a file: its id, its event and its story, by number."""
    told = [_report(record, where) for where, record in records(path)]
    heads = stored(engine.embed([head_of(text.title, text.text) for _, text in told]))
    reports = [
        TriedReport(str(number), text, head)
        for number, ((_, text), head) in enumerate(zip(told, heads, strict=True))
    ]
    for (name, _), placed in zip(told, place(reports, places, model), strict=True):
        line = {"id": name, "event": placed.event, "story": placed.story}
        yield json.dumps(line, ensure_ascii=False)


def _report(record: dict[str, Any], where: str) -> tuple[Any, EventText]:
    told = {key: record.get(key) or "" for key in ("title", "text", "language", "country")}
    for key, said in told.items():
        if not isinstance(said, str):
            raise OperatorError(f"{where}: {key}: {said!r} is not text")
    return record.get("id"), EventText(**told, published_at=published_at(record, where))
