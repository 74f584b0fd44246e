"""What several commands share: options, and the settings of commands that need no file."""

from pathlib import Path

import click

from khabardar.settings import Settings, environment_settings

READ = click.Path(dir_okay=False, path_type=Path)
ON = click.option(
    "--on",
    "file",
    type=READ,
    default=None,
    help="JSON lines to try it on, instead of the archive.",
)
# -h could be letters of a word that is taken out, as in "-cricket torkham".
QUERY_FIRST = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
"""A query may start with a minus, which is no option."""


def settings_or_none(config: Path) -> Settings:
    """Return the settings, or the built-in ones if there is no khabardar.toml here."""
    if config == Path("khabardar.toml") and not config.exists():
        return Settings()
    return environment_settings(config)
