"""What the desk starts in a process of its own, and the alerts that it writes into the settings."""

from collections.abc import Callable
from pathlib import Path

import pytest

from db.lock import writer_lock
from db.outbox.rules import active_rules
from db.store import open_store
from khabardar.errands import run_errand, writer
from khabardar.settings import environment_settings
from passes import desk_writes
from pipelines.alerts.rule_toml import rule_toml
from pipelines.errors import KhabardarError, OperatorError
from tests.commandline import PLAIN, RULE, configure

CHAMAN = rule_toml("Chaman, all", '@chaman OR "a gate"', "daily 07:00", ["a@example.org"])
Write = Callable[[str, str, str, str], str]


def test_an_errand_is_a_command_with_its_exit_and_its_words(tmp_path: Path) -> None:
    configure(tmp_path)
    well, said = run_errand(tmp_path / "khabardar.toml", "check", "--help")
    assert not well
    assert "no outlet has the id '--help'" in said


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Return where settings with one rule stand, whose database is there."""
    path = tmp_path / "khabardar.toml"
    path.write_text(f"# mine\n{PLAIN}{RULE}", encoding="utf8")
    open_store(tmp_path / "khabardar.db", write=True).close()
    return path


def test_an_alert_is_written_behind_the_settings_and_begins(settings: Path) -> None:
    before = settings.read_bytes()
    said = writer(settings)("alert", "Chaman, all", CHAMAN, "::1")
    assert said == (
        "Chaman, all is an alert now: what is found from now on is mailed to a@example.org."
    )
    assert settings.read_bytes().startswith(before)
    rules = environment_settings(settings).rules()
    assert [(rule.name, rule.query, rule.when) for rule in rules[1:]] == [
        ("Chaman, all", '@chaman OR "a gate"', "daily 07:00")
    ]
    with open_store(settings.with_suffix(".db"), write=False) as store:
        assert {rule.name for _, rule in active_rules(store)} == {"Forced returns", "Chaman, all"}
        [noted] = store.rows("SELECT what, about, after, address FROM audit")
        assert tuple(noted) == ("alert", "Chaman, all", CHAMAN, "::1")


def test_without_an_address_an_alert_tells_whom_the_settings_name(settings: Path) -> None:
    said = writer(settings)("alert", "Gate", rule_toml("Gate", "gate", "now"), "::1")
    assert said.endswith("mailed to desk@localhost.")


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (rule_toml("x", "gate", "now", ["thief@example.com"]), "thief@example.com is told of noth"),
        (rule_toml("x", "(gate", "now"), "never closed"),
        (rule_toml("x", "gate", "at noon"), "when"),
        (rule_toml("Forced returns", "gate", "now"), "Forced returns"),
        (CHAMAN + CHAMAN, "no rule"),
        (CHAMAN + "channels = ['env:HOME']\n", "no rule"),
        (CHAMAN + "[mail]\nhost = 'thief.example'\n[mail", "no rule"),
        ("[[rule]]\nname = 'x'\n", "no rule"),
        ("rule = 3", "no rule"),
        *(("", "no rule"), ("rule = [3]", "no rule"), ("[[rule", "no rule")),
        (CHAMAN.replace("['a@example.org']", "'a@example.org'"), "no rule"),
    ],
)
def test_what_is_no_rule_for_people_here_changes_nothing(
    settings: Path, rule: str, fault: str
) -> None:
    before = settings.read_bytes()
    with pytest.raises(OperatorError, match=fault):
        writer(settings)("alert", "x", rule, "::1")
    unchanged(settings, before)


def test_a_rule_under_another_name_is_refused(settings: Path) -> None:
    before = settings.read_bytes()
    with pytest.raises(OperatorError, match="there is no rule 'Other'"):
        writer(settings)("alert", "Other", CHAMAN, "::1")
    unchanged(settings, before)


def test_while_a_pass_writes_no_alert_begins(
    settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = settings.read_bytes()
    monkeypatch.setattr(desk_writes, "WAIT_S", 0.0)
    with (
        writer_lock(settings.with_suffix(".db"), 0.0),
        pytest.raises(KhabardarError, match="nothing was changed"),
    ):
        writer(settings)("alert", "Chaman, all", CHAMAN, "::1")
    unchanged(settings, before)


def unchanged(settings: Path, before: bytes) -> None:
    """Check that neither the settings nor the rules are others, and that nothing lies about."""
    assert settings.read_bytes() == before
    with open_store(settings.with_suffix(".db"), write=False) as store:
        assert store.rows("SELECT 1 FROM rules UNION ALL SELECT 1 FROM audit") == []
    assert not [*settings.parent.glob(".*.new")]
