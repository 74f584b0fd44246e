"""The commands that switch an outlet of the catalogue off and on again."""

from pathlib import Path

import click

from khabardar.settings import environment_settings
from khabardar.settings_file import switch
from khabardar.wiring import say
from passes.lists.outlet_names import ids_near
from pipelines.errors import OperatorError
from press_catalogue.sources import catalogue


@click.command("off")
@click.argument("name", metavar="ID")
@click.pass_obj
def switch_off(config: Path, name: str) -> int:
    """Watch an outlet of the catalogue no more.

    Its articles stay; the next pass asks it no more. It stands in khabardar.toml, at [catalogue]
    off.
    """
    _need(config, name)
    if switch(config, name, on=False):
        say(f"{name} is off; `khabardar sources on {name}` watches it again")
    else:
        say(f"{name} is off already")
    return 0


@click.command("on")
@click.argument("name", metavar="ID")
@click.pass_obj
def switch_on(config: Path, name: str) -> int:
    """Watch an outlet again that was switched off."""
    _need(config, name)
    say(f"{name} is watched again" if switch(config, name, on=True) else f"{name} is not off")
    return 0


def _need(config: Path, name: str) -> None:
    """Say so if an outlet is none of the catalogue, or not watched for a reason of its own."""
    entry = next((one for one in catalogue() if one.source.id == name), None)
    if entry is not None and not entry.off:
        return
    if entry is not None:
        raise OperatorError(f"{name} is not watched: {entry.off}")
    if any(one.id == name for one in environment_settings(config).source):
        raise OperatorError(f"{name} is an outlet of your own: take its [[source]] out of {config}")
    near = ids_near(name, {one.source.id: one.source for one in catalogue()})
    hint = f"did you mean {', '.join(near)}? " if near else ""
    raise OperatorError(f"no outlet has the id {name!r}; {hint}`khabardar sources list` has all")
