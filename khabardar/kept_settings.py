"""The last settings that could be read are kept, so that a mistake in them stops nothing."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from khabardar.settings import Settings, environment_settings
from khabardar.wiring import kept_path, pass_config
from passes.config import PassConfig
from pipelines.errors import OperatorError
from press_catalogue.check_rules import check_queries


def checked_config(path: Path) -> PassConfig:
    """Return all that a pass is told by the settings at ``path``, once its queries are read, too.

    What could be read is kept beside the file, under its name with a dot before it.

    Raises:
        OperatorError: the settings are missing or wrong.
    """
    config = _checked(path)
    with suppress(OSError):  # a folder that may not be written keeps nothing
        for file in _files(path):
            _keep(file)
    return config


def config_or_kept(path: Path) -> PassConfig:
    """Return what ``checked_config`` does, or the last settings that could be read.

    ``settings_fault`` says then what is wrong with those of now.

    Raises:
        OperatorError: the settings are wrong, and none were kept.
    """
    try:
        return checked_config(path)
    except OperatorError as error:
        if not kept_path(path).exists():
            raise
        return replace(_checked(path, kept=True), settings_fault=str(error))


def settings_or_kept(path: Path) -> tuple[Settings, str]:
    """Return the settings at ``path``, or the last that could be read and what is wrong now.

    Raises:
        OperatorError: they are wrong, and none were kept.
    """
    try:
        return environment_settings(path), ""
    except OperatorError as error:
        if not kept_path(path).exists():
            raise
        return environment_settings(kept_path(path)), str(error)


def _checked(path: Path, *, kept: bool = False) -> PassConfig:
    config = pass_config(path, kept=kept)
    check_queries(config.decider, config.rules)
    return config


def _files(path: Path) -> Iterator[Path]:
    """Yield the settings file and the files of the user's own that it names."""
    settings = environment_settings(path)
    yield path
    for name in (settings.topic.concepts, settings.topic.agencies):
        if name:
            yield settings.folder / name


def _keep(path: Path) -> None:
    """Copy a file beside itself, for its owner alone, in one step; what is kept stays as it is."""
    kept, now = kept_path(path), path.read_bytes()
    if kept.exists() and kept.read_bytes() == now:
        return
    fresh = kept.with_name(f"{kept.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_bytes(now)
    fresh.replace(kept)
