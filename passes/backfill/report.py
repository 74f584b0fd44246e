"""What a backfill says of itself: what the files gave, which outlets' articles, what failed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.backfill.ledger import BackfillFile
from passes.report import PassReport

OUTLETS_NAMED = 20


@dataclass(frozen=True, slots=True)
class BackfillReport:
    """How a backfill ended.

    ``known_files`` were read by an earlier one. ``by_outlet`` counts the articles stored of each
    outlet, most first; ``merged`` has what the merge counted, and its troubles. ``before`` results
    were stored by an earlier run, which was stopped.
    """

    known_files: int
    files: Sequence[BackfillFile]
    by_outlet: Mapping[str, int]
    merged: PassReport
    before: int = 0

    @property
    def exit_code(self) -> int:
        """0 if all files were read whole, 1 if one was not."""
        return 1 if self._faults() or self.merged.trouble else 0

    def lines(self) -> list[str]:
        """Return what to say at the end, what went wrong first."""
        lines = [*self.merged.notes, *self._faults(), *self.merged.trouble]
        if self.known_files:
            lines.append(f"files that were read before, and are left out: {self.known_files}")
        if self.files:
            stored = "stored since it went on" if self.before else "stored"
            counted = ", ".join(self.merged.counted()) or "nothing new"
            lines += [self._read(), f"{stored}: {counted}"]
        if self.by_outlet:
            lines.append(f"articles by outlet: {self._outlets()}")
        return lines

    def _faults(self) -> list[str]:
        return [f"{one.address}: {one.detail}" for one in self.files if one.detail]

    def _read(self) -> str:
        refused: Counter[str] = Counter()
        for one in self.files:
            refused.update(one.refused or {})
        parts = {
            "records": sum(one.records for one in self.files),
            "passed over unread": sum(one.passed_over for one in self.files),
            "without an article": refused.total(),
            "articles": sum(one.kept for one in self.files),
        }
        whole = sum(one.state == "read" for one in self.files)
        why = ", ".join(f"{count} {reason}" for reason, count in refused.most_common())
        counted = ", ".join(f"{count} {what}" for what, count in parts.items())
        files = "1 file" if whole == 1 else f"{whole} files"
        return f"read: {files}: {counted}{f' ({why})' if why else ''}"

    def _outlets(self) -> str:
        named = [f"{count} {name}" for name, count in self.by_outlet.items()]
        more = len(named) - OUTLETS_NAMED
        return ", ".join(named[:OUTLETS_NAMED]) + (f" and {more} outlets more" if more > 0 else "")
