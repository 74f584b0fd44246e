"""The commands that look after the database, or take it elsewhere: backup, export and the like."""

from pathlib import Path

import click

from db.archive_list import unlike_files
from db.backup import Contents, make_backup, read_backup, restore_backup
from db.damage import open_sound_store
from db.lock import writer_lock
from db.parquet import Table, write_tables
from db.reading.exports import every_article, every_event, every_story
from db.retention import let_go, plan_retention
from db.store import open_store
from khabardar.output.progress import Progress
from khabardar.output.retention import retention_lines
from khabardar.settings import Settings, environment_settings
from khabardar.wiring import clock, end_on_sigterm, say
from passes.config import LOCK_WAIT_S, tell_of_wait
from pipelines.errors import OperatorError, StoreError
from pipelines.exports.entry import ExportedArticle, ExportedEvent, ExportedStory

FILE = click.Path(path_type=Path)
NAMES_SHOWN = 5


@click.command()
@click.argument("file", type=FILE)
@click.pass_obj
def backup(config: Path, file: Path) -> int:
    """Copy the database to FILE, also while a pass is running.

    FILE is an SQLite file like the database, with the settings and a list of the archive's files in
    it. It is checked for damage and carries a digest; an older backup of that name is replaced.
    """
    settings = environment_settings(config)
    end_on_sigterm()
    with Progress() as progress:
        made = make_backup(
            settings.database_path,
            file,
            config.read_text(encoding="utf-8-sig"),
            settings.archive_path,
            clock(),
            progress.tell,
        )
    size = file.stat().st_size / 1_000_000
    say(f"{file}: {made.articles} articles, {size:.1f} MB, whole")
    if made.archive:
        total = sum(each.bytes for each in made.archive) / 1_000_000
        say(
            f"not in it: {settings.archive_path} ({len(made.archive)} files, {total:.1f} MB); "
            "copy that folder too"
        )
    return 0


@click.command()
@click.argument("file", type=FILE)
@click.pass_obj
def restore(config: Path, file: Path) -> int:
    """Put a backup in place of the database, which is kept aside.

    Nothing is changed unless every byte of FILE is as it was made. Alerts that were sent since then
    stay sent. Settings that are there stay as they are.
    """
    if not config.exists():
        _settings_from(file, config)
    settings = environment_settings(config)
    end_on_sigterm()
    with writer_lock(settings.database_path, LOCK_WAIT_S, tell_of_wait):
        restored = restore_backup(file, settings.database_path, clock())
    contents = restored.contents
    say(
        f"{settings.database_path}: {contents.articles} articles, as they were at "
        f"{contents.made_at}; restart `khabardar serve` if it runs"
    )
    if restored.aside:
        say(f"the database that was there is kept as {restored.aside}")
    if restored.carried > 0:
        say(f"alerts that were sent since then, and stay sent: {restored.carried}")
    if restored.carried < 0:
        say("which alerts were sent since then cannot be read; those that waited are sent again")
    _say_settings(contents, config)
    _say_archive(contents, settings)
    return 0


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be let go.")
@click.pass_obj
def vacuum(config: Path, dry_run: bool) -> int:
    """Let go of old archived pages, and make the database small.

    Pages go after [database] keep_pages_days, unless an alert that waits or a story that still
    grows needs them. What was taken out of articles is kept for the newest 200 of each outlet.
    Articles, stories and alerts stay. Not while a pass is running.
    """
    settings = environment_settings(config)
    archive, days = settings.archive_path, settings.database.keep_pages_days
    end_on_sigterm()
    if dry_run:
        with open_store(settings.database_path, write=False) as store:
            found = plan_retention(store, archive, days, clock())
    else:
        open_store(settings.database_path, write=False).close()  # makes none where there is none
        with (
            writer_lock(settings.database_path, LOCK_WAIT_S, tell_of_wait),
            open_sound_store(settings.database_path, clock()) as store,
        ):
            found = let_go(store, archive, days, clock())
    for line in retention_lines(found, days, dry_run=dry_run):
        say(line)
    return 0


@click.command()
@click.option(
    "--parquet",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write articles.parquet, stories.parquet and events.parquet into this folder.",
)
@click.pass_obj
def export(config: Path, folder: Path) -> int:
    """Write articles, stories and events as files for pandas, DuckDB or R.

    They are of one moment, also while a pass is running, and replace those of an earlier export
    once they are whole. Needs pyarrow: pip install 'khabardar[parquet]'.
    """
    settings = environment_settings(config)
    end_on_sigterm()
    with open_store(settings.database_path, write=False) as store, store.snapshot():
        tables = (
            Table("articles", ExportedArticle, every_article(store)),
            Table("stories", ExportedStory, every_story(store)),
            Table("events", ExportedEvent, every_event(store)),
        )
        counts = write_tables(folder, tables)
    say(f"{folder}: {', '.join(f'{count} {name}' for name, count in counts.items())}")
    return 0


def _settings_from(file: Path, config: Path) -> None:
    contents = read_backup(file)
    try:
        config.write_text(contents.settings, encoding="utf8")
    except OSError as error:
        raise OperatorError(f"{config}: cannot be written") from error
    say(f"{config}: written from the backup")


def _say_settings(contents: Contents, config: Path) -> None:
    if contents.settings == config.read_text(encoding="utf-8-sig"):
        return
    beside = config.with_name(f"{config.name}.from-backup")
    try:
        beside.write_text(contents.settings, encoding="utf8")
    except OSError as error:
        raise StoreError(f"{beside}: cannot be written") from error
    say(f"{config} is left as it is; the settings of the backup are in {beside}")


def _say_archive(contents: Contents, settings: Settings) -> None:
    unlike = unlike_files(settings.archive_path, contents.archive)
    if unlike:
        more = f" and {len(unlike) - NAMES_SHOWN} more" if len(unlike) > NAMES_SHOWN else ""
        say(
            f"of the {len(contents.archive)} archive files there were, {len(unlike)} are not in "
            f"{settings.archive_path} as they were: {', '.join(unlike[:NAMES_SHOWN])}{more}; "
            "copy them there, or `khabardar reextract` cannot read their pages"
        )
