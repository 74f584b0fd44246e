"""Vectors as they are stored, in a byte a number."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from pipelines.meaning.engine import DIMENSIONS, Vectors


def stored(vectors: Vectors) -> list[bytes]:
    """Return each vector of float32[n, 384] as 384 signed bytes, scaled to its largest number."""
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-12)
    return [row.tobytes() for row in np.rint(vectors / largest * 127).astype(np.int8)]


def restored(blobs: Iterable[bytes]) -> Vectors:
    """Return the vectors, of unit length, that ``stored`` gave: float32[n, 384]."""
    return unit(np.frombuffer(b"".join(blobs), dtype=np.int8).reshape(-1, DIMENSIONS))


def unit(vectors: Vectors | NDArray[np.int8]) -> Vectors:
    """Return vectors scaled to unit length, float32; those of no length stay as they are."""
    wide = vectors.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", wide, wide))[:, np.newaxis]  # norm() makes copies
    found: Vectors = wide / np.maximum(lengths, 1e-12)
    return found
