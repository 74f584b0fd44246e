"""A mistake in the settings stops nothing: the last good ones go on, and that is said once."""

from pathlib import Path

import pytest

from db.outbox.outbox import outbox_rows
from db.store import open_store
from db.upkeep import last_care
from khabardar.kept_settings import checked_config, config_or_kept
from khabardar.wiring import kept_path
from passes.begin import open_pass
from pipelines.errors import OperatorError
from tests.commandline import PLAIN, RULE, Call, configure
from tests.samples import NOW

GOOD = PLAIN + '[mail]\nto = ["desk@example.org"]\n' + RULE
OWN = '[add]\n"Border Wire" = ["Border Wire"]\n'
MISTAKES = (
    GOOD + "[mail\n",
    GOOD.replace("@deport", "@nothing"),
    GOOD.replace("delay_s = 0.0", 'delay_s = "slow"'),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    configure(tmp_path, GOOD)
    return tmp_path


def make_pass(folder: Path) -> list[str]:
    """Begin and end a pass, and return what it notes."""
    config = config_or_kept(folder / "khabardar.toml")
    with open_pass(config, "crawl", lambda: NOW, lambda **_: None) as context:
        return [note for note in context.report.notes if note.startswith("settings: ")]


def mails(folder: Path) -> list[str]:
    with open_store(folder / "khabardar.db", write=False) as store:
        return [str(row["subject"]) for row in outbox_rows(store) if row["kind"] == "settings"]


@pytest.mark.parametrize("mistake", MISTAKES, ids=["syntax", "query", "value"])
def test_passes_go_on_with_the_last_good_settings(folder: Path, mistake: str) -> None:
    assert make_pass(folder) == []
    configure(folder, mistake)
    (said,) = make_pass(folder)
    assert said.startswith(f"settings: {folder / 'khabardar.toml'}:")
    assert said.endswith("; the last settings that could be read go on")
    assert make_pass(folder) == []
    assert mails(folder) == ["khabardar: the settings cannot be read"]
    configure(folder, PLAIN)
    assert make_pass(folder) == ["settings: The settings of now are in force."]
    assert make_pass(folder) == []
    with open_store(folder / "khabardar.db", write=False) as store:
        assert last_care(store, "settings") is None


def test_another_mistake_is_no_second_mail(folder: Path) -> None:
    make_pass(folder)
    for mistake in MISTAKES:
        configure(folder, mistake)
        make_pass(folder)
    assert mails(folder) == ["khabardar: the settings cannot be read"]


def test_a_vanished_file_and_files_of_ones_own_are_kept_too(folder: Path) -> None:
    (folder / "own.toml").write_text(OWN, encoding="utf8")
    configure(folder, GOOD + '[topic]\nagencies = "own.toml"\n')
    config = checked_config(folder / "khabardar.toml")
    (folder / "own.toml").write_text("[[agency\n", encoding="utf8")
    kept = config_or_kept(folder / "khabardar.toml")
    assert kept.decider == config.decider
    assert "own.toml" in kept.settings_fault
    (folder / "own.toml").unlink()
    (folder / "khabardar.toml").unlink()
    assert config_or_kept(folder / "khabardar.toml").rules == config.rules
    assert kept_path(folder / "khabardar.toml").stat().st_mode & 0o777 == 0o600


def test_settings_that_were_never_good_are_refused(folder: Path) -> None:
    configure(folder, MISTAKES[0])
    with pytest.raises(OperatorError, match=r"khabardar\.toml:"):
        config_or_kept(folder / "khabardar.toml")


def test_status_and_doctor_show_the_mistake_and_the_rest(call: Call) -> None:
    configure(Path(), PLAIN)
    assert call("crawl").code == 0
    configure(Path(), PLAIN + "[mail\n")
    shown = call("status")
    assert shown.code == 1
    assert shown.out.startswith("settings: khabardar.toml:")
    assert "outlets: " in shown.out
    examined = call("doctor")
    assert examined.code == 1
    assert "what follows is by the last that could be read" in examined.out
    assert "database" in examined.out
    refused = call("crawl")
    assert refused.code == 2
    assert call("crawl", "--last-good").code == 0
    assert call("status").out.startswith("settings: khabardar.toml:")
