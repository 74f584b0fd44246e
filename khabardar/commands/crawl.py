"""The commands that visit outlets: crawl, run."""

import logging
import time
from pathlib import Path

import click

from db.upkeep import gather_into_one_file
from khabardar.output.progress import Progress
from khabardar.wiring import clock, pass_command, pass_config, stop_at_once_on_sigterm
from scheduler import Clockwork, one_pass


@click.command()
@click.option("--source", "only", multiple=True, metavar="ID", help="Only this outlet; repeatable.")
@click.option("--all", "everything", is_flag=True, help="Every outlet, due or not.")
@click.pass_obj
def crawl(config: Path, only: tuple[str, ...], everything: bool) -> int:
    """Make one pass: visit due outlets, send due mail, exit.

    Exits with 1 if an outlet or a delivery failed, 75 if another pass is running.
    """
    stop_at_once_on_sigterm()
    with Progress() as progress:
        report = one_pass(pass_config(config), clock, progress.tell, only, everything)
    for line in report.lines():
        click.echo(line, err=True)
    return report.exit_code


@click.command()
@click.pass_obj
def run(config: Path) -> int:
    """Keep running: start a pass whenever something is due. Ends when it is stopped."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%Y-%m-%dT%H:%M:%SZ"
    )
    logging.Formatter.converter = time.gmtime
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    database = pass_config(config).database
    try:
        return Clockwork(database, pass_command(config), clock).run()
    finally:
        gather_into_one_file(database)
