"""What the desk starts in a process of its own."""

from pathlib import Path

from khabardar.errands import run_errand
from tests.commandline import configure


def test_an_errand_is_a_command_with_its_exit_and_its_words(tmp_path: Path) -> None:
    configure(tmp_path)
    well, said = run_errand(tmp_path / "khabardar.toml", "check", "--help")
    assert not well
    assert "no outlet has the id '--help'" in said
