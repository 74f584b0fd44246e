"""The commands that read pages one already has: extract, import."""

import json
from pathlib import Path

import click

from khabardar.extract_job import read_all
from khabardar.output.progress import Progress
from khabardar.wiring import clock, pass_config, say, stop_at_once_on_sigterm
from passes.imports import take_in


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="WARC|HTML|PDF|URL...")
@click.option("--explain", is_flag=True, help="Also print what was removed, and why.")
@click.option("--url", "address", default="", help="The URL of an HTML or PDF file.")
@click.pass_obj
def extract(config: Path, inputs: tuple[str, ...], explain: bool, address: str) -> int:
    """Print the articles of WARC, HTML or PDF files, or URLs. Each is a line of JSON.

    Needs no database. Blocks that repeat on a host's pages are learned over all pages given.
    """
    failed = 0
    with Progress() as progress:
        for row in read_all(config, inputs, address, clock, progress.tell):
            if isinstance(row, str):
                say(row)
                failed = 1
                continue
            if not explain:
                row.pop("removed")
            click.echo(json.dumps(row, ensure_ascii=False))
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
        say("next: khabardar search WORDS, or khabardar serve")
    return report.exit_code
