"""A letter can be read in every direction, says why it came, and lets nothing in by its words."""

import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from messengers.mime import wire_form
from pipelines.alerts.highlight import Passage, matched_words, passages, quote_of, safe
from pipelines.alerts.letter import LARGEST_BODY, SUBJECT_LENGTH, compose
from pipelines.alerts.messages import AlertItem, Copy, Coverage, Reject, Silence
from pipelines.errors import DeliveryError
from pipelines.items import Relevance, Span
from tests.letters import TEXTS, full_digest, item, message
from tests.samples import NOW

SENDER = "khabardar@example.org"
OURS = {
    *("from", "to", "subject", "message-id", "list-id", "list-unsubscribe", "auto-submitted"),
    *("precedence", "x-khabardar-attempt", "x-khabardar-rule", "date", "mime-version"),
    "content-type",
}
BREAKS = ("\r", "\n", "\r\n ", "\r\n", "\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\x00", "\x1c")
CODED = (
    "=?utf-8?b?DQpCY2M6IGFsbEBleGFtcGxlLm9yZw0K?=",
    "=?utf-8?q?=0D=0ABcc:_all=40example.org=0D=0A?=",
    "=?utf-8?q?x?= =?utf-8?b?DQo=?=",
)
INJECTIONS = [f"News{gap}Bcc: all@example.org{gap}{gap}<b>x" for gap in BREAKS] + [
    f"News {coded} more" for coded in CODED
]


def parsed(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def same_headers_only(raw: bytes) -> bool:
    letter = parsed(raw)
    to = [address.addr_spec for address in letter["To"].addresses]
    return sorted(name.lower() for name in letter) == sorted(OURS) and to == ["desk@example.org"]


@pytest.mark.parametrize("place", ["title", "outlet", "rule", "query", "text", "url"])
@pytest.mark.parametrize("evil", INJECTIONS)
def test_nothing_in_a_message_becomes_a_header(place: str, evil: str) -> None:
    if place in ("rule", "query"):
        written = message(item("en"), **{place: evil})
    else:
        changes: dict[str, Any] = {place: evil, "spans": ()}
        written = message(replace(item("en"), **changes))
    letter = compose(written, SENDER, NOW)
    raw = wire_form(letter, NOW)
    assert same_headers_only(raw)
    head = raw.split(b"\r\n\r\n")[0]
    assert b"\r\nBcc" not in head
    for name in ("Subject", "X-Khabardar-Rule"):
        assert not re.search(r"[\r\n\x00-\x1f\x85\u2028\u2029]", str(parsed(raw)[name]))


@pytest.mark.parametrize("evil", INJECTIONS)
@pytest.mark.parametrize("form", ["{}", "desk@example.org{}", "{}@example.org", "a@b,{}"])
def test_a_recipient_is_one_address_or_no_mail_at_all(evil: str, form: str) -> None:
    letter = compose(message(item("en"), recipient=form.format(evil)), SENDER, NOW)
    with pytest.raises(DeliveryError):
        wire_form(letter, NOW)


@pytest.mark.parametrize(
    "recipient", ["", "desk", "@example.org", "desk@", "a@b, c@d", "a@b;c@d", "ü@example.org"]
)
def test_what_is_no_address_gets_no_mail(recipient: str) -> None:
    with pytest.raises(DeliveryError, match="cannot be written as mail"):
        wire_form(compose(message(item("en"), recipient=recipient), SENDER, NOW), NOW)


@pytest.mark.parametrize(
    "header",
    [
        *(("X-Odd\r\nBcc", "all@example.org"), ("Subject", "x\r\nBcc: all@example.org")),
        *(("Subject", "x\n\nbody"), ("Content-Type", "text/html"), ("Subject", "\udc80")),
    ],
)
def test_a_header_that_would_be_more_than_one_stops_the_letter(header: tuple[str, str]) -> None:
    letter = compose(message(item("en")), SENDER, NOW)
    with pytest.raises(DeliveryError):
        wire_form(replace(letter, headers=(*letter.headers, header)), NOW)


def test_a_foreign_domain_is_written_as_mail_servers_take_it() -> None:
    letter = compose(message(item("en"), recipient="desk@büro.example"), SENDER, NOW)
    assert parsed(wire_form(letter, NOW))["To"].addresses[0].domain == "xn--bro-hoa.example"


@given(st.text(max_size=400), st.text(max_size=80), st.text(max_size=60))
def test_every_title_can_be_mailed_and_reads_back(title: str, outlet: str, rule: str) -> None:
    story = replace(item("ur"), title=title, outlet=outlet, text=title * 3, spans=())
    assert same_headers_only(wire_form(compose(message(story, rule=rule), SENDER, NOW), NOW))


@given(st.text(alphabet='abc xyz.,-=?_"()<>@\\éاب\u200c', max_size=160))
def test_subjects_of_every_punctuation_read_back(title: str) -> None:
    letter = compose(message(replace(item("en"), title=title, spans=())), SENDER, NOW)
    raw = wire_form(letter, NOW)
    assert str(parsed(raw)["Subject"]).split() == letter.subject.split()
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_the_headers_say_what_kind_of_mail_it_is() -> None:
    letter = parsed(wire_form(compose(message(item("en"), attempts=4), SENDER, NOW), NOW))
    assert letter["Message-ID"] == "<0123abcd@example.org>"
    assert letter["X-Khabardar-Attempt"] == "5"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Id"] == "khabardar alerts <alerts.example.org>"
    assert letter.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("rule", ["Torkham", "طورخم", "وطن 100 %", "ꙮ" * 300, ""])
def test_who_wants_no_more_names_the_rule_by_its_number(rule: str) -> None:
    told = message(item("en"), rule=rule, rule_number=17)
    for sender in (SENDER, "Khabardar desk <khabardar@example.org>"):
        letter = compose(told, sender, NOW)
        header = parsed(wire_form(letter, NOW))["List-Unsubscribe"]
        assert header == "<mailto:khabardar@example.org?subject=unsubscribe-rule-17>"
        words = 'write to khabardar@example.org with the subject "unsubscribe-rule-17".'
        assert words in letter.text
        assert words in unescape(letter.html)


def test_a_later_mail_of_a_story_answers_the_first() -> None:
    first = parsed(wire_form(compose(message(item("ur")), SENDER, NOW), NOW))
    told = message(item("ur"), message_id="<later@example.org>", answers="<0123abcd@example.org>")
    later = parsed(wire_form(compose(told, SENDER, NOW), NOW))
    assert later["In-Reply-To"] == later["References"] == first["Message-ID"]
    assert "In-Reply-To" not in first
    assert "References" not in first


def test_old_finds_are_marked_in_the_subject() -> None:
    def subject(*ages: float | None, total: int = 0) -> str:
        items = [
            replace(
                item("en", number),
                title=f"Title {number}",
                published_at=None if days is None else NOW - timedelta(days=days),
            )
            for number, days in enumerate(ages, 1)
        ]
        told = message(*items, rule="R", timezone="UTC", total=total or len(items))
        return compose(told, SENDER, NOW).subject

    assert subject(2) == subject(None) == subject(-1) == "[R] Title 1"
    assert subject(2.01) == "[R] from 22 Nov 2025: Title 1"
    assert subject(400) == "[R] from 20 Oct 2024: Title 1"
    assert subject(400, 3) == "[R] 2 older stories: Title 1"
    assert subject(400, 1) == subject(400, None) == "[R] 2 stories: Title 1"
    assert subject(400, 300, total=5) == "[R] 5 stories: Title 1"


def test_a_day_without_a_time_stays_a_day() -> None:
    for moment, shown in (
        (datetime(2025, 4, 5, 12, tzinfo=UTC), "Sat 05 Apr 2025"),
        (datetime(2025, 4, 5, 19, 30, tzinfo=UTC), "Sun 06 Apr 2025 00:30 Asia/Karachi"),
        (None, ""),
    ):
        told = message(replace(item("en"), published_at=moment), timezone="Asia/Karachi")
        plain = compose(told, SENDER, NOW).text
        assert shown in plain
        assert "05 Apr 2025 17:00" not in plain


def test_a_sender_may_have_a_name() -> None:
    letter = compose(message(item("en")), "Khabardar Desk <k@example.org>", NOW)
    assert dict(letter.headers)["List-Id"].endswith("<alerts.example.org>")
    assert parsed(wire_form(letter, NOW))["From"].addresses[0].display_name == "Khabardar Desk"


def test_the_html_holds_only_our_elements_and_links() -> None:
    evil = "<img src=x onerror=alert(1)><script>1</script>\"'><a href=javascript:1>"
    story = replace(
        item("en"),
        title=evil,
        outlet=evil,
        country=evil,
        text=evil,
        spans=(),
        copies=(Copy(evil, "javascript:alert(1)"),),
        url="javascript:alert(1)",
    )
    written = message(
        *(story, replace(story, url='https://x.example/"onclick=1'), item("en", 2)),
        rule=evil,
        query=evil,
        rejects=(Reject(evil, "data:text/html,x", evil, evil),),
        coverage=Coverage(1, 2, 0, (Silence(evil, 3, evil),), (evil,)),
    )
    page = lxml.html.document_fromstring(compose(written, SENDER, NOW).html)
    tags = {str(element.tag) for element in page.iter() if isinstance(element.tag, str)}
    assert tags <= {
        *("html", "head", "meta", "title", "body", "div", "p", "b", "h2", "a", "bdi", "mark"),
        *("code", "br"),
    }
    assert {a.get("href") for a in page.iter("a")} == {"https://en.example/news/2"}
    assert not [name for element in page.iter() for name in element.attrib if name[:2] == "on"]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x?y=1&z=(2)", True),
        ("HTTP://a.example/", True),
        ("https://a.example/خبر", True),
        ("ftp://a.example/", False),
        ("https://a.example/\u202egnp", False),
        ("https://a.example/ x", False),
        ("https://a.example/\nx", False),
        ("https://a.example/" + "x" * 2_000, False),
    ],
)
def test_links_are_plain_web_addresses(url: str, shown: bool) -> None:
    letter = compose(message(replace(item("en"), url=url, copies=())), SENDER, NOW)
    assert ("<a href" in letter.html) is shown
    assert (url in letter.text) is shown


def test_a_letter_holds_story_quote_marks_outlets_and_reason() -> None:
    letter = compose(full_digest(), SENDER, NOW)
    for part in (letter.text, letter.html):
        for wanted in (
            *("Torkham وطن", "143 of 149 sources answered", "Tolo News silent for 26 h (HTTP 403)"),
            *("2 not asked yet", "The Frontier Post", "English", "Urdu", "Pashto", "Persian"),
            *("Mon 24 Nov 2025 14:00 Asia/Karachi", "https://ur.example/news/2", "+3 outlets"),
            *("Dawn of Herat", "And 312 more", "+6 outlets", "+1 outlet", "A fair in the border"),
            *("@deport NEAR/8 @afghan", "روزنامہ شام"),
        ):
            assert wanted in part, wanted
    assert "[deported]" in letter.text
    assert ">deported</mark>" in letter.html
    assert "Matched: deported, Afghan" in letter.text
    assert letter.subject == f"[Torkham وطن] 317 stories: {TEXTS['en'][0]}"


@pytest.mark.parametrize(
    ("relevance", "said"), [("review", "unsure: please judge"), ("off", "judged off topic")]
)
def test_a_letter_says_how_its_story_was_judged(relevance: Relevance, said: str) -> None:
    letter = compose(message(replace(item("en"), relevance=relevance)), SENDER, NOW)
    assert said in letter.text
    assert said in letter.html
    assert said not in compose(message(item("en")), SENDER, NOW).text


@pytest.mark.parametrize(("confidence", "told"), [(0.92, True), (0.93, False), (None, False)])
def test_a_letter_says_when_a_text_is_likely_to_be_poor(
    confidence: float | None, told: bool
) -> None:
    letter = compose(message(replace(item("fa"), text_confidence=confidence)), SENDER, NOW)
    said = "Open the page itself: its text may lack parts, or hold words from around it."
    assert (said in letter.text) is (said in letter.html) is told


def test_a_letter_names_the_agency_that_an_article_credits() -> None:
    letter = compose(message(replace(item("ur"), agency="AFP <b>")), SENDER, NOW)
    assert "Urdu, credits AFP <b>\n" in letter.text
    assert "credits <bdi>AFP &lt;b&gt;</bdi>" in letter.html
    assert "credits" not in compose(message(item("ur")), SENDER, NOW).html


def test_a_letter_without_dates_links_or_matches_is_still_one() -> None:
    bare = AlertItem(1, 1, "T", "", "O", "", "xx", None, NOW, "", ())
    letter = compose(message(bare, timezone="Nowhere/At_All"), SENDER, NOW)
    assert "Seen: Mon 24 Nov 2025 09:00 UTC" in letter.text
    assert "unknown language" in letter.html
    assert compose(message(), SENDER, NOW).subject == "[Torkham وطن] no stories"


def test_long_things_are_cut_to_what_a_phone_can_show() -> None:
    many = tuple(Copy(f"Outlet {n}", f"https://o{n}.example/x") for n in range(130))
    story = replace(item("en"), title="word " * 100, copies=many)
    letter = compose(message(story, query="term OR " * 5_000), SENDER, NOW)
    assert len(letter.subject) in (SUBJECT_LENGTH - 1, SUBJECT_LENGTH)
    assert "+130 outlets:\n\u200e- Outlet 0: https://o0.example/x\n" in letter.text
    assert "\n- and 110 more\n" in letter.text
    assert len(letter.html) < 16_000


def test_a_giant_digest_is_cut_and_what_is_left_out_is_counted() -> None:
    story = replace(item("en"), title="<&>" * 160, spans=())
    letter = compose(message(*[story] * 400, cap=400), SENDER, NOW)
    shown = letter.html.count("<h2")
    assert 50 < shown < 400
    named = letter.text.partition("The others, by their headlines:")[2].count("https://")
    assert named > 50
    assert f"And {400 - shown - named} more" in letter.text
    assert len(letter.html) <= LARGEST_BODY
    assert letter.text.count("Published:") == shown


def test_a_brief_is_short_and_has_the_links() -> None:
    brief = compose(full_digest(), SENDER, NOW).brief
    assert "https://ps.example/news/3" in brief
    assert "<" not in brief
    assert "+3 outlets" in brief
    assert len(brief) < 1_800


# Passages.


def test_marks_follow_the_spans_whatever_they_are() -> None:
    spans = [Span("title", 6, 9, ""), Span("title", 0, 3, ""), Span("title", 2, 8, "")]
    odd = [Span("title", 9, 9, ""), Span("title", 10, 99, "")]
    assert passages("one, two three", spans + odd) == [
        Passage("one", True),
        Passage(", t", False),
        Passage("wo ", True),
        Passage("three", False),
    ]


@given(st.text(max_size=300), st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300))))
def test_a_quote_never_fails_and_hides_nothing(text: str, pairs: list[tuple[int, int]]) -> None:
    spans = [Span("text", min(p), max(p), "") for p in pairs if max(p) <= len(text)]
    for piece in [*passages(text, spans), *quote_of(text, spans)]:
        assert piece.text
        assert piece.text == safe(piece.text)


def test_a_quote_begins_and_ends_at_words_and_holds_the_match() -> None:
    text = "alpha beta gamma delta " * 100 + "needle " + "epsilon zeta eta theta " * 100
    at = text.index("needle")
    pieces = quote_of(text, [Span("text", at, at + 6, "needle")])
    assert Passage("needle", True) in pieces
    assert (pieces[0].text, pieces[-1].text) == ("… ", " …")
    words = "".join(piece.text for piece in pieces[1:-1]).split()
    assert set(words) <= set(text.split())
    long = "x" * 3_000
    assert len("".join(piece.text for piece in quote_of(long, []))) < 450


def test_what_turns_or_hides_is_taken_out_and_what_spells_stays() -> None:
    assert safe("a\u202eb\u2066c\u200bd\ufeffe\u2060f\U000e0041g\u200fh") == "abcdefgh"
    assert safe("می\u200cروند") == "می\u200cروند"
    assert safe("می\u200c\u200c\u200d\u200cروند") == "می\u200cروند"
    assert safe("نَصٌّ") == "نَصٌّ"
    assert safe("z" + "\u0301" * 50) == "z" + "\u0301" * 4
    assert matched_words(
        [Span("text", 0, 1, "a"), Span("text", 1, 2, "a"), Span("t", 0, 0, "")]
    ) == ["a"]


# Notices.


def test_news_that_was_found_late_says_when_it_was_seen() -> None:
    late = replace(item("en"), first_seen_at=NOW + timedelta(days=400))
    assert "first seen Tue 29 Dec 2026" in compose(message(late), SENDER, NOW).html
    assert "first seen" not in compose(message(item("en")), SENDER, NOW).html


def test_of_a_long_match_both_ends_are_named() -> None:
    text = "deported " + "on and on " * 20 + "Afghans"
    (shown,) = matched_words([Span("text", 0, len(text), text)])
    assert shown.startswith("deported on")
    assert shown.endswith("on Afghans")
    assert len(shown) < 70


# A real browser.


def test_a_browser_shows_each_block_in_its_direction(tmp_path: Path) -> None:
    script = (
        "<script>document.title = [...document.querySelectorAll('h2, h2 ~ p[lang]')]"
        ".map(e => e.lang + ' ' + getComputedStyle(e).direction + ' ' +"
        "(e.matches(':dir(rtl)') ? 'rtl' : 'ltr') + ' ' + getComputedStyle(e).textAlign).join();"
        "</script></body>"
    )
    page = tmp_path / "mail.html"
    html = compose(full_digest(), SENDER, NOW).html
    page.write_text(html.replace("</body>", script), encoding="utf8")
    done = subprocess.run(
        [
            *("chromium", "--headless", "--no-sandbox", "--disable-gpu"),
            *(f"--user-data-dir={tmp_path}/profile", "--dump-dom", page.as_uri()),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    title = re.search("<title>(.*?)</title>", done.stdout)
    assert title is not None
    wanted = {"en": "en ltr ltr left"} | {
        language: f"{language} rtl rtl right" for language in ("ur", "ps", "fa", "ar")
    }
    assert title[1].split(",") == [wanted[language] for language in TEXTS for _ in range(2)]
