"""The reports with known events that ship with the package, and what was learned of them."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files

import numpy as np

from pipelines.events.learning import KnownReport, stretched
from pipelines.events.likeness import EventModel, report_of
from pipelines.events.signs import EventText, read_signs
from pipelines.stories.places import Places
from press_catalogue.concepts import place_terms

_FOLDER = files("press_catalogue") / "events"


@dataclass(frozen=True, slots=True)
class KnownText:
    """An invented report: its event, the family of events that it is easily mixed up with."""

    id: str
    event: str
    family: str
    text: EventText


@cache
def event_places() -> Places:
    """Return the places that events are told apart by."""
    return Places(place_terms())


@cache
def shipped_event_model() -> EventModel:
    """Return the model that benchmarks/meaning/events.py learned from the package's reports."""
    return EventModel.from_text((_FOLDER / "model.json").read_text(encoding="utf8"))


@cache
def near_misses() -> tuple[tuple[str, str], ...]:
    """Return the ids of reports that must not join an event, each with that event."""
    rows = map(json.loads, (_FOLDER / "near.jsonl").read_text(encoding="utf8").splitlines())
    return tuple((row["id"], row["must_not_join"]) for row in rows)


@cache
def known_texts() -> tuple[KnownText, ...]:
    """Return the reports of the package, in the order of their file."""
    lines = (_FOLDER / "reports.jsonl").read_text(encoding="utf8").splitlines()
    rows = [json.loads(line) for line in lines]
    family = _families(rows)
    return tuple(
        KnownText(
            *(row["id"], row["event"], family[row["event"]]),
            EventText(
                *(row["title"], "\n\n".join((row["lead"], *row["paragraphs"]))),
                *(row["lang"], row["outlet_country"]),
                datetime.fromisoformat(row["published_at"]),
            ),
        )
        for row in rows
    )


def _families(rows: Sequence[dict[str, str]]) -> dict[str, str]:
    """Return the family of each event: those that near misses and follow-ups tie together."""
    family = {row["event"]: row["event"] for row in rows}
    events = {row["id"]: row["event"] for row in rows}
    ties = [(row["event"], row[key]) for row in rows for key in ("near_to", "follow_up_of")]
    ties += [(events[number], event) for number, event in near_misses()]
    for one, other in ties:
        if other:
            old, new = sorted((family[one], family[other]), reverse=True)
            family = {name: new if of == old else of for name, of in family.items()}
    return family


def texts_digest() -> str:
    """Return a digest of the reports: 16 hexadecimal digits that change with any letter."""
    return sha256(repr(known_texts()).encode()).hexdigest()[:16]


def packed_heads(heads: Sequence[bytes], model: str) -> bytes:
    """Return the file of the vectors of the reports' heads; ``model`` is the digest of theirs."""
    packed = io.BytesIO()
    numbers = np.array([np.frombuffer(head, dtype=np.int8) for head in heads])
    np.savez_compressed(packed, heads=numbers, made_of=np.array([texts_digest(), model]))
    return packed.getvalue()


def known_reports(sentence_model: str) -> list[KnownReport]:
    """Return the reports as they are learned from, their times stretched.

    None of them if their vectors were made by another model than the one whose digest
    ``sentence_model`` is, or of other reports.
    """
    stored = np.load(io.BytesIO((_FOLDER / "vectors.npz").read_bytes()))
    if [*stored["made_of"]] != [texts_digest(), sentence_model]:
        return []
    places = event_places()
    read = [read_signs(one.text, places) for one in known_texts()]
    told = zip(known_texts(), read, stored["heads"], strict=True)
    return stretched(
        [
            KnownReport(one.id, one.event, one.family, report_of(signs, head.tobytes()))
            for one, signs, head in told
        ]
    )
