"""The commands about what changed: revisions, reextract."""

import json
from pathlib import Path

import click

from khabardar.output.progress import Progress


@click.command()
@click.option("--significant", is_flag=True, help="Only what a reader ought to know.")
@click.option("--last", default="7d", show_default=True, help="How far back: 12h, 7d or 4w.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines, for programs.")
@click.pass_obj
def revisions(config: Path, significant: bool, last: str, as_json: bool) -> int:
    """Show what outlets changed in articles after they published them, newest first.

    Figures, headlines, quotes and larger passages are significant, and so is a page that is gone.
    """
    from db.articles.revisions import revisions_since
    from db.store import open_store
    from khabardar.output.revisions import revision_lines, revision_row, span_of
    from khabardar.settings import environment_settings
    from khabardar.wiring import clock, say
    from pipelines.stories.revisions import is_significant

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
@click.option("--alerts", is_flag=True, help="Also mail what the rules newly find.")
@click.pass_obj
def reextract(config: Path, host: str, alerts: bool) -> int:
    """Make the text of articles again from the archived pages, after rules changed.

    No revision is written; nothing is mailed unless --alerts is given, and nothing twice. Pages
    that gave no article before are tried once more.
    """
    from khabardar.wiring import clock, pass_config, say, stop_at_once_on_sigterm
    from passes.reextraction import reextract as read_again

    stop_at_once_on_sigterm()
    with Progress() as progress:
        report = read_again(pass_config(config), host, clock, progress.tell, alerts)
    for line in report.lines():
        say(line)
    return report.exit_code


COMMANDS = (revisions, reextract)
