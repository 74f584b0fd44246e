"""Backfills as tests run them: in a folder, at one moment, stopped where the test says."""

from collections.abc import Sequence
from pathlib import Path

from khabardar.wiring import pass_config
from passes.backfill.cluster import Readers
from passes.backfill.report import BackfillReport
from passes.backfill.work import Talk, backfill
from passes.config import PassConfig, Tell
from tests.commandline import PLAIN, RULE
from tests.samples import NOW

HERE = Readers()
KEPT = '[topic]\nkeep = "afghan*"\n'
"""What looks through bytes for few words is ready at once; for those of a new database it takes
seconds, in each process of each test."""
FEW_WORDS = RULE.replace("@deport AND @afghan", "afghan*")


class Stopped(Exception):
    """Stands for the end of the process, at the moment when it is raised."""


def quiet(*_: int, **__: int) -> None:
    """Hear nothing."""


def stop_when(count: int, *, merging: bool) -> Tell:
    """Return a listener that ends the work when it is told of progress for so many times.

    While files are read, it is told of their bytes; while they are merged, of results, some dozens.
    """
    left = iter(range(count - 1))

    def hear(_: int, total: int) -> None:
        if (total < 1_000) == merging and next(left, None) is None:
            raise Stopped

    return hear


def config_in(folder: Path, more: str = FEW_WORDS + KEPT) -> PassConfig:
    """Return the settings of a database of its own in ``folder``."""
    folder.mkdir(exist_ok=True)
    (folder / "khabardar.toml").write_text(PLAIN + more, encoding="utf8")
    return pass_config(folder / "khabardar.toml")


def take_in(
    config: PassConfig,
    files: Sequence[Path],
    tell: Tell = quiet,
    reach: Tell = quiet,
    readers: Readers = HERE,
) -> BackfillReport:
    """Run a backfill at the moment that all tests share."""
    results, talk = config.database.with_name("results"), Talk(tell, reach)
    return backfill(config, [*map(str, files)], results, lambda: NOW, talk, readers)
