"""The order of a backfill: take files up, read each by itself, merge all, forget the results."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from db.backfill import ledger
from db.backfill.ledger import Backfill, BackfillFile
from db.backfill.result_files import read_summary, require_pyarrow
from db.crawl.sources import known_sources
from db.lock import backfill_lock
from passes.backfill.merging import merge, read_by_meaning
from passes.backfill.reading import Brief, FileReader
from passes.backfill.report import BackfillReport
from passes.begin import PassContext, open_pass
from passes.config import LOCK_WAIT_S, Clock, PassConfig, Tell
from pipelines.errors import DiskFull, OperatorError

Faults = dict[str, str]
"""Why files could not be read, by their addresses."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Who is told how far a backfill has come: counts, and how much of the whole is done."""

    tell: Tell
    reach: Tell


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be done: the open backfill with its files, and what they are read by."""

    backfill: Backfill
    files: Sequence[BackfillFile]
    brief: Brief
    known_files: int


def backfill(
    config: PassConfig, addresses: Sequence[str], results: Path, clock: Clock, talk: Talk
) -> BackfillReport:
    """Take in the pages of files, each once, as articles in the order of their publication.

    A backfill that was stopped goes on, with what it found so far in the folder ``results``; files
    that it does not have are added, unless it is merged already: then they are the next one's. The
    writer's lock is held while files are taken up and while they are merged, not while they are
    read.

    Raises:
        LockBusy: another backfill is at work, or another process writes to the database.
        OperatorError: there is nothing to do, pyarrow is missing, or a query is wrong.
        StoreError: the database cannot be used.
    """
    require_pyarrow()
    with backfill_lock(config.database):
        plan = _planned(config, addresses, clock)
        if isinstance(plan, BackfillReport):
            return plan
        if plan.backfill.state == "merging":
            before, first = _merged(config, plan, results, {}, clock, talk), plan.backfill.id
            if not addresses:
                return before
            plan = _planned(config, addresses, clock)
            if isinstance(plan, BackfillReport) or plan.backfill.id == first:
                return before
        faults = _read_all(plan, results / plan.brief.folder_name, clock, talk)
        return _merged(config, plan, results, faults, clock, talk)


def _planned(config: PassConfig, addresses: Sequence[str], clock: Clock) -> _Plan | BackfillReport:
    """Take files up; return what is to be done, or that all of them were read before."""
    known = 0
    with open_pass(config, "backfill", clock, lambda **_: None, LOCK_WAIT_S) as context:
        found = ledger.open_backfill(context.store)
        if found is None or found.state == "reading":
            known = ledger.take_up(context.store, addresses, clock())
            found = ledger.open_backfill(context.store)
        if found is None and not addresses:
            raise OperatorError("no backfill waits to be ended: name WARC files")
        if found is None:
            return BackfillReport(known, (), {}, context.report)
        files = ledger.files_of(context.store, found.id)
        return _Plan(found, files, _brief(context, found), known)


def _brief(context: PassContext, found: Backfill) -> Brief:
    outlets = tuple(known_sources(context.store).values())
    config = context.config
    return Brief(
        *(config.decider, context.rules, outlets, found.id, found.began_at), config.version
    )


def _read_all(plan: _Plan, folder: Path, clock: Clock, talk: Talk) -> Faults:
    """Read the files whose results are not there; return why some could not be."""
    faults: Faults = {}
    waiting = [one for one in plan.files if read_summary(_results(folder, one)) is None]
    if not waiting:
        return faults
    pace = _Pace(waiting, clock, talk)
    with FileReader(plan.brief) as reader:
        for one in waiting:
            with _noted(faults, one.address), pace.of(one.address) as reach:
                reader.read(Path(one.address), _results(folder, one), reach)
    return faults


@contextmanager
def _noted(faults: Faults, address: str) -> Iterator[None]:
    """Go on with other files when one cannot be read, and note why."""
    try:
        yield
    except OperatorError as error:
        faults[address] = str(error).removeprefix(f"{address}: ")


class _Pace:
    """Tells how far the reading of files has come, by their bytes, and how fast it goes."""

    def __init__(self, files: Sequence[BackfillFile], clock: Clock, talk: Talk) -> None:
        self._sizes = {one.address: _size(Path(one.address)) for one in files}
        self._total = sum(self._sizes.values())
        self._clock, self._talk, self._began = clock, talk, clock()
        self._bytes = self._records = self._files = 0

    @contextmanager
    def of(self, address: str) -> Iterator[Tell]:
        """Yield who is to be told how many bytes and records of a file were read."""
        records = 0

        def reach(read: int, so_far: int) -> None:
            nonlocal records
            records = so_far
            self._tell(self._bytes + read, self._records + so_far)

        try:
            yield reach
        finally:
            self._bytes += self._sizes[address]
            self._records += records
            self._files += 1
            self._tell(self._bytes, self._records)

    def _tell(self, read: int, records: int) -> None:
        passed_s = (self._clock() - self._began).total_seconds()
        rate = round(records / passed_s) if passed_s > 0 else 0
        self._talk.reach(read, self._total)
        self._talk.tell(files_read=self._files, records=records, records_a_second=rate)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _results(folder: Path, file: BackfillFile) -> Path:
    return folder / f"{file.place:06}.parquet"


def _merged(
    config: PassConfig, plan: _Plan, results: Path, faults: Faults, clock: Clock, talk: Talk
) -> BackfillReport:
    """Merge what was read, and forget the results once all is stored and compared."""
    with open_pass(config, "backfill", clock, talk.tell, LOCK_WAIT_S) as context:
        store, found = context.store, plan.backfill
        if found.state == "reading":
            folder = results / plan.brief.folder_name
            ledger.begin_merge(store, found.id, _outcomes(plan, folder, faults), folder.name)
        folder = results / (found.read_by or plan.brief.folder_name)
        files = ledger.files_of(store, found.id)
        paths = [_results(folder, one) for one in files if one.state == "read"]
        try:
            merge(context, found, paths, talk.reach)
            read_by_meaning(context, found)
        except DiskFull as error:
            context.report.say_once(str(error))
        else:
            ledger.end_backfill(store, found.id, clock())
            shutil.rmtree(folder, ignore_errors=True)
        by_outlet = ledger.kept_by_outlet(store, found.began_at)
        return BackfillReport(plan.known_files, files, by_outlet, context.report)


def _outcomes(plan: _Plan, folder: Path, faults: Faults) -> list[BackfillFile]:
    found = []
    for one in plan.files:
        summary = read_summary(_results(folder, one))
        if summary is None:
            why = faults.get(one.address, "was not read")
            found.append(replace(one, state="failed", detail=why))
        else:
            found.append(replace(one, state="read", **summary))
    return found
