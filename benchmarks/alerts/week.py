"""A week as a new user lives it: 40 outlets, 6 rules, and all that a person is told.

    python -m benchmarks.alerts.week [FOLDER]

Real servers on loopback publish by a simulated clock, ten of them fall into trouble for two days
(six publish one article a day), one rule never fits. The commands are those that a person or cron
runs (init, crawl --quiet, status), each a process whose clock is set; mail goes to a real SMTP
server. Printed is each mail (when, to whom, its subject), what cron would have mailed, and each
evening what `khabardar status` says. Ends with 1 if a story was not told by its rules, or twice, or
an outlet in trouble that published meanwhile was not told of. Takes some minutes. With a FOLDER,
settings, database and mails stay there.
"""

import email
import email.policy
import random
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from benchmarks.alerts.week_press import HOUR, ILLS, Press
from benchmarks.simulated_time import run_at, warm_up
from tests.postoffice import PostOffice

DESK, OUTSIDE = "desk@example.org", "reader@example.net"
RULES = f"""
[[rule]]
name = "Torkham"
query = "@torkham AND @deport"
to = ["{DESK}"]
[[rule]]
name = "Deportations"
query = "@deport AND @afghan"
to = ["{DESK}"]
when = "daily 07:00"
timezone = "Asia/Kabul"
[[rule]]
name = "Children"
query = "children"
to = ["{OUTSIDE}"]
when = "hourly"
[[rule]]
name = "Court cases"
query = "court AND @afghan"
to = ["{OUTSIDE}"]
when = "daily 18:00"
timezone = "Asia/Karachi"
[[rule]]
name = "Weekly review"
query = "@afghan"
to = ["{DESK}", "{OUTSIDE}"]
when = "weekly mon 07:00"
timezone = "Asia/Kabul"
[[rule]]
name = "Never"
query = "zzyzx"
to = ["{OUTSIDE}"]
"""
ONLY_NAMED = re.compile(
    r"^The same event, told by others:\n(?:.+\n)+|^Sent before, now in more outlets:(?s:.*)",
    re.MULTILINE,
)
"""What a mail says of stories that other mails tell."""
RECIPIENTS = {
    **{"Torkham": {DESK}, "Deportations": {DESK}, "Children": {OUTSIDE}},
    **{"Court cases": {OUTSIDE}, "Weekly review": {DESK, OUTSIDE}},
}
BEGIN = datetime(2026, 3, 2, 4, tzinfo=UTC)
"""A Monday morning; the week ends on the next one, when the weekly review is out."""
BEFORE, STEP, STEPS = timedelta(days=3), 4 * HOUR, 43
ILL_FROM, ILL_UNTIL = BEGIN + timedelta(days=2), BEGIN + timedelta(days=4)
SEEN_ILL = ILL_UNTIL - timedelta(hours=12)
"""What an outlet of few articles publishes before that shows in time that it is ill."""
LAST_NEWS = BEGIN + timedelta(days=6)
OUTLETS, STORIES_A_DAY = 40, 10.0
"""In nine days more than a letter tells at length: the others it names."""


@dataclass(slots=True)
class User:
    """A person with a folder and a mailbox: runs commands at moments, and reads what comes."""

    folder: Path
    office: PostOffice
    mails: list[EmailMessage] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)

    def run(self, at: datetime, *words: str) -> tuple[int, str]:
        """Run a command as if it were ``at``; return its exit code and what it printed."""
        out = self.folder / "said.txt"
        config = ["-c", str(self.folder / "khabardar.toml")] if words[0] != "init" else []
        return run_at(at, [*config, *words], out)

    def pass_(self, at: datetime) -> None:
        """Make a pass as cron does, and print what comes of it to a person."""
        code, said = self.run(at, "crawl", "--quiet")
        self.codes[code] += 1
        if said.strip():
            print(f"{at:%a %H:%M} cron mails (exit {code}):")
            print("".join(f"    {line}\n" for line in said.strip().splitlines()), end="")
        for recipients, content in self.office.taken[len(self.mails) :]:
            mail = email.message_from_bytes(content, policy=email.policy.default)
            assert isinstance(mail, EmailMessage)
            (self.folder / f"mail{len(self.mails):03}.eml").write_bytes(content)
            self.mails.append(mail)
            print(f"{at:%a %H:%M} to {', '.join(recipients)}: {mail['subject']}", flush=True)

    def read_status(self, at: datetime) -> None:
        """Print what `khabardar status` says."""
        code, said = self.run(at, "status")
        print(f"{at:%a %H:%M} khabardar status (exit {code})")
        print("".join(f"  | {line[:160]}\n" for line in said.splitlines()), end="", flush=True)


def settings(folder: Path, press: Press, port: int) -> str:
    """Return what `init` wrote, with what a person fills in: contact, mail, outlets and rules."""
    allowed = ", ".join(f'"{one.room.host}:{one.room.port}"' for one in press.outlets)
    outlets = "".join(
        f'[[source]]\nid = "o{n}"\nname = "{one.name}"\nhomepage = "{one.room.url}/"\n'
        f'country = "PK"\nfeeds = ["{one.room.url}/feed"]\n'
        for n, one in enumerate(press.outlets, 1)
    )
    return (
        f'[network]\ncontact = "{DESK}"\ndelay_s = 0.0\nallow_private = [{allowed}]\n'
        f'[mail]\nhost = "127.0.0.1"\nport = {port}\nto = ["{DESK}"]\n'
        f"[catalogue]\nuse = false\n{RULES}{outlets}"
    )


def main() -> None:
    """Let the week go by and print it; exit 1 if a person was told wrongly."""
    began, office = time.perf_counter(), PostOffice()
    warm_up()
    with tempfile.TemporaryDirectory() as temporary, office.open():
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        folder.mkdir(parents=True, exist_ok=True)
        user, press = User(folder, office), Press(OUTLETS, random.Random(1))
        print(user.run(BEGIN, "init", str(folder))[1])
        (folder / "khabardar.toml").write_text(
            settings(folder, press, office.port), encoding="utf8"
        )
        press.live(BEGIN - BEFORE, BEGIN, STORIES_A_DAY)
        base = len(press.stories)
        with press.open():
            live(user, press)
        well = is_told(user, press, base)
    print(f"passes by exit code: {dict(user.codes)}; {time.perf_counter() - began:.0f} s")
    sys.exit(not well)


def live(user: User, press: Press) -> None:
    """Let time go on: news, passes, and the status every evening."""
    now = BEGIN
    for _ in range(STEPS):
        press.fall_ill(ill=ILL_FROM <= now < ILL_UNTIL)
        user.pass_(now)
        if now.hour == 20:
            user.read_status(now)
        if now < LAST_NEWS:
            press.live(now, now + STEP, STORIES_A_DAY)
        now += STEP


def words_of(mail: EmailMessage) -> str:
    """Return the subject and the text of a mail."""
    body = mail.get_body(("plain",))
    return f"{mail['subject']}\n{body.get_content() if body else ''}"


def is_told(user: User, press: Press, base: int) -> bool:
    """Print how often each story was told by each rule that it fits; tell whether all is right.

    The first ``base`` stories were there before: one letter tells of the older ones.
    """
    told: Counter[tuple[str, str, str]] = Counter()
    for mail in user.mails:
        text = ONLY_NAMED.sub("", words_of(mail))
        rule = re.findall(r"\[(.+?)\]", str(mail["subject"]))
        for story in press.stories:
            if rule and story.place in text:
                told[rule[0], str(mail["to"]), story.place] += 1
    due = [
        (rule, to, story.place)
        for story in press.stories[base:]
        for rule in story.kind.rules
        for to in RECIPIENTS[rule]
    ]
    missing = [one for one in due if not told[one]]
    twice = [one for one, times in told.items() if times > 1]
    outlets = [mail for mail in user.mails if "outlet" in str(mail["subject"]).lower()]
    said = "\n".join(map(words_of, outlets))
    ill = [one for one in press.outlets[: len(ILLS)] if one.published(ILL_FROM, SEEN_ILL)]
    unsaid = [one.name for one in ill if f"{one.name}:" not in said]
    print(f"stories on topic: {len(press.stories)}, {base} of them before the first pass")
    print(f"alerts due: {len(due)}; not told {len(missing)} {missing[:9]}; told twice {twice[:9]}")
    print(f"mails: {dict(Counter(str(mail['to']) for mail in user.mails))}")
    print(f"notices of outlets: {len(outlets)}, of {len(ill)} ill ones that published")
    print(f"ill and not named: {unsaid or 'none'}")
    return not (missing or twice or unsaid)


if __name__ == "__main__":
    main()
