"""Content encodings as a server applies them."""

import gzip
import sys
import zlib
from collections.abc import Callable

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda body: gzip.compress(body, mtime=0),
    "x-gzip": lambda body: gzip.compress(body, mtime=0),
    "deflate": zlib.compress,
    "Deflate": lambda body: zlib.compress(body)[2:-4],  # raw, as some servers mean it
    "br": brotli.compress,
    "zstd": zstd.compress,
    "identity": bytes,
}


def zstd_with_window(body: bytes, window_log: int) -> bytes:
    """Return a Zstandard frame that needs a window of two to the power ``window_log`` bytes."""
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: window_log})
    return packer.compress(body) + packer.flush()
