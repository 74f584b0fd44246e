"""What is said of khabardar is complete: every command, option, setting and table is explained."""

import re
from pathlib import Path
from typing import Any

import click
import pytest

from khabardar.__main__ import cli
from khabardar.commands.index import COMMANDS
from pipelines.items import DROP_REASONS, PENDING_REASONS
from pipelines.query.parser import parse_query
from press_catalogue.concepts import load_concepts
from tests.reference import (
    command_table,
    commands,
    floors_table,
    groups_of,
    sections,
    settings_table,
    table_table,
)

ROOT = Path(__file__).parents[1]
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf8")
PAPERS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")})
CONTRACT_COMMANDS = (
    *("init", "crawl", "run", "serve", "status", "search", "extract", "import", "doctor"),
    *("alerts list", "alerts send", "rules list", "rules test", "topic test"),
    *("concepts list", "concepts show", "stories list", "stories show"),
    *("stories split", "stories merge", "revisions", "reextract", "backup", "restore", "demo"),
)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_short_help_of_a_command_is_the_first_sentence_of_its_help(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command
    assert command.get_short_help_str(limit=200).rstrip(".") == COMMANDS[name].about


def test_no_short_help_is_cut_at_80_columns() -> None:
    groups = {"khabardar": cli} | dict(groups_of(cli))
    assert len(groups) > 4
    for name, group in groups.items():
        shown = group.get_help(click.Context(group, info_name=name, terminal_width=80))
        rows = [line for line in shown.partition("Commands:")[2].splitlines() if line.strip()]
        assert len(rows) == len(group.list_commands(click.Context(group)))
        assert not [row for row in rows if "..." in row or len(row) > 80], name


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=str)
def test_every_command_and_option_is_explained(name: str, command: Any) -> None:
    assert command.help
    assert command.help.split("\n\n")[0].rstrip().endswith(".")
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help or option.show_default, f"{name} {option.opts[0]}"


def test_the_commands_that_others_rely_on_are_there() -> None:
    names = {name.removeprefix("khabardar ") for name, _ in commands()}
    assert set(CONTRACT_COMMANDS) <= names


def test_every_setting_is_described() -> None:
    assert len([*sections()]) > 5
    for heading, model in sections():
        for name, field in model.model_fields.items():
            assert field.description, f"{heading} {name}"


@pytest.mark.parametrize("table", [command_table, settings_table, table_table])
def test_the_reference_is_whole(table: Any) -> None:
    assert table() in REFERENCE, "write it anew: cog -I . -r docs/*.md"


def test_the_layers_are_drawn_as_they_are() -> None:
    assert floors_table() in ARCHITECTURE, "write it anew: cog -I . -r docs/*.md"


def test_every_reason_of_a_link_is_explained() -> None:
    for reason in sorted(DROP_REASONS | PENDING_REASONS):
        assert f"`{reason}`" in REFERENCE


def test_every_setting_of_the_starter_file_exists_and_its_sections_are_known() -> None:
    starter = (ROOT / "khabardar" / "starter.toml").read_text(encoding="utf8")
    known = {heading.strip("[]") for heading, _ in sections()}
    assert set(re.findall(r"^#? ?\[\[?(\w+)\]", starter, re.MULTILINE)) <= known


def query_examples() -> list[str]:
    """Return the queries that the reference's table of the query language shows."""
    table = REFERENCE.split("## The query language")[1].split("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)


@pytest.mark.parametrize("query", query_examples())
def test_every_query_that_the_reference_shows_is_understood(query: str) -> None:
    parsed = parse_query(query, load_concepts())
    assert parse_query(str(parsed), load_concepts()) == parsed


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_what_a_paper_links_to_is_there(paper: Path) -> None:
    text = paper.read_text(encoding="utf8")
    for target in re.findall(r"\]\(([^):#]+)(?:#[^)]*)?\)", text):
        assert (paper.parent / target).exists(), target


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_every_file_that_a_paper_names_is_there(paper: Path) -> None:
    text = paper.read_text(encoding="utf8")
    named = re.findall(r"`((?:[\w.]+/)+(?:[\w.]+\.(?:py|md|toml|css|js))?)`", text)
    made_by_use = {"archive/", "outbox/"}
    assert not {name for name in {*named} - made_by_use if not (ROOT / name).exists()}


def test_the_flow_names_functions_that_are_there() -> None:
    rows = re.findall(r"^\| [^|]+ \| `([^`]+\.py)` \| `(\w+)` \|$", ARCHITECTURE, re.MULTILINE)
    assert len(rows) > 10
    missing = {
        (file, name)
        for file, name in rows
        if not re.search(
            rf"^ *def {name}\(", (ROOT / file).read_text(encoding="utf8"), re.MULTILINE
        )
    }
    assert not missing
