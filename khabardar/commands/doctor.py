"""The command that checks the machine and the settings: doctor."""

from pathlib import Path

import click

from khabardar.doctor import examine


@click.command()
@click.pass_obj
def doctor(config: Path) -> int:
    """Check settings, network, database, disk, clock and mail. Exits with 1 if a check fails."""
    worst = 0
    for well, what, said in examine(config):
        click.echo(f"{'ok  ' if well else 'FAIL'} {what}: {said}")
        worst = worst or int(not well)
    return worst
