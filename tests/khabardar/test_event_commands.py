"""The commands of events."""

import json
from pathlib import Path

import pytest

from db.events.read import Event, EventStory
from db.store import open_store
from khabardar.output.events import event_line, event_lines, event_row, gist_lines
from khabardar.wiring import clock
from pipelines.items import Article
from pipelines.sources import Source
from tests.commandline import PLAIN, Call, configure
from tests.samples import store_articles

RAID = {
    "id": "raid",
    "title": "Police in Quetta detain 412 Afghans in raids on three quarters",
    "text": "The raids took place on Wednesday morning, the commissioner said.",
    "language": "en",
    "source": "Ledger",
    "country": "PK",
    "published_at": "2025-10-15T09:00:00Z",
}
URDU = RAID | {
    "id": "urdu",
    "title": "کوئٹہ کے تین علاقوں میں چھاپے، 412 افغان باشندے گرفتار",
    "text": "کمشنر کے مطابق پولیس نے بدھ کی صبح چھاپے مارے۔",
    "language": "ur",
    "published_at": "2025-10-15T14:00:00+05:00",
}
COURT = RAID | {"id": 3, "title": "Court in Lahore hears a plea on school fees", "text": "It rose."}


def write(folder: Path, *rows: object) -> str:
    path = folder / "reports.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf8")
    return str(path)


def test_reports_of_a_file_are_put_into_events(call: Call, tmp_path: Path) -> None:
    said = call("events", "test", "--on", write(tmp_path, RAID, COURT, URDU))
    assert [json.loads(line) for line in said.out.splitlines()] == [
        {"id": "raid", "event": 1, "story": 1},
        {"id": 3, "event": 2, "story": 2},
        {"id": "urdu", "event": 1, "story": 3},
    ]
    assert (said.code, said.err) == (0, "")


def test_reports_may_name_their_parts_as_data_of_others_do(call: Call, tmp_path: Path) -> None:
    text = str(URDU["text"])
    named = {
        **{"id": "urdu", "lang": "ur", "outlet": "Roznama", "source_country": "PK", "label": "x"},
        **{"title": URDU["title"], "lead": text, "paragraphs": [text, text], "event": 7},
        "published_at": URDU["published_at"],
    }
    plain = RAID | {"id": "urdu", "title": URDU["title"], "text": f"{text}\n\n{text}\n\n{text}"}
    plain |= {"language": "ur", "published_at": URDU["published_at"]}
    said = call("events", "test", "--on", write(tmp_path, RAID, named))
    assert said.out == call("events", "test", "--on", write(tmp_path, RAID, plain)).out
    ignored = "keys that say nothing here, and were ignored: event, label"
    assert said.err == f"{tmp_path / 'reports.jsonl'}: {ignored}\n"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (RAID | {"text": 3}, "reports.jsonl:1: text: 3 is not text"),
        (RAID | {"published_at": None}, "reports.jsonl:1: published_at is None"),
        (
            RAID | {"language": None},
            'reports.jsonl:1: there is no language; write it as "language"',
        ),
        (RAID | {"title": " ", "text": ""}, "reports.jsonl:1: there is nothing to read; write"),
        (RAID | {"lang": "ur"}, "reports.jsonl:1: lang and language differ; write one of them"),
        (RAID | {"paragraphs": ["No."]}, "reports.jsonl:1: paragraphs and body differ"),
        (RAID | {"paragraphs": "One."}, 'write paragraphs as a list of texts: ["One.", "Two."]'),
        (RAID | {"outlet": 5}, "reports.jsonl:1: outlet: 5 is not text"),
    ],
)
def test_a_wrong_line_is_named(call: Call, tmp_path: Path, row: object, why: str) -> None:
    said = call("events", "test", "--on", write(tmp_path, row))
    assert said.code == 2
    assert why in said.err


def test_what_an_article_tells_is_named_in_english_if_an_outlet_has_it() -> None:
    stories = [
        EventStory(
            *(number, f"Title {number}", number, language, "", f"Outlet {number}", "PK", "", ""),
            source_count=1,
            linked_by="meaning",
        )
        for number, language in ((1, "ur"), (2, "en"), (3, "en"))
    ]
    both, alone = (Event(1, "", "", tuple(told), (), ()) for told in (stories, stories[:1]))
    assert [*gist_lines(both, "ur")] == ["  in en: Title 2  (Outlet 2)"]
    assert [*gist_lines(both, "en")] == [*gist_lines(alone, "ur")] == []


def test_old_reports_stand_with_the_days_on_which_they_were_published() -> None:
    def event(*published: str) -> Event:
        stories = [
            EventStory(
                *(n, f"Title {n}", n, "en", "", "Ledger", "PK", "2026-11-29T14:33:45Z", at),
                source_count=1,
                linked_by="meaning",
            )
            for n, at in enumerate(published, 1)
        ]
        seen = ("2026-11-29T14:33:45Z", "2026-11-29T14:33:47Z")
        return Event(1, *seen, tuple(stories), (), ())

    later, sooner, hour = "2025-10-02T12:00:00Z", "2025-08-01T12:00:00Z", "2025-08-01T09:30:00Z"
    lasting = event(later, "", sooner)
    assert event_line(lasting) == (
        "     1   3 stories, en  published 2025-08-01 to 2025-10-02, "
        "seen 2026-11-29T14:33:45Z  Title 1"
    )
    row = event_row(lasting)
    assert (row["first_published_at"], row["last_published_at"]) == (sooner, later)
    assert "published 2025-08-01, seen" in event_line(event(sooner, hour))
    assert "  undated, seen" in event_line(event(""))
    row = event_row(event(""))
    assert (row["first_published_at"], row["last_published_at"]) == (None, None)
    whole, first, undated, timed = event_lines(event(later, "", hour))
    assert whole == (
        "event 1: published 2025-08-01 to 2025-10-02; "
        "seen 2026-11-29T14:33:45Z to 2026-11-29T14:33:47Z"
    )
    assert first.startswith("  published 2025-10-02, seen 2026-11-29T14:33:45Z, story 1 (article 1")
    assert undated.startswith("  undated, seen 2026-11-29T14:33:45Z, story 2 ")
    assert timed.startswith(f"  published {hour}, seen 2026-11-29T14:33:45Z, story 3 ")


def test_who_puts_stories_together_or_apart_reads_their_headlines_and_how_it_is_undone(
    call: Call, tmp_path: Path
) -> None:
    configure(tmp_path, PLAIN)
    told = [
        Article(f"https://a.example/{n}", title=f"Title {n}", text=f"{n} {text}", language="en")
        for n, text in enumerate((RAID["text"], COURT["text"], "Rain in Multan.", "Wind."), 1)
    ]
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        source = Source("a", "Ledger", "https://a.example")
        store_articles(store, source, *((one, clock()) for one in told))
    line = {n: f"story {n}: en, Ledger: Title {n}" for n in (1, 2, 3, 4)}
    said = call("events", "merge", "1", "2")
    event = said.out.split()[0]
    undo = f"to undo it: khabardar events split {event}"
    assert said.err.splitlines() == [line[1], line[2], f"{undo} 2"]
    shown = call("events", "show", event).out
    assert " story 1 (article 1), en, Ledger, put here by hand: Title 1  https://a" in shown
    assert call("events", "merge", "1", "2").err.splitlines() == [
        *(line[1], f"  with {line[2]}", line[2], f"  with {line[1]}"),
    ]
    said = call("events", "split", event, "2")
    assert said.err.splitlines() == [
        *(f"left: {line[1]}", f"parted: {line[2]}", "to undo it: khabardar events merge 1 2"),
    ]
    assert call("events", "list").out == ""
    said = call("events", "merge", "1", "2", "3", "4")
    in_browser = 'to undo it: "Say what you know" on the page of story 1 in the browser'
    assert said.err.splitlines() == [*line.values(), in_browser]
    event = said.out.split()[0]
    refused = call("events", "split", event, "1", "99")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "there is no story 99" in call("events", "merge", "1", "99").err


def test_who_finds_a_report_in_another_language_is_led_to_who_else_tells_of_it(
    call: Call, tmp_path: Path
) -> None:
    configure(tmp_path, PLAIN)
    told = [
        Article("https://a.example/1", title=URDU["title"], text=URDU["text"], language="ur"),
        Article("https://a.example/2", title=RAID["title"], text=RAID["text"], language="en"),
    ]
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        source = Source("a", "Ledger", "https://a.example")
        store_articles(store, source, *((one, clock()) for one in told))
    assert "no such events" in call("events", "list").err
    call("events", "merge", "1", "2")
    said = call("events", "list")
    assert "2 stories, ur, en" in said.out
    assert RAID["title"] in said.out
    assert said.err.startswith("next: khabardar events show NUMBER")
    assert call("events", "list", "--json").err == ""
    assert "those of any time and language" in call("events", "list", "--languages", "3").err
    found = call("search", "lang:ur").out.splitlines()
    assert found[0] == URDU["title"]
    assert found[1].startswith("  1: Ledger, ur, ")
    assert found[2] == f"  in en: {RAID['title']}  (Ledger)"
