"""The commands that read pages one already has: extract, import, backfill."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from db.captures.recorded import Recorded
from khabardar.extract_job import read_all
from khabardar.output.progress import Progress
from khabardar.wiring import clock, pass_config, say, stop_at_once_on_sigterm
from passes.imports import take_in
from pipelines.errors import OperatorError


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="WARC|HTML|PDF|URL...")
@click.option("--explain", is_flag=True, help="Also print what was removed, and why.")
@click.option("--url", "address", default="", help="The URL of an HTML or PDF file.")
@click.option("--at", default="", metavar="DATE", help="URLs as the archive has them of that day.")
@click.pass_obj
def extract(config: Path, inputs: tuple[str, ...], explain: bool, address: str, at: str) -> int:
    """Print the articles of WARC, HTML or PDF files, or URLs. Each is a line of JSON.

    Needs no database. Blocks that repeat on a host's pages are learned over all pages given.
    """
    failed = 0
    recorded = Recorded(pass_config(config).archive, at) if at else None
    with Progress() as progress:
        for row in read_all(config, inputs, address, clock, progress.tell, recorded):
            if isinstance(row, str):
                say(row)
                failed = 1
                continue
            if not explain:
                row.pop("removed")
            click.echo(json.dumps(row, ensure_ascii=False))
    for line in recorded.shown if recorded else ():
        say(line)
    return failed


@click.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="WARC...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--alerts", is_flag=True, help="Also mail what the rules match.")
@click.pass_obj
def import_(config: Path, files: tuple[Path, ...], alerts: bool) -> int:
    """Import pages from WARC files into the database.

    They are extracted, matched and stored as a crawl would. Nothing is mailed unless --alerts is
    given.
    """
    stop_at_once_on_sigterm()
    with Progress() as progress:
        report = take_in(pass_config(config), files, clock, progress.tell, alerts, progress.reach)
    for line in report.lines():
        say(line)
    if alerts and report.counts["known_before"]:
        say("articles that were known before get no alert; only new ones do")
    if report.counts["alerts"]:
        say("next: khabardar alerts send")
    elif report.counts["kept"]:
        say("next: khabardar search WORDS, or khabardar serve; a crawl compares them by meaning")
    return report.exit_code


@dataclass(frozen=True, slots=True)
class _Backfill:
    """What is asked of a backfill: the options of the command, by name."""

    files: tuple[str, ...]
    listed: Path | None
    month: str
    base: str
    results: Path | None
    workers: int | None
    cluster: str


@click.command()
@click.argument("files", nargs=-1, metavar="[WARC|URL...]")
@click.option(
    "--list",
    "listed",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file that names WARC files or their URLs, one on a line.",
)
@click.option(
    "--cc-news",
    "month",
    metavar="YYYY-MM",
    default="",
    help="A month of Common Crawl's archive of news.",
)
@click.option(
    "--base",
    metavar="URL",
    default="https://data.commoncrawl.org/",
    show_default=True,
    help="Where that archive lies.",
)
@click.option(
    "--results",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for what was found, until it is stored; else one beside the database.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=0),
    help="How many workers of Dask read files on this machine; 0: none, one file after the other.",
)
@click.option(
    "--cluster", metavar="ADDRESS", default="", help="The scheduler of a Dask cluster that exists."
)
@click.pass_obj
def backfill(config: Path, /, **given: Any) -> int:
    """Take in many WARC files, in the order of publication.

    Each file is read once, by itself; then all articles are stored, with stories and events.
    Nothing is mailed. Unless told otherwise, a worker for each core reads if Dask is installed. The
    command may be stopped at any time: called again, with or without files, it goes on.
    """
    from passes.backfill.cluster import Readers, require_address
    from passes.backfill.fetching import month_of_news
    from passes.backfill.work import Talk
    from passes.backfill.work import backfill as take_in_all

    stop_at_once_on_sigterm()
    told, asked = pass_config(config), _Backfill(**given)
    if asked.cluster and asked.workers is not None:
        raise OperatorError("name either --workers or --cluster: a cluster has workers of its own")
    alone = asked.workers is None and not asked.cluster
    readers = None if alone else Readers(asked.workers or 0, asked.cluster)
    beside = told.database.with_name(f"{told.database.name}.backfill")
    results = (asked.results or beside).absolute()
    named = [_place(Path(), name) for name in asked.files]
    named += _listed(asked.listed) if asked.listed else []
    if asked.cluster:
        require_address(asked.cluster)
    if asked.month:
        named += month_of_news(asked.month, asked.base, results, told.network, clock())
    with Progress() as progress:
        talk = Talk(progress.tell, progress.reach, progress.begin)
        report = take_in_all(told, named, results, clock, talk, readers)
    for line in report.lines():
        say(line)
    return report.exit_code


def _listed(path: Path) -> list[str]:
    """Return the files that a list names, at least one; what is not absolute lies beside it."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(
            f"{path}: cannot be read; it is to be text in UTF-8 with a file on each line"
        ) from error
    named = [_place(path.parent, line.strip()) for line in lines if line.strip()]
    if not named:
        raise OperatorError(f"{path}: it names no file; write one WARC file or URL on each line")
    return named


def _place(folder: Path, name: str) -> str:
    """Return a URL as it is, and a file by its whole path."""
    return name if name.startswith(("http://", "https://")) else str((folder / name).absolute())
