"""The command that writes the first settings: init."""

from importlib.resources import files
from pathlib import Path

import click

from khabardar.cron_line import cron_line
from khabardar.wiring import say
from pipelines.errors import OperatorError


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
def init(folder: Path) -> None:
    """Write a starter khabardar.toml into FOLDER. Without FOLDER: into the current folder.

    Prints the line that makes cron start a pass every 15 minutes.
    """
    path = folder / "khabardar.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf8") as file:
            file.write(files("khabardar").joinpath("starter.toml").read_text(encoding="utf8"))
    except FileExistsError:
        raise OperatorError(f"{path}: already exists; nothing was changed") from None
    except OSError as error:
        raise OperatorError(f"{path}: cannot be written") from error
    say(f"wrote {path}; next: khabardar crawl")
    say("to go on watching, put this line into `crontab -e`, or see `khabardar run`:")
    click.echo(cron_line(path))
