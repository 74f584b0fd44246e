"""Writes the reference of docs/ from the program itself: commands, settings, tables, packages."""

from collections.abc import Iterator
from typing import get_args

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from khabardar.__main__ import cli
from khabardar.settings import Settings
from newsdesk.wording import descriptions
from tests.test_floors import INSIDE, MAY_IMPORT


def groups_of(group: click.Group) -> Iterator[tuple[str, click.Group]]:
    """Yield (name, group) for every group of commands in ``group``."""
    for name, command in members(group):
        if isinstance(command, click.Group):
            yield name, command


def members(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    """Yield (name, command) for every command of ``group``, in its order."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command, name
        yield name, command


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield (name with its groups, command) for every command that does something."""
    groups = dict(groups_of(cli))
    for name, command in members(cli):
        if name not in groups:
            yield f"khabardar {name}", command
    for name, group in groups.items():
        for inner, command in members(group):
            yield f"khabardar {name} {inner}", command


def sections() -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield (heading in khabardar.toml, model) for every section."""
    for name, field in Settings.model_fields.items():
        kinds = (field.annotation, *get_args(field.annotation))
        models = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
        if models:
            yield (f"[[{name}]]" if get_args(field.annotation) else f"[{name}]"), models[0]


def command_table() -> str:
    """Return the commands as a Markdown table."""
    rows = ["| command | what it does |", "|---|---|"]
    for name, command in commands():
        context = click.Context(command, info_name=name)
        usage = " ".join(command.collect_usage_pieces(context)).replace("[OPTIONS]", "").strip()
        options = ", ".join(
            f"`{option.opts[0]}`"
            for option in command.params
            if isinstance(option, click.Option) and option.opts[0] != "--help"
        )
        about = (command.help or "").split("\n\n")[0].replace("\n", " ")
        shown = f"{name} {usage}".strip().replace("|", "\\|")
        rows.append(f"| `{shown}` | {about}{' Options: ' + options if options else ''} |")
    return "\n".join(rows)


def settings_table() -> str:
    """Return the settings as a Markdown table."""
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for heading, model in sections():
        for name, field in model.model_fields.items():
            rows.append(
                f"| `{heading} {field.alias or name}` | {_default(field)} | {field.description} |"
            )
    return "\n".join(rows)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be given"
    value = field.get_default(call_default_factory=True)
    if value is None or value == "" or value == () or "Secret" in type(value).__name__:
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, tuple):
        return f"`{', '.join(map(str, value))}`"
    return f"`{value}`"


def floors_table() -> str:
    """Return who may import whom as two Markdown tables, as the test of the floors holds it."""
    rows = ["| package | may import |", "|---|---|"]
    rows += [f"| `{name}` | {_names(MAY_IMPORT[name])} |" for name in reversed(MAY_IMPORT)]
    for top, parts in INSIDE.items():
        beside = " and all of `pipelines/`" if "pipelines" in MAY_IMPORT[top] else ""
        rows += ["", f"| in `{top}/` | may import from `{top}/`{beside} |", "|---|---|"]
        rows += [f"| `{name}` | {_names(parts[name])} |" for name in reversed(parts)]
    return "\n".join(rows)


def _names(rooms: set[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(rooms)) or "nothing of ours"


def table_table() -> str:
    """Return the database's tables as a Markdown table."""
    rows = ["| table | what it holds |", "|---|---|"]
    rows += [f"| `{name}` | {words['description']} |" for name, words in descriptions().items()]
    return "\n".join(rows)


def column_tables() -> str:
    """Return every table and view with its columns as Markdown."""
    parts = []
    for name, words in descriptions().items():
        rows = [f"### `{name}`", "", words["description"], "", "| column | meaning |", "|---|---|"]
        rows += [f"| `{key}` | {said} |" for key, said in words.items() if key != "description"]
        parts.append("\n".join(rows))
    return "\n\n".join(parts)
