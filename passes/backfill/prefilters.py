"""Makes what looks through the bytes of pages once, for all processes that read for a backfill."""

import pickle
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from db.lock import turn
from pipelines.prefilter.automaton import Compiler
from pipelines.prefilter.page_prefilter import PagePrefilter
from press_catalogue.decider import DeciderSpec, NumberedQueries, build_decider

MOST_WAIT_S = 60
"""So long a process waits for another one that compiles the same; then it does so itself."""
_COMPILED = "prefilter.compiled"
_DIGEST_BYTES = 32


@lru_cache(maxsize=1)
def prefilter_of(spec: DeciderSpec, rules: NumberedQueries, folder: Path) -> PagePrefilter:
    """Return what tells by their bytes which pages need not be parsed; a process needs it once.

    What was compiled for it is kept in ``folder``, for the next process. One that is damaged, or of
    another processor, is not used, and what cannot be kept is made again.

    Raises:
        OperatorError: hyperscan is not installed.
    """
    decider = build_decider(spec)
    queries = [query for _, query in rules]
    kept = folder / _COMPILED
    with turn(folder / f".{_COMPILED}.lock", MOST_WAIT_S) as ours:
        known = _read(kept)
        compiler = Compiler(known)
        made = PagePrefilter.from_queries(
            decider.keep, queries, decider.topic, decider.relevant, compiler
        )
        if ours and compiler.compiled != known:
            _write(kept, compiler.compiled)
    return made


def _read(path: Path) -> dict[str, bytes]:
    try:
        content = path.read_bytes()
    except OSError:
        return {}
    digest, body = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    if sha256(body).digest() != digest:
        return {}
    found: dict[str, bytes] = pickle.loads(body)  # noqa: S301 - our own, beside the results
    return found


def _write(path: Path, compiled: dict[str, bytes]) -> None:
    body = pickle.dumps(compiled)
    new = path.with_name(f".{path.name}.new")  # nobody else writes while it is our turn
    try:
        new.write_bytes(sha256(body).digest() + body)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
