"""What `khabardar status` and the lists of alerts and articles show a person."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from db.status import OutboxFault, SourceStatus, Status
from db.store import open_store
from khabardar.output.status import alert_line, status_lines
from pipelines.items import Article
from pipelines.sources import Source
from tests.commandline import ARTICLES, PLAIN, RULE, Call, configure, warc
from tests.samples import store_articles

SEEN = "2025-11-24T09:00:00Z"
CALM = Status((), 0, 0, {}, {}, None, (), unmailed={}, put_off={}, last_pass=None)


def outlet(name: str, health: str, reason: str = "", seen: str | None = SEEN) -> SourceStatus:
    """Return how an outlet is doing."""
    return SourceStatus(name.lower(), name, health, reason, seen, seen, None, None, 0)


def lines_of(*sources: SourceStatus) -> list[str]:
    """Return the lines of status on outlets."""
    lines = [*status_lines(replace(CALM, sources=sources))]
    return lines[2 : lines.index("articles: 0 in 0 stories")]


def test_outlets_with_one_reason_share_a_line_with_their_ids() -> None:
    url = "https://x.example/feed"
    gone = [outlet(name, "broken", f"dns: no such host ({url}/{name})") for name in "DCBA"]
    gone[2] = replace(gone[2], health_since_at="2025-11-20T09:00:00Z")
    assert lines_of(*gone) == [
        "  broken   4 outlets, the first since 2025-11-20T09:00:00Z: dns: no such host: "
        "D (d), C (c), B (b), A (a)"
    ]
    assert lines_of(*gone[:2]) == [
        f"  broken   {name} ({name.lower()}) since {SEEN}: dns: no such host ({url}/{name})"
        for name in "DC"
    ]


def test_outlets_on_trial_stand_apart_and_count_for_nothing() -> None:
    well = outlet("A", "ok")
    on_trial = [
        replace(outlet(name, "ok", "HTTP 404 (https://x.example/f)", seen), unproven=1)
        for name, seen in (("B", SEEN), ("C", SEEN), ("D", None))
    ]
    lines = [*status_lines(replace(CALM, sources=(well, *on_trial)))]
    assert lines[1] == "outlets: 1 of 1 answered last time (1 ok)"
    assert lines[3:5] == [
        "unproven: 3 more, watched once two visits show a list that is alive (1 not visited yet)",
        "  unproven B (b), C (c): HTTP 404",
    ]


def test_outlets_that_are_well_or_were_not_visited_are_listed_too_the_worst_first() -> None:
    found = lines_of(
        outlet("Dawn", "ok", "answers"),
        outlet("Tolo", "ok", "answers; 1 of 2 addresses did not answer"),
        outlet("Pajhwok", "ok", "not visited yet", None),
        outlet("Khyber", "ok", "not visited yet"),
        outlet("Hasht", "stale", "its newest article is of 2025-01-01T00:00:00Z"),
        replace(outlet("khaama", "blocked", "HTTP 403"), id="khaama"),
        outlet("Left", "off", "is not in the catalogue"),
    )
    assert [line.split(maxsplit=1) for line in found] == [
        ["blocked", f"khaama since {SEEN}: HTTP 403"],
        ["stale", f"Hasht (hasht) since {SEEN}: its newest article is of 2025-01-01T00:00:00Z"],
        ["ok", "Dawn (dawn), Tolo (tolo)"],
        ["new", "Pajhwok (pajhwok), Khyber (khyber)"],
    ]


def test_of_many_outlets_that_were_not_visited_a_few_are_named() -> None:
    unvisited = [outlet(name, "ok", "not visited yet", None) for name in "ABCDE"]
    assert lines_of(*unvisited) == [
        "  new      5 outlets, as A (a), B (b), C (c); "
        "`khabardar sources list --state new` names all"
    ]
    assert lines_of(*unvisited[:3]) == ["  new      A (a), B (b), C (c)"]


def test_outlets_without_news_for_a_day_share_a_line_whatever_the_hour() -> None:
    four = [outlet(name, "quiet", f"answers; nothing new since {name}") for name in "ABCD"]
    assert lines_of(*four) == [
        f"  quiet    4 outlets, the first since {SEEN}: answer; nothing new for more than a day: "
        "A (a), B (b), C (c), D (d)"
    ]
    assert lines_of(four[0]) == [f"  quiet    A (a) since {SEEN}: answers; nothing new since A"]


def test_what_outlets_list_without_an_address_is_told_though_they_are_well() -> None:
    feed = "http://a.example/feed"
    well = outlet("A", "ok", f"answers; entries without an address: 1 ({feed})")
    quiet = outlet("B", "quiet", "answers; entries without an address: 1,204")
    assert lines_of(well, quiet)[-2:] == [
        f"  A: an entry without an address, so nothing of that can be fetched ({feed})",
        "  B: 1204 entries without an address, so nothing of that can be fetched",
    ]


def test_digests_that_wait_for_their_hour_are_no_failure() -> None:
    waits = replace(CALM, outbox={"pending": 5, "sent": 2}, oldest_unsent_at=SEEN)
    assert [*status_lines(waits)][-1] == (
        "mail: 2 sent, 5 waiting (for the next pass, or the time that their rules say), 0 given up"
    )
    faults = (
        OutboxFault("dead", "a@b", "550 no such user", 1, "2025-11-01T09:00:00Z"),
        *(OutboxFault("pending", to, "refused", 2, SEEN) for to in ("a@b", "c@d")),
    )
    assert [*status_lines(replace(waits, outbox_faults=faults))][-4] == (
        f"mail: 2 sent, 5 waiting (4 after a failure, the oldest since {SEEN}), 0 given up"
    )


def test_what_failed_in_the_last_pass_is_shown() -> None:
    last: dict[str, object] = {"outcome": "trouble", "started_at": SEEN, "ended_at": SEEN}
    four = {**last, "troubles": ["a", "b", "c", "d"]}
    lines = [*status_lines(replace(CALM, last_pass=four))]
    assert lines[1:5] == ["  a", "  b", "  c", "  and 1 more"]
    assert [*status_lines(replace(CALM, last_pass={**last, "troubles": []}))][1][:7] == "outlets"


def test_an_address_in_a_list_is_written_with_its_letters() -> None:
    row = {
        **{"state": "sent", "created_at": SEEN, "recipient": "a@b", "rule": "R", "kind": "alert"},
        **{"subject": "S", "attempts": 1, "last_error": "", "sent_at": SEEN, "next_try_at": None},
        **{"base_line": 0, "revision_id": None, "note": ""},
        "url": "https://a.example/%D8%AE%D8%A8%D8%B1?x=%20%E2%80%AE",
    }
    assert alert_line(row).endswith("  \u2066https://a.example/خبر?x=%20%E2%80%AE\u2069")


def test_searches_and_trials_write_addresses_with_letters_and_json_as_they_are(
    tmp_path: Path, call: Call
) -> None:
    configure(tmp_path, PLAIN + RULE)
    pages = (("http://a.example/%D8%AE%D8%A8%D8%B1", ARTICLES[0][1]),)
    assert call("import", str(warc(tmp_path, *pages))).code == 0
    for words in (("search", "families"), ("rules", "test", "families")):
        assert "\u2066http://a.example/خبر\u2069" in call(*words).out
    assert (
        '"url": "http://a.example/%D8%AE%D8%A8%D8%B1"' in call("search", "families", "--json").out
    )


def test_a_search_in_an_empty_database_says_so(tmp_path: Path, call: Call) -> None:
    configure(tmp_path)
    call("crawl")
    said = call("search", "kabul")
    assert said.code == 0
    assert "no article is stored yet; `khabardar crawl`" in said.err
    call("import", str(warc(tmp_path, *ARTICLES)))
    assert "no article matches; word endings count" in call("search", "zeppelin").err


def test_a_search_of_days_that_nobody_asked_for_does_not_look_like_calm(
    tmp_path: Path, call: Call
) -> None:
    configure(tmp_path, PLAIN)
    june = datetime(2026, 6, 20, 9, tzinfo=UTC)
    old = Article("https://a.example/1", "Torkham", "The gate", published_at=june)
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        store_articles(store, Source("a", "A", "https://a.example"), (old, june))
    assert call("search", "torkham AND after:2026-08-01").err.endswith(
        "\nno article matches; the newest article is of 2026-06-20; "
        "no outlet was asked yet: khabardar crawl\n"
    )
    assert "word endings count" in call("search", "chaman AND date:2026-05").err


def test_an_unknown_outlet_is_told_the_ids_that_are_near(tmp_path: Path, call: Call) -> None:
    ids = {"dawn": "Dawn", "etilaat": "Hasht-e Subh", "bbc_persian": "BBC Persian"}
    outlets = "".join(f'[[source]]\nid = "{key}"\nname = "{ids[key]}"\n' for key in ids)
    configure(tmp_path, PLAIN + outlets)
    for typed, near in (
        ("Dwan", "dawn"),
        ("DAWN", "dawn"),
        ("hasht-e subh", "etilaat"),
        ("persian", "bbc_persian"),
    ):
        said = call("crawl", "--source", typed)
        assert said.code == 2
        assert f"no outlet has the id {typed!r}; did you mean {near}?" in said.err
    said = call("crawl", "--source", "nope")
    assert "no outlet has the id 'nope'; `khabardar status` lists all" in said.err
    shown = call("status").out
    assert "Hasht-e Subh (etilaat)" in shown
