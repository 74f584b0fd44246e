"""Reports of a file are put into stories and events."""

from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.events.signs import EventText
from pipelines.events.trial import TriedReport, place
from press_catalogue.known_events import event_places, shipped_event_model

AT = datetime(2025, 10, 16, 9, tzinfo=UTC)
BACKGROUND = (
    "The drive against foreigners without papers began two autumns ago and has since been widened "
    "to families who hold cards of proof; agencies ask for an end to it before the winter comes."
)
LEAD = (
    "Police in Quetta detained 412 Afghans in raids on three quarters of the city, the "
    "commissioner said on Wednesday, and took them to a holding centre by the airport road."
)


def tried(name: str, title: str, text: str, language: str, hours: int, angle: int) -> TriedReport:
    """Return a report whose vector has an angle to the mean of its language's."""
    numbers = np.zeros(384, dtype=np.int8)
    numbers[0] = round(127 * np.cos(np.radians(angle)))
    numbers[1] = round(127 * np.sin(np.radians(angle)))
    told = EventText(title, text, language, "PK", AT + timedelta(hours=hours))
    return TriedReport(name, told, numbers.tobytes())


REPORTS = (
    tried("raid", "412 Afghans held in Quetta", f"{LEAD}\n\n{BACKGROUND}", "en", 0, 0),
    tried("copy", "Quetta: 412 held", f"{LEAD}\n\n{BACKGROUND}", "en", 1, 90),
    tried("urdu", "کوئٹہ میں 412 افغان گرفتار", "بدھ کو چھاپے مارے گئے۔", "ur", 2, 10),
    tried("court", "Court in Lahore hears a plea", f"It rose early.\n\n{BACKGROUND}", "en", 3, 180),
)


@settings(deadline=None, max_examples=10)
@given(st.permutations(REPORTS))
def test_copies_are_one_story_and_languages_one_event(order: list[TriedReport]) -> None:
    placed = {one.id: one for one in place(order, event_places(), shipped_event_model())}
    assert placed["raid"].story == placed["copy"].story != placed["urdu"].story
    assert placed["raid"].event == placed["copy"].event == placed["urdu"].event
    # A paragraph of background that two reports share makes them no copies.
    assert placed["court"].story != placed["raid"].story
    assert placed["court"].event != placed["raid"].event
