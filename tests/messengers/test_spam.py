"""A spam filter of the kind that many readers' servers use lets our mails through."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from messengers.mime import wire_form
from pipelines.alerts.letter import compose
from pipelines.alerts.messages import (
    AlertItem,
    Coverage,
    DeadAlert,
    Headline,
    Message,
    Silence,
)
from pipelines.alerts.notices import dead_notice, heartbeat
from tests.letters import COPIES, TEXTS, full_digest, item, message
from tests.samples import NOW

HIGHEST = 0.5
DESK = "https://desk.example.org"
RULES = {
    "en": "Forced returns",
    "ur": "جبری واپسی",
    "fa": "اخراج مهاجران",
    "prs": "اخراج مهاجرین",
    "ps": "د کډوالو ایستل",
    "ar": "ترحيل اللاجئين",
}
DARI = AlertItem(
    article_id=7,
    story_id=7,
    title="بازگشت اجباری ۱۲۴۰ خانواده از طریق اسلام قلعه در هرات",
    url="https://prs.example/news/7",
    outlet="روزنامه صبح",
    country="AF",
    language="prs",
    published_at=NOW,
    first_seen_at=NOW,
    text="مسوولان در ولایت هرات می‌گویند که امروز تا چاشت ۱۲۴۰ خانواده از ایران اخراج شده‌اند.",
    spans=(),
    copies=COPIES,
)
NAMED = tuple(
    Headline(number, TEXTS[language][0], f"https://{language}.example/{number}", "Herald", language)
    for number in range(3)
    for language in TEXTS
)
FROM = "Newsroom of the Institute <news@institute.example>"


def story(language: str) -> AlertItem:
    return DARI if language == "prs" else item(language)


def notice(words: tuple[str, str]) -> Message:
    return message(kind="notice", subject=words[0], note=words[1], rule="", query="")


def mails() -> dict[str, Message]:
    """Return a mail of each kind, in each script."""
    dead = DeadAlert("جبری واپسی", "mail", "p@example.org", TEXTS["ur"][0], 3, "550 5.1.1", NOW)
    coverage = Coverage(143, 149, 2, (Silence("Tolo News", 26, "HTTP 403"),))
    alerts = {
        f"alert {language}": message(story(language), rule=rule, rule_number=number)
        for number, (language, rule) in enumerate(RULES.items(), 1)
    }
    digests = {
        f"digest {language}": replace(
            full_digest(),
            rule=rule,
            rule_number=8,
            items=(story(language), *full_digest().items),
            to_operator=language == "en",
            named=NAMED,
        )
        for language, rule in RULES.items()
    }
    return {
        **alerts,
        **digests,
        "capitals": message(replace(item("en"), title="UNHCR AND IOM WARN OF MORE RETURNS")),
        "thread": message(item("fa"), answers="<4567abcd@institute.example>", rule_number=2),
        "old": message(replace(item("ar"), first_seen_at=NOW.replace(year=2027)), rule_number=5),
        "alive": notice(heartbeat(NOW, 8, coverage, to_operator=True)),
        "given up": notice(dead_notice([dead])),
    }


def scores(folder: Path, letters: Mapping[str, bytes]) -> dict[str, tuple[float, str]]:
    """Return what SpamAssassin's local tests give each mail: points, and for what."""
    box = folder / "box"
    box.write_bytes(
        b"".join(
            b"From x@y.example Mon Nov 24 09:00:00 2025\n" + raw + b"\n\n"
            for raw in letters.values()
        )
    )
    done = subprocess.run(
        ["spamassassin", "--nocreate-prefs", "--local", "--test-mode", "--mbox", str(box)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"HOME": str(folder), "LANG": "C.UTF-8"},
    )
    headers = re.findall(r"^X-Spam-Status: (.*\n(?:\s.*\n)*)", done.stdout, re.MULTILINE)
    found = [" ".join(header.split()) for header in headers]
    points = [float(re.findall(r"score=(-?[\d.]+)", line)[0]) for line in found]
    return dict(zip(letters, zip(points, found, strict=True), strict=True))


def as_received(letter: bytes, now: datetime) -> bytes:
    """Return a mail as a reader's server hands it to its filter: it says whence it came."""
    came = (
        "Received: from khabardar.institute.example (khabardar.institute.example [93.184.215.14])\n"
        "\tby mx.reader.example with ESMTPS id 4abc; " + format_datetime(now)
    )
    return came.encode() + b"\n" + letter.replace(b"\r\n", b"\n")


@pytest.mark.skipif(
    "KHABARDAR_CI" not in os.environ and shutil.which("spamassassin") is None,
    reason="spamassassin is not installed: `apt-get install spamassassin`; .ci/run does so, "
    "and there this is never skipped",
)
def test_no_mail_looks_like_spam(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    letters = {
        name: as_received(wire_form(compose(mail, FROM, now, DESK), now), now)
        for name, mail in mails().items()
    }
    judged = scores(tmp_path, letters)
    assert len(judged) == len(letters)
    assert {name: said for name, said in judged.items() if said[0] > HIGHEST} == {}
    assert any("MAILING_LIST_MULTI" in said for _, said in judged.values())
