"""The commands that go out: init, crawl, run."""

from pathlib import Path

import click

from khabardar.output.progress import Progress


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
def init(folder: Path) -> None:
    """Write a starter khabardar.toml into FOLDER (here, if none is named)."""
    from importlib.resources import files

    from pipelines.errors import OperatorError

    path = folder / "khabardar.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf8") as file:
            file.write(files("khabardar").joinpath("starter.toml").read_text(encoding="utf8"))
    except FileExistsError:
        raise OperatorError(f"{path}: is there already; nothing was changed") from None
    except OSError as error:
        raise OperatorError(f"{path}: cannot be written") from error
    click.echo(f"wrote {path}; next: khabardar crawl", err=True)


@click.command()
@click.option("--source", "only", multiple=True, metavar="ID", help="Only this outlet; repeatable.")
@click.option("--all", "everything", is_flag=True, help="Every outlet, due or not.")
@click.pass_obj
def crawl(config: Path, only: tuple[str, ...], everything: bool) -> int:
    """Make one pass: visit the outlets that are due, deliver due mail, and end.

    Exits with 1 if an outlet or a delivery failed, 75 if another pass is running.
    """
    from khabardar.wiring import clock, pass_config, stop_at_once_on_sigterm
    from scheduler import one_pass

    stop_at_once_on_sigterm()
    with Progress() as progress:
        report = one_pass(pass_config(config), clock, progress.tell, only, everything)
    for line in report.lines():
        click.echo(line, err=True)
    return report.exit_code


@click.command()
@click.pass_obj
def run(config: Path) -> int:
    """Keep watching: start a pass whenever an outlet or a mail is due, until stopped."""
    import logging

    from khabardar.wiring import clock, pass_command, pass_config
    from scheduler import Clockwork

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    return Clockwork(pass_config(config).database, pass_command(config), clock).run()


COMMANDS = (init, crawl, run)
