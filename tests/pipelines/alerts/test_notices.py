"""What readers and operators are told of khabardar itself, and of nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from pipelines.alerts.letter import compose
from pipelines.alerts.messages import (
    Coverage,
    DeadAlert,
    Headline,
    Message,
    OutletNews,
    OutletState,
    PastTrouble,
    Silence,
)
from pipelines.alerts.notices import (
    coverage_line,
    dead_notice,
    heartbeat,
    outlet_notice,
    silence_line,
)
from pipelines.items import Relevance
from tests.letters import COPIES, TEXTS, full_digest, item, message
from tests.samples import NOW

SENDER = "khabardar@example.org"
MANY = tuple(Silence(f"S{n}", n) for n in range(7))


def test_a_notice_says_how_to_get_no_more() -> None:
    letter = compose(message(kind="notice", subject="x", note="y", rule=""), SENDER, NOW)
    assert dict(letter.headers)["List-Unsubscribe"].endswith("?subject=unsubscribe>")
    assert 'with the subject "unsubscribe".' in letter.text
    assert 'with the subject "unsubscribe".' in unescape(letter.html)


def test_a_notice_names_what_died_and_what_to_do() -> None:
    since = datetime(2025, 11, 20, tzinfo=UTC)
    dead = [DeadAlert("Torkham", "mail", "p@example.org", "Gate shut", 3, "550 unknown", since)]
    subject, note = dead_notice(dead)
    assert subject == "khabardar: 3 alerts were not delivered"
    assert "p@example.org (rule Torkham), since 2025-11-20 00:00 UTC: 550 unknown" in note
    assert "khabardar alerts send --dead" in note
    assert "and 5 more recipients" in dead_notice(dead * 35)[1]
    assert dead_notice([replace(dead[0], count=1)])[0] == "khabardar: 1 alert was not delivered"
    letter = compose(message(kind="notice", subject=subject, note=note, rule=""), SENDER, NOW)
    assert letter.subject == subject
    assert "550 unknown" in letter.html
    assert "550 unknown" in letter.brief
    assert "X-Khabardar-Rule" not in dict(letter.headers)


PAST = PastTrouble("thin", "one text under all headlines", NOW, NOW + timedelta(hours=20))


@pytest.mark.parametrize(
    ("news", "subject", "line"),
    [
        (
            OutletNews((), (), passed=(("a", "Herald", PAST),)),
            "khabardar: Herald was in trouble for a time",
            "- Herald: was thin from 2025-11-24 09:00 to 2025-11-25 05:00 UTC: one text under all",
        ),
        (
            OutletNews((), (), passed=(("a", "Herald", replace(PAST, times=3)),) * 2),
            "khabardar: 2 outlets were in trouble for a time",
            "- Herald: was thin 3 times from 2025-11-24 09:00 to 2025-11-25 05:00 UTC: one text",
        ),
        (
            OutletNews(
                (OutletState("b", "Daily", "broken", "no answer", NOW),),
                (),
                passed=(("a", "Herald", PAST),) * 51,
            ),
            "khabardar: Daily is in trouble, 51 outlets were in trouble for a time",
            "\n- and 1 more\n",
        ),
    ],
)
def test_trouble_that_came_and_went_since_the_last_notice_is_named(
    news: OutletNews, subject: str, line: str
) -> None:
    told, note = outlet_notice(news)
    assert told == subject
    assert line in note
    assert "it is over, and what gave\nno article meanwhile is asked for again:" in note


def test_a_digest_begins_with_one_line_on_what_was_watched() -> None:
    lines = compose(full_digest(), SENDER, NOW).text.splitlines()
    assert lines[0] == '317 stories for your rule "Torkham وطن"'
    assert lines[1] == "143 of 149 sources answered in the last 24 h; 2 not asked yet."
    assert set(lines[3]) == {"-"}


def test_a_digest_ends_with_one_line_on_what_nobody_was_heard_of() -> None:
    gaps = (
        "none answered, with the number watched: Turkey in Turkish (3)",
        "no newsroom watched: Iran",
    )
    whole = compose(replace(full_digest(), coverage=Coverage(1, 2, gaps=gaps)), SENDER, NOW)
    said = f"Not covered in the last 24 h: {gaps[0]}; {gaps[1]}"
    assert whole.text.splitlines().count(said) == 1
    assert said in whole.html
    assert "Not covered" not in compose(full_digest(), SENDER, NOW).text


def test_operators_are_told_of_silent_outlets_at_the_end_and_outside_readers_are_not() -> None:
    ours = compose(full_digest(), SENDER, NOW)
    theirs = compose(replace(full_digest(), to_operator=False, rejects=()), SENDER, NOW)
    for mine, other in ((ours.text, theirs.text), (ours.html, theirs.html)):
        silent = mine.index("Outlets that give nothing: Tolo News silent for 26 h (HTTP 403)")
        assert silent > mine.index("Sent before, now in more outlets")
        for word in (
            "HTTP 403",
            "Tolo News",
            "give nothing",
            "alerts list",
            "reextract",
            "[topic]",
        ):
            assert word not in other
        assert "143 of 149 sources answered" in other


def test_what_a_capped_digest_leaves_out_can_be_listed_by_operators() -> None:
    digest = replace(message(item("en")), rule="Kabul's returns", cap=1, total=38)
    listing = (
        "`khabardar alerts list --rule 'Kabul'\"'\"'s returns' --to desk@example.org --limit 38`"
    )
    ours = replace(digest, to_operator=True)
    assert f"And 37 more: {listing} names them all." in compose(ours, SENDER, NOW).text
    assert "And 37 more.\n" in compose(digest, SENDER, NOW).text
    assert "And 37 more.</p>" in compose(digest, SENDER, NOW).html


def test_a_story_beyond_the_cap_is_named_with_its_link() -> None:
    named = (
        Headline(7, "Gate <b> opens", "https://a.example/7", "Herald", "en"),
        Headline(8, "دروازه باز شد", "javascript:x", "Kabul Daily", "fa"),
    )
    digest = replace(message(item("en"), item("ur")), cap=1, total=4, named=named)
    letter = compose(digest, SENDER, NOW, "https://desk.example")
    for part in (letter.text, letter.html):
        assert part.count(TEXTS["ur"][0]) == 1
        assert part.count("https://a.example/7") == 1
        assert part.count("https://desk.example/-/stories/8") == 1
        assert "And 1 more" not in part
    assert "\u200eGate <b> opens\n\u2068Herald\u2069 https://a.example/7\n" in letter.text
    assert letter.html.count("<h2") == 1
    assert "4 stories" in letter.subject
    assert "The others" not in compose(replace(digest, cap=2, named=()), SENDER, NOW).text


def test_each_copy_of_a_story_can_be_opened() -> None:
    letter = compose(message(item("en")), SENDER, NOW)
    for copy in COPIES:
        assert f"- {copy.outlet}: {copy.url}\n" in letter.text
        assert f'<a href="{copy.url}"' in letter.html
    twice = replace(COPIES[0], url="https://herat.example/again")
    again = compose(message(replace(item("en"), copies=(*COPIES, twice))), SENDER, NOW)
    assert "+3 outlets:" in again.text
    assert twice.url in again.text


@pytest.mark.parametrize("relevance", ["review", "off"])
def test_stories_that_may_be_off_topic_stand_apart(relevance: Relevance) -> None:
    doubtful = replace(item("ur", 2), relevance=relevance)
    mixed = compose(message(doubtful, item("en", 1), item("fa", 3)), SENDER, NOW)
    for part in (mixed.text, mixed.html, mixed.brief):
        heading = part.index("Unsure or judged off topic")
        # Marks stand within the headlines, so their first or last words are looked for.
        assert part.index("before dawn") < part.index("بی‌مدرک بودند") < heading
        assert heading < part.index("UNHCR")
    assert mixed.subject.endswith(f"3 stories: {TEXTS['en'][0]}")
    alone = compose(message(doubtful), SENDER, NOW)
    assert "Unsure or judged" not in alone.text
    assert "1 story" in alone.text


def test_a_large_digest_that_is_cut_keeps_the_stories_of_the_topic() -> None:
    long = replace(item("en"), title="<&>" * 160, spans=())
    doubtful = replace(long, title="Doubtful", relevance="off")
    digest = message(*([long] * 500), *([doubtful] * 500), cap=1_000)
    letter = compose(digest, SENDER, NOW)
    assert "Doubtful" not in letter.html
    assert "more.</p>" in letter.html


def notice_of(words: tuple[str, str]) -> Message:
    return replace(message(), kind="notice", subject=words[0], note=words[1], rule="")


def test_every_mail_says_how_to_stop() -> None:
    died = DeadAlert("R", "mail", "a@b.example", "S", 1, "550", NOW)
    mails = (
        message(item("en"), rule_number=3),
        replace(full_digest(), to_operator=False, rule_number=3),
        notice_of(heartbeat(NOW, 8, Coverage(1, 2), to_operator=False)),
        notice_of(dead_notice([died])),
    )
    for mail in mails:
        letter = compose(mail, SENDER, NOW)
        for part in (letter.text, letter.html):
            assert "To get no more of these mails, write to khabardar@example.org" in part


def test_what_answers_without_news_is_told_apart() -> None:
    both = Coverage(1, 2, 0, (Silence("A", 5, "HTTP 403"), Silence("B", 0, "stale", True)))
    said = silence_line(both)
    assert said == "A silent for 5 h (HTTP 403); B brings nothing new (stale)."
    assert silence_line(Coverage(2, 2)) == ""
    blocked = Silence("C", 30, "5 pages gave no article", True, "blocked")
    said = silence_line(Coverage(1, 2, 0, (blocked, replace(blocked, hours=0))))
    assert "C blocked for 30 h (5 pages gave no article); C blocked (5 pages" in said
    assert coverage_line(Coverage(2, 2)) == "2 of 2 sources answered in the last 24 h."


def test_a_sign_of_life_tells_how_much_is_watched() -> None:
    subject, note = heartbeat(NOW, 8, Coverage(3, 10, 0, MANY), to_operator=True)
    assert subject == "khabardar: nothing matched for 8 days; it is still running"
    assert "3 of 10 sources answered in the last 24 h.\n\nS0 does not answer; S1 " in note
    assert "2 more do not answer." in note
    assert "rules test" in note


def test_a_sign_of_life_tells_outside_readers_nothing_to_mend() -> None:
    _, note = heartbeat(NOW, 8, Coverage(3, 10, 0, MANY), to_operator=False)
    assert note.endswith("3 of 10 sources answered in the last 24 h.")
    assert "S0" not in note
