"""The order of a backfill: take files up, read each by itself, merge all, forget the results."""

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from db.backfill import ledger
from db.backfill.ledger import Backfill, BackfillFile
from db.backfill.result_files import read_summary, require_pyarrow
from db.crawl.sources import known_sources
from db.lock import backfill_lock, is_awaited, let_others_write
from db.store import open_store
from passes.backfill.cluster import Readers, fitting, read_by_workers, require_dask
from passes.backfill.fetching import is_address
from passes.backfill.merging import merge, read_by_meaning
from passes.backfill.reading import Brief, FileReader
from passes.backfill.report import BackfillReport
from passes.begin import PassContext, open_pass
from passes.config import LOCK_WAIT_S, PASS_BUDGET_S, Clock, PassConfig, Tell
from passes.report import PassReport
from pipelines.errors import DiskFull, OperatorError

MERGE_WAIT_S = 2 * PASS_BUDGET_S
"""So long a merge waits for passes: what was read is not to be given up."""
TURN_S = 5.0
"""So long a merge goes on while others wait: each turn has a beginning of its own."""

Faults = dict[str, str]
"""Why files could not be read, by their addresses."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Who is told how far a backfill has come: counts, how much is done of it, what is begun."""

    tell: Tell
    reach: Tell
    begin: Callable[[str], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be done: the open backfill with its files, and what they are read by."""

    backfill: Backfill
    files: Sequence[BackfillFile]
    brief: Brief
    known_files: int


def backfill(
    config: PassConfig,
    addresses: Sequence[str],
    results: Path,
    clock: Clock,
    talk: Talk,
    readers: Readers | None = None,
) -> BackfillReport:
    """Take in the pages of files, each once, as articles in the order of their publication.

    A backfill that was stopped goes on, with what it found so far in the folder ``results``; files
    that it does not have are added, unless it is merged already: then they are the next one's.
    What is found does not depend on who the ``readers`` are; None: as many as fit. The writer's
    lock is held while files are taken up, not while they are read; while they are merged, it is
    let go of whenever others wait for it.

    Raises:
        LockBusy: another backfill is at work, or another process writes to the database.
        OperatorError: there is nothing to do, pyarrow is missing, or a query is wrong.
        StoreError: the database cannot be used.
    """
    require_pyarrow()
    if readers:
        require_dask()
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
        faults = _read_all(plan, results / plan.brief.folder_name, clock, talk, readers)
        processes = readers.count if readers else 0
        return _merged(config, plan, results, faults, clock, talk, processes)


def _planned(config: PassConfig, addresses: Sequence[str], clock: Clock) -> _Plan | BackfillReport:
    """Take files up; return what is to be done, or that all of them were read before."""
    known = 0
    if not addresses and not _waits(config.database):
        raise OperatorError("no backfill waits to be ended: name WARC files")
    with open_pass(config, "backfill", clock, lambda **_: None, LOCK_WAIT_S) as context:
        found = ledger.open_backfill(context.store)
        if found is None or found.state == "reading":
            known = ledger.take_up(context.store, addresses, clock())
            found = ledger.open_backfill(context.store)
        if found is None:
            return BackfillReport(known, (), {}, context.report)
        files = ledger.files_of(context.store, found.id)
        return _Plan(found, files, _brief(context, found), known)


def _waits(database: Path) -> bool:
    """Tell whether a backfill was begun and not ended."""
    if not database.exists():
        return False
    with open_store(database, write=False) as store:
        return ledger.open_backfill(store) is not None


def _brief(context: PassContext, found: Backfill) -> Brief:
    outlets = tuple(known_sources(context.store).values())
    config = context.config
    return Brief(
        *(config.decider, context.rules, outlets, found.id, found.began_at),
        *(config.version, config.network),
    )


def _read_all(
    plan: _Plan, folder: Path, clock: Clock, talk: Talk, readers: Readers | None
) -> Faults:
    """Read the files whose results are not there; return why some could not be."""
    found = {one.address: _results(folder, one) for one in plan.files}
    waiting = {name: path for name, path in found.items() if read_summary(path) is None}
    faults = {one: why for one in waiting if (why := _not_there(one))}
    for address in faults:
        del waiting[address]
    if not waiting:
        return faults
    talk.begin(f"reading {len(waiting)} {'file' if len(waiting) == 1 else 'files'}")
    pace = _Pace(waiting, clock, talk)
    readers = fitting(len(waiting)) if readers is None else readers
    ended = (
        read_by_workers(plan.brief, waiting, readers)
        if readers
        else _read_here(plan.brief, waiting, pace)
    )
    for address, why in ended:
        pace.end(address, read_summary(waiting[address]) or {})
        if why:
            faults[address] = why.removeprefix(f"{address}: ")
    return faults


def _not_there(address: str) -> str:
    """Return why a file of this machine cannot be opened, "" if it can or lies elsewhere."""
    if is_address(address):
        return ""
    try:
        with Path(address).open("rb"):
            return ""
    except IsADirectoryError:
        return "is a folder: name the files in it"
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def _read_here(
    brief: Brief, waiting: Mapping[str, Path], pace: "_Pace"
) -> Iterator[tuple[str, str]]:
    """Read files in this process, one after the other, each by all cores."""
    folder = next(iter(waiting.values())).parent
    with FileReader(brief, folder) as reader:
        for address, results in waiting.items():
            try:
                reader.read(address, results, pace.reach)
            except OperatorError as error:
                yield address, str(error)
            else:
                yield address, ""


class _Pace:
    """Tells how far the reading of files has come, by their bytes if all lie here, and its rate."""

    def __init__(self, files: Iterable[str], clock: Clock, talk: Talk) -> None:
        self._sizes = {address: _size(Path(address)) for address in files}
        self._by_bytes = all(self._sizes.values())
        if not self._by_bytes:  # how long a file is that lies elsewhere is not known
            self._sizes = dict.fromkeys(self._sizes, 1)
        self._total = sum(self._sizes.values())
        self._clock, self._talk, self._began = clock, talk, clock()
        self._bytes = self._records = self._files = 0

    def reach(self, read: int, records: int) -> None:
        """Take note how many bytes and records of the file that is read now are done."""
        self._tell(self._bytes + read * self._by_bytes, self._records + records)

    def end(self, address: str, summary: Mapping[str, Any]) -> None:
        """Take note that a file is done."""
        self._bytes += self._sizes[address]
        self._records += summary.get("records", 0)
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


class _Turn:
    """Tells a merge when to let others write: one waits, and it has gone on for a while."""

    def __init__(self, database: Path) -> None:
        self._database, self._began = database, time.monotonic()
        self._over = False

    def is_over(self) -> bool:
        """Tell whether the turn is over; once it is, it stays so."""
        if not self._over and time.monotonic() - self._began >= TURN_S:
            self._over = is_awaited(self._database)
        return self._over


def _merged(
    config: PassConfig,
    plan: _Plan,
    results: Path,
    faults: Faults,
    clock: Clock,
    talk: Talk,
    processes: int = 0,
) -> BackfillReport:
    """Merge what was read, and forget the results once all is stored and compared.

    Whenever another process waits to write, it is let in, and the merge goes on behind it.
    """
    whole = PassReport()
    talk.begin("storing what was found")
    while True:
        turn = _Turn(config.database)

        def tell(**counts: int) -> None:
            talk.tell(**(whole.counts + Counter(counts)))

        with open_pass(config, "backfill", clock, tell, MERGE_WAIT_S) as opened:
            context = replace(opened, processes=processes, interrupted=turn.is_over)
            found = _merge_on(context, plan, results, faults, clock, talk)
        whole.take_in(context.report)
        if found is not None:
            files, by_outlet = found
            return BackfillReport(plan.known_files, files, by_outlet, whole, plan.backfill.merged)
        let_others_write(config.database)


def _merge_on(
    context: PassContext, plan: _Plan, results: Path, faults: Faults, clock: Clock, talk: Talk
) -> tuple[Sequence[BackfillFile], Mapping[str, int]] | None:
    """Merge until it is done or the disk is full: return the files, and the articles by outlet.

    None: it was interrupted.
    """
    store, found = context.store, ledger.open_backfill(context.store)
    assert found is not None  # noqa: S101 - its lock is ours
    if found.state == "reading":
        folder = results / plan.brief.folder_name
        ledger.begin_merge(store, found.id, _outcomes(plan, folder, faults), folder.name)
    folder = results / (found.read_by or plan.brief.folder_name)
    files = ledger.files_of(store, found.id)
    paths = [_results(folder, one) for one in files if one.state == "read"]
    try:
        merge(context, found, paths, talk.reach)
        if not context.interrupted():
            talk.begin("judging and comparing it by meaning")
        read_by_meaning(context, found)
    except DiskFull as error:
        context.report.say_once(str(error))
    else:
        if context.interrupted():
            return None
        ledger.end_backfill(store, found.id, clock())
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # of an earlier try by other rules, or not ours
            results.rmdir()
    return files, ledger.kept_by_outlet(store, found.began_at)


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
