"""Outlets of the catalogue are switched off and on again, and the settings stay otherwise."""

from pathlib import Path

import pytest

from khabardar.settings import read_settings
from press_catalogue.sources import built_in_sources
from tests.commandline import Call, configure

OWN = '[[source]]\nid = "mine"\nname = "My Paper"\nfeeds = ["https://mine.example/f"]\n'


def watched(folder: Path) -> set[str]:
    settings = read_settings(folder / "khabardar.toml", {})
    return {one.id for one in settings.sources(built_in_sources())}


@pytest.mark.parametrize(
    "text",
    ["", f"[catalogue]\nuse = true  # all of it\n{OWN}", f"# mine\r\n{OWN}", "\ufeff# mark\n"],
)
def test_an_outlet_goes_off_and_comes_back(tmp_path: Path, call: Call, text: str) -> None:
    configure(tmp_path, text)
    before = watched(tmp_path)
    written = (tmp_path / "khabardar.toml").read_bytes()
    assert call("sources", "off", "dawn").err.startswith("dawn is off; ")
    assert call("sources", "off", "geo").code == 0
    assert call("sources", "off", "geo").err == "geo is off already\n"
    assert before - watched(tmp_path) == {"dawn", "geo"}
    assert call("sources", "list", "--state", "off").out.splitlines()[0].split()[0] == "dawn"
    shown = call("sources", "show", "dawn").out
    assert "not watched: [catalogue] off names it; `khabardar sources on dawn`" in shown
    now = (tmp_path / "khabardar.toml").read_bytes()
    assert all(line in now for line in written.removeprefix(b"\xef\xbb\xbf").splitlines())
    assert call("sources", "on", "dawn").err == "dawn is watched again\n"
    assert call("sources", "on", "dawn").err == "dawn is not off\n"
    assert before - watched(tmp_path) == {"geo"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("mine", "mine is an outlet of your own: take its [[source]] out of khabardar.toml"),
        ("dwan", "no outlet has the id 'dwan'; did you mean dawn"),
        ("gdelt", "gdelt is not watched: "),
    ],
)
def test_what_cannot_be_switched_is_told(tmp_path: Path, call: Call, name: str, said: str) -> None:
    configure(tmp_path, OWN)
    before = (tmp_path / "khabardar.toml").read_bytes()
    for command in ("off", "on"):
        refused = call("sources", command, name)
        assert (refused.code, said in refused.err) == (2, True), refused.err
    assert (tmp_path / "khabardar.toml").read_bytes() == before


def test_settings_that_cannot_be_read_are_left_alone(tmp_path: Path, call: Call) -> None:
    assert call("sources", "off", "dawn").code == 2
    (tmp_path / "khabardar.toml").write_text("[catalogue\n", encoding="utf8")
    assert call("sources", "off", "dawn").code == 2
    assert (tmp_path / "khabardar.toml").read_text(encoding="utf8") == "[catalogue\n"
