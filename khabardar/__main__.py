"""The entry point: command line in, calls out; errors become one line and an exit code."""

import errno
import gc
import os
import sys
from contextlib import suppress
from pathlib import Path

import click

from db.lock import LockBusy
from khabardar import __version__
from khabardar.commands.index import LazyGroup
from khabardar.exit_codes import EXIT_INTERRUPTED, EXIT_LOCKED, EXIT_OPERATOR
from pipelines.errors import KhabardarError

COMPLETION = "_KHABARDAR_COMPLETE"
"""Set by a shell that asks click for what may be typed next."""
_OBJECTS_BETWEEN_SEARCHES = 20_000
"""Python looks for garbage after so many new objects, not after 700: most of what is loaded stays,
and a command starts by a tenth sooner."""
UNPRINTED = frozenset({errno.EPIPE, errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EDQUOT})
"""What goes wrong when results are written to a pipe or a file."""


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
    _open_closed_streams()
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
    # Before numpy is loaded: for arrays as small as ours its threads cost more than they bring.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # For the processes that are started from here: where their memory lies in large pages, reading
    # a page takes a twentieth less. glibc alone looks at it, and the kernel may have none to give.
    os.environ.setdefault("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1")
    # Before the settings: to look for plugins it would load what reads installed packages.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    try:
        code = _call()
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = EXIT_OPERATOR
    except (click.Abort, KeyboardInterrupt):
        code = EXIT_INTERRUPTED
    except KhabardarError as error:
        _say_error(str(error))
        code = EXIT_LOCKED if isinstance(error, LockBusy) else EXIT_OPERATOR
    except OSError as error:
        code = _unprinted(error)
    sys.exit(code or 0)


def _call() -> int | None:
    """Run the command that was typed; unlike in click's own way, a closed pipe is left to us."""
    if COMPLETION in os.environ:
        cli.main(prog_name="khabardar")
    try:
        with cli.make_context("khabardar", sys.argv[1:]) as context:
            code: int | None = cli.invoke(context)
            return code
    except click.exceptions.Exit as end:  # --help and --version
        return end.exit_code


def _open_closed_streams() -> None:
    """Let what the caller closed lead nowhere, so that no file of ours gets its number."""
    for number, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)  # takes the lowest number that is free
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, "w", encoding="utf8"))  # noqa: PTH123, SIM115


def _unprinted(error: OSError) -> int:
    """Return how a command ends whose results could not be written.

    Well, if the reader of a pipe went away, as `head` does when it has enough.

    Raises:
        OSError: it is another error than that.
    """
    if error.filename is not None or error.errno not in UNPRINTED:
        raise error
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # where the rest goes that is still held back
    if error.errno == errno.EPIPE:
        return 0
    _say_error(f"what was to be printed could not be written: {error.strerror}")
    return EXIT_OPERATOR


def _say_error(line: str) -> None:
    """Write a message to stderr, if there is somebody to read it."""
    with suppress(OSError):
        click.echo(f"khabardar: {line}", err=True)


if __name__ == "__main__":
    main()
