"""The entry point: command line in, calls out; errors become one line and an exit code."""

import os
import sys
from pathlib import Path

import click

from db.lock import LockBusy
from khabardar import __version__
from khabardar.commands.index import LazyGroup
from khabardar.exit_codes import EXIT_INTERRUPTED, EXIT_LOCKED, EXIT_OPERATOR
from pipelines.errors import KhabardarError


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="khabardar")
@click.option(
    "-c",
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("khabardar.toml"),
    show_default=True,
    help="The settings file.",
)
@click.pass_context
def cli(context: click.Context, config: Path) -> None:
    """Watch the press for news on deportations of Afghan refugees.

    Start with `khabardar init`, then `khabardar crawl`. `khabardar serve` opens what was found in
    a browser; `khabardar run` keeps watching.
    """
    context.obj = config


def main() -> None:
    """Run the command line; exit 0 well, 1 something failed, 2 operator error, 75 locked."""
    try:
        code = cli.main(prog_name="khabardar", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = EXIT_OPERATOR
    except (click.Abort, KeyboardInterrupt):
        code = EXIT_INTERRUPTED
    except BrokenPipeError:  # the reader of a pipe went away: as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KhabardarError as error:
        click.echo(f"khabardar: {error}", err=True)
        code = EXIT_LOCKED if isinstance(error, LockBusy) else EXIT_OPERATOR
    sys.exit(code or 0)


if __name__ == "__main__":
    main()
