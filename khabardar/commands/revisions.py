"""The commands about what changed: revisions, reextract."""

import json
from pathlib import Path

import click

from db.articles.revisions import revisions_since
from db.store import open_store
from khabardar.output.progress import Progress
from khabardar.output.revisions import revision_lines, revision_row, span_of
from khabardar.settings import environment_settings
from khabardar.wiring import clock, pass_config, say, stop_at_once_on_sigterm
from passes.reextraction import reextract as read_again
from pipelines.stories.revisions import is_significant


@click.command()
@click.option("--significant", is_flag=True, help="Only changes that matter to a reader.")
@click.option("--last", default="7d", show_default=True, help="How far back: 12h, 7d or 4w.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines.")
@click.pass_obj
def revisions(config: Path, significant: bool, last: str, as_json: bool) -> int:
    """Show what outlets changed in their articles. The newest change comes first.

    Significant are changes of figures, headlines, quotes and larger passages, and pages that are
    gone.
    """
    since = clock() - span_of(last)
    told = 0
    with open_store(environment_settings(config).database_path, write=False) as store:
        for found in revisions_since(store, since):
            matters = is_significant(found.change, found.before, found.after)
            if significant and not matters:
                continue
            told += 1
            if as_json:
                click.echo(json.dumps(revision_row(found, matters), ensure_ascii=False))
                continue
            for line in revision_lines(found):
                click.echo(line)
    if not told:
        say(f"no {'significant ' if significant else ''}change was found in the last {last}")
    return 0


@click.command()
@click.option("--host", default="", help="Only pages of this host, for example dawn.com.")
@click.option("--alerts", is_flag=True, help="Also mail what the rules newly match.")
@click.pass_obj
def reextract(config: Path, host: str, alerts: bool) -> int:
    """Extract articles again from archived pages. For use after the rules of cleaning changed.

    No revision is written; nothing is mailed unless --alerts is given, and nothing twice. Pages
    that gave no article before are tried again.
    """
    stop_at_once_on_sigterm()
    with Progress() as progress:
        report = read_again(pass_config(config), host, clock, progress.tell, alerts)
    for line in report.lines():
        say(line)
    return report.exit_code
