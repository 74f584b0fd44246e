"""The command that checks the machine and the settings: doctor."""

from itertools import chain
from pathlib import Path

import click

from khabardar.doctor import accepted_texts, examine, send_trial


@click.command()
@click.option("--send", is_flag=True, help="Also mail a test to [mail] to.")
@click.option(
    "--accept-texts",
    is_flag=True,
    help="First take texts that changed on disk as they are now, where no backup has them.",
)
@click.pass_obj
def doctor(config: Path, send: bool, accept_texts: bool) -> int:
    """Check settings, network, database, disk, clock and mail. Exits with 1 if a check fails."""
    worst = 0
    if accept_texts:
        for said in accepted_texts(config):
            click.echo(f"taken as it is now: {said}")
    for well, what, said in chain(examine(config), send_trial(config) if send else ()):
        click.echo(f"{'ok  ' if well else 'FAIL'} {what}: {said}")
        worst = worst or int(not well)
    return worst
