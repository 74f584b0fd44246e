"""What the tests of the commands share."""

import sys
from pathlib import Path

import pytest

from khabardar.__main__ import main
from tests.commandline import Call, Said


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Call:
    """Run a command in a folder of its own, in this process."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["khabardar", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capfd.readouterr()
        assert "Traceback" not in printed.err
        return Said(int(ended.value.code or 0), printed.out, printed.err)

    return run
