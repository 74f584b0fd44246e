"""What becomes of results and messages whose reader goes away, and the lines of a log."""

import io
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from khabardar.log_lines import TimedLines
from khabardar.output.progress import Progress, share_line
from tests.commandline import ARTICLES, PLAIN, Call, configure, warc
from tests.warm_start import unmeasured

COMMAND = f"{sys.executable} -m khabardar"


def shell(line: str) -> "subprocess.CompletedProcess[str]":
    """Run a line of bash with khabardar as $K; returns the exit code of its first command."""
    return subprocess.run(
        ["bash", "-c", f"K='{COMMAND}'; {line}"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env=unmeasured(),
    )


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("$K concepts show @deport | head -c 9; exit ${PIPESTATUS[0]}", 0, ""),
        ("$K concepts show @deport | true; exit ${PIPESTATUS[0]}", 0, ""),
        ("$K --help | true; exit ${PIPESTATUS[0]}", 0, ""),
        ("$K concepts list >&-", 0, ""),
        ("$K concepts list 2>&-", 0, ""),
        ("$K concepts list <&- >&- 2>&-", 0, ""),
        ("$K concepts show @nothing 2>&-", 2, ""),
        (
            "$K concepts list >/dev/full",
            2,
            "khabardar: what was to be printed could not be written: No space left on device\n",
        ),
        ("$K concepts list 2>/dev/full", 0, ""),
        ("$K --version >&-", 0, ""),
    ],
)
def test_a_reader_that_goes_away_is_no_fault(line: str, code: int, said: str) -> None:
    done = shell(line)
    assert (done.returncode, done.stderr) == (code, said)


def test_a_shell_can_ask_what_may_be_typed() -> None:
    done = shell('_KHABARDAR_COMPLETE=bash_complete COMP_WORDS="khabardar vac" COMP_CWORD=1 $K')
    assert done.stdout == "plain,vacuum\n"


def test_no_file_of_ours_takes_the_place_of_a_closed_stream(tmp_path: Path) -> None:
    """Else what is said would be written into the database or its lock."""
    configure(tmp_path)
    config = tmp_path / "khabardar.toml"
    done = shell(f"$K -c {config} crawl <&- >&- 2>&-; $K -c {config} crawl --quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert b"nothing was due" not in (tmp_path / "khabardar.db").read_bytes()
    assert (tmp_path / "khabardar.db.lock").read_text().startswith("process ")


class Gone(io.StringIO):
    """A stream whose reader went away."""

    def write(self, _: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")


def test_work_goes_on_when_nobody_watches_it_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khabardar.output.progress.PLAIN_EVERY_S", -1.0)
    with Progress(Gone()) as progress:
        progress.tell(kept=1)
        progress.tell(kept=2)


def test_progress_says_the_share_done_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khabardar.output.progress.PLAIN_EVERY_S", -1.0)
    said = io.StringIO()
    with Progress(said) as progress:
        progress.tell(kept=1)
        progress.reach(50, 200)
        progress.tell(kept=2, new_links=3)
        progress.tell(new_links=1, sources=1)
        progress.begin("storing")
        progress.tell(kept=3)
    assert said.getvalue() == (
        "1 kept\n25 %: 2 kept, 3 new links\n25 %: 1 new link, 1 source\nstoring\n3 kept\n"
    )
    with Progress(silent := io.StringIO(), silent=True) as progress:
        progress.begin("storing")
        progress.tell(kept=1)
    assert silent.getvalue() == ""


@pytest.mark.parametrize(
    ("done", "total", "passed_s", "line"),
    [
        (0, 0, 100.0, ""),
        (0, 10, 100.0, "0 %: "),
        (5, 10, 1.0, "50 %: "),
        (5, 10, 30.0, "50 %, 30 s left: "),
        (1, 4, 60.0, "25 %, 3 min left: "),
        (1, 100, 100.0, "1 %, 3 h left: "),
        (12, 10, 30.0, "100 %, 0 s left: "),
    ],
)
def test_the_time_left_follows_from_the_time_passed(
    done: int, total: int, passed_s: float, line: str
) -> None:
    assert share_line(done, total, passed_s) == line


def test_an_import_tells_how_far_it_is(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("khabardar.output.progress.PLAIN_EVERY_S", -1.0)
    configure(tmp_path)
    other = tmp_path / "other.warc.gz"
    other.write_bytes(warc(tmp_path, *ARTICLES).read_bytes())
    said = call("import", str(other), str(other)).err
    shares = [int(share) for share in re.findall(r"^(\d+) %", said, re.MULTILINE)]
    assert shares == sorted(shares)
    assert 0 < shares[0] <= shares[-1] <= 100


def test_a_line_of_a_log_begins_with_the_time_once_it_is_whole() -> None:
    out = io.StringIO()
    lines = TimedLines(out, lambda: datetime(2025, 4, 5, 3, 10, tzinfo=UTC))
    print("Dawn: HTTP", end=" ", file=lines)
    assert out.getvalue() == ""
    print("403\n\nTolo: no answer\nhalf", end="", file=lines)
    assert out.getvalue() == (
        "2025-04-05T03:10:00Z Dawn: HTTP 403\n2025-04-05T03:10:00Z Tolo: no answer\n"
    )
    with Path(os.devnull).open("w") as file:
        assert TimedLines(file, lambda: datetime(2025, 4, 5, tzinfo=UTC)).fileno() == file.fileno()


def test_all_lines_of_a_logged_pass_have_one_form(tmp_path: Path) -> None:
    dead = '[[source]]\nid = "gone"\nname = "Gone"\nfeeds = ["http://gone.invalid/feed"]\n'
    configure(tmp_path, PLAIN + dead + '[[rule]]\nname = "R"\nquery = "torkham and chaman"\n')
    done = shell(f"$K -c {tmp_path / 'khabardar.toml'} crawl --log")
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \S", line) for line in lines)
    told = [line[21:] for line in lines]
    assert told[0].startswith("warning: ")
    assert told[1] == "Gone: the host name is not known"
    assert len(told) == 3
