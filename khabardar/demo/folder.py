"""Writes the settings of the demonstration into its folder."""

import json
from collections.abc import Iterable
from pathlib import Path

from khabardar.demo.newsroom import DemoNewsroom
from khabardar.demo.press import DemoOutlet
from pipelines.errors import OperatorError

SETTINGS = "khabardar.toml"
_RULES = """
[[rule]]
name = "Forced returns"
query = "(@deport OR @detain) NEAR/12 @afghan NOT relevance:off"
to = ["press@demo.example"]
on = ["new", "changed"]

[[rule]]
name = "Torkham and Chaman"
query = "@torkham OR @chaman"
to = ["protection@demo.example"]
when = "daily 07:00"
timezone = "Asia/Karachi"

[[rule]]
name = "Children"
query = "(child* OR بچے OR کودک* OR ماشومان OR أطفال) NEAR/20 @deport"
to = ["children@demo.example"]
"""


def write_settings(folder: Path, newsroom: DemoNewsroom, desk_url: str) -> Path:
    """Write khabardar.toml for the outlets of ``newsroom`` and return its path.

    ``desk_url`` is where mails link to.

    Raises:
        OperatorError: the folder cannot be written, or has settings already.
    """
    outlets = newsroom.outlets.values()
    hosts = [f"{outlet.host}:{newsroom.port}" for outlet in outlets]
    text = (
        "# Settings of a demonstration: its outlets are invented and served by `khabardar demo`.\n"
        f"[network]\nproxy = {_toml(newsroom.url)}\n"
        f"allow_private = {_toml([newsroom.url.removeprefix('http://'), *hosts])}\ndelay_s = 0\n\n"
        f"[desk]\nurl = {_toml(desk_url)}\n\n[catalogue]\nuse = false\n\n"
        "# The pages are to be there soon: to compare articles by meaning, give some seconds.\n"
        f"[meaning]\nbudget_s = 0\n{_RULES}" + "".join(_sources(newsroom, outlets))
    )
    path = folder / SETTINGS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf8") as file:
            file.write(text)
    except FileExistsError:
        raise OperatorError(f"{path}: already exists; name a folder without settings") from None
    except OSError as error:
        raise OperatorError(f"{folder}: cannot be written") from error
    return path


def _sources(newsroom: DemoNewsroom, outlets: Iterable[DemoOutlet]) -> Iterable[str]:
    for outlet in outlets:
        home = newsroom.homepage(outlet)
        facts = {
            "id": outlet.id,
            "name": outlet.name,
            "homepage": home,
            "country": outlet.country,
            "languages": [outlet.language],
            "kind": outlet.kind,
            "afghan": outlet.afghan,
            "feeds": [f"{home}feed"],
            "revisit": [1, 6, 24, 36, 72],
        }
        lines = "".join(f"{key} = {_toml(value)}\n" for key, value in facts.items())
        yield f"\n[[source]]\n{lines}"


def _toml(value: object) -> str:
    """Return a value as TOML has it, which is as JSON has it for texts, lists and truth values."""
    return json.dumps(value, ensure_ascii=False)
