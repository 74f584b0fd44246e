"""The memory of a crawl is bounded while it runs, and only then."""

import subprocess
import sys

PROGRAM = """
import resource
from spiders.memory_guard import MOST_DATA_BYTES, bounded_memory, resident_bytes
before = resource.getrlimit(resource.RLIMIT_DATA)
with bounded_memory():
    try:
        bytearray(MOST_DATA_BYTES)
    except MemoryError:
        print("refused")
    small = bytearray(50_000_000)
    print(resident_bytes() > len(small))
print(resource.getrlimit(resource.RLIMIT_DATA) == before)
"""


def test_no_allocation_goes_over_the_bound() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["refused", "True", "True"]
