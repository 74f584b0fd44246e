"""The commands that visit outlets: crawl, run."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from db.lock import LockBusy, daemon_lock
from db.upkeep import gather_into_one_file
from khabardar.exit_codes import EXIT_LOCKED
from khabardar.kept_settings import checked_config, config_or_kept, settings_or_kept
from khabardar.log_lines import start_log
from khabardar.output.progress import Progress
from khabardar.service_manager import process_notifier
from khabardar.walk_back import asked_window, walk_back
from khabardar.wiring import clock, pass_command, say, stop_at_once_on_sigterm
from passes.config import PASS_BUDGET_S
from scheduler import Clockwork, one_pass

STUCK_AFTER_S = 2 * PASS_BUDGET_S
"""A pass that holds the database for so long needs somebody to look."""

WITHOUT_NETWORK = "to see khabardar at work without a network: khabardar demo"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one crawl: the options of the command, by name."""

    only: tuple[str, ...]
    everything: bool
    since: str | None
    until: str | None
    due_only: bool
    quiet: bool
    logs: bool
    last_good: bool

    @property
    def silent(self) -> bool:
        """Tell whether no progress is shown."""
        return self.quiet or self.logs


@click.command()
@click.option("--source", "only", multiple=True, metavar="ID", help="Only this outlet; repeatable.")
@click.option("--all", "everything", is_flag=True, help="Every outlet, due or not.")
@click.option("--since", metavar="DAY", help="Also what appeared from this day on: 2025-04-01.")
@click.option("--until", metavar="DAY", help="With --since: up to this day; today if left out.")
@click.option("--due", "due_only", is_flag=True, help="Of the outlets named, only those due.")
@click.option("--quiet", is_flag=True, help="Say only what is wrong, once a day; for cron.")
@click.option("--log", "logs", is_flag=True, help="Say what happens, in lines with the time.")
@click.option(
    "--last-good", is_flag=True, help="Use the last good settings if those cannot be read."
)
@click.pass_obj
def crawl(config: Path, /, **given: Any) -> int:
    """Make one pass: visit due outlets, send due mail, exit.

    Exits with 1 if an outlet or a delivery failed, 75 if another pass is running.

    With --since it goes back in time: through sitemaps, pages of days and further pages of feeds,
    in passes one after the other, until all is read. It may be stopped and goes on with the next
    crawl. What is older than max_age_days is not mailed.
    """
    asked = Asked(**given)
    if asked.since or asked.until:
        window = asked_window(asked.since, asked.until, clock())
        return walk_back(config, window, asked.only, silent=asked.silent)
    stop_at_once_on_sigterm(timed=asked.logs)
    if asked.logs:
        start_log(clock)
    settings = config_or_kept(config) if asked.last_good else checked_config(config)
    try:
        with Progress(silent=asked.silent) as progress:
            report = one_pass(
                *(settings, clock, progress.tell, asked.only, asked.everything),
                due_only=asked.due_only,
            )
    except LockBusy as busy:
        if not (asked.quiet and busy.held_s < STUCK_AFTER_S):
            raise
        return EXIT_LOCKED
    if report.is_good and (url := settings_or_kept(config)[0].daemon.ping):
        from khabardar.asking import ping

        report.notes += filter(None, [ping(url, settings.network)])
    for line in report.news() if asked.quiet else report.lines():
        say(line)
    if report.offline and not asked.silent:
        say(WITHOUT_NETWORK)
    return report.exit_code


@click.command()
@click.pass_obj
def run(config: Path) -> int:
    """Keep running: start a pass whenever something is due. Ends when it is stopped.

    While the settings cannot be read it goes on with the last that could, and says so. Exits with
    75 if another `khabardar run` watches the same database.
    """
    start_log(clock)
    notify = process_notifier()
    database = config_or_kept(config).database
    with daemon_lock(database):
        try:
            watch = Clockwork(database, pass_command(config), clock, notify=notify, settings=config)
            return watch.run()
        finally:
            gather_into_one_file(database)
