"""The demonstration's events: one in four languages is one, and what only looks alike is not."""

from datetime import UTC, datetime, timedelta

from khabardar.demo.press import demo_press
from pipelines.events.signs import EventText
from pipelines.events.trial import TriedReport, place
from pipelines.meaning.engine import SentenceModel, sentence_model
from pipelines.meaning.passages import excerpt
from pipelines.meaning.vectors import stored
from press_catalogue.known_events import event_places, shipped_event_model

NOW = datetime(2025, 11, 26, 10, tzinfo=UTC)
SHOWN = ("2,400", "2400", "۲۴۰۰", "record number", "Forty", "چهل", "أربعين", "deadline")


def test_an_event_in_four_languages_is_one() -> None:
    model = sentence_model()
    assert isinstance(model, SentenceModel)
    reports = []
    for outlet in demo_press():
        for article in outlet.articles:
            told = article.versions[0]
            if any(word in told.title for word in SHOWN):
                text = EventText(
                    *(told.title, "\n\n".join(told.text), outlet.language, outlet.country),
                    NOW - timedelta(hours=told.hours_ago),
                )
                (head,) = stored(model.embed([excerpt(text.title, text.text).head]))
                reports.append(TriedReport(f"{outlet.id}{article.path}", text, head))
    placed = place(reports, event_places(), shipped_event_model())
    languages: dict[int, set[str]] = {}
    for one, report in zip(placed, reports, strict=True):
        languages.setdefault(one.event, set()).add(report.text.language)
    assert sorted(map(sorted, languages.values()), key=len, reverse=True)[:2] == [
        ["ar", "en", "ps", "ur"],
        ["ar", "en", "fa", "prs"],
    ]
